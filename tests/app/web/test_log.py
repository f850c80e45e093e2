"""What the server prints for errors: a line for each, in which nothing steers a terminal."""

import logging
import traceback
from io import StringIO

import pytest

from app.web.log import MAX_ERROR_CHARS, LogHandler, LogStream


def fail(message: str) -> None:
    raise ValueError(message)


def fail_twice() -> None:
    try:
        fail("\x1b[2Jfirst\nand more")
    except ValueError as error:
        raise KeyError("second") from error


def fail_handling() -> None:
    try:
        fail("x" * 1000)
    except ValueError:
        fail("second")


@pytest.fixture
def printed() -> StringIO:
    return StringIO()


def test_a_traceback_is_one_line_of_its_first_error(printed: StringIO) -> None:
    stream = LogStream(printed)
    print("before", file=stream)
    for function in (fail_twice, fail_handling, fail_twice):
        try:
            function()
        except (KeyError, ValueError):
            traceback.print_exc(file=stream)
        print("after", file=stream)
    first = f'briefqa: ValueError: \ufffd[2Jfirst (File "{__file__}", line 13, in fail)'
    before, *lines = printed.getvalue().splitlines()
    assert (before, lines[:2], lines[4:]) == ("before", [first, "after"], [first, "after"])
    assert lines[2].startswith("briefqa: ValueError: xxx")
    assert len(lines[2]) < MAX_ERROR_CHARS + len(__file__) + 50


def test_a_logged_error_is_a_line_too(printed: StringIO) -> None:
    log = logging.Logger("x")
    log.addHandler(LogHandler(LogStream(printed)))
    try:
        fail("wrong")
    except ValueError:
        log.exception("Exception in ASGI application\n")
    log.error("Cancel %s tasks\x07", 2)
    first, second = printed.getvalue().splitlines()
    assert first == f'briefqa: ValueError: wrong (File "{__file__}", line 13, in fail)'
    assert second == "Cancel 2 tasks\ufffd"
