"""A short round of `make torture`; BRIEFQA_TORTURE makes it longer."""

import os
from pathlib import Path

from tests.torture.rounds import rounds

TRIALS = 6


def test_an_index_answers_from_the_old_or_the_new_state_or_names_the_remedy(tmp_path: Path) -> None:
    trials = int(os.environ.get("BRIEFQA_TORTURE", TRIALS))
    found = list(rounds(tmp_path, trials))
    assert len(found) >= 19
    assert [str(done) for done in found if not done.is_well] == []
