"""The tab for the library: its documents, adding and removing them, and the re-index."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

import gradio as gr

from app.web.events import AT_ONCE, IN_BACKGROUND, QUEUED, gradio_progress
from app.web.page.cards import error_dialog, message
from app.web.page.documents_table import documents_table, dropped_view
from app.web.page.limits import LimitInputs, choice_updates
from app.web.page.modules import on_load
from app.web.service import Service
from index import Progress, Report
from ingest import FORMATS, MAX_SOURCE_BYTES, BriefQAError, and_more, one_line

MAX_WARNINGS_SHOWN = 3

UPLOADS = f"""<div class="drop">
<label>Add documents: drop files here, or choose them
<input type="file" multiple accept="{",".join(FORMATS)}"></label>
<small>{", ".join(FORMATS)}, up to {MAX_SOURCE_BYTES // 10**6} MB each</small>
<div role="status"><ul class="added"></ul></div></div>"""
FILTER = """<label>Filter documents
<input type="search" autocomplete="off"></label> <span role="status"></span>"""


@dataclass(frozen=True, slots=True)
class _Components:
    """The components of the tab that events read or change."""

    uploads: gr.HTML
    button: gr.Button
    changes: gr.HTML
    summary: gr.HTML
    table: gr.HTML
    dropped: gr.HTML


def sources_tab(
    service: Service, page: gr.Blocks, tab: gr.Tab, status: gr.HTML, limits: LimitInputs
) -> None:
    """Build the tab; a re-index updates the page's `status` and the choices of `limits`."""
    components, handlers = _layout(), _Handlers(service)
    shown = [components.table, components.changes, status]
    summary = components.summary
    gr.on(
        [page.load, tab.select, components.uploads.upload],
        handlers.show,
        None,
        shown,
        **IN_BACKGROUND,
    )
    components.table.delete(handlers.remove, None, [*shown, summary], **IN_BACKGROUND)
    components.table.select(handlers.show_dropped, None, components.dropped, **AT_ONCE)
    for event, handler in (
        (components.button.click, handlers.reindex),
        (components.table.submit, handlers.keep_boilerplate),
        (components.dropped.submit, handlers.keep_boilerplate),
    ):
        event(handler, None, [*shown, summary, *limits.choices], show_progress_on=summary, **QUEUED)


def _layout() -> _Components:
    uploads = gr.HTML(UPLOADS, elem_id="uploads", js_on_load=on_load("uploads"))
    with gr.Row(elem_id="reindexing"):
        button = gr.Button("Re-index", variant="primary", scale=0, min_width=160)
        changes = gr.HTML(elem_id="changes", js_on_load=None)
    summary = gr.HTML(elem_id="summary", js_on_load=on_load("summary"))
    gr.HTML(FILTER, elem_id="filter", js_on_load=on_load("sources_table", "connectFilter"))
    table = gr.HTML(elem_id="documents", js_on_load=on_load("sources_table", "connectTable"))
    dropped = gr.HTML(elem_id="dropped", js_on_load=on_load("dialogs"))
    return _Components(uploads, button, changes, summary, table, dropped)


@dataclass(frozen=True, slots=True)
class _Handlers:
    """What the server does at the events of the tab.

    It lists documents one list after the other: an older one that comes later would hide a removal.
    """

    service: Service
    listing: Lock = field(default_factory=Lock)

    def show(self) -> tuple[str, str, str]:
        """Return the table, what has changed on disk, and the status line."""
        try:
            with self.listing:
                listed = self.service.documents()
            changes = listed.changes.missing or str(listed.changes)
            status = message(self.service.status())
            return documents_table(listed), message(f"On disk: {changes}."), status
        except (BriefQAError, OSError) as error:
            problem = message(self.service.public_message(error))
            return problem, "", problem

    def reindex(self) -> tuple[Any, ...]:
        return self._run(self.service.reindex)

    def keep_boilerplate(self, event: gr.EventData) -> tuple[Any, ...]:
        id, keep = str(event._data["id"]), bool(event._data["keep"])
        return self._run(partial(self.service.keep_boilerplate, id, keep))

    def _run(self, run: Callable[[Progress], Report]) -> tuple[Any, ...]:
        try:
            report = run(gradio_progress())
            skipped = f"; {len(report.skipped)} skipped" if report.skipped else ""
            warnings = "".join(
                f" {one_line(warning.id)}: {one_line(warning.message)}."
                for warning in report.warnings[:MAX_WARNINGS_SHOWN]
            )
            more = and_more(len(report.warnings), MAX_WARNINGS_SHOWN)
            done = f"Done: {report}{skipped}.{warnings}{more}"
        except (BriefQAError, OSError) as error:
            done = self.service.public_message(error)
        return *self.show(), message(done), *choice_updates(self.service)

    def remove(self, event: gr.EventData) -> tuple[str, ...]:
        try:
            id = str(event._data["id"])
            with self.listing:
                self.service.library.remove_document(id)
            done = f"Removed {one_line(id)}. Re-index to update answers."
        except (BriefQAError, OSError) as error:
            done = self.service.public_message(error)
        return *self.show(), message(done)

    def show_dropped(self, event: gr.EventData) -> str:
        try:
            return dropped_view(self.service.document(str(event._data["id"])))
        except (BriefQAError, OSError) as error:
            return error_dialog(self.service.public_message(error))
