"""Every byte of a small index flipped, every page swapped with another."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from index.store.local.files import CATALOGUE
from tests.torture.case import PAGE_BYTES, Case, sample

ALLOWED = frozenset({"same", "refused"})


def flipped_bits(case: Case, trials: int) -> Counter[str]:
    """Return what so many bytes of the catalogue do, or all, if a bit of one of them is flipped."""
    data = (case.index / CATALOGUE).read_bytes()
    damaged = (
        data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]
        for at in sample(len(data), trials)
    )
    return _outcomes(case, damaged)


def swapped_pages(case: Case, trials: int) -> Counter[str]:
    """Return what so many pairs of pages do, or all, if they are swapped, or the second one lost.

    The first page is then in both places.
    """
    data = (case.index / CATALOGUE).read_bytes()
    pairs = list(combinations(range(len(data) // PAGE_BYTES), 2))

    def damaged() -> Iterator[bytes]:
        for number in sample(len(pairs), trials):
            one, other = pairs[number]
            a, b = (slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES) for page in (one, other))
            doubled = bytearray(data)
            doubled[b] = data[a]
            yield bytes(doubled)
            doubled[a] = data[b]
            yield bytes(doubled)

    return _outcomes(case, damaged())


def _outcomes(case: Case, damaged: Iterator[bytes]) -> Counter[str]:
    copy, found = case.copy(), Counter[str]()
    for data in damaged:
        for left in copy.glob(f"{CATALOGUE}-*"):
            left.unlink()
        (copy / CATALOGUE).write_bytes(data)
        found[case.state(copy, [("same", case.old)])] += 1
    return found
