"""The cost of re-indexing 1,000 documents of which one changed, relative to a full build."""

import tempfile
import time
from pathlib import Path

from index import SentenceEncoder, update

DOCUMENTS = 1000
MIN_PARAGRAPH_CHARS = 300


def print_costs(texts: Path) -> None:
    """Print the costs, for documents made from the paragraphs of the files in the folder `texts`.

    Raises what `update` does.
    """
    paragraphs = [
        paragraph
        for file in sorted(texts.iterdir())
        for paragraph in file.read_text("utf-8").split("\n\n")
        if len(paragraph) > MIN_PARAGRAPH_CHARS
    ]
    encoder = SentenceEncoder()
    encoder.embed(["Load the model now, so that no run is timed with it."])
    with tempfile.TemporaryDirectory() as folder:
        sources, index = Path(folder, "documents"), Path(folder, "index")
        sources.mkdir()
        for number, paragraph in enumerate(paragraphs[:DOCUMENTS]):
            (sources / f"{number}.md").write_text(paragraph, "utf-8")
        passages, build_s = _timed_update(index, sources, encoder)
        size = sum(path.stat().st_size for path in index.iterdir())
        _, unchanged_s = _timed_update(index, sources, encoder)
        edited = sources / "500.md"
        edited.write_text(f"{edited.read_text('utf-8')} It was edited.", "utf-8")
        _, edited_s = _timed_update(index, sources, encoder)
    print(
        f"\nRe-indexing {DOCUMENTS} documents takes {edited_s / build_s:.1%} of the build time "
        f"after one edit, {unchanged_s / build_s:.1%} without changes. The index takes "
        f"{size / passages / 1000:.0f} kB per passage ({passages} passages)."
    )


def _timed_update(index: Path, sources: Path, encoder: SentenceEncoder) -> tuple[int, float]:
    """Return the number of passages, and the seconds that the run took."""
    started = time.perf_counter()
    report = update(index, [sources], load_encoder=lambda name: encoder)
    return report.passages, time.perf_counter() - started
