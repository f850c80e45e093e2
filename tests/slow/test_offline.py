"""The larger model's first use, from its parts on, reaches no other machine either."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import ACCURATE
from tests.system.test_offline import (
    offline,
    refusing,
    test_index_ask_eval_and_serve_reach_no_other_machine,
)


@pytest.fixture
def model_name() -> str:
    return ACCURATE


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "cache"
    shutil.rmtree(tmp_path / "cache")  # almost a gigabyte


@pytest.fixture
def served_s() -> float:
    return 20  # onnxruntime 1.32, which reports to its makers, does so after 10
