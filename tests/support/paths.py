"""The project's folders, and the data of its tests."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DIGEST = ROOT / "corpus/documents/future-of-canada-rok-defence-cooperation.md"
