"""The web page: a question box, and the answers as cards with citations."""

import os
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from app.answers import answer, citation, marked, meaning
from app.examples import example_questions
from app.terminal import waiting
from index import Hit, NoIndex, Searcher
from ingest import BriefQAError, UsageError

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
import gradio as gr
from gradio.events import api

PASSAGES = 5
MOST_PASSAGES = 20
LONGEST_QUESTION = 1000  # characters
ASKED_AT_ONCE = 4
STYLE = Path(__file__).with_name("web.css").read_text("utf-8")

Search = Callable[[str, int], list[Hit]]


def serve_page(folder: Path, host: str, port: int | None, open_browser: bool) -> None:
    """Serve the page over the index in `folder` until Ctrl-C."""
    search = open_search(folder)
    with waiting("loading the model"):
        try:
            search("Is the model ready?", 1)
        except NoIndex as error:
            print(error, file=sys.stderr)  # the page says so too, and answers once there is one
    if host not in ("127.0.0.1", "localhost"):
        print(f"Whoever reaches {host} can read the documents.", file=sys.stderr)
    page = build_page(search, _examples(folder))
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            enable_monitoring=False,
            ssr_mode=False,
            footer_links=[],
            theme=gr.themes.Default(font="system-ui", font_mono="ui-monospace"),
            css=STYLE,
        )
    except OSError as error:
        place = f"{host}:{port}" if port else host
        raise BriefQAError(f"cannot listen on {place}: choose another --port or --host") from error
    print(f"briefqa answers at {url} (Ctrl-C stops it)", flush=True)
    page.block_thread()


def open_search(folder: Path) -> Search:
    """Search in the index in `folder`, opened at the first question that finds it there."""
    searcher: Searcher | None = None

    def search(question: str, k: int) -> list[Hit]:
        nonlocal searcher
        if len(question) > LONGEST_QUESTION:
            raise UsageError(f"the question is too long: at most {LONGEST_QUESTION} characters")
        if k > MOST_PASSAGES:
            raise UsageError(f"the number of passages must be at most {MOST_PASSAGES}, not {k}")
        searcher = searcher or Searcher(folder)
        [hits] = searcher.search([question], k)
        return hits

    return search


def build_page(search: Search, examples: list[str]) -> gr.Blocks:
    """The page, and the API endpoint /ask."""

    def ask(question: str, k: int = PASSAGES) -> dict[str, Any]:
        """The k passages that answer the question best, best first, with their citations."""
        try:
            return answer(question, search(question, k))
        except BriefQAError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def show(question: str, k: int) -> str:
        try:
            return cards(search(question, k))
        except BriefQAError as error:
            return message(str(error))

    with gr.Blocks(title="briefqa", analytics_enabled=False) as page:
        gr.Markdown("# briefqa\nAsk the documents. The answers are their own words.")
        with gr.Row():
            question = gr.Textbox(
                label="Question",
                placeholder="Ask in plain words",
                scale=3,
                min_width=300,
                autofocus=True,
                max_length=LONGEST_QUESTION,
            )
            k = gr.Slider(1, MOST_PASSAGES, PASSAGES, step=1, label="Passages", scale=1)
        button = gr.Button("Ask", variant="primary")
        samples = [[each] for each in examples]
        clicked = samples and gr.Examples(samples, [question], api_visibility="private")
        answers = gr.HTML(elem_id="answers")
        showing = {
            "fn": show,
            "inputs": [question, k],
            "outputs": [answers],
            "api_visibility": "private",
            "concurrency_limit": ASKED_AT_ONCE,
        }
        gr.on([button.click, question.submit], **showing)
        if clicked:
            clicked.load_input_event.success(**showing)
        api(ask, api_name="ask", concurrency_limit=ASKED_AT_ONCE)
    return page  # type: ignore[no-any-return]  # Blocks.__enter__ has no type


def _examples(folder: Path) -> list[str]:
    try:
        return example_questions(folder)
    except BriefQAError:
        return []


def cards(hits: list[Hit]) -> str:
    """The hits as HTML; every word from a document is escaped."""
    if not hits:
        return message("Nothing in the documents comes near this question.")
    return f"<ol class='hits'>{''.join(map(_card, hits))}</ol>"


def message(words: str) -> str:
    """A message in place of answers, as HTML."""
    return f"<p class='message'>{escape(words)}</p>"


def _card(hit: Hit) -> str:
    passage = "".join(
        f"<mark>{escape(words)}</mark>" if answers else escape(words)
        for words, answers in marked(hit)
    )
    return (
        f"<li class='hit'><header><span class='rank'>{hit.rank}</span>"
        f"<span class='section'>{escape(' › '.join(hit.passage.section))}</span>"
        f"<span class='score' title='cosine similarity, at most 1'>"
        f"{meaning(hit.score)} ({hit.score:.2f})</span></header>"
        f"<blockquote>{passage}</blockquote><cite>{escape(citation(hit))}</cite></li>"
    )
