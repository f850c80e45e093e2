"""A passage found for a question."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

from index.citation import Citation, cite, locate_highlights
from index.ranking import Alignment, ScoreParts
from ingest import Document, Locator, Passage, Span, one_line, sanitize_terminal


@dataclass(frozen=True)  # without slots, since the citation is cached
class Hit:
    """A passage found for a question, with the document that it is cut from.

    `rank` counts from 1; a higher `score` is better, 1 is about the maximum. `highlights` are
    the spans of the document's text that answer best: a sentence, two adjacent ones, a list with
    its lead-in, or a table row. `also` holds passages with the same words, which are no hits of
    their own. `alignments` says which passage word each question word matched; it is empty unless
    the search was asked to explain.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    highlights: tuple[Span, ...]
    parts: ScoreParts
    also: tuple[Passage, ...] = ()
    alignments: tuple[Alignment, ...] = ()

    @cached_property
    def citation(self) -> Citation:
        """The passage's citation; `str()` of it is one plain line."""
        return cite(self.passage, self.document, self.highlights)

    @property
    def highlight_locator(self) -> Locator | None:
        """Where the highlights are in the source: their page or pages; None if unknown."""
        return locate_highlights(self.document, self.highlights)

    @property
    def context(self) -> str:
        """The lead-in and the table header of the passage, a line each; '' if there is neither."""
        lines = (one_line(context.text) for context in self.passage.context)
        return sanitize_terminal("\n".join(lines))

    def marked_text(self) -> list[tuple[str, bool]]:
        """Return the passage's text in pieces, each with whether it is part of a highlight.

        The pieces cannot steer a terminal.
        """
        text = self.document.text
        pieces = []
        position = self.passage.start
        for start, end in self.highlights:
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
        pieces.append((text[position : self.passage.end], False))
        return [(sanitize_terminal(piece), is_marked) for piece, is_marked in pieces if piece]

    def marked_html(self) -> str:
        """Return the passage's text as HTML, with its highlights in <mark> elements."""
        return "".join(
            f"<mark>{escape(piece)}</mark>" if is_marked else escape(piece)
            for piece, is_marked in self.marked_text()
        )

    def context_html(self) -> str:
        """Return the context as HTML, marked as such; '' if there is none."""
        lines = "<br>".join(map(escape, self.context.splitlines()))
        return f"<p class='context'>Context: {lines}</p>" if lines else ""

    def _repr_html_(self) -> str:
        """Return the hit as HTML, which notebooks show in place of its repr."""
        return (
            f"<div><p><b>{self.rank}.</b> score {self.score:.2f}</p>{self.context_html()}"
            f"<blockquote style='white-space: pre-wrap'>{self.marked_html()}</blockquote>"
            f"<p><cite>{escape(str(self.citation))}</cite></p></div>"
        )
