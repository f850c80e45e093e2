"""The fixture by which tests of the fast suite are repeated more often here."""

import pytest


@pytest.fixture
def repeats() -> int:
    return 5
