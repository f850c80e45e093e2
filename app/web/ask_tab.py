"""The tab for asking: a question, the passages that answer it, and their documents to read."""

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from app.web.cards import cards, error_dialog, message
from app.web.events import QUIETLY
from app.web.service import DEFAULT_PASSAGES, MAX_QUESTION_CHARS, Service
from app.web.source_view import source_view
from ingest import BriefQAError

MOST_ANSWERS = 100
"""Stretches of a passage that are marked in its document."""
INTRODUCTION = """Ask in plain words. The answers are passages of your documents, in their own
words, each with a citation to check it by; the score says how like the question a passage is."""
HISTORY = "<details><summary>Asked during this visit</summary><ol></ol></details>"


def ask_tab(service: Service, page: gr.Blocks, tab: gr.Tab, examples: Sequence[str]) -> gr.Dropdown:
    """Build the tab; returns the choice of documents, to be renewed when others are indexed."""

    def show(question: str, k: int, documents: list[str] | None) -> str:
        try:
            return cards(service.ask(question, k, documents or []), k, documents or [])
        except (BriefQAError, OSError) as error:
            return message(service.public_message(error))

    def complete(names: list[str]) -> Any:
        known = service.document_choices()
        *others, typed = names or [""]
        if not typed or typed in (id for _, id in known):
            return gr.skip()
        found = [id for label, id in known if typed.casefold() in label.casefold()]
        named = [*others, *(id for id in found[:1] if id not in others)]
        return gr.update(choices=known, value=named)

    def reopen(asked: dict[str, Any]) -> tuple[Any, ...]:
        question, k, among = asked["q"], asked["k"], asked["document"]
        known = service.document_choices()
        chosen = [id for _, id in known if id in among]
        renewed = gr.update(choices=known, value=chosen)
        return question, k, renewed, show(question, k, among) if question else ""

    def open_link(request: gr.Request) -> tuple[Any, ...]:
        query = request.query_params
        if not query.get("q"):  # nor is undone what the reader may have begun meanwhile
            return gr.skip(), gr.skip(), gr.update(choices=service.document_choices()), gr.skip()
        k = query.get("k", "")
        k = int(k) if k.isdecimal() and len(k) < 9 else DEFAULT_PASSAGES
        return reopen({"q": query["q"], "k": k, "document": query.getlist("document")})

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
            answers = [(int(start), int(end)) for start, end in place["answers"][:MOST_ANSWERS]]
            return source_view(document, (first, last), answers)
        except (BriefQAError, OSError) as error:
            return error_dialog(service.public_message(error))

    gr.HTML(f"<p>{INTRODUCTION}</p>", elem_classes="introduction", js_on_load=None)
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label="Question", max_length=MAX_QUESTION_CHARS, scale=3, min_width=300, autofocus=True
        )
        button = gr.Button("Ask", variant="primary", scale=0, min_width=120)
    with gr.Row(elem_id="among"):
        documents = gr.Dropdown(
            service.document_choices(),
            label="Only in these documents (type to find them)",
            multiselect=True,
            allow_custom_value=True,  # or one that has left the index could not be taken back
            scale=4,
            min_width=240,
        )
        k = gr.Number(DEFAULT_PASSAGES, label="Passages", precision=0, min_width=120)
    sample = gr.HTML(
        _buttons(examples),
        elem_id="examples",
        js_on_load="briefqa.examples(element, trigger)",
    )
    with gr.Row(elem_id="reading"):
        answers = gr.HTML(elem_id="answers", js_on_load="briefqa.answers(element, trigger, watch)")
        source = gr.HTML(elem_id="source", js_on_load="briefqa.opened(element, props, watch)")
    history = gr.HTML(HISTORY, elem_id="history", js_on_load="briefqa.history(element, trigger)")

    asked = [question, k, documents]
    gr.on(
        [button.click, question.submit], show, asked, answers, trigger_mode="always_last", **QUIETLY
    )
    documents.change(complete, documents, documents, **QUIETLY)
    sample.select(ask_example, [k, documents], [question, answers], **QUIETLY)
    tab.select(lambda: gr.update(choices=service.document_choices()), None, documents, **QUIETLY)
    page.load(open_link, None, [*asked, answers], **QUIETLY)
    history.select(ask_again, None, [*asked, answers], trigger_mode="multiple", **QUIETLY)
    answers.select(open_source, None, source, **QUIETLY)
    return documents


def _buttons(examples: Sequence[str]) -> str:
    """Questions to click on."""
    if not examples:
        return ""
    buttons = " ".join(f"<button type='button'>{escape(each)}</button>" for each in examples)
    return f"<details open><summary>Examples</summary><p>{buttons}</p></details>"
