"""What `briefqa index` reported is there, whenever it is killed."""

from pathlib import Path

from tests.support.kills import outcomes_of_kills


def test_a_few_kills_leave_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    found = outcomes_of_kills(tmp_path, kills=8, processes=1)
    assert set(found) <= {(False, "old"), (False, "new"), (True, "new")}, found
    assert min(found[False, "old"], found[True, "new"]) > 0, found
