"""The question sets, and the other ways of chunking and encoding that are tried on them."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from index import PASSAGE_TOKENS
from tests.bench.models import load_model
from tests.bench.variants import VARIANTS, Variant
from tests.support.paths import ROOT, SHARED

BENCHMARKS = SHARED / "benchmarks"
FRAMES = ROOT / "tests/bench/frames"
"""Lists, tables, contents lists, yearly editions and acronyms: passages that need their frame."""
LARGE_SETS = ("squad20-dev", "covidqa", "chroma", "qmsum-committee")
TRIED_ON = ("brief-dev", "squad20-dev", "chroma")
TRIED_PASSAGE_TOKENS = (100, 160, 200, 232)  # chroma's published rows are closest to 200
CONTEXT_PASSAGE_TOKENS = 160
"""Leaves the model room to encode something with a passage."""


@dataclass(frozen=True)
class QuestionSet:
    """Documents, a file of questions about them, and the way to chunk and encode them."""

    documents: tuple[Path, ...]
    questions: Path
    passage_tokens: int = PASSAGE_TOKENS
    variant: Variant = lambda: nullcontext(load_model)


SETS = {
    "digest": QuestionSet((ROOT / "corpus/documents",), ROOT / "corpus/questions/brief.jsonl"),
    "frames": QuestionSet((FRAMES / "docs",), FRAMES / "questions.jsonl"),
    "brief-dev": QuestionSet((SHARED / "brief.txt",), SHARED / "questions/brief-dev.jsonl"),
} | {
    name: QuestionSet((BENCHMARKS / name / "docs",), BENCHMARKS / name / "questions.jsonl")
    for name in LARGE_SETS
}
SETS["chroma among all"] = replace(
    SETS["chroma"], documents=tuple(BENCHMARKS / name / "docs" for name in LARGE_SETS)
)

TRIED_SETS = {
    f"{name}, {tokens} tokens": replace(SETS[name], passage_tokens=tokens)
    for name in TRIED_ON
    for tokens in TRIED_PASSAGE_TOKENS
} | {
    f"{name}, {CONTEXT_PASSAGE_TOKENS} tokens, {description}": replace(
        SETS[name], passage_tokens=CONTEXT_PASSAGE_TOKENS, variant=variant
    )
    for name in TRIED_ON
    for description, variant in VARIANTS.items()
}
