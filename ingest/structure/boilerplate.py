"""Lines that a saved web page says about itself rather than about its subject.

Only whole lines are judged, and only by wording that a document's own prose does not use;
lines that inform (byline, date, credit, address, 'About …') match nothing here.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.characters import one_line
from ingest.document import Document, Dropped, Section
from ingest.errors import UnreadableSource
from ingest.structure.apparatus import is_apparatus
from ingest.structure.contents import find_contents
from ingest.structure.sections import Heading, divide
from ingest.structure.sentences import paragraphs

_SITES = r"(?:facebook|twitter|x|google|linkedin|email|e-mail|apple|github|microsoft|whatsapp)"
_ON_SITES = rf"(?: (?:on|via|with|by) {_SITES}(?:(?:, | or | and | ?/ ?){_SITES})*)?"
_SIGN_IN = rf"(?:sign|log) ?in(?: (?:with|using|via) {_SITES})?"
_LETTER = r"(?:our |the |your |my )?(?:weekly |daily |free )?(?:e-?mail |news)\w*(?: \w+)?"

# Reason, then the lines (white space folded, case ignored) that are dropped for it.
RULES: tuple[tuple[str, str], ...] = (
    (
        "navigation",
        r"back to (?:the )?top(?: of (?:the )?page)?|top of (?:the )?page"
        r"|skip (?:to )?(?:the )?(?:main )?(?:content|article|navigation)"
        r"|(?:toggle |main )?menu|close menu|site ?map"
        r"|(?:previous|next)(?: (?:article|post|page|story))?|read more|see more|show more"
        r"|home(?: [>»›/|] .{1,80})",
    ),
    (
        "sharing",
        rf"tweet|share(?: this)?(?: article| page| post| story| brief)?{_ON_SITES}"
        rf"|(?:follow|like|find) us{_ON_SITES}"
        rf"|print(?: this)?(?: page| article)?|e-?mail this(?: page| article)?|copy link"
        r"|showing \d+ (?:reaction|comment)s?|\d+ (?:likes|shares|retweets)|leave a comment",
    ),
    (
        "sign-in",
        rf"{_SIGN_IN}(?: ?[|/,·] ?{_SIGN_IN})*|log ?out|sign ?out|my account"
        r"|(?:create|activate) (?:an|your) account|forgot (?:your )?password\??"
        r"|please check your e-?mail\b.{0,60}\baccount\.?",
    ),
    (
        "subscription",
        rf"subscribe(?: now| today)?|subscribe to {_LETTER}|sign up (?:for|to) {_LETTER}"
        r"|join our (?:mailing list|newsletters?)|support us|donate(?: now| today)?"
        r"|become a (?:member|supporter|donor)",
    ),
    ("download link", r"download(?: (?:the )?(?:pdf|report|full report|article|brief))?"),
    (
        "cookie notice",
        r"(?:this (?:web)?site|we) uses? cookies\b[^.]*\."
        r"|(?:accept|reject|allow)(?: all)? cookies|cookie (?:settings|preferences)|manage cookies",
    ),
)
_RULES = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in RULES]
MAX_DROPPED_SHARE = 0.4
"""Share of a document's words, above which it is not plain that only boilerplate is dropped."""
KEEP_HINT = "(--keep-boilerplate PATH keeps them)"
_LINE = re.compile(r"\S[^\r\n]*")


def find_boilerplate(
    text: str, min_words: int = 1, levels: Mapping[int, int] | None = None
) -> list[Dropped]:
    """Return the lines of `text` that only lead to other text, or serve a web page, in order.

    A line with fewer words than `min_words` is dropped only if it is part of a contents list.
    `levels` are those of the known headings by their start, 1 for a title.
    """
    found = {span[0]: Dropped(*span, "navigation") for span in find_contents(text, levels)}
    for match in _LINE.finditer(text):
        line = match.group().rstrip()
        words = line.split()
        reason = next((name for name, rule in _RULES if rule.fullmatch(" ".join(words))), "")
        if reason and len(words) >= min_words:
            found.setdefault(
                match.start(), Dropped(match.start(), match.start() + len(line), reason)
            )
    return [found[start] for start in sorted(found)]


def keep_boilerplate(document: Document) -> Document:
    """Return `document` with nothing dropped but its front matter.

    Blocks that the reader put behind the text make sections of their own, by their own headings.
    """
    behind = [span for span in document.dropped if span.level is not None]
    sections = document.sections
    if behind:
        text, start = document.text, behind[0].start
        headings = [
            Heading(span.start, span.end, span.level, one_line(text[span.start : span.end]))
            for span in behind
            if span.level
        ]
        own = [replace(section, end=min(section.end, start)) for section in sections]
        added, _ = divide(text, headings, (), start)
        sections = (*(section for section in own if section.start < start), *added)
    dropped = tuple(span for span in document.dropped if not span.is_boilerplate)
    return replace(document, sections=sections, dropped=dropped)


def dropped_warnings(share: float) -> list[str]:
    """Return the warning about a document of which this share of the words is dropped, if any."""
    if share <= MAX_DROPPED_SHARE:
        return []
    return [f"{share:.0%} of its words are dropped {KEEP_HINT}"]


def require_text(document: Document) -> Document:
    """Return `document`, with a warning if of its text only references or the like are kept.

    Raises UnreadableSource if its reader dropped every block of it.

    A document whose lines were dropped one by one, or that is nothing but front matter, is still
    one that can be listed.
    """
    text, dropped = document.text, document.dropped
    in_place = any(span.level is None for span in dropped)
    if paragraphs(text, (0, len(text)), dropped):
        if not dropped or any(_holds_body(section, document) for section in document.sections):
            return document
        warning = f"only references, notes or the like are kept of it {KEEP_HINT}"
        return replace(document, warnings=(*document.warnings, warning))
    if in_place:
        return document
    reasons = dict.fromkeys(span.reason.partition(",")[0] for span in dropped)
    raise UnreadableSource(f"no text of its own: nothing but {', '.join(reasons)} {KEEP_HINT}")


def _holds_body(section: Section, document: Document) -> bool:
    """Return whether a section is none of references or the like, and has text that is kept."""
    span = (section.body, section.end)
    return not is_apparatus(section.path) and bool(
        paragraphs(document.text, span, document.dropped)
    )
