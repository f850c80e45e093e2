"""Many who ask at once: none is refused or left without an answer. How fast: `make bench`."""

from pathlib import Path

from tests.app.conftest import serve
from tests.bench_load import load


def test_fifty_clients_are_all_answered(corpus: Path) -> None:
    with serve(corpus) as address:
        found = load(address, clients=50, seconds=5)
    assert found.errors == []
    assert len(found.seconds) >= 50
