"""How much of the articles in saved web pages is read, and how little else: rows in Markdown.

As the benchmark's NOTES.md say: F1 over runs of four words, of each page, in the mean.
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

Runs = Counter[tuple[str, ...]]


def print_table(folder: Path) -> None:
    """Ours beside trafilatura's own text, on the pages in `folder`."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    print("\n| pages | read by | F1 |\n|---|---|---|")
    readers: dict[str, Callable[[bytes], str]] = {
        "trafilatura, as it is": lambda page: trafilatura.extract(page) or "",
        "trafilatura, without comments": lambda page: _extract(page),
        "trafilatura, with comments left out and recall favoured": lambda page: _extract(
            page, favor_recall=True
        ),
        "**briefqa**": _read,
    }
    pages = {id: _page(folder / "html" / f"{id}.html") for id in truth}
    for name, read in readers.items():
        scores = [_f1(_runs(read(pages[id])), _runs(truth[id]["articleBody"])) for id in truth]
        print(f"| {len(truth)} | {name} | {sum(scores) / len(scores):.4f} |", flush=True)


def _extract(page: bytes, **options: bool) -> str:
    return trafilatura.extract(page, include_comments=False, **options) or ""


def _read(page: bytes) -> str:
    try:
        document = read_document("page.html", page)
    except UnreadableSource:
        return ""
    kept = kept_runs((0, len(document.text)), document.dropped)
    return "\n".join(document.text[start:end] for start, end in kept)


def _page(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else gzip.open(f"{path}.gz").read()


def _runs(text: str) -> Runs:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def _f1(found: Runs, wanted: Runs) -> float:
    return 2 * (found & wanted).total() / (found.total() + wanted.total())
