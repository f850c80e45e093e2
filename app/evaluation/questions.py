"""Questions files: what is asked, and the gold that tells whether an answer is right."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import BadQuestions
from ingest import Span, UnreadableSource, decode

LISTS = ("quotes", "alternatives", "spans")
COLUMNS = ("id", "question", "kind", "doc", *LISTS)


class Problem(NamedTuple):
    """What is wrong with a line of a questions file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a file, and its gold: the words of the documents that answer it.

    A full answer shows all of `quotes`; any one of `alternatives` would do instead. `spans`, of
    characters of the document `doc`, stand for quotes whose place is known. Both are None where
    the file gives no gold, and empty where it says that the documents do not answer.
    `line` counts from 1; `fields` holds everything that the file says of the question.
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
                raise ValueError(f"its id {question.id!r} is that of line {lines[question.id]}")
        except ValueError as reason:
            problems.append(Problem(line, str(reason)))
            continue
        lines[question.id] = line
        questions.append(question)
    if not (questions or problems):
        problems.append(Problem(1, "no question in the file"))
    return questions, problems


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    """Line numbers and what stands there: a JSON value, or an error as a value."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                what = getattr(error, "msg", error)  # without its own line number, always 1
                yield number, ValueError(f"not JSON: {what}")


def _csv(text: str) -> Iterator[tuple[int, Any]]:
    """Like `_json_lines`, for a table with a header; cells are parted by ',', ';' or tabs."""
    csv.field_size_limit(2**31 - 1)  # a quote may be longer than the 131,072 characters of old
    lines = [f"{line}\n" for line in text.split("\n")]
    first = 1 if lines[0].startswith("sep=") else 0  # a hint that Excel itself takes as none
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
                columns = shortened(", ".join(cells))
                yield begin, ValueError(f"no column 'question' in the header: {columns}")
                return
        elif len(cells) > len(header):
            yield begin, ValueError("more cells than the header has")
        elif given := {name: cell for name, cell in zip(header, cells, strict=False) if cell}:
            yield begin, given | {name: _list(given[name]) for name in LISTS if name in given}


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
    """Raises ValueError with what is wrong."""
    if isinstance(row, ValueError):
        raise row
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("not valid Unicode (unpaired surrogate)") from None
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        raise ValueError("no question in it: the field 'question' must hold its text")
    id = row.get("id", f"line-{line}")
    if not isinstance(id, str | int) or not str(id).strip():
        raise ValueError(f"its id is {id!r}, not a text or a number")
    if any(ord(character) < 32 for character in str(id)):
        raise ValueError(f"its id {id!r} holds a control character")
    words = {name: row.get(name, "") or "" for name in ("kind", "doc")}
    for name, word in words.items():
        if not isinstance(word, str):
            raise ValueError(f"its {name} is {word!r}, not a text")
    quotes, alternatives = _texts(row, "quotes"), _texts(row, "alternatives")
    spans = row.get("spans")
    if spans is not None:
        if not isinstance(spans, list) or not all(map(_is_span, spans)):
            raise ValueError("its spans are not a list of [start, end], start before end")
        if spans and not words["doc"]:
            raise ValueError("it has spans, but no doc that they are of")
        if quotes is not None and len(quotes) != len(spans):
            raise ValueError(f"it has {len(quotes)} quotes, but {len(spans)} spans")
    return Question(
        line,
        str(id),
        row["question"],
        words["kind"],
        words["doc"],
        quotes,
        alternatives or (),
        None if spans is None else tuple((start, end) for start, end in spans),
        row,
    )


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    texts = row.get(name)
    if texts is None:
        return None
    if not isinstance(texts, list) or not all(
        isinstance(each, str) and each.strip() for each in texts
    ):
        raise ValueError(f"its {name} are not a list of texts")
    return tuple(texts)


def _is_span(span: Any) -> bool:
    return (
        isinstance(span, list)
        and len(span) == 2
        and all(type(each) is int for each in span)
        and 0 <= span[0] < span[1]
    )


def shortened(quote: str) -> str:
    """It, or its beginning, on one line."""
    words = " ".join(quote.split())
    return words if len(words) <= 80 else words[:79] + "…"
