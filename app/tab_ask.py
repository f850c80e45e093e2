"""The tab for asking: a question, the passages that answer it, and their documents to read."""

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from app.cards import cards, message
from app.service import ASKED_AT_ONCE, MOST_PASSAGES, PASSAGES, Service
from app.source_view import source_view
from ingest import BriefQAError

QUIETLY: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
"""How events of the page are wired: no endpoints for programs, no spinner over what is read."""
HISTORY = "<details><summary>Asked during this visit</summary><ol></ol></details>"


def ask_tab(service: Service, page: gr.Blocks, examples: Sequence[str]) -> gr.Dropdown:
    """Build the tab; returns the choice of documents, to be renewed when others are indexed."""

    def show(question: str, k: int, documents: list[str] | None) -> str:
        try:
            return cards(service.ask(question, k, documents or []), k, documents or [])
        except (BriefQAError, OSError) as error:
            return message(service.told(error))

    def reopen(asked: dict[str, Any]) -> tuple[Any, ...]:
        known = service.titles()
        documents = [id for id in asked["document"] if id in known]
        choices = gr.update(choices=choices_of(known), value=documents)
        question, k = asked["q"], min(max(asked["k"], 1), MOST_PASSAGES)
        if not question:  # nor is undone what the reader may have begun meanwhile
            return gr.skip(), gr.skip(), choices, gr.skip()
        return question, k, choices, show(question, k, asked["document"])

    def open_link(request: gr.Request) -> tuple[Any, ...]:
        query = request.query_params
        k = query.get("k", "")
        return reopen(
            {
                "q": query.get("q", ""),
                "k": int(k) if k.isdecimal() and len(k) < 9 else PASSAGES,
                "document": query.getlist("document"),
            }
        )

    def ask_again(event: gr.EventData) -> tuple[Any, ...]:
        asked = event._data
        return reopen({"q": asked["q"], "k": int(asked["k"]), "document": list(asked["document"])})

    def ask_example(k: int, documents: list[str] | None, event: gr.EventData) -> tuple[str, str]:
        question = str(event._data["question"])
        return question, show(question, k, documents)

    def open_source(event: gr.EventData) -> str:
        place = event._data
        try:
            document = service.document(place["document"], place["sha256"])
            first, last = map(int, place["passage"])
            answers = [(int(start), int(end)) for start, end in place["answers"]]
            return source_view(document, (first, last), answers)
        except (BriefQAError, OSError) as error:
            return f"<article><header>{message(service.told(error))}</header></article>"

    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label="Question",
            placeholder="Ask in plain words",
            scale=3,
            min_width=300,
            autofocus=True,
        )
        button = gr.Button("Ask", variant="primary", scale=0, min_width=120)
    with gr.Row():
        documents = gr.Dropdown(
            choices_of(service.titles()),
            label="Only in these documents",
            multiselect=True,
            scale=3,
            min_width=300,
        )
        k = gr.Slider(1, MOST_PASSAGES, PASSAGES, step=1, label="Passages", scale=1)
    sample = gr.HTML(
        examples_view(examples), elem_id="examples", js_on_load="briefqa.examples(element, trigger)"
    )
    with gr.Row(elem_id="reading"):
        answers = gr.HTML(elem_id="answers", js_on_load="briefqa.answers(element, trigger, watch)")
        source = gr.HTML(elem_id="source", js_on_load="briefqa.source(element, props, watch)")
    history = gr.HTML(HISTORY, elem_id="history", js_on_load="briefqa.history(element, trigger)")

    asked = [question, k, documents]
    asking = {"concurrency_limit": ASKED_AT_ONCE, "concurrency_id": "ask", **QUIETLY}
    gr.on([button.click, question.submit], show, asked, answers, **asking)
    sample.select(ask_example, [k, documents], [question, answers], **asking)
    page.load(open_link, None, [*asked, answers], **asking)
    history.select(ask_again, None, [*asked, answers], **asking)
    answers.select(open_source, None, source, concurrency_limit=ASKED_AT_ONCE, **QUIETLY)
    return documents


def examples_view(examples: Sequence[str]) -> str:
    """Questions to click on."""
    buttons = " ".join(f"<button type='button'>{escape(each)}</button>" for each in examples)
    return f"<p role='group' aria-label='Examples'>Examples: {buttons}</p>" if examples else ""


def choices_of(titles: dict[str, str]) -> list[tuple[str, str]]:
    """Documents to choose from, by title and id."""
    return [(f"{title} ({id})" if title else id, id) for id, title in titles.items()]
