"""The tab for asking: a question, the passages that answer it, and their documents to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.answers import SCORE_MEANING
from app.web.events import AT_ONCE, IN_BACKGROUND
from app.web.page.cards import cards, error_dialog, message
from app.web.page.limits import UNLIMITED, LimitInputs, choice_updates, limit_inputs, limit_updates
from app.web.page.modules import on_load
from app.web.page.source_view import source_view
from app.web.service import DEFAULT_PASSAGES, MAX_QUESTION_CHARS, Service
from ingest import BriefQAError

MAX_HIGHLIGHTS = 100
"""Spans of a passage that are marked in its document."""
MAX_K_DIGITS = 8
"""Of the number of passages in a URL."""
INTRODUCTION = f"""Ask a question. Answers are passages quoted from your documents, each with a
citation and a score. {SCORE_MEANING}"""
HISTORY = "<details><summary>Questions of this visit</summary><ol></ol></details>"


@dataclass(frozen=True, slots=True)
class _Components:
    """The components of the tab that events read or change."""

    question: gr.Textbox
    button: gr.Button
    limits: LimitInputs
    examples: gr.HTML
    answers: gr.HTML
    source: gr.HTML
    history: gr.HTML


def ask_tab(service: Service, page: gr.Blocks, tab: gr.Tab, examples: Sequence[str]) -> LimitInputs:
    """Build the tab; return the inputs whose choices must be updated after a re-index."""
    components = _layout(service, examples)
    _connect(components, _Handlers(service), page, tab)
    return components.limits


def _layout(service: Service, examples: Sequence[str]) -> _Components:
    gr.HTML(f"<p>{INTRODUCTION}</p>", elem_classes="introduction", js_on_load=None)
    with gr.Row(elem_id="ask-row"):
        question = gr.Textbox(
            label="Question",
            elem_id="question",
            max_length=MAX_QUESTION_CHARS,
            scale=3,
            min_width=300,
            autofocus=True,
        )
        button = gr.Button("Ask", variant="primary", scale=0, min_width=120)
    inputs = limit_inputs(service)
    sample = gr.HTML(_buttons(examples), elem_id="examples", js_on_load=on_load("examples"))
    with gr.Row(elem_id="reading"):
        answers = gr.HTML(elem_id="answers", js_on_load=on_load("answers"))
        source = gr.HTML(elem_id="source", js_on_load=on_load("dialogs"))
    history = gr.HTML(HISTORY, elem_id="history", js_on_load=on_load("visit"))
    return _Components(question, button, inputs, sample, answers, source, history)


def _buttons(examples: Sequence[str]) -> str:
    """Return example questions as buttons, or '' without any."""
    if not examples:
        return ""
    buttons = " ".join(
        f"<button type='button'>{escape(question)}</button>" for question in examples
    )
    return f"<details open><summary>Examples</summary><p>{buttons}</p></details>"


@dataclass(frozen=True, slots=True)
class _Handlers:
    """What the server does at the events of the tab."""

    service: Service

    def show(self, question: str, k: int, *limiting: Any) -> str:
        """Return the answers, from documents limited by values in the order of UNLIMITED."""
        names, *others = limiting
        try:
            # `complete` may still be on its way.
            return cards(self.service.ask(question, k, self._resolve(names) or names, *others), k)
        except (BriefQAError, OSError) as error:
            return message(self.service.public_message(error))

    def complete(self, names: list[str]) -> Any:
        """Replace a typed part of a document's name by the first document that has it."""
        resolved = self._resolve(names)
        if resolved == names:
            return gr.skip()
        known = self.service.choices().documents
        return gr.update(choices=known, value=resolved or names[:-1])

    def _resolve(self, names: list[str]) -> list[str]:
        """Return the ids of documents of which the last may be typed in part, [] if none has it."""
        if not names or not isinstance(names[-1], str):
            return names
        *others, typed = names
        known = self.service.choices().documents
        if not typed or typed in (id for _, id in known):
            return names
        found = [id for label, id in known if typed.casefold() in label.casefold()]
        return [*others, *(id for id in found[:1] if id not in others)] if found else []

    def reopen(self, asked: dict[str, Any]) -> tuple[Any, ...]:
        """Return the inputs of a question that was asked before, and its answers."""
        limiting = [asked[name] for name in UNLIMITED]
        answers = self.show(asked["q"], asked["k"], *limiting) if asked["q"] else ""
        return asked["q"], *limit_updates(self.service, asked), answers

    def open_link(self, request: gr.Request) -> tuple[Any, ...]:
        query = request.query_params
        question = query.get("q") or query.get("question")
        if not question:  # keep what the reader may have typed since
            documents, authors, folders = choice_updates(self.service)
            same = gr.skip()
            return same, same, documents, authors, same, same, folders, same, same
        digits = query.get("k", "")
        k = int(digits) if digits.isdecimal() and len(digits) <= MAX_K_DIGITS else DEFAULT_PASSAGES
        limiting = {
            name: query.getlist(name) if none == [] else query.get(name, none)
            for name, none in UNLIMITED.items()
        }
        return self.reopen({"q": question, "k": k} | limiting)

    def ask_again(self, event: gr.EventData) -> tuple[Any, ...]:
        return self.reopen(UNLIMITED | event._data | {"k": int(event._data["k"])})

    def ask_example(self, event: gr.EventData, k: int, *limiting: Any) -> tuple[str, str]:
        question = str(event._data["question"])
        return question, self.show(question, k, *limiting)

    def open_source(self, event: gr.EventData) -> str:
        opened = event._data
        try:
            document = self.service.document(opened["document"], opened["sha256"])
        except (BriefQAError, OSError) as error:
            return error_dialog(self.service.public_message(error))
        start, end = map(int, opened["passage"])
        answers = [(int(first), int(last)) for first, last in opened["answers"][:MAX_HIGHLIGHTS]]
        return source_view(document, (start, end), answers)

    def update_choices(self) -> list[Any]:
        return choice_updates(self.service)


def _connect(components: _Components, handlers: _Handlers, page: gr.Blocks, tab: gr.Tab) -> None:
    inputs, answers = components.limits, components.answers
    asked = [components.question, *inputs.values]
    gr.on(
        [
            components.button.click,
            components.question.submit,
            inputs.since.submit,
            inputs.until.submit,
        ],
        handlers.show,
        asked,
        answers,
        trigger_mode="always_last",
        **AT_ONCE,
    )
    inputs.documents.change(handlers.complete, inputs.documents, inputs.documents, **AT_ONCE)
    components.examples.select(
        handlers.ask_example,
        inputs.values,
        [components.question, answers],
        **AT_ONCE,
    )
    tab.select(handlers.update_choices, None, inputs.choices, **IN_BACKGROUND)
    reopened = [*asked, inputs.more, answers]
    page.load(handlers.open_link, None, reopened, **AT_ONCE)
    components.history.select(
        handlers.ask_again, None, reopened, trigger_mode="multiple", **AT_ONCE
    )
    answers.select(handlers.open_source, None, components.source, **AT_ONCE)
