"""Hits as HTML for the web page; every word from outside is escaped."""

import json
from html import escape
from urllib.parse import urlencode

from app.answers import (
    SCORE_LABELS,
    STALE_NOTICE,
    Answer,
    also_in,
    nothing_found,
    score_label,
    staleness_message,
)
from index import Hit
from ingest import one_line

NOT_CLOSE = "No passage comes close to this question; perhaps the documents do not answer it."
FAIR = SCORE_LABELS[-2][0]
DOWNLOADS = {"md": "Markdown", "json": "JSON", "csv": "CSV"}


def cards(answer: Answer, k: int, documents: list[str]) -> str:
    """The hits for a question, best first, or that there are none. What was asked stands in the
    attribute data-asked, as JSON.
    """
    asked = {"q": answer.question, "k": k, "document": documents}
    told = staleness_message(answer.changes)
    warning = message(f"{told} Re-index them on the Sources tab.") if told else ""
    query = escape(urlencode(asked, doseq=True))
    downloads = ", ".join(
        f"<a href='answers.{suffix}?{query}' download>{name}</a>"
        for suffix, name in DOWNLOADS.items()
    )
    several = len({hit.document.id for hit in answer.hits}) > 1
    found = "".join(_card(hit, several, answer.is_stale(hit)) for hit in answer.hits)
    among = f" in {len(documents)} documents" if len(documents) > 1 else ""
    among = f" in {one_line(documents[0])}" if len(documents) == 1 else among
    loose = answer.hits and answer.hits[0].score < FAIR
    warning += message(NOT_CLOSE) if loose else ""
    body = (
        f"<h2 class='asked'>Passages for “{escape(one_line(answer.question))}”{escape(among)}</h2>"
        f"<ol class='hits'>{found}</ol><p class='downloads'>Download answers: {downloads}</p>"
        if answer.hits
        else message(nothing_found(answer.question))
    )
    return f"<div data-asked='{escape(json.dumps(asked))}'>{warning}{body}</div>"


def message(words: str) -> str:
    """A message in place of answers; nothing for no words."""
    if words.partition(" ")[0].isalpha():  # no file's name
        words = words[0].upper() + words[1:]
    return f"<p class='message'>{escape(words)}</p>" if words else ""


def error_dialog(words: str) -> str:
    """What is wrong, in place of what was to be opened."""
    return (
        "<dialog class='modal' aria-labelledby='error'><button type='button' data-close>Close"
        f"</button><h2 id='error' tabindex='-1'>{escape(words)}</h2></dialog>"
    )


def hidden(words: str) -> str:
    """Words for those who hear the page."""
    return f"<span class='heard'>{escape(words)}</span>"


def _card(hit: Hit, several: bool, stale: bool) -> str:
    """A hit, under the name of its document if they are of `several`."""
    document, passage = hit.document, hit.passage
    place = {
        "document": document.id,
        "sha256": document.sha256,
        "passage": [passage.start, passage.end],
        "answers": hit.highlights,
    }
    of = hidden(f" of passage {hit.rank}")
    citation = hit.citation
    copies = {
        "plain": str(citation),
        "Markdown": citation.markdown(),
        "BibTeX": citation.bibtex(),
    }
    buttons = " ".join(
        f"<button type='button' data-copy='{escape(text)}'>{name}{of}</button>"
        for name, text in copies.items()
    )
    page = f"<span class='page'>{escape(citation.locator)}</span>" if citation.locator else ""
    warning = f"<p class='stale'>{STALE_NOTICE}</p>" if stale else ""
    also = f"<br>{escape(elsewhere)}" if (elsewhere := also_in(hit)) else ""
    name = [document.title or document.id] if several or not passage.section else []
    where = one_line(" › ".join([*name, *passage.section]))
    about = f"{score_label(hit.score)} ({hit.score:.2f})"
    levels = f"min='0' low='{FAIR}' high='{FAIR}' optimum='1' max='1' value='{hit.score:.2f}'"
    meter = f"<meter {levels} aria-label='{about}'></meter>"
    return (
        f"<li class='hit'><header><span class='rank'>{hit.rank}</span>"
        f"<span class='section' dir='auto'>{escape(where)}</span>"
        f"{page}<span class='score' title='how well question and passage meet; about 1 at most'>"
        f"{meter} {about}</span></header>"
        f"<blockquote dir='auto'>{hit.marked_html()}</blockquote>"
        f"<cite>{escape(str(citation))}{also}</cite>{warning}"
        f"<p class='actions'><button type='button' data-open='"
        f"{escape(json.dumps(place))}'>Open in source{of}</button> "
        f"<span role='group' aria-label='Copy citation'>Copy citation: {buttons}</span></p></li>"
    )
