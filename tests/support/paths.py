"""The project's folders, and the data of its tests."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
INPUTS = [SHARED / "cases/ingest", SHARED / "cases/ask", SHARED / "fixtures"]
"""The folders of real and small inputs at hand."""
DIGEST = ROOT / "corpus/documents/future-of-canada-rok-defence-cooperation.md"


def inputs(suffix: str) -> list[Path]:
    """Return the inputs at hand with this suffix."""
    return sorted(path for folder in INPUTS for path in folder.rglob(f"*{suffix}"))
