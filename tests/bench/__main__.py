"""Measure answer quality on public question sets, and what ranking costs, as Markdown tables.

    python -m tests.bench [NAME ...]

Each question set is indexed in a temporary folder, and its hits are also ranked in the usual other
ways. Without names, everything is measured. The sets "digest" and "frames" are in this repository,
the others in `../shared`, whose NOTES.md files describe them; missing ones are skipped.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.articles import print_table
from tests.bench.figure_notes import print_figure_notes
from tests.bench.load import print_load
from tests.bench.quality import print_header, print_quality
from tests.bench.question_sets import BENCHMARKS, SETS, TRIED_SETS
from tests.bench.reindex import print_costs
from tests.support.paths import ROOT

PACKAGES = ("briefqa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "ir_measures")
QUESTION_SETS = SETS | TRIED_SETS
OTHER_BENCHMARKS: dict[str, tuple[Path, Callable[[Path], None]]] = {
    "html-articles": (BENCHMARKS / "html-articles", print_table),
    "figure-notes": (BENCHMARKS / "squad20-dev", print_figure_notes),
    "re-index": (SETS["squad20-dev"].documents[0], print_costs),
    "load": (ROOT / "corpus/documents", print_load),
}
"""Benchmarks without questions: the folder that they read, and the function that runs them."""
NAMES = (*QUESTION_SETS, *OTHER_BENCHMARKS)
LISTED = "; ".join(NAMES)


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {LISTED}")
    names = parser.parse_args().names or NAMES
    if unknown := sorted({*names} - {*NAMES}):
        parser.error(f"unknown: {', '.join(unknown)}. Choose from: {LISTED}")
    print(f"{date.today()}, {', '.join(f'{name} {version(name)}' for name in PACKAGES)}\n")
    if not {*names} <= OTHER_BENCHMARKS.keys():
        print_header()
    for name in names:
        run(name)


def run(name: str) -> None:
    """Run one benchmark, or print to stderr that its data is missing."""
    question_set = QUESTION_SETS.get(name)
    folders = question_set.documents if question_set else [OTHER_BENCHMARKS[name][0]]
    if missing := [folder for folder in folders if not folder.exists()]:
        print(f"{name}: skipped, {missing[0]} is missing", file=sys.stderr)
    elif question_set:
        print_quality(name, question_set, all_rankings=name in SETS)
    else:
        folder, benchmark = OTHER_BENCHMARKS[name]
        benchmark(folder)


if __name__ == "__main__":
    main()
