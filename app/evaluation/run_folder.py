"""The folder of a run: its evaluation for people, spreadsheets and other tools."""

import csv
import io
import json
import math
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from app.answers import csv_cell
from app.errors import BadBaseline
from app.evaluation.comparison import Baseline, Comparison, EarlierOutcome
from app.evaluation.measures import docno, measure_names
from app.evaluation.outcomes import Evaluation, Outcome
from app.evaluation.report import report
from app.evaluation.summary import summary
from app.evaluation.task import QuestionKey, readable
from ingest import UsageError, counted

SUMMARY = "summary.json"
REPORT = "report.html"
FILES = (SUMMARY, "questions.csv", "run.trec", "qrels.trec", REPORT)
HITS_PER_ROW = 3
"""How many hits of a question its row in the table shows."""


def make_folder(folder: Path, questions: Path) -> None:
    """Make the folder for a run of the questions file.

    Raises UsageError if it cannot be written, and if it contains other files than an earlier
    run's.
    """
    name = readable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        present = {file.name for file in folder.iterdir()}
    except OSError as error:
        raise UsageError(f"cannot write the run to {name}: {error.strerror}") from error
    others = present - {*FILES, *(f"{file}.new" for file in FILES)}
    if questions.resolve().parent == folder.resolve() or (others and SUMMARY not in present):
        raise UsageError(f"{name} contains other files: name a new folder for the run")


def write_run(evaluation: Evaluation, comparison: Comparison | None, folder: Path) -> None:
    """Write the files of a run into `folder`, replacing an earlier run.

    There is no summary while they are replaced, so that a mixture of two runs is never read.
    """
    texts = (
        json.dumps(summary(evaluation, comparison), ensure_ascii=False, indent=2) + "\n",
        _table(evaluation),
        "".join(f"{line}\n" for line in _trec_run(evaluation)),
        "".join(f"{line}\n" for line in _trec_qrels(evaluation)),
        report(evaluation, comparison),
    )
    for name, text in zip(FILES, texts, strict=True):
        (folder / f"{name}.new").write_text(text, "utf-8", newline="")
    (folder / SUMMARY).unlink(missing_ok=True)
    for name in reversed(FILES):
        (folder / f"{name}.new").replace(folder / name)


def read_baseline(folder: Path) -> Baseline:
    """Return the run in `folder`, which may be named by its summary or report too.

    Raises BadBaseline if there is none.
    """
    if folder.name in FILES and folder.is_file():
        folder = folder.parent
    name = readable(folder)
    try:
        return _baseline(name, json.loads((folder / SUMMARY).read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise BadBaseline(f"no run in {name}: there is no {SUMMARY}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadBaseline(
            f"the {SUMMARY} in {name} is damaged, or from another version of briefqa"
        ) from error


def _baseline(name: str, data: Any) -> Baseline:
    """Return the run with this summary. Raises many errors if it is none."""
    outcomes = tuple(
        EarlierOutcome(
            QuestionKey(str(outcome["question"]), str(outcome["gold"])),
            outcome["rank"] and int(outcome["rank"]),
            {**outcome["measures"]},
        )
        for outcome in data["outcomes"].values()
    )
    values = [value for outcome in outcomes for value in outcome.measures.values()]
    if not all(isinstance(value, float) and math.isfinite(value) for value in values):
        raise ValueError("a measure is not a number")
    return Baseline(name, _about(data), int(data["k"]), {**data["documents"]}, outcomes)


def _about(data: Mapping[str, Any]) -> str:
    return (
        f"{data['date'][:10]}, briefqa {data['briefqa']}, model {data['model']}, "
        f"{counted(data['passages'], 'passage')} of {data['mean_passage_characters']:.0f} "
        "characters"
    )


def _trec_run(evaluation: Evaluation) -> Iterator[str]:
    """Yield the hits in TREC's form: question, Q0, passage, rank, score, tag.

    Tools rank by the score in single precision and break ties their own way, so the second of
    two hits with the same score gets the next lower number.
    """
    for outcome in evaluation.outcomes:
        above = np.float32(np.inf)
        for hit, span in zip(outcome.hits, outcome.spans, strict=True):
            above = min(np.float32(hit.score), np.nextafter(above, np.float32(-np.inf)))
            yield f"{_topic(outcome)} Q0 {docno(span)} {hit.rank} {above} briefqa"


def _trec_qrels(evaluation: Evaluation) -> Iterator[str]:
    """Yield the relevant passages in TREC's form: question, 0, passage, 1."""
    for outcome in evaluation.outcomes:
        for passage in sorted(outcome.relevant):
            yield f"{_topic(outcome)} 0 {docno(passage)} 1"


def _topic(outcome: Outcome) -> str:
    return quote(outcome.question.id)


def _table(evaluation: Evaluation) -> str:
    """Return a table with a row per question; unknown columns of the questions file come last."""
    names = measure_names(evaluation.k)
    ours = ["id", "question", "kind", "answerable", "rank", "why_missed", "best_score", *names]
    numbers = range(1, HITS_PER_ROW + 1)
    ours += [f"{name}_{number}" for number in numbers for name in ("hit", "citation")]
    given = {name for outcome in evaluation.outcomes for name in outcome.question.fields}
    others = sorted(given - {"id", "question", "kind"})
    text = io.StringIO()
    text.write("\ufeff")  # without a byte order mark, Excel assumes a legacy encoding
    table = csv.writer(text)
    table.writerow(
        [*ours, *(csv_cell(f"given_{name}" if name in ours else name) for name in others)]
    )
    for outcome in evaluation.outcomes:
        fields = outcome.question.fields
        row = [*_row(outcome, names), *(fields.get(name) for name in others)]
        table.writerow(map(csv_cell, row))
    return text.getvalue()


def _row(outcome: Outcome, names: list[str]) -> list[Any]:
    question = outcome.question
    row: list[Any] = [question.id, question.question, question.kind, outcome.answerable]
    row += [outcome.rank, outcome.why_missed, outcome.best_score]
    row += [outcome.measures.get(name) for name in names]
    for hit in outcome.hits[:HITS_PER_ROW]:
        row += [hit.passage.text, str(hit.citation)]
    missing = max(0, HITS_PER_ROW - len(outcome.hits))
    return row + ["", ""] * missing
