"""The documents of a library as a table in HTML; every word from outside is escaped."""

from html import escape

from app.library import DocumentEntry, DocumentList
from app.web.cards import hidden
from ingest import Document, one_line, sanitize_terminal

COLUMNS = ("Document", "Author", "Date", "Format", "Passages", "Left out", "State", "")
STATES = {
    "indexed": "indexed",
    "changed": "changed since it was indexed",
    "new": "not indexed yet",
    "missing": "not on disk any more, but in the answers until you re-index",
    "skipped": "cannot be indexed",
}


def shelf_view(documents: DocumentList) -> str:
    """A row for each document, and each file that is none."""
    if not documents.entries:
        return "<p class='message'>There is no document in the library yet: add some above.</p>"
    heads = "".join(f"<th scope='col'>{name or hidden('Remove')}</th>" for name in COLUMNS)
    rows = "".join(map(_row, documents.entries))
    return (
        "<div class='wide' tabindex='0' role='region' aria-label='Documents of the library'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(entry: DocumentEntry) -> str:
    id = escape(entry.id)
    name = one_line(entry.title or entry.id)
    below = f"<small>{escape(one_line(entry.id))}</small>" if name != entry.id else ""
    left_out = entry.dropped
    what = f"<button type='button' data-left-out='{id}'>{left_out}</button>" if left_out else "0"
    reasons = [STATES[entry.state], entry.reason]
    scanned = entry.pages_without_text
    reasons += [f"{scanned} pages without a text layer"] if scanned else []
    state = one_line("; ".join(reason for reason in reasons if reason))
    cells = (
        one_line(entry.author),
        one_line(entry.date),
        entry.format,
        entry.passages if entry.is_indexed else "",
    )
    plain = "".join(
        f"<td dir='auto' data-name='{column}'>{escape(str(cell))}</td>"
        for column, cell in zip(COLUMNS[1:], cells, strict=False)
    )
    remove = (
        ""
        if entry.state == "missing"
        else f"<button type='button' data-remove='{id}'>Remove{hidden(f' {name}')}</button>"
    )
    return (
        f"<tr class='{entry.state}'><th scope='row' dir='auto'>{escape(name)}{below}</th>{plain}"
        f"<td data-name='Left out'>{what}</td><td data-name='State'>{escape(state)}</td>"
        f"<td>{remove}</td></tr>"
    )


def left_out_view(document: Document) -> str:
    """What was left out of a document's passages, and why."""
    name = one_line(document.title or document.id)
    rows = "".join(
        f"<tr><td data-name='Characters'>{each.start}–{each.end}</td>"
        f"<td data-name='Why'>{escape(one_line(each.reason))}</td>"
        "<td class='words' dir='auto'>"
        f"{escape(sanitize_terminal(document.text[each.start : each.end]))}</td></tr>"
        for each in document.dropped
    )
    return (
        "<dialog class='modal' aria-labelledby='left-out-of'>"
        "<button type='button' data-close>Close</button>"
        f"<h2 id='left-out-of' tabindex='-1'>Left out of the passages of {escape(name)}</h2>"
        "<div class='wide' tabindex='0' role='region' aria-label='What was left out'><table><thead>"
        "<tr><th scope='col'>Characters</th><th scope='col'>Why</th><th scope='col'>Text</th></tr>"
        f"</thead><tbody>{rows}</tbody></table></div></dialog>"
    )
