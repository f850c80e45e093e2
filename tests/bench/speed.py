"""How fast briefqa is beside a plain script on the same machine, as a Markdown table.

    python -m tests.bench.speed [MODEL ...]

The plain script, `tests/bench/plain.py`, gets the same model, passages and question. Seconds differ
between machines and times of day, ratios hardly: so what is compared runs in turns, and a figure is
that of the best repetition. A ratio is the figure of briefqa over the one it is compared with; the
last column has the target, and whether it is met.

- `ask`, `index` without changes: processes from start to exit, the model's loading included. "of
  all cores" is the processor's time, to be read instead on a busy machine.
- peak memory: the most that the process of `ask` had at a time
- a warm question: the mean over several, of `Library.ask` in a process that has answered before,
  compared with encoding it
- indexing: passages per second of `update` (reading, chunking, embedding and storing, but not the
  projection, which an index needs once), compared with SentenceTransformer.encode. "embedding" is
  its main part. The models are loaded, and torch has the threads that it takes by itself.
- first index: a process that makes an index, with everything that it needs

A model that is not installed is left out, and so is a set that is not in `../shared`.
"""

import argparse
import os
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from index import ModelUnavailable, SentenceEncoder
from tests.bench.comparisons import Subject, compare

PACKAGES = ("briefqa", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu")
MODELS = ("fast", "accurate")


def main() -> None:
    """Measure the models named on the command line, or both."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed")
    parser.add_argument("models", nargs="*", metavar="MODEL", default=MODELS)
    models = parser.parse_args().models
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}"
    print(f"{date.today()}, {versions}; {load}\n")
    _print_row("model", "index", "measured", "briefqa", "compared with", "ratio", "target")
    print("|---|---|---|---|---|---|---|")
    for model in models:
        try:
            encoder = SentenceEncoder(model)
        except ModelUnavailable as error:
            print(f"{model}: left out: {error}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            for row in compare(Subject(model, encoder, Path(folder))):
                ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
                _print_row(model, row.index, row.measured, row.ours, row.other, ratio, row.target)


def _print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
