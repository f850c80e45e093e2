"""How good the answers are on public question sets, and what ranking costs: tables in Markdown.

    python -m tests.bench [SET ...]

Each set is indexed in a temporary folder and asked, and its hits are ranked in the usual other
ways beside ours; the web pages of html-articles are only read. Without names, all sets are taken.
They lie in `../shared`, as its NOTES.md files describe them; they are not shipped.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from app.cli.progress import progress_bar
from app.evaluation.outcomes import Evaluation, measure
from app.evaluation.run import run_questions
from app.evaluation.task import Task, prepare_task
from index import Hit, Searcher, SentenceEncoder, update
from index.updating.plan import PASSAGE_TOKENS
from tests.bench.articles import print_table
from tests.bench.load import print_load
from tests.bench.update import print_costs
from tests.bench.variants import VARIANTS, Variant
from tests.support.paths import ROOT, SHARED

MEASURES = (
    "Success@1", "R@5", "RR@10", "char_recall@5", "char_IoU@5", "read@500", "read@2000",
)  # fmt: skip
VERSIONS = ("briefqa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "ir_measures")
MOST_QUESTIONS = 1500
"""Of a set; of a larger one, as many spread over it."""
SHORT = 160
"""Tokens of a passage that leave the model room to read something with it."""
CANDIDATES = 100
"""Hits that are ranked again in the other ways: all that are looked at."""


@dataclass(frozen=True)
class QuestionSet:
    documents: tuple[Path, ...]
    questions: Path
    passage_tokens: int = PASSAGE_TOKENS
    variant: Variant = lambda: nullcontext(SentenceEncoder)


BENCHMARKS = SHARED / "benchmarks"
LARGE = ("squad20-dev", "covidqa", "chroma", "qmsum-committee")
SETS = {
    "digest": QuestionSet((ROOT / "corpus/documents",), ROOT / "corpus/questions/brief.jsonl"),
    "brief-dev": QuestionSet((SHARED / "brief.txt",), SHARED / "questions/brief-dev.jsonl"),
} | {
    name: QuestionSet((BENCHMARKS / name / "docs",), BENCHMARKS / name / "questions.jsonl")
    for name in LARGE
}
SETS["chroma among all"] = replace(
    SETS["chroma"], documents=tuple(BENCHMARKS / name / "docs" for name in LARGE)
)
ARTICLES = "html-articles"
OTHERS = {
    ARTICLES: (BENCHMARKS / ARTICLES, print_table),
    "re-index": (SETS["squad20-dev"].documents[0], print_costs),
    "load": (ROOT / "corpus/documents", print_load),
}
"""What is not asked questions, but done to a folder."""
VARIED = ("brief-dev", "squad20-dev", "chroma")
LENGTHS = {  # the published rows of chroma are nearest to 200 tokens
    f"{name}, {tokens} tokens": replace(SETS[name], passage_tokens=tokens)
    for name in VARIED
    for tokens in (100, SHORT, 200, 232)
}
TRIED = LENGTHS | {
    f"{name}, {SHORT} tokens, {about}": replace(SETS[name], passage_tokens=SHORT, variant=variant)
    for name in VARIED
    for about, variant in VARIANTS.items()
}


def by(key: Callable[[Hit], float]) -> Callable[[Sequence[Hit]], list[Hit]]:
    return lambda hits: sorted(hits, key=key, reverse=True)


def by_rank_fusion(hits: Sequence[Hit]) -> list[Hit]:
    """Σ 1 / (60 + rank) (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    scores = dict.fromkeys((hit.rank for hit in hits), 0.0)
    for ranked in (RANKINGS["vectors"](hits), RANKINGS["BM25"](hits)):
        for rank, hit in enumerate(ranked, start=1):
            scores[hit.rank] += 1 / (60 + rank)
    return sorted(hits, key=lambda hit: scores[hit.rank], reverse=True)


RANKINGS: dict[str, Callable[[Sequence[Hit]], list[Hit]]] = {
    "vectors": by(lambda hit: hit.parts.vector),
    "BM25": by(lambda hit: hit.parts.lexical),
    "rank fusion": by_rank_fusion,
    "late interaction": by(lambda hit: hit.parts.late),
    "best window": by(lambda hit: hit.parts.window),
    "both": by(lambda hit: hit.parts.late + hit.parts.window),
    "**briefqa**": list,
}
COMPARED = ("vectors", "**briefqa**")
"""With passages that are cut or read in another way."""


def main() -> None:
    sets = SETS | TRIED
    names = sys.argv[1:] or [*sets, *OTHERS]
    if unknown := set(names) - {*sets, *OTHERS}:
        known = ", ".join([*sets, *OTHERS])
        sys.exit(f"no such set: {', '.join(sorted(unknown))}; there are: {known}")
    print(f"{date.today()}, {', '.join(f'{name} {version(name)}' for name in VERSIONS)}\n")
    columns = ["set: questions, passages", "ranking", *MEASURES, "AUC"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name in names:
        folders = [OTHERS[name][0]] if name in OTHERS else sets[name].documents
        if missing := [folder for folder in folders if not folder.exists()]:
            print(f"{name}: left out, there is no {missing[0]}", file=sys.stderr)
        elif name in OTHERS:
            folder, do = OTHERS[name]
            do(folder)
        else:
            _bench(name, sets[name])


def _bench(name: str, questions: QuestionSet) -> None:
    with tempfile.TemporaryDirectory() as folder, progress_bar() as progress:
        index = Path(folder)
        with questions.variant() as load_encoder:
            update(
                index,
                questions.documents,
                passage_tokens=questions.passage_tokens,
                load_encoder=load_encoder,
                progress=progress,
            )
        searcher = Searcher(index)
        content, name_of_file = questions.questions.read_bytes(), questions.questions.name
        task = _sampled(prepare_task(searcher, content, name_of_file))
        run = run_questions(task, searcher, CANDIDATES, progress)
        for ranking, order in RANKINGS.items():
            if name in TRIED and ranking not in COMPARED:
                continue
            hits = [
                [replace(hit, rank=rank) for rank, hit in enumerate(order(each)[:10], start=1)]
                for each in run.hits
            ]
            done = measure(task, searcher, replace(run, hits=hits, k=10), look_further=False)
            row = [_about(name, done), ranking, *_figures(done, order is list)]
            print(f"| {' | '.join(row)} |", flush=True)
        _costs(name, index, searcher, task)


def _sampled(task: Task) -> Task:
    step = max(1, len(task.questions) // MOST_QUESTIONS)
    return replace(task, questions=task.questions[::step], ways=task.ways[::step])


def _about(name: str, done: Evaluation) -> str:
    library = done.task.library
    length = f"{library.number_of_passages} of {library.mean_passage_length:.0f} characters"
    return f"{name}: {len(done.answerable)}, {length}"


def _figures(done: Evaluation, by_score: bool) -> list[str]:
    means = [f"{done.means[name].mean:.3f}" for name in MEASURES]
    return [*means, f"{done.separation.auc:.3f}" if by_score and done.separation else ""]


def _costs(name: str, index: Path, searcher: Searcher, task: Task) -> None:
    """To stderr: what a question takes beside its encoding, and the catalogue's size."""
    questions = [each.question for each in task.questions[:50]]
    encoder = searcher.newest().encoder
    encoding, asking = 0.0, 0.0
    for question in questions:
        begun = time.perf_counter()
        encoder.embed([question])
        encoded = time.perf_counter()
        searcher.search([question], 5)
        encoding += encoded - begun
        asking += time.perf_counter() - encoded
    size = (index / "catalogue.sqlite").stat().st_size / task.library.number_of_passages
    ratio = (asking - encoding) / encoding
    print(
        f"{name}: ranking / encoding {ratio:.2f}, {size / 1000:.0f} kB a passage", file=sys.stderr
    )


if __name__ == "__main__":
    main()
