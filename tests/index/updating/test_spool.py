"""What a run has read waits on the disk."""

from pathlib import Path

import pytest

from index.updating.spool import Spool, SpooledPassages
from tests.support.library import Library


def test_a_spool_gives_back_what_was_put_into_it_and_leaves_no_file(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.put("a.md", b"one")
        assert spool.get("a.md") == b"one"
        spool.put("b.md", b"")
        spool.put("c.md", b"three")
        assert [spool.get(id) for id in ("c.md", "a.md", "b.md")] == [b"three", b"one", b""]
        assert list(tmp_path.iterdir()) == []


def test_one_document_at_a_time_is_unpacked_to_be_stored(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[int] = []
    get = SpooledPassages.__getitem__

    def count(self: SpooledPassages, number: int) -> object:
        unpacked.append(number)
        return get(self, number)

    monkeypatch.setattr(SpooledPassages, "__getitem__", count)
    library.write(a="One.", b="Two.", c="Three.")
    library.update()
    assert unpacked == [0, 1, 2, 3] * 3  # to find keys, to embed, to store; 3 ends each time
