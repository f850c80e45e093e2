"""Read a questions file: choose its format, check its questions, name what is not used."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import BadQuestions
from app.evaluation.questions.json_rows import json_rows
from app.evaluation.questions.question import FIELDS, Question, parse_question, shorten_quote
from app.evaluation.questions.rows import Rows
from app.evaluation.questions.table_rows import csv_rows
from app.evaluation.questions.workbook import workbook_rows
from ingest import UnreadableSource, and_more, decode, did_you_mean, is_archive

JSON_SUFFIXES = (".jsonl", ".json")
TABLE_SUFFIXES = (".csv", ".tsv")
WORKBOOK_SUFFIX = ".xlsx"
QUESTION_SUFFIXES = (*JSON_SUFFIXES, *TABLE_SUFFIXES, WORKBOOK_SUFFIX)
MAX_NAMES = 1000
"""How many unknown fields of a file are compared with the known ones."""
MAX_LISTED_NAMES = 20


class Problem(NamedTuple):
    """What is wrong with the question in a row of the file; `question` is its text if it has one.

    The row's number counts what `QuestionsFile.unit` says, from 1.
    """

    number: int
    reason: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class QuestionsFile:
    """The questions of a file, what is wrong with others, and what the file says in vain.

    `unit` says what the questions are numbered by: line, row or question.
    """

    unit: str
    questions: list[Question]
    problems: list[Problem]
    warnings: tuple[str, ...]


def read_questions(content: str | bytes, name: str) -> QuestionsFile:
    """Return the questions of a file with this content and name.

    Its format is that of the name's suffix, else that which the content looks like. A row with a
    problem is no question. In a table, a list is one plain text or a JSON array, and an empty
    cell says nothing. Raises BadQuestions for a file that cannot be read, and for one without
    questions.
    """
    data = content.encode(errors="replace") if isinstance(content, str) else content
    try:
        rows = _rows(data, Path(name).suffix.lower())
        values = list(rows.values)
    except UnreadableSource as reason:
        raise BadQuestions(f"{name}: {reason}") from reason
    if not values:
        raise BadQuestions(f"{name}: no questions in the file")
    questions: list[Question] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    for number, value in values:
        try:
            question = parse_question(number, rows.unit, value)
            if question.id in numbers:
                used = f"{rows.unit} {numbers[question.id]}"
                raise ValueError(f"id {question.id!r} is already used in {used}")
        except ValueError as reason:
            problems.append(Problem(number, str(reason), _question_text(value)))
            continue
        numbers[question.id] = number
        questions.append(question)
    rows_with_fields = [value for _, value in values if isinstance(value, dict)]
    unused = list(_unused_fields(rows_with_fields, rows.noun))
    if unused and questions and not any(question.has_gold for question in questions):
        unused.append("no question has gold (quotes, alternatives or spans)")
    return QuestionsFile(rows.unit, questions, problems, (*rows.notes, *unused))


def _rows(data: bytes, suffix: str) -> Rows:
    """Return the rows of a file. Raises UnreadableSource, also while they are iterated."""
    if suffix == WORKBOOK_SUFFIX or is_archive(data):
        return workbook_rows(data)
    text = decode(data)
    looks_like_json = text.lstrip().startswith(("{", "["))
    is_json = suffix in JSON_SUFFIXES or (suffix not in TABLE_SUFFIXES and looks_like_json)
    return json_rows(text) if is_json else csv_rows(text)


def _question_text(row: Any) -> str:
    """Return the row's question on one line, cut to a length that can be shown, '' without one."""
    text = row.get("question") if isinstance(row, dict) else None
    return shorten_quote(_valid(text)) if isinstance(text, str) else ""


def _unused_fields(rows: Iterable[Mapping[str, Any]], noun: str) -> Iterator[str]:
    """Yield a warning per name that is like that of a field, and one for all other names."""
    counts = Counter(name for row in rows for name in row if name not in FIELDS)
    others = []
    for name, count in counts.most_common(MAX_NAMES):
        shown = f"{shorten_quote(_valid(name)) or '(no name)'}"
        questions = f"{count} question{'s' if count > 1 else ''}"
        if hint := did_you_mean(name, FIELDS):
            yield f"{noun} {shown} is not used{hint} ({questions})"
        else:
            others.append(f"{shown} ({questions})")
    if others:
        number = len(others) + max(0, len(counts) - MAX_NAMES)
        listed = ", ".join(others[:MAX_LISTED_NAMES]) + and_more(number, MAX_LISTED_NAMES)
        yield f"{noun}{'s' if number > 1 else ''} not used: {listed}"


def _valid(text: str) -> str:
    return text.encode(errors="replace").decode()
