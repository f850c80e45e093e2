"""The tab for the library: its documents, adding and removing them, and the re-index."""

from typing import Any

import gradio as gr

from app.web.cards import error_dialog, message
from app.web.events import AT_LENGTH, QUIETLY, reporting
from app.web.listing_view import left_out_view, shelf_view
from app.web.service import Service
from ingest import FORMATS, MAX_SOURCE_BYTES, BriefQAError, one_line

ADDING = f"""<div class="drop">
<label>Add documents: drop files here, or choose them
<input type="file" multiple accept="{",".join(FORMATS)}"></label>
<small>{", ".join(FORMATS)}, up to {MAX_SOURCE_BYTES // 10**6} MB each</small>
<div role="status"><ul class="added"></ul></div></div>"""
FILTER = """<label>Show documents with the words
<input type="search" autocomplete="off"></label> <span role="status"></span>"""


def sources_tab(
    service: Service, page: gr.Blocks, tab: gr.Tab, status: gr.HTML, documents: gr.Dropdown
) -> None:
    """Build the tab; a re-index renews the page's `status` and the choice of `documents`."""

    def look() -> tuple[str, str, str]:
        try:
            shelf = service.documents()
            found = shelf.changes.missing or str(shelf.changes)
            return shelf_view(shelf), message(f"On disk: {found}."), message(service.status())
        except (BriefQAError, OSError) as error:
            told = message(service.public_message(error))
            return told, "", told

    def reindex() -> tuple[Any, ...]:
        try:
            report = service.reindex(reporting())
            skipped = f"; {len(report.skipped)} cannot be indexed" if report.skipped else ""
            done = f"Done: {report}{skipped}."
        except (BriefQAError, OSError) as error:
            done = service.public_message(error)
        return *look(), message(done), gr.update(choices=service.document_choices())

    def take(event: gr.EventData) -> tuple[str, ...]:
        try:
            id = str(event._data["id"])
            service.library.remove_document(id)
            done = f"Removed {one_line(id)}: re-index to take it out of the answers."
        except (BriefQAError, OSError) as error:
            done = service.public_message(error)
        return *look(), message(done)

    def show_left_out(event: gr.EventData) -> str:
        try:
            return left_out_view(service.document(str(event._data["id"])))
        except (BriefQAError, OSError) as error:
            return error_dialog(service.public_message(error))

    adding = gr.HTML(ADDING, elem_id="adding", js_on_load="briefqa.adding(element, trigger)")
    with gr.Row(elem_id="reindexing"):
        button = gr.Button("Re-index", variant="primary", scale=0, min_width=160)
        disk = gr.HTML(elem_id="disk", js_on_load=None)
    summary = gr.HTML(elem_id="summary", js_on_load="briefqa.summary(element, watch)")
    gr.HTML(FILTER, elem_id="filter", js_on_load="briefqa.filter(element)")
    table = gr.HTML(elem_id="shelf", js_on_load="briefqa.shelf(element, trigger, watch)")
    left_out = gr.HTML(elem_id="left-out", js_on_load="briefqa.opened(element, props, watch)")

    shown = [table, disk, status]
    gr.on([page.load, tab.select, adding.upload], look, None, shown, **QUIETLY)
    table.delete(take, None, [*shown, summary], **QUIETLY)
    table.select(show_left_out, None, left_out, **QUIETLY)
    button.click(reindex, None, [*shown, summary, documents], show_progress_on=summary, **AT_LENGTH)
