"""Garbage collection while a command starts."""

import gc

import pytest

from app.startup import without_garbage_collection


def test_nothing_is_collected_in_the_block_and_its_objects_never() -> None:
    frozen = gc.get_freeze_count()
    try:
        with without_garbage_collection():
            assert not gc.isenabled()
            objects = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= frozen + len(objects)
    finally:
        gc.unfreeze()


def test_an_error_in_the_block_leaves_collection_on() -> None:
    with pytest.raises(ImportError), without_garbage_collection():
        raise ImportError
    gc.unfreeze()
    assert gc.isenabled()
