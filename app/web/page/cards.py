"""Hits as HTML for the web page; all text from outside is escaped."""

import json
from html import escape
from typing import Any
from urllib.parse import urlencode

from app.answers import (
    STALE_NOTICE,
    Answer,
    also_in,
    corrections_message,
    nothing_found,
    staleness_message,
    undated_message,
)
from index import Hit
from ingest import one_line

DOWNLOADS = {"md": "Markdown", "json": "JSON", "csv": "CSV"}


def cards(answer: Answer, k: int) -> str:
    """Return the hits for a question, best first, or a message that there are none.

    The attribute data-asked holds the question and its limits as JSON.
    """
    limits = answer.limits
    asked: dict[str, Any] = {"q": answer.question, "k": k, "document": limits.documents}
    asked |= {"author": limits.authors, "since": limits.since, "until": limits.until}
    asked |= {"folder": limits.folders}
    staleness = staleness_message(answer.changes)
    warnings = message(f"{staleness} Re-index them on the Sources tab.") if staleness else ""
    warnings += message(undated_message(answer))
    warnings += message(corrections_message(answer.corrections))
    body = _results(answer, asked) if answer.hits else message(nothing_found(answer))
    return f"<div data-asked='{escape(json.dumps(asked))}'>{warnings}{body}</div>"


def message(words: str) -> str:
    """Return a message in place of answers; '' for no words."""
    if words.partition(" ")[0].isalpha():  # not a file name
        words = words[0].upper() + words[1:]
    return f"<p class='message'>{escape(words)}</p>" if words else ""


def error_dialog(words: str) -> str:
    """Return a dialog that says why something could not be opened."""
    return (
        "<dialog class='modal' aria-labelledby='error'><button type='button' data-close>Close"
        f"</button><h2 id='error' tabindex='-1'>{escape(words)}</h2></dialog>"
    )


def visually_hidden(words: str) -> str:
    """Return words for people who hear the page."""
    return f"<span class='visually-hidden'>{escape(words)}</span>"


def _results(answer: Answer, asked: dict[str, Any]) -> str:
    limits = f" {one_line(str(answer.limits))}" if answer.limits else ""
    several = len({hit.document.id for hit in answer.hits}) > 1
    found = "".join(_card(hit, several, answer) for hit in answer.hits)
    query = escape(urlencode({name: value for name, value in asked.items() if value}, doseq=True))
    downloads = ", ".join(
        f"<a href='answers.{suffix}?{query}' download>{name}</a>"
        for suffix, name in DOWNLOADS.items()
    )
    return (
        f"<h2 class='asked'>Passages for “{escape(one_line(answer.question))}”{escape(limits)}</h2>"
        f"<ol class='hits'>{found}</ol><p class='downloads'>Download answers: {downloads}</p>"
    )


def _card(hit: Hit, several: bool, answer: Answer) -> str:
    """Return a hit; with its document's title if the hits are from `several`."""
    note = f"<p class='note'>{escape(found)}</p>" if (found := answer.note_on(hit)) else ""
    warning = f"<p class='stale'>{STALE_NOTICE}</p>" if answer.is_stale(hit) else ""
    also = f"<br>{escape(elsewhere)}" if (elsewhere := also_in(hit)) else ""
    return (
        f"<li class='hit'>{_card_header(hit, several)}{note}"
        f"{hit.context_html()}<blockquote dir='auto'>{hit.marked_html()}</blockquote>"
        f"<cite>{escape(str(hit.citation))}{also}</cite>{warning}{_actions(hit)}</li>"
    )


def _card_header(hit: Hit, several: bool) -> str:
    document, passage = hit.document, hit.passage
    name = [document.title or document.id] if several or not passage.section else []
    where = one_line(" › ".join([*name, *passage.section]))
    locator = hit.citation.locator
    page = f"<span class='page'>{escape(locator)}</span>" if locator else ""
    share = min(max(hit.score, 0), 1)
    return (
        f"<header><span class='rank'>{hit.rank}</span>"
        f"<span class='section' dir='auto'>{escape(where)}</span>{page}"
        f"<span class='score'><span class='bar' aria-hidden='true'><i style='width: {share:.0%}'>"
        f"</i></span> score {hit.score:.2f}</span></header>"
    )


def _actions(hit: Hit) -> str:
    document, passage = hit.document, hit.passage
    opened = {
        "document": document.id,
        "sha256": document.sha256,
        "passage": [passage.start, passage.end],
        "answers": hit.highlights,
    }
    which = visually_hidden(f" of passage {hit.rank}")
    citation = hit.citation
    copies = {
        "plain": str(citation),
        "Markdown": citation.markdown(),
        "BibTeX": citation.bibtex(),
    }
    buttons = " ".join(
        f"<button type='button' data-copy='{escape(text)}'>{name}{which}</button>"
        for name, text in copies.items()
    )
    return (
        f"<p class='actions'><button type='button' data-open='{escape(json.dumps(opened))}'>"
        f"Open in source{which}</button> "
        f"<span role='group' aria-label='Copy citation'>Copy citation: {buttons}</span></p>"
    )
