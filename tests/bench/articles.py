"""How much of the article in a saved web page is read, and how little else: rows in Markdown.

The measure is that of the benchmark's NOTES.md: the mean over pages of the F1 over runs of words.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trafilatura

from ingest import UnreadableSource, read_document
from ingest.structure.sentences import kept_runs

WORDS_PER_RUN = 4
Runs = Counter[tuple[str, ...]]


def print_table(folder: Path) -> None:
    """Print the F1 of trafilatura's text and of ours, on the pages in `folder`."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    print("\n| pages | read by | F1 |\n|---|---|---|")
    readers: dict[str, Callable[[bytes], str]] = {
        "trafilatura, defaults": lambda page: trafilatura.extract(page) or "",
        "trafilatura, without comments": lambda page: _extract(page),
        "trafilatura, without comments, favouring recall": lambda page: _extract(
            page, favor_recall=True
        ),
        "**briefqa**": _kept_text,
    }
    pages = {id: _read_page(folder / "html" / f"{id}.html") for id in truth}
    for name, read in readers.items():
        scores = [_f1(_runs(read(pages[id])), _runs(truth[id]["articleBody"])) for id in truth]
        print(f"| {len(truth)} | {name} | {sum(scores) / len(scores):.4f} |", flush=True)


def _extract(page: bytes, **options: bool) -> str:
    return trafilatura.extract(page, include_comments=False, **options) or ""


def _kept_text(page: bytes) -> str:
    """Return our text of a page without dropped spans, '' for an unreadable page."""
    try:
        document = read_document("page.html", page)
    except UnreadableSource:
        return ""
    kept = kept_runs((0, len(document.text)), document.dropped)
    return "\n".join(document.text[start:end] for start, end in kept)


def _read_page(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else gzip.open(f"{path}.gz").read()


def _runs(text: str) -> Runs:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - WORDS_PER_RUN + 1))
    return Counter(tuple(words[start : start + WORDS_PER_RUN]) for start in starts)


def _f1(found: Runs, expected: Runs) -> float:
    """Return 2 |found ∩ expected| / (|found| + |expected|), from 0 to 1."""
    return 2 * (found & expected).total() / (found.total() + expected.total())
