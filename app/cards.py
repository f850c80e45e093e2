"""Hits as HTML for the web page; every word from outside is escaped."""

from html import escape

from app.answers import NOTHING_FOUND, also_in, citation, marked, meaning
from index import Hit


def cards(question: str, hits: list[Hit]) -> str:
    """The hits for a question, best first, or that there are none."""
    if not hits:
        return message(NOTHING_FOUND)
    asked = f"<p class='asked'>Passages for “{escape(question)}”</p>"
    return f"{asked}<ol class='hits'>{''.join(map(_card, hits))}</ol>"


def message(words: str) -> str:
    """A message in place of answers."""
    return f"<p class='message'>{escape(words)}</p>"


def _card(hit: Hit) -> str:
    passage = "".join(
        f"<mark>{escape(words)}</mark>" if answers else escape(words)
        for words, answers in marked(hit)
    )
    also = f"<br>{escape(elsewhere)}" if (elsewhere := also_in(hit)) else ""
    return (
        f"<li class='hit'><header><span class='rank'>{hit.rank}</span>"
        f"<span class='section'>{escape(' › '.join(hit.passage.section))}</span>"
        f"<span class='score' title='how well question and passage meet; about 1 at most'>"
        f"{meaning(hit.score)} ({hit.score:.2f})</span></header>"
        f"<blockquote>{passage}</blockquote><cite>{escape(citation(hit))}{also}</cite></li>"
    )
