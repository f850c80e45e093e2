"""Damaged files of every format are read or refused, soon and without another error.

BRIEFQA_MUTATIONS=20000 tries as many files of each format, instead of 1,000.
"""

import os
from collections import defaultdict

import pytest

from ingest import FORMATS
from tests.support.mutations import find_faults

FILES = int(os.environ.get("BRIEFQA_MUTATIONS", "1000"))


@pytest.mark.parametrize("suffix", sorted(FORMATS.keys() - {".htm"}))
def test_damaged_files_are_read_or_refused(suffix: str) -> None:
    found: dict[str, list[bytes]] = defaultdict(list)
    for what, data in find_faults(suffix, range(FILES)):
        found[what].append(data)
    smallest = {what: min(files, key=len)[:1000] for what, files in found.items()}
    assert smallest == {}
