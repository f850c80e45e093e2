"""The documents of a library as a table in HTML; every word from outside is escaped."""

from html import escape
from pathlib import PurePosixPath

from app.answers import one_line, printable
from app.shelf import Item, Shelf
from ingest import Document

COLUMNS = ("Document", "Author", "Date", "Format", "Passages", "Left out", "State", "")
STATES = {
    "indexed": "indexed",
    "changed": "changed since it was indexed",
    "new": "not indexed yet",
    "missing": "indexed, but gone from the disk",
    "skipped": "cannot be indexed",
}


def shelf_view(shelf: Shelf) -> str:
    """A row for each document, and each file that is none."""
    if not shelf.items:
        return "<p class='message'>There is no document in the library yet: add some above.</p>"
    heads = "".join(f"<th scope='col'>{name or hidden('Remove')}</th>" for name in COLUMNS)
    rows = "".join(map(_row, shelf.items))
    return (
        "<div class='wide' tabindex='0' role='region' aria-label='Documents of the library'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def hidden(words: str) -> str:
    """Words for those who hear the page."""
    return f"<span class='heard'>{words}</span>"


def _row(item: Item) -> str:
    id, document = escape(item.id), item.document
    name = one_line(document.title) if document and document.title else one_line(item.id)
    below = f"<small>{escape(one_line(item.id))}</small>" if name != item.id else ""
    left_out = len(document.dropped) if document else 0
    what = f"<button type='button' data-left-out='{id}'>{left_out}</button>" if left_out else "0"
    scanned = sum(start == end for start, end in document.pages) if document else 0
    reasons = [STATES[item.state], item.reason]
    reasons += [f"{scanned} pages without a text layer"] if scanned else []
    state = one_line("; ".join(reason for reason in reasons if reason))
    cells = (
        one_line(document.author) if document else "",
        one_line(document.date) if document else "",
        PurePosixPath(item.id).suffix.lower().lstrip("."),
        item.passages if document else "",
    )
    plain = "".join(f"<td dir='auto'>{escape(str(cell))}</td>" for cell in cells)
    remove = (
        ""
        if item.state == "missing"
        else f"<button type='button' data-remove='{id}'>Remove{hidden(f' {escape(name)}')}</button>"
    )
    return (
        f"<tr class='{item.state}'><th scope='row' dir='auto'>{escape(name)}{below}</th>{plain}"
        f"<td>{what}</td><td>{escape(state)}</td><td>{remove}</td></tr>"
    )


def left_out_view(document: Document) -> str:
    """What was left out of a document's passages, and why."""
    name = one_line(document.title or document.id)
    rows = "".join(
        f"<tr><td>{each.start}–{each.end}</td><td>{escape(one_line(each.reason))}</td>"
        f"<td class='words' dir='auto'>{escape(printable(document.text[each.start : each.end]))}"
        "</td></tr>"
        for each in document.dropped
    )
    return (
        f"<section><h2 tabindex='-1'>Left out of the passages of {escape(name)}</h2>"
        "<button type='button' data-close>Close</button>"
        "<div class='wide' tabindex='0' role='region' aria-label='What was left out'><table><thead>"
        "<tr><th scope='col'>Characters</th><th scope='col'>Why</th><th scope='col'>Text</th></tr>"
        f"</thead><tbody>{rows}</tbody></table></div></section>"
    )
