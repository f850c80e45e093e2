"""The folder of a run: what an evaluation found, for people, spreadsheets and other tools."""

import csv
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from app.answers import citation, printable
from app.evaluate import Evaluation, Group, Outcome, place_of
from app.measures import docno
from ingest import UsageError

if TYPE_CHECKING:
    from app.compare import Comparison

SUMMARY, QUESTIONS, RUN, QRELS, REPORT = (
    "summary.json",
    "questions.csv",
    "run.trec",
    "qrels.trec",
    "report.html",
)
TOP_HITS = 3
"""Hits of a question that its row in the table shows."""


def make_folder(folder: Path) -> None:
    """Make the folder of a run. Raises UsageError where none can be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write the run to {folder}: {error.strerror}") from error


def write_run(evaluation: Evaluation, comparison: "Comparison | None", folder: Path) -> None:
    """Write the files of a run into `folder`, over those of an earlier one."""
    from app.report import report

    files = {
        SUMMARY: json.dumps(summary(evaluation, comparison), ensure_ascii=False, indent=2) + "\n",
        RUN: "".join(f"{line}\n" for line in _run(evaluation)),
        QRELS: "".join(f"{line}\n" for line in _qrels(evaluation)),
        REPORT: report(evaluation, comparison),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    _write_questions(evaluation, folder / QUESTIONS)


def summary(evaluation: Evaluation, comparison: "Comparison | None" = None) -> dict[str, Any]:
    """The figures of an evaluation as JSON data."""
    task, library = evaluation.task, evaluation.task.library
    data: dict[str, Any] = {
        "briefqa": version("briefqa"),
        "date": evaluation.date.isoformat(timespec="seconds"),
        "k": evaluation.k,
        "interrupted": evaluation.interrupted,
        "seconds": round(evaluation.seconds, 3),
        "questions_per_second": round(len(evaluation.outcomes) / evaluation.seconds, 1),
        "questions": {
            "file": task.file,
            "sha256": task.digest,
            "given": len(task.questions),
            "asked": len(evaluation.outcomes),
            "answerable": len(evaluation.answerable),
            "unanswerable": len(evaluation.unanswerable),
        },
        "model": library.settings.model,
        "passage_tokens": library.settings.passage_tokens,
        "passages": sum(map(len, library.passages.values())),
        "mean_passage_characters": round(library.mean_passage_length, 1),
        "documents": library.digests,
        "measures": {name: each._asdict() for name, each in evaluation.means.items()},
        "recall": {f"R@{depth}": each for depth, each in enumerate(evaluation.recall, start=1)},
        "by_kind": _groups(evaluation.by_kind),
        "by_document": _groups(evaluation.by_document),
        "separation": None,
        "comparison": None,
    }
    if evaluation.separation:
        data["separation"] = {
            "words": str(evaluation.separation),
            "auc": evaluation.separation.auc,
            "p": evaluation.separation.p,
            "curve": [each._asdict() for each in evaluation.separation.curve],
        }
    if comparison:
        data["comparison"] = {
            "measures": {
                name: {
                    "before": each.before,
                    "now": each.now,
                    "difference": each.difference,
                    "p": each.p,
                }
                for name, each in comparison.differences.items()
            },
            "won": [each.outcome.question.id for each in comparison.won],
            "lost": [each.outcome.question.id for each in comparison.lost],
        }
    return data


def _groups(groups: Mapping[str, Group]) -> dict[str, Any]:
    return {
        name: {"questions": each.questions, "measures": each.means} for name, each in groups.items()
    }


def _run(evaluation: Evaluation) -> Iterator[str]:
    """The hits in TREC's form: question, Q0, passage, rank, score, tag.

    Tools rank by the score in single precision and break ties their own way, so of two hits of
    the same score the second has the next lower number there is.
    """
    for outcome in evaluation.outcomes:
        above = np.float32(np.inf)
        for hit in outcome.hits:
            above = min(np.float32(hit.score), np.nextafter(above, np.float32(-np.inf)))
            yield f"{_topic(outcome)} Q0 {docno(place_of(hit))} {hit.rank} {above} briefqa"


def _qrels(evaluation: Evaluation) -> Iterator[str]:
    """The relevant passages in TREC's form: question, 0, passage, 1."""
    for outcome in evaluation.outcomes:
        for passage in sorted(outcome.relevant):
            yield f"{_topic(outcome)} 0 {docno(passage)} 1"


def _topic(outcome: Outcome) -> str:
    return quote(outcome.question.id)


def _write_questions(evaluation: Evaluation, path: Path) -> None:
    """A row a question; columns of the questions file that have no place of their own follow."""
    measures = list(evaluation.means)
    ours = ["id", "question", "kind", "gold", "rank", "best_score", *measures]
    ours += [f"{name}_{n}" for n in range(1, TOP_HITS + 1) for name in ("hit", "citation")]
    given = {name for each in evaluation.outcomes for name in each.question.fields}
    others = sorted(given - {"id", "question", "kind"})
    header = ours + [f"given_{name}" if name in ours else name for name in others]
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel needs the mark
        table = csv.writer(file)
        table.writerow(map(_cell, header))
        for outcome in evaluation.outcomes:
            question = outcome.question
            row: list[Any] = [question.id, question.question, question.kind, gold_of(outcome)]
            row += [outcome.rank, outcome.best_score]
            row += [outcome.measures.get(name) for name in measures]
            for number in range(TOP_HITS):
                hits = outcome.hits[number : number + 1]
                texts = [text for hit in hits for text in (hit.passage.text, citation(hit))]
                row += [_no_formula(printable(text)) for text in texts or ("", "")]
            row += [question.fields.get(name) for name in others]
            table.writerow(map(_cell, row))


def gold_of(outcome: Outcome) -> str:
    """What the questions file says of the answer, in a word."""
    if outcome.ways:
        return "answerable"
    return "unanswerable" if outcome.question.has_gold else ""


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _no_formula(words: str) -> str:
    """Words of a document for a spreadsheet, which would run what begins like a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t")) else words
