"""How long embedding takes is said once, from the first batches, if it is long."""

import pytest

from app.cli.progress import Estimate


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list whose only item is the time.

    Only there: the event loop of a server in another thread would sleep for hours.
    """
    now = [0.0]
    monkeypatch.setattr("app.cli.progress.monotonic", lambda: now[0])
    return now


def test_long_work_is_estimated_from_its_second_batch(clock: list[float]) -> None:
    estimate = Estimate()
    clock[0] = 30  # the model was loaded
    assert estimate.seconds_left(100, 1000) is None
    clock[0] = 40
    assert estimate.seconds_left(200, 1000) == 80
    clock[0] = 50
    assert estimate.seconds_left(300, 1000) is None


def test_short_work_is_not_estimated(clock: list[float]) -> None:
    estimate = Estimate()
    assert estimate.seconds_left(100, 1000) is None
    clock[0] = 5
    assert estimate.seconds_left(200, 1000) is None
