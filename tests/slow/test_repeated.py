"""Tests of the fast suite again, with five times as many repetitions."""

from hypothesis import settings

from tests.index.store.test_damage import (
    papers,
    test_any_damage_of_the_vectors_file_is_detected_and_fixed,
    test_damage_of_the_catalogue_is_reported_with_the_fix,
)
from tests.index.test_readers import test_every_answer_is_from_one_state_and_the_last_one_is_reached
from tests.index.updating.test_faults import (
    faults,
    test_an_update_is_atomic_whichever_write_fails,
)
from tests.index.updating.test_incremental import UpdatedIndex


class TestUpdatedIndexLonger(UpdatedIndex.TestCase):
    """Files come, change, move and go; the index follows them now and then."""

    settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
