"""Hits as HTML for the web page; every word from outside is escaped."""

from html import escape

from app.answers import NOTHING_FOUND, STALE, also_in, citation, marked, meaning, news
from app.asking import Answer
from index import Hit


def cards(answer: Answer) -> str:
    """The hits for a question, best first, or that there are none."""
    told = news(answer.changes)
    warning = message(told) if told else ""
    if not answer.hits:
        return warning + message(NOTHING_FOUND)
    asked = f"<p class='asked'>Passages for “{escape(answer.question)}”</p>"
    hits = "".join(_card(hit, answer.is_stale(hit)) for hit in answer.hits)
    return f"{warning}{asked}<ol class='hits'>{hits}</ol>"


def message(words: str) -> str:
    """A message in place of answers."""
    return f"<p class='message'>{escape(words)}</p>"


def _card(hit: Hit, stale: bool) -> str:
    passage = "".join(
        f"<mark>{escape(words)}</mark>" if answers else escape(words)
        for words, answers in marked(hit)
    )
    warning = f"<p class='stale'>{STALE}</p>" if stale else ""
    also = f"<br>{escape(elsewhere)}" if (elsewhere := also_in(hit)) else ""
    return (
        f"<li class='hit'><header><span class='rank'>{hit.rank}</span>"
        f"<span class='section'>{escape(' › '.join(hit.passage.section))}</span>"
        f"<span class='score' title='how well question and passage meet; about 1 at most'>"
        f"{meaning(hit.score)} ({hit.score:.2f})</span></header>"
        f"<blockquote>{passage}</blockquote><cite>{escape(citation(hit))}{also}</cite>"
        f"{warning}</li>"
    )
