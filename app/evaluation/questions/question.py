"""A question of a questions file, with the gold that shows whether an answer is right."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest import Span, shorten

LIST_FIELDS = ("quotes", "alternatives", "spans")
FIELDS = ("id", "question", "kind", "doc", *LIST_FIELDS)


@dataclass(frozen=True, slots=True)
class Question:
    """A question from a file, with its gold: the documents' text that answers it.

    A full answer shows all of `quotes`; any one of `alternatives` would do instead. `spans`, of
    characters of the document `doc`, are quotes whose place is known. Quotes and spans are None
    if the file gives no gold, and empty if it says that the documents do not answer. `number`
    counts the file's lines, rows or questions from 1; `fields` holds everything that the file says
    about the question.
    """

    number: int
    id: str
    question: str
    kind: str
    doc: str
    quotes: tuple[str, ...] | None
    alternatives: tuple[str, ...]
    spans: tuple[Span, ...] | None
    fields: Mapping[str, Any]

    @property
    def has_gold(self) -> bool:
        """Whether the file says what answers the question, or that nothing does."""
        return self.quotes is not None or self.spans is not None or bool(self.alternatives)


def parse_question(number: int, unit: str, row: Any) -> Question:
    """Return the question in a row of the file; `unit` says what its number counts.

    Raises ValueError with what is wrong with it.
    """
    if isinstance(row, ValueError):
        raise row
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("not valid Unicode (unpaired surrogate)") from None
    except RecursionError:
        raise ValueError("its values are nested too deeply") from None
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        raise ValueError("no question: the field 'question' must contain its text")
    id, doc = _id(row, f"{unit}-{number}"), _word(row, "doc")
    quotes, spans = _texts(row, "quotes"), _spans(row)
    if spans and not doc:
        raise ValueError("spans, but no doc: name their document in the field 'doc'")
    if spans is not None and quotes is not None and len(quotes) != len(spans):
        raise ValueError(f"{len(quotes)} quotes, but {len(spans)} spans: give one span per quote")
    return Question(
        number,
        id,
        row["question"],
        _word(row, "kind"),
        doc,
        quotes,
        _texts(row, "alternatives") or (),
        spans,
        row,
    )


def _id(row: Mapping[str, Any], default: str) -> str:
    id = row.get("id", default)
    if not isinstance(id, str | int) or not str(id).strip():
        raise ValueError(f"id is {id!r}, not a text or a number")
    if any(ord(character) < 32 for character in str(id)):
        raise ValueError(f"id {id!r} contains a control character")
    return str(id)


def _word(row: Mapping[str, Any], name: str) -> str:
    word = row.get(name, "") or ""
    if not isinstance(word, str):
        raise ValueError(f"{name} is {word!r}, not a text")
    return word


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    texts = row.get(name)
    if texts is None:
        return None
    if not isinstance(texts, list) or not all(
        isinstance(text, str) and text.strip() for text in texts
    ):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(texts)


def _spans(row: Mapping[str, Any]) -> tuple[Span, ...] | None:
    spans = row.get("spans")
    if spans is None:
        return None
    if not isinstance(spans, list) or not all(map(_is_span, spans)):
        raise ValueError("spans must be a list of [start, end] with start before end")
    return tuple((start, end) for start, end in spans)


def _is_span(span: Any) -> bool:
    return (
        isinstance(span, list)
        and len(span) == 2
        and all(type(position) is int for position in span)
        and 0 <= span[0] < span[1]
    )


def shorten_quote(quote: str) -> str:
    """Return the quote on one line, and cut if it is long, for a message."""
    return shorten(" ".join(quote.split()))
