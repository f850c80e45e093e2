"""The documents of a library as an HTML table; all text from outside is escaped."""

from html import escape

from app.library import Item, Shelf
from app.web.page.cards import visually_hidden
from ingest import Document, one_line, sanitize_terminal

COLUMNS = ("Document", "Author", "Date", "Format", "Passages", "Dropped", "State", "")
STATES = {
    "indexed": "indexed",
    "changed": "changed since it was indexed",
    "new": "not indexed yet",
    "missing": "deleted from disk; still in answers until you re-index",
    "skipped": "cannot be indexed",
}


def documents_table(shelf: Shelf) -> str:
    """Return a row for each document, and for each file that cannot be one."""
    if not shelf.items:
        return "<p class='message'>No documents yet. Add some above.</p>"
    heads = "".join(f"<th scope='col'>{name or visually_hidden('Remove')}</th>" for name in COLUMNS)
    rows = "".join(map(_row, shelf.items))
    return (
        "<div class='wide' tabindex='0' role='region' aria-label='Documents of the library'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def dropped_view(document: Document) -> str:
    """Return a dialog of the spans that are in no passage of a document, with the reasons."""
    name = one_line(document.title or document.id)
    rows = "".join(
        f"<tr><td data-name='Characters'>{span.start}–{span.end}</td>"
        f"<td data-name='Reason'>{escape(one_line(span.reason))}</td>"
        "<td class='words' dir='auto'>"
        f"{escape(sanitize_terminal(document.text[span.start : span.end]))}</td></tr>"
        for span in document.dropped
    )
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Characters", "Reason", "Text"))
    return (
        "<dialog class='modal' aria-labelledby='dropped-from'>"
        "<button type='button' data-close>Close</button>"
        f"<h2 id='dropped-from' tabindex='-1'>Dropped from {escape(name)}</h2>"
        "<div class='wide' tabindex='0' role='region' aria-label='Dropped text'><table><thead>"
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></dialog>"
    )


def _row(item: Item) -> str:
    document = item.document
    title = one_line(document.title) if document and document.title else one_line(item.id)
    below = f"<small>{escape(one_line(item.id))}</small>" if title != item.id else ""
    cells = (
        one_line(document.author) if document else "",
        one_line(document.date) if document else "",
        item.format,
        item.passages if document else "",
    )
    plain = "".join(
        f"<td dir='auto' data-name='{column}'>{escape(str(cell))}</td>"
        for column, cell in zip(COLUMNS[1:], cells, strict=False)
    )
    return (
        f"<tr class='{item.state}'><th scope='row' dir='auto'>{escape(title)}{below}</th>{plain}"
        f"<td data-name='Dropped'>{_dropped(item)}</td>"
        f"<td data-name='State'>{escape(_state(item))}</td><td>{_remove(item, title)}</td></tr>"
    )


def _dropped(item: Item) -> str:
    if not item.left_out:
        return "0"
    return f"<button type='button' data-dropped='{escape(item.id)}'>{item.left_out}</button>"


def _state(item: Item) -> str:
    scanned = f"{item.scanned} pages without a text layer" if item.scanned else ""
    return one_line("; ".join(filter(None, [STATES[item.state], item.reason, scanned])))


def _remove(item: Item, title: str) -> str:
    if item.state == "missing":
        return ""
    which = visually_hidden(f" {title}")
    return f"<button type='button' data-remove='{escape(item.id)}'>Remove{which}</button>"
