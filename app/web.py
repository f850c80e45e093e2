"""The web page: a question box, and the answers as cards with citations."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, NoReturn

from app import asking
from app.access import Access
from app.answers import as_json
from app.asking import Answer
from app.cards import cards, message
from app.examples import example_questions
from app.terminal import waiting
from index import NoIndex, Searcher
from ingest import BriefQAError, UsageError

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
import gradio as gr
from gradio.events import api
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

PASSAGES = 5
MOST_PASSAGES = 20
LONGEST_QUESTION = 1000  # characters
ASKED_AT_ONCE = 4
SECONDS_BETWEEN_LOOKS = 1
STYLE = Path(__file__).with_name("web.css").read_text("utf-8")


def serve_page(folder: Path, access: Access, port: int | None, open_browser: bool) -> None:
    """Serve the page over the index in `folder` until Ctrl-C. Raises BriefQAError."""
    searcher = Searcher(folder)
    with waiting("loading the model"):
        try:
            searcher.search(["Is the model ready?"], 1)
        except NoIndex as error:
            print(error, file=sys.stderr)  # the page says so too, and answers once there is one
    Thread(target=_follow, args=[searcher], daemon=True).start()
    page = build_page(searcher, _examples(folder))
    try:
        _, url, _ = page.launch(
            server_name=access.address,
            server_port=port,
            auth=list(access.users) or None,
            app_kwargs={"middleware": [_only_for(access.hosts)]},
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
        place = f"{access.address}:{port}" if port else access.address
        raise BriefQAError(f"cannot listen on {place}: choose another --port or --host") from error
    print(f"briefqa answers at {url} (Ctrl-C stops it)", flush=True)
    page.block_thread()


def _only_for(hosts: Sequence[str]) -> Middleware:
    """Refuses requests that name another host: a page from elsewhere whose name was made to lead
    to this machine (DNS rebinding) could read the documents.
    """
    return Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)


def _follow(searcher: Searcher) -> NoReturn:
    """Take up each new state of the index when it is there, so that no question waits for it."""
    while True:
        sleep(SECONDS_BETWEEN_LOOKS)
        with suppress(BriefQAError, OSError):  # whoever asks is told
            searcher.refresh()


def build_page(searcher: Searcher, examples: list[str]) -> gr.Blocks:
    """The page, and the API endpoint /ask."""

    def answered(question: str, k: int) -> Answer:
        if not isinstance(question, str) or not isinstance(k, int):
            raise UsageError("the question must be text, and the number of passages a whole one")
        if len(question) > LONGEST_QUESTION:
            raise UsageError(f"the question is too long: at most {LONGEST_QUESTION} characters")
        if k > MOST_PASSAGES:
            raise UsageError(f"the number of passages must be at most {MOST_PASSAGES}, not {k}")
        return asking.ask(searcher, question, k)

    def ask(question: str, k: int = PASSAGES) -> dict[str, Any]:
        """The k passages that answer the question best, best first, with their citations."""
        try:
            return as_json(answered(question, k))
        except BriefQAError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def show(question: str, k: int) -> str:
        try:
            return cards(answered(question, k))
        except BriefQAError as error:
            return message(str(error))

    with gr.Blocks(title="briefqa", analytics_enabled=False) as page:
        gr.Markdown(
            "# briefqa\nAsk the documents. The answers are their own words; the score says how "
            "like the question a passage is, not that it is right."
        )
        with gr.Row():
            question = gr.Textbox(
                label="Question",
                placeholder="Ask in plain words",
                scale=3,
                min_width=300,
                autofocus=True,
            )
            k = gr.Slider(1, MOST_PASSAGES, PASSAGES, step=1, label="Passages", scale=1)
        button = gr.Button("Ask", variant="primary")
        answers = gr.HTML(elem_id="answers")
        samples = [[each] for each in examples]
        clicked = samples and gr.Examples(samples, [question], api_visibility="private")
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
