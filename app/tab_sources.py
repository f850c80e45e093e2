"""The tab for the library: its documents, adding and removing them, and the re-index."""

from typing import Any

import gradio as gr

from app.cards import message
from app.service import Service
from app.shelf_view import left_out_view, shelf_view
from app.tab_ask import QUIETLY, choices_of
from app.tools import reporting
from app.uploads import remove
from ingest import FORMATS, MOST_BYTES, BriefQAError

ADDING = f"""<div class="drop">
<label>Add documents: drop files here, or choose them
<input type="file" multiple accept="{",".join(FORMATS)}"></label>
<small>{", ".join(FORMATS)}, up to {MOST_BYTES // 10**6} MB each</small>
<div role="status"><ul class="added"></ul></div></div>"""
FILTER = """<label class="filter">Show documents with the words
<input type="search" autocomplete="off"></label>"""


def sources_tab(
    service: Service, page: gr.Blocks, tab: gr.Tab, status: gr.HTML, documents: gr.Dropdown
) -> None:
    """Build the tab; a re-index renews the page's `status` and the choice of `documents`."""

    def look() -> tuple[str, str, str]:
        try:
            shelf = service.shelf()
            found = shelf.changes.missing or str(shelf.changes)
            return shelf_view(shelf), message(f"On disk: {found}."), message(service.status())
        except (BriefQAError, OSError) as error:
            told = message(service.told(error))
            return told, "", told

    def reindex() -> tuple[Any, ...]:
        try:
            report = service.reindex(reporting())
        except (BriefQAError, OSError) as error:
            table, _, line = look()
            return table, message(service.told(error)), line, gr.update()
        table, _, line = look()
        skipped = f"; {len(report.skipped)} skipped, see below" if report.skipped else ""
        choices = gr.update(choices=choices_of(service.titles()))
        return table, message(f"Done: {report}{skipped}."), line, choices

    def take(event: gr.EventData) -> tuple[str, str, str]:
        try:
            remove(service.folder, str(event._data["id"]))
        except (BriefQAError, OSError) as error:
            table, _, line = look()
            return table, message(service.told(error)), line
        return look()

    def show_left_out(event: gr.EventData) -> str:
        try:
            return left_out_view(service.document(str(event._data["id"])))
        except (BriefQAError, OSError) as error:
            return message(service.told(error))

    adding = gr.HTML(ADDING, elem_id="adding", js_on_load="briefqa.adding(element, trigger)")
    with gr.Row(elem_id="reindexing"):
        button = gr.Button("Re-index", variant="primary", scale=0, min_width=160)
        summary = gr.HTML(elem_id="summary", js_on_load=None)
    gr.HTML(FILTER, elem_id="filter", js_on_load="briefqa.filter(element)")
    table = gr.HTML(elem_id="shelf", js_on_load="briefqa.shelf(element, trigger, watch)")
    left_out = gr.HTML(elem_id="left-out", js_on_load="briefqa.opened(element, props, watch)")

    shown = [table, summary, status]
    gr.on([page.load, tab.select, adding.upload], look, None, shown, **QUIETLY)
    table.delete(take, None, shown, **QUIETLY)
    table.select(show_left_out, None, left_out, **QUIETLY)
    button.click(
        reindex,
        None,
        [*shown, documents],
        api_visibility="private",
        show_progress="full",
        show_progress_on=summary,
    )
