"""First-stage retrieval: which passages are ranked."""

import re
from collections.abc import Iterator, Mapping

CANDIDATES_PER_RETRIEVER = 50
"""By vector, and as many by BM25: the passages that late interaction ranks."""

Candidates = Mapping[int, tuple[float, float]]
"""Cosine and BM25 of the passages to rank, by passage id."""

_MARKS = '"＂“”„«»「」'
_PHRASE = re.compile(  # after a letter or a digit some of the marks only close, or mean inches
    rf'(?:[“„«「]|(?<!\w)["＂”»])([^\w{_MARKS}]*\w[^{_MARKS}]*)["＂”“»«」]'
)
_PHRASE_OR_WORD = re.compile(rf"{_PHRASE.pattern}|(\w+)")


def quoted_phrases(question: str) -> list[str]:
    """Return the phrases in quotation marks, which a hit must contain.

    Punctuation at the end of one may belong to the question, as in: what makes it “float?”
    """
    return [phrase.strip().rstrip(".,;:?!") for phrase in _PHRASE.findall(question)]


def unquoted_words(question: str) -> Iterator[re.Match[str]]:
    """Yield the matches of the words that are not in quotation marks."""
    return (match for match in _PHRASE_OR_WORD.finditer(question) if match[2])


def merge_candidates(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> Candidates:
    """Return the passages with a cosine; one that is not among the best by BM25 has a BM25 of 0."""
    return {id: (cosine, bm25.get(id, 0.0)) for id, cosine in cosines.items()}
