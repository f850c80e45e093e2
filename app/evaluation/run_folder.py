"""The folder of a run: what an evaluation found, for people, spreadsheets and other tools."""

import csv
import io
import json
import math
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from app.answers import csv_cell
from app.errors import BadBaseline
from app.evaluation.comparison import Baseline, Comparison
from app.evaluation.measures import docno, measure_names
from app.evaluation.outcomes import Evaluation, Group, Outcome
from app.evaluation.report import report
from app.evaluation.task import model_name, readable
from ingest import UsageError

SUMMARY = "summary.json"
REPORT = "report.html"
FILES = (SUMMARY, "questions.csv", "run.trec", "qrels.trec", REPORT)
TOP_HITS = 3
"""Hits of a question that its row in the table shows."""


def make_folder(folder: Path, questions: Path) -> None:
    """Make the folder of a run of these questions. Raises UsageError where none can be, or where
    other files than an earlier run's would be among its own.
    """
    name = readable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        present = {file.name for file in folder.iterdir()}
    except OSError as error:
        raise UsageError(f"cannot write the run to {name}: {error.strerror}") from error
    others = present - {*FILES, *(f"{each}.new" for each in FILES)}
    if questions.resolve().parent == folder.resolve() or (others and SUMMARY not in present):
        raise UsageError(f"{name} holds other files: name a new folder for the run")


def write_run(evaluation: Evaluation, comparison: Comparison | None, folder: Path) -> None:
    """Write the files of a run into `folder`, in place of an earlier one.

    While they are replaced there is no summary, so that no two runs can be taken for one.
    """
    texts = (
        json.dumps(summary(evaluation, comparison), ensure_ascii=False, indent=2) + "\n",
        _table(evaluation),
        "".join(f"{line}\n" for line in _run(evaluation)),
        "".join(f"{line}\n" for line in _qrels(evaluation)),
        report(evaluation, comparison),
    )
    written = dict(zip(FILES, texts, strict=True))
    for name, text in written.items():
        (folder / f"{name}.new").write_text(text, "utf-8", newline="")
    (folder / SUMMARY).unlink(missing_ok=True)
    for name in reversed(FILES):
        (folder / f"{name}.new").replace(folder / name)


def read_baseline(folder: Path) -> Baseline:
    """The run in `folder`. Raises BadBaseline where there is none."""
    name = readable(folder)
    try:
        data = json.loads((folder / SUMMARY).read_text("utf-8"))
        outcomes = {id: each for id, each in data["outcomes"].items() if each is not None}
        measures = {id: {**each["measures"]} for id, each in outcomes.items()}
        numbers = [value for each in measures.values() for value in each.values()]
        if not all(isinstance(value, float) and math.isfinite(value) for value in numbers):
            raise ValueError("a measure is no number")
        return Baseline(
            name,
            _about(data),
            int(data["k"]),
            bool(data["interrupted"]),
            str(data["questions"]["digest"]),
            {**data["documents"]},
            frozenset(data["outcomes"]),
            {id: each["rank"] and int(each["rank"]) for id, each in outcomes.items()},
            measures,
        )
    except (FileNotFoundError, NotADirectoryError):
        raise BadBaseline(f"no run in {name}: there is no {SUMMARY}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadBaseline(f"the {SUMMARY} in {name} is not that of a run ({error!r})") from error


def _about(data: Mapping[str, Any]) -> str:
    return (
        f"{data['date'][:10]}, briefqa {data['briefqa']}, model {data['model']}, "
        f"{data['passages']} passages of {data['mean_passage_characters']:.0f} characters"
    )


def summary(evaluation: Evaluation, comparison: Comparison | None = None) -> dict[str, Any]:
    """The figures of an evaluation, and of each question, as JSON data."""
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
            "digest": task.digest,
            "given": len(task.questions),
            "asked": len(evaluation.outcomes),
            "answerable": len(evaluation.answerable),
            "unanswerable": len(evaluation.unanswerable),
        },
        "model": model_name(library.settings),
        "passage_tokens": library.settings.passage_tokens,
        "passages": library.number_of_passages,
        "mean_passage_characters": round(library.mean_passage_length, 1),
        "documents": {id: each.sha256 for id, each in library.documents.items()},
        "measures": {name: each._asdict() for name, each in evaluation.means.items()},
        "recall": {f"R@{depth}": each for depth, each in enumerate(evaluation.recall, start=1)},
        "by_kind": _groups(evaluation.by_kind),
        "by_document": _groups(evaluation.by_document),
        "separation": None,
        "comparison": None,
        "outcomes": {
            each.question.id: {"rank": each.rank, "measures": each.measures}
            if each.answerable
            else None
            for each in evaluation.outcomes
        },
    }
    if apart := evaluation.separation:
        data["separation"] = {
            "verdict": apart.verdict,
            "auc": apart.auc,
            "p": apart.p,
            "curve": [each._asdict() for each in apart.curve],
        }
    if comparison:
        data["comparison"] = {
            "baseline": comparison.baseline.about,
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
        for hit, place in zip(outcome.hits, outcome.places, strict=True):
            above = min(np.float32(hit.score), np.nextafter(above, np.float32(-np.inf)))
            yield f"{_topic(outcome)} Q0 {docno(place)} {hit.rank} {above} briefqa"


def _qrels(evaluation: Evaluation) -> Iterator[str]:
    """The relevant passages in TREC's form: question, 0, passage, 1."""
    for outcome in evaluation.outcomes:
        for passage in sorted(outcome.relevant):
            yield f"{_topic(outcome)} 0 {docno(passage)} 1"


def _topic(outcome: Outcome) -> str:
    return quote(outcome.question.id)


def _table(evaluation: Evaluation) -> str:
    """A row a question; columns of the questions file that have no place of their own follow."""
    names = measure_names(evaluation.k)
    ours = ["id", "question", "kind", "answerable", "rank", "why_missed", "best_score", *names]
    ours += [f"{name}_{n}" for n in range(1, TOP_HITS + 1) for name in ("hit", "citation")]
    given = {name for each in evaluation.outcomes for name in each.question.fields}
    others = sorted(given - {"id", "question", "kind"})
    text = io.StringIO()
    text.write("\ufeff")  # without the mark Excel takes it for a legacy encoding
    table = csv.writer(text)
    table.writerow(
        [*ours, *(csv_cell(f"given_{each}" if each in ours else each) for each in others)]
    )
    for outcome in evaluation.outcomes:
        question = outcome.question
        row: list[Any] = [question.id, question.question, question.kind, outcome.answerable]
        row += [outcome.rank, outcome.why_missed, outcome.best_score]
        row += [outcome.measures.get(name) for name in names]
        for number in range(TOP_HITS):
            hits = outcome.hits[number : number + 1]
            shown = [text for hit in hits for text in (hit.passage.text, str(hit.citation))]
            row += shown or ["", ""]
        row += [question.fields.get(name) for name in others]
        table.writerow(map(csv_cell, row))
    return text.getvalue()
