"""What the benchmark says of the models."""

import pytest

from index import FAST
from tests.bench.models import installed, sign_test


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (6, 2, 0.2891), (5, 22, 0.0015), (1, 8, 0.0391)]
)
def test_models_are_compared_by_the_exact_sign_test(better: int, worse: int, p: float) -> None:
    before = [True] * worse + [False] * better + [True, False]
    now = [False] * worse + [True] * better + [True, False]
    assert sign_test(before, now) == (better, worse, pytest.approx(p, abs=1e-4))


def test_a_model_that_is_not_installed_is_named_in_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert installed(["no-such/model", FAST]) == [FAST]
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "model no-such/model: skipped, model 'no-such/model' is neither a folder"
    )
