"""How a command starts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Collect no garbage in the block, nor ever what it has created: for imports.

    Modules are no garbage until the process ends, but the collector would look through all of them
    again and again: a sixth of the time of a short command.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
