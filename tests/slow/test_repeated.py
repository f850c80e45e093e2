"""Tests of the fast suite again, with five times as many repetitions."""

from hypothesis import settings

from tests.index.store.test_damage import (
    papers,
    test_any_damage_of_the_vectors_file_is_noticed_and_mended,
    test_damage_of_the_catalogue_is_reported_with_the_way_out,
)
from tests.index.test_readers import test_every_answer_is_of_one_state_and_the_last_is_taken_up
from tests.index.updating.test_faults import (
    faults,
    test_whichever_write_fails_it_is_all_or_nothing,
)
from tests.index.updating.test_incremental import Following, test_with_the_real_model_too


class TestFollowingLonger(Following.TestCase):
    """Files come, change, move and go; the index follows them now and then."""

    settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
