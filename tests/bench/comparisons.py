"""What briefqa takes in time and memory, compared with `plain.py`: the rows of `speed`."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple, TypeVar

import numpy as np

from app.library import Library
from index import SentenceEncoder, open_snapshot, update
from tests.bench.pages import write_pages
from tests.bench.processes import Cost, measure_process
from tests.bench.question_sets import SETS
from tests.support.paths import DIGEST, ROOT, SHARED

ASKED_SETS = ("digest", "chroma")
"""A small one, and the largest that the model fast indexes within a minute."""
REPEATS = 5
WARM_QUESTIONS = 30
INDEXING_REPEATS = 3
INDEXED_PAGES = 40
PAGES = 1000
PAGES_OF_SLOW_MODELS = 100
BRIEF = SHARED / "brief.txt"
MIB = 2**20

MAX_COLD_RATIO = {"fast": 1 / 5, "accurate": 1 / 3}
MAX_WARM_RATIO = 1.5
MAX_UNCHANGED_RATIO = 1 / 5
MAX_PEAK_MIB = {"fast": 300}
MIN_INDEXING_RATIO = 1.7
MIN_COSINE = 0.999

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Subject:
    """A model to measure, and an empty folder to do so in."""

    model: str
    encoder: SentenceEncoder
    folder: Path


class Times(NamedTuple):
    """Seconds by the clock, and of all cores together."""

    wall: float
    cpu: float


class Row(NamedTuple):
    """A figure of briefqa, and what it is compared with, if it is, with their ratio.

    `target` says which ratio, or figure, is wanted, and whether that is so; '' if none is.
    """

    index: str
    measured: str
    ours: str
    other: str = ""
    ratio: float | None = None
    target: str = ""


def compare(subject: Subject) -> Iterator[Row]:
    """Yield the comparisons for a model; of missing sets, say to stderr that they are skipped.

    Raises RuntimeError if a command fails, and what `update` and `Library.ask` do.
    """
    for name in ASKED_SETS:
        if missing := [path for path in SETS[name].documents if not path.exists()]:
            print(f"{name}: skipped, {missing[0]} is missing", file=sys.stderr)
            continue
        index, questions = subject.folder / name, _questions(name)
        _briefqa("index", *SETS[name].documents, "--index", index, "--model", subject.model)
        texts = _passages(index)
        described = f"{name}, {len(texts)} passages"
        for row in _processes(subject, index, texts, questions[0]):
            yield row._replace(index=described)
        yield _warm_question(subject, index, questions)._replace(index=described)
    yield from _indexing(subject)
    yield from _first_index(subject)


def _questions(name: str) -> list[str]:
    lines = SETS[name].questions.read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:WARM_QUESTIONS]]


def _passages(index: Path) -> list[str]:
    """Return the passages of an index as an encoder reads them."""
    with open_snapshot(index) as snapshot:
        return [passage.embedded_text for passage, _ in snapshot.passages().values()]


def _briefqa(*arguments: object) -> Cost:
    return _python("-m", "app", *arguments)


def _python(*arguments: object, stdin: str = "") -> Cost:
    # Offline, the plain script does not ask the hub for news of its model.
    environment = {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    return measure_process(sys.executable, *arguments, cwd=ROOT, env=environment, stdin=stdin)


def _processes(subject: Subject, index: Path, texts: Sequence[str], question: str) -> Iterator[Row]:
    """Yield what commands take, compared with the plain script that answers the question."""
    script, model = ROOT / "tests/bench/plain.py", subject.encoder.folder
    vectors = index.with_name(f"{index.name} plain")
    _python(script, "index", model, vectors, stdin=json.dumps(texts))
    asks, unchanged, plain = in_turns(
        REPEATS,
        lambda: _briefqa("ask", question, "--index", index),
        lambda: _briefqa("index", "--index", index),
        lambda: _python(script, "ask", model, vectors, question),
    )
    for measured, costs, limit in (
        ("ask / plain script", asks, MAX_COLD_RATIO.get(subject.model)),
        ("index without changes / plain script", unchanged, MAX_UNCHANGED_RATIO),
    ):
        ours, other = (min(cost.wall for cost in found) for found in (costs, plain))
        target = _at_most(ours / other, limit)
        yield Row("", measured, _time(ours), _time(other), ours / other, target)
        ours, other = (min(cost.cpu for cost in found) for found in (costs, plain))
        yield Row("", f"{measured}, of all cores", _time(ours), _time(other), ours / other)
    ours, other = (min(cost.peak_bytes for cost in costs) / MIB for costs in (asks, plain))
    target = _at_most(ours, MAX_PEAK_MIB.get(subject.model), " MiB")
    measured = "peak memory of ask / plain script"
    yield Row("", measured, f"{ours:.0f} MiB", f"{other:.0f} MiB", ours / other, target)


def _warm_question(subject: Subject, index: Path, questions: Sequence[str]) -> Row:
    """Return what a question takes once others have been asked, compared with encoding it."""
    encoder = subject.encoder
    library = Library(index, lambda name: encoder)
    asking, encoding = in_turns(
        REPEATS,
        lambda: [_times(library.ask, question).wall for question in questions],
        lambda: [_times(encoder.embed_questions, [question]).wall for question in questions],
    )
    ours, other = (np.min(seconds, axis=0).mean() for seconds in (asking, encoding))
    target = _at_most(ours / other, MAX_WARM_RATIO)
    return Row("", "warm question / encoding it", _time(ours), _time(other), ours / other, target)


def _indexing(subject: Subject) -> Iterator[Row]:
    """Yield how many passages a second are indexed and embedded, compared with plain encoding."""
    import torch
    from sentence_transformers import SentenceTransformer

    encoder, numbers = subject.encoder, count()
    pages, threads = subject.folder / "pages", torch.get_num_threads()
    write_pages(pages, INDEXED_PAGES)
    plain = SentenceTransformer(str(encoder.folder), device="cpu")

    def index() -> Times:
        folder = subject.folder / f"indexed {next(numbers)}"
        update(folder, [DIGEST], load_encoder=lambda name: encoder)  # fits the projection
        return _times(update, folder, [pages], load_encoder=lambda name: encoder)

    def encode() -> Times:
        torch.set_num_threads(threads)  # briefqa has set it to 1
        return _times(plain.encode, texts, normalize_embeddings=True)

    index()
    texts = _passages(subject.folder / "indexed 0")
    indexing, embedding, encoding = in_turns(
        INDEXING_REPEATS, index, lambda: _times(encoder.embed, texts), encode
    )
    described = f"{INDEXED_PAGES} pages, {len(texts)} passages"
    for measured, found in (("indexing", indexing), ("embedding", embedding)):
        for unit, times in (("second", "wall"), ("second of a core", "cpu")):
            ours, other = (
                len(texts) / min(getattr(taken, times) for taken in repetitions)
                for repetitions in (found, encoding)
            )
            yield Row(
                described,
                f"{measured} / plain encode, per {unit}",
                f"{ours:.1f} passages",
                f"{other:.1f} passages",
                ours / other,
                _at_least(ours / other, MIN_INDEXING_RATIO) if measured == "indexing" else "",
            )
    vectors = np.array([embedding.vector for embedding in encoder.embed(texts)])
    cosine = (vectors * plain.encode(texts, normalize_embeddings=True)).sum(axis=1).min()
    target, measured = _at_least(cosine, MIN_COSINE), "lowest cosine to the plain vectors"
    yield Row(described, measured, f"{cosine:.5f}", "1", cosine, target)


def _first_index(subject: Subject) -> Iterator[Row]:
    """Yield what the first index of some documents takes, each made by a process of its own."""
    if BRIEF.exists():
        cost = _index(subject, BRIEF, subject.folder / "brief index")
        yield Row("the real brief", "first index", _time(cost.wall))
    else:
        print(f"the real brief: skipped, {BRIEF} is missing", file=sys.stderr)
    pages, index = subject.folder / "many pages", subject.folder / "many pages index"
    number = PAGES if subject.model == "fast" else PAGES_OF_SLOW_MODELS
    write_pages(pages, number)
    seconds = _index(subject, pages, index).wall
    passages = len(_passages(index))
    size = sum(path.stat().st_size for path in index.iterdir())
    described = f"{number} pages, {passages} passages"
    scaled = f", {PAGES // number} times that" if number < PAGES else ""
    yield Row(described, f"first index{scaled}", _time(seconds * PAGES / number))
    yield Row(described, "first index, per second", f"{passages / seconds:.1f} passages")
    yield Row(described, "disk per passage", f"{size / passages / 1000:.0f} kB")


def _index(subject: Subject, documents: Path, index: Path) -> Cost:
    return _briefqa("index", documents, "--index", index, "--model", subject.model)


def in_turns(repeats: int, *actions: Callable[[], Result]) -> list[list[Result]]:
    """Run each action `repeats` times, in turns, and return the results of each."""
    rounds = [[action() for action in actions] for _ in range(repeats)]
    return [list(results) for results in zip(*rounds, strict=True)]


def _times(action: Callable[..., object], *arguments: object, **options: object) -> Times:
    """Call the action and return what it took."""
    started, used = perf_counter(), process_time()
    action(*arguments, **options)
    return Times(perf_counter() - started, process_time() - used)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 0.2 else f"{seconds * 1000:.1f} ms"


def _at_most(value: float, limit: float | None, unit: str = "") -> str:
    if limit is None:
        return ""
    return f"≤ {limit:.3g}{unit}: {'met' if value <= limit else 'MISSED'}"


def _at_least(value: float, limit: float) -> str:
    return f"≥ {limit:.3g}: {'met' if value >= limit else 'MISSED'}"
