"""Contents lists and indexes: lines that lead to other text, and are no answer."""

from ingest.structure.contents.lines import is_label
from ingest.structure.contents.lists import find_contents

__all__ = ["find_contents", "is_label"]
