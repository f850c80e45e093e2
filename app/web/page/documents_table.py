"""The documents of a library as an HTML table; all text from outside is escaped."""

from html import escape

from app.library import DocumentEntry, DocumentList
from app.web.page.cards import visually_hidden
from ingest import KEEP_HINT, Document, one_line, sanitize_terminal

COLUMNS = ("Document", "Author", "Date", "Format", "Passages", "Dropped", "State", "")
STATES = {
    "indexed": "indexed",
    "changed": "changed since it was indexed",
    "new": "not indexed yet",
    "missing": "deleted from disk or ignored; still in answers until you re-index",
    "skipped": "cannot be indexed",
}


def documents_table(documents: DocumentList) -> str:
    """Return a row for each document, and for each file that cannot be one."""
    if not documents.entries:
        return "<p class='message'>No documents yet. Add some above.</p>"
    heads = "".join(f"<th scope='col'>{name or visually_hidden('Remove')}</th>" for name in COLUMNS)
    rows = "".join(map(_row, documents.entries))
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
    can_keep = any(span.is_boilerplate for span in document.dropped)
    keep = _keep(document.id, "Keep this text in the answers") if can_keep else ""
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Characters", "Reason", "Text"))
    return (
        "<dialog class='modal' aria-labelledby='dropped-from'>"
        "<button type='button' data-close>Close</button>"
        f"<h2 id='dropped-from' tabindex='-1'>Dropped from {escape(name)}</h2>{keep}"
        "<div class='wide' tabindex='0' role='region' aria-label='Dropped text'><table><thead>"
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></dialog>"
    )


def _row(entry: DocumentEntry) -> str:
    title = one_line(entry.title or entry.id)
    below = f"<small>{escape(one_line(entry.id))}</small>" if title != entry.id else ""
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
    return (
        f"<tr class='{entry.state}'><th scope='row' dir='auto'>{escape(title)}{below}</th>{plain}"
        f"<td data-name='Dropped'>{_dropped(entry)}</td>"
        f"<td data-name='State'>{escape(_state(entry))}</td><td>{_remove(entry, title)}</td></tr>"
    )


def _keep(id: str, label: str, action: str = "keep") -> str:
    return f"<button type='button' data-{action}='{escape(id)}'>{label}</button>"


def _dropped(entry: DocumentEntry) -> str:
    if entry.is_kept:
        return _keep(entry.id, "Drop again", "drop")
    if KEEP_HINT in entry.reason:
        return _keep(entry.id, "Keep its text")
    if not entry.dropped:
        return "0"
    label = f"{entry.dropped} ({entry.dropped_share:.0%})"
    return f"<button type='button' data-dropped='{escape(entry.id)}'>{label}</button>"


def _state(entry: DocumentEntry) -> str:
    said = "; ".join(filter(None, [STATES[entry.state], entry.reason, *entry.warnings]))
    return one_line(said.replace(f" {KEEP_HINT}", ""))  # here a button does it


def _remove(entry: DocumentEntry, title: str) -> str:
    if entry.state == "missing":
        return ""
    which = visually_hidden(f" {title}")
    return f"<button type='button' data-remove='{escape(entry.id)}'>Remove{which}</button>"
