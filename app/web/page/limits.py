"""The inputs next to a question: how many passages, and from which documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from app.web.service import DEFAULT_PASSAGES, Service

MAX_DATE_CHARS = 10
DATE_EXAMPLES = "2024 or 2024-03-14"
UNLIMITED: dict[str, Any] = {"document": [], "author": [], "since": "", "until": "", "folder": []}
"""The parameters of a question's URL that limit it, in the order of `LimitInputs.values`."""


@dataclass(frozen=True, slots=True)
class LimitInputs:
    """The inputs; all but the first two are in `more`, which is folded until it is needed."""

    documents: gr.Dropdown
    k: gr.Number
    authors: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox
    folders: gr.Dropdown
    more: gr.Accordion

    @property
    def choices(self) -> list[Component]:
        """The inputs with choices, in the order of `choice_updates`."""
        return [self.documents, self.authors, self.folders]

    @property
    def values(self) -> list[Component]:
        """The inputs, in the order of k and UNLIMITED."""
        return [self.k, self.documents, self.authors, self.since, self.until, self.folders]


def limit_inputs(service: Service) -> LimitInputs:
    """Lay out the inputs."""
    known = service.choices()
    with gr.Row(elem_id="limits"):
        documents = _several("Limit to documents", known.documents)
        k = gr.Number(DEFAULT_PASSAGES, label="Passages", precision=0, min_width=120)
    with gr.Accordion("More limits", open=False, elem_id="more-limits") as more, gr.Row():
        authors = _several("Authors", known.authors)
        since, until = _date("Dated since"), _date("Dated until")
        folders = _several("Folders", known.folders)
    return LimitInputs(documents, k, authors, since, until, folders, more)


def choice_updates(service: Service) -> list[Any]:
    """Return updates for the inputs with choices."""
    known = service.choices()
    return [
        gr.update(choices=choices) for choices in (known.documents, known.authors, known.folders)
    ]


def limit_updates(service: Service, asked: Mapping[str, Any]) -> list[Any]:
    """Return updates for `values` and `more`, to show the limits of a question asked before."""
    documents, authors, folders = choice_updates(service)
    documents["value"] = [id for _, id in documents["choices"] if id in asked["document"]]
    authors["value"], folders["value"] = asked["author"], asked["folder"]
    folded = any(asked[name] for name in UNLIMITED if name != "document")
    more = gr.update(open=True) if folded else gr.skip()
    return [asked["k"], documents, authors, asked["since"], asked["until"], folders, more]


def _several(label: str, choices: Sequence[Any]) -> gr.Dropdown:
    return gr.Dropdown(
        list(choices),
        label=label,
        multiselect=True,
        allow_custom_value=True,  # or one that has left the index could not be deselected
        scale=4,
        min_width=240,
    )


def _date(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=DATE_EXAMPLES, max_length=MAX_DATE_CHARS, scale=2, min_width=160
    )
