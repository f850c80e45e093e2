"""Questions files: questions, with the gold that shows whether an answer is right."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import BadQuestions
from ingest import Span, UnreadableSource, decode

LIST_COLUMNS = ("quotes", "alternatives", "spans")
COLUMNS = ("id", "question", "kind", "doc", *LIST_COLUMNS)
MAX_QUOTE_SHOWN_CHARS = 80


class Problem(NamedTuple):
    """What is wrong with a line of a questions file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question from a file, with its gold: the documents' text that answers it.

    A full answer shows all of `quotes`; any one of `alternatives` would do instead. `spans`, of
    characters of the document `doc`, are quotes whose place is known. Quotes and spans are None
    if the file gives no gold, and empty if it says that the documents do not answer. `line`
    counts from 1; `fields` holds everything that the file says about the question.
    """

    line: int
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


def read_questions(content: str | bytes, name: str) -> tuple[list[Question], list[Problem]]:
    """Return the questions of a file with this content and name, and what is wrong with it.

    It is CSV if the name's suffix says so, else JSON Lines. A line with a problem is no question,
    but is named with its number. In CSV a list is one plain text or a JSON array, and an empty
    cell says nothing. Raises BadQuestions for a file without a line of text.
    """
    try:
        text = decode(content.encode(errors="replace") if isinstance(content, str) else content)
    except UnreadableSource as reason:
        raise BadQuestions(f"{name}: {reason}") from reason
    is_table = Path(name).suffix.lower() in (".csv", ".tsv")
    rows = _csv(text) if is_table else _json_lines(text)
    questions: list[Question] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        try:
            question = _question(line, row)
            if question.id in lines:
                raise ValueError(f"id {question.id!r} is already used in line {lines[question.id]}")
        except ValueError as reason:
            problems.append(Problem(line, str(reason)))
            continue
        lines[question.id] = line
        questions.append(question)
    if not (questions or problems):
        problems.append(Problem(1, "no questions in the file"))
    return questions, problems


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the number and JSON value of each line, or an error as its value."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                what = getattr(error, "msg", error)  # without its own line number, always 1
                yield number, ValueError(f"not JSON: {what}")


def _csv(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the same for a table with a header, its cells separated by ',', ';' or tabs."""
    csv.field_size_limit(2**31 - 1)  # the default allows only 131,072 characters in a quote
    lines = [f"{line}\n" for line in text.split("\n")]
    first = 1 if lines[0].startswith("sep=") else 0  # Excel's own hint, not a header
    delimiter = max(",;\t", key=lines[first].count)
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        begin = first + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begin, ValueError(f"not CSV: {error}")
            return
        if not header:
            header = [_column(cell) for cell in cells]
            if "question" not in header:
                columns = shorten_quote(", ".join(cells))
                yield begin, ValueError(f"no column 'question' in the header: {columns}")
                return
        elif len(cells) > len(header):
            yield begin, ValueError("more cells than the header has")
        elif given := {name: cell for name, cell in zip(header, cells, strict=False) if cell}:
            lists = {name: _list(given[name]) for name in LIST_COLUMNS if name in given}
            yield begin, given | lists


def _column(cell: str) -> str:
    name = cell.strip()
    return name.lower() if name.lower() in COLUMNS else name


def _list(cell: str) -> Any:
    try:
        parsed = json.loads(cell)
    except (ValueError, RecursionError):
        return [cell]
    return parsed if isinstance(parsed, list) else [cell]


def _question(line: int, row: Any) -> Question:
    """Return the question in a row of the file. Raises ValueError with what is wrong with it."""
    if isinstance(row, ValueError):
        raise row
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("not valid Unicode (unpaired surrogate)") from None
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        raise ValueError("no question: the field 'question' must contain its text")
    id, doc = _id(line, row), _word(row, "doc")
    quotes, spans = _texts(row, "quotes"), _spans(row)
    if spans and not doc:
        raise ValueError("spans, but no doc: name their document in the field 'doc'")
    if spans is not None and quotes is not None and len(quotes) != len(spans):
        raise ValueError(f"{len(quotes)} quotes, but {len(spans)} spans: give one span per quote")
    return Question(
        line,
        id,
        row["question"],
        _word(row, "kind"),
        doc,
        quotes,
        _texts(row, "alternatives") or (),
        spans,
        row,
    )


def _id(line: int, row: Mapping[str, Any]) -> str:
    id = row.get("id", f"line-{line}")
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
    """Return the quote on one line, cut to MAX_QUOTE_SHOWN_CHARS."""
    text = " ".join(quote.split())
    return text if len(text) <= MAX_QUOTE_SHOWN_CHARS else text[: MAX_QUOTE_SHOWN_CHARS - 1] + "…"
