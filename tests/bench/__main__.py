"""Measure answer quality on public question sets, and what ranking costs, as Markdown tables.

    python -m tests.bench [--model MODEL] [NAME ...]

Each question set is indexed in a temporary folder with each model, and its hits are also ranked in
the usual other ways. Other ways to chunk and encode are tried with the fast model only, unless
--model names another. Without names, everything is measured. The sets "digest" and "frames" are in
this repository, the others in `../shared`, whose NOTES.md files describe them; missing ones are
skipped.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.articles import print_table
from tests.bench.figure_notes import print_figure_notes
from tests.bench.load import print_load
from tests.bench.models import MODELS, installed
from tests.bench.quality import print_header, print_quality
from tests.bench.question_sets import BENCHMARKS, SETS, TRIED_SETS
from tests.bench.reindex import print_costs
from tests.support.paths import ROOT

PACKAGES = ("briefqa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "ir_measures")
QUESTION_SETS = SETS | TRIED_SETS
OTHER_BENCHMARKS: dict[str, tuple[Path, Callable[[Path, Sequence[str]], None]]] = {
    "html-articles": (BENCHMARKS / "html-articles", lambda folder, _: print_table(folder)),
    "figure-notes": (BENCHMARKS / "squad20-dev", lambda _, models: print_figure_notes(models)),
    "re-index": (SETS["squad20-dev"].documents[0], lambda folder, _: print_costs(folder)),
    "load": (ROOT / "corpus/documents", lambda folder, _: print_load(folder)),
}
"""Other benchmarks: the folder that they need, and what runs them with that folder and models."""
NAMES = (*QUESTION_SETS, *OTHER_BENCHMARKS)
LISTED = "; ".join(NAMES)


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--model", choices=MODELS, help="default: each that is installed")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {LISTED}")
    arguments = parser.parse_args()
    names = arguments.names or NAMES
    if unknown := sorted({*names} - {*NAMES}):
        parser.error(f"unknown: {', '.join(unknown)}. Choose from: {LISTED}")
    models = installed([arguments.model] if arguments.model else MODELS)
    if not models:
        sys.exit(1)
    print(f"{date.today()}, {', '.join(f'{name} {version(name)}' for name in PACKAGES)}\n")
    if not {*names} <= OTHER_BENCHMARKS.keys():
        print_header(models)
    for name in names:
        run(name, models)


def run(name: str, models: Sequence[str]) -> None:
    """Run one benchmark, or print to stderr that its data is missing."""
    question_set = QUESTION_SETS.get(name)
    folders = question_set.documents if question_set else [OTHER_BENCHMARKS[name][0]]
    if missing := [folder for folder in folders if not folder.exists()]:
        print(f"{name}: skipped, {missing[0]} is missing", file=sys.stderr)
    elif question_set and name in SETS:
        print_quality(name, question_set, models, all_rankings=True)
    elif question_set:
        print_quality(name, question_set, models[:1], all_rankings=False)
    else:
        folder, benchmark = OTHER_BENCHMARKS[name]
        benchmark(folder, models)


if __name__ == "__main__":
    main()
