"""What a re-index costs beside a build, in the benchmark: 1,000 documents, of which one changes."""

import tempfile
import time
from pathlib import Path

from index import SentenceEncoder, update

DOCUMENTS = 1000


def print_costs(texts: Path) -> None:
    """Documents are made of the paragraphs of the files in the folder `texts`."""
    paragraphs = [
        paragraph
        for file in sorted(texts.iterdir())
        for paragraph in file.read_text("utf-8").split("\n\n")
        if len(paragraph) > 300
    ]
    encoder = SentenceEncoder()
    encoder.embed(["Is the model ready?"])
    with tempfile.TemporaryDirectory() as folder:
        sources, index = Path(folder, "documents"), Path(folder, "index")
        sources.mkdir()
        for number, paragraph in enumerate(paragraphs[:DOCUMENTS]):
            (sources / f"{number}.md").write_text(paragraph, "utf-8")
        passages, build = _timed(index, sources, encoder)
        size = sum(path.stat().st_size for path in index.iterdir())
        _, again = _timed(index, sources, encoder)
        edited = sources / "500.md"
        edited.write_text(f"{edited.read_text('utf-8')} It was edited.", "utf-8")
        _, edit = _timed(index, sources, encoder)
    print(
        f"\nOf the time that {DOCUMENTS} documents take to build, a run takes {edit / build:.1%} "
        f"where one was edited, {again / build:.1%} where none was. A passage takes "
        f"{size / passages / 1000:.0f} kB on disk (of {passages})."
    )


def _timed(index: Path, sources: Path, encoder: SentenceEncoder) -> tuple[int, float]:
    """The number of passages, and the seconds that a run took."""
    begun = time.perf_counter()
    report = update(index, [sources], load_encoder=lambda name: encoder)
    return report.passages, time.perf_counter() - begun
