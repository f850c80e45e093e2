"""How good the answers are on public question sets: one table, in Markdown.

    python -m tests.bench [SET ...]

Each set is indexed in a temporary folder and evaluated; without names, all of them are. The sets
lie in `../shared`, as its NOTES.md files describe them; they are not shipped.
"""

import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from app.evaluate import Evaluation, ask, measure
from app.task import prepare
from app.terminal import progress_bar
from index import Searcher, update
from index.build import PASSAGE_TOKENS
from tests.conftest import ROOT, SHARED

MEASURES = (
    "Success@1", "R@5", "RR@10", "nDCG@10",
    "char_recall@5", "char_precision@5", "char_IoU@5", "read@500", "read@2000",
)  # fmt: skip
VERSIONS = ("briefqa", "sentence-transformers", "torch", "faiss-cpu", "ir_measures")


@dataclass(frozen=True)
class QuestionSet:
    documents: Path
    questions: Path
    passage_tokens: int = PASSAGE_TOKENS

    def evaluate(self) -> Evaluation:
        with tempfile.TemporaryDirectory() as folder, progress_bar() as progress:
            index = Path(folder)
            update(index, [self.documents], passage_tokens=self.passage_tokens, progress=progress)
            searcher = Searcher(index)
            task = prepare(index, self.questions, searcher)
            return measure(task, searcher, ask(task, searcher, 10, progress))


BENCHMARKS = SHARED / "benchmarks"
SETS = {
    "digest": QuestionSet(ROOT / "corpus/documents", ROOT / "corpus/questions/brief.jsonl"),
    "brief-dev": QuestionSet(SHARED / "brief.txt", SHARED / "questions/brief-dev.jsonl"),
} | {
    name: QuestionSet(BENCHMARKS / name / "docs", BENCHMARKS / name / "questions.jsonl")
    for name in ("squad20-dev", "covidqa", "chroma", "qmsum-committee")
}
# The lengths of the published rows that chroma is to be held against.
SETS["chroma, 200 tokens"] = QuestionSet(
    BENCHMARKS / "chroma/docs", BENCHMARKS / "chroma/questions.jsonl", 200
)


def main() -> None:
    unknown = set(sys.argv[1:]) - set(SETS)
    if unknown:
        sys.exit(f"no such set: {', '.join(sorted(unknown))}; there are: {', '.join(SETS)}")
    print(f"{date.today()}, {', '.join(f'{name} {version(name)}' for name in VERSIONS)}\n")
    columns = ["set", "questions", "passages", "characters", *MEASURES, "AUC"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name in sys.argv[1:] or SETS:
        if SETS[name].documents.exists():
            print(f"| {name} | {' | '.join(_row(SETS[name].evaluate()))} |", flush=True)
        else:
            print(f"{name}: left out, there is no {SETS[name].documents}", file=sys.stderr)


def _row(done: Evaluation) -> list[str]:
    library = done.task.library
    numbers = [len(done.answerable), library.number_of_passages]
    means = [f"{done.means[name].mean:.3f}" for name in MEASURES]
    auc = f"{done.separation.auc:.3f}" if done.separation else ""
    return [*map(str, numbers), f"{library.mean_passage_length:.0f}", *means, auc]


if __name__ == "__main__":
    main()
