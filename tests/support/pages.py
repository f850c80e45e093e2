"""Web pages for tests: a site with a menu, an article in it, and a footer."""

from ingest import Document, read_document
from ingest.structure.sentences import kept_runs
from tests.support.files import page

MENU = "".join(
    f'<li><a href="/{name}">{name}</a></li>'
    for name in ("Start", "Woods", "Trails", "Huts", "Office", "Jobs", "Press", "Contact")
)
BEFORE = (
    "<p>The forest office publishes these rules for walkers in the woods of Arden. They say where"
    " to camp, whom to call and what a permit costs in each season.</p><p>Read all of the rules"
    " before you enter the woods, because several differ from those of other forests. The ranger"
    " answers questions by telephone.</p>"
)
AFTER = (
    "<p>All trails are inspected twice a year by the staff of the office, and the results are"
    " printed in the annual report. Damage is repaired within a week of the inspection.</p>"
)
FOOTER = "Copyright 2024 Forest Office."


def site(inside: str, head: str = "", behind: str = "") -> bytes:
    """Return a page of a site whose article contains `inside`; `behind` follows the article."""
    return page(
        f"<header><nav><ul>{MENU}</ul></nav></header><main><article><h1>Rules of the woods</h1>"
        f"{BEFORE}{inside}{AFTER}</article></main>{behind}<footer><p>{FOOTER}"
        ' <a href="/p">Privacy policy</a> <a href="/t">Terms of use</a></p></footer>',
        f"<title>Rules of the woods</title>{head}",
    )


def read_site(inside: str, head: str = "", behind: str = "") -> Document:
    """Return the page of a site as it is read."""
    return read_document("page.html", site(inside, head, behind))


def kept(document: Document) -> str:
    """Return the text without dropped spans."""
    runs = kept_runs((0, len(document.text)), document.dropped)
    return "\n".join(document.text[start:end].strip() for start, end in runs)


def kept_inside(inside: str) -> str:
    """Return what is read of a part of an article."""
    text = kept(read_site(inside))
    return text.partition("by telephone.")[2].rpartition("All trails")[0].strip()


def dropped(document: Document) -> dict[str, str]:
    """Return the dropped spans with their reasons."""
    return {document.text[span.start : span.end]: span.reason for span in document.dropped}
