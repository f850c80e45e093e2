"""Fixtures that several test files share."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, Error

from index import FAST, Searcher, SentenceEncoder, update
from index.encoders import full_name
from tests.support.cli import load_model
from tests.support.encoder import FakeEncoder
from tests.support.library import Library
from tests.support.paths import ROOT, SHARED
from tests.support.study import Study
from tests.support.web import chromium, serve_in_thread

settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let Ctrl-C interrupt, though a shell that starts the tests in the background ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def fast_by_default() -> Iterator[None]:
    """Let new indexes in this process have the fast model, whichever is installed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.updating.plan.default_model", lambda: full_name(FAST))
        yield


@pytest.fixture
def repeats() -> int:
    """Return the factor by which tests multiply their repetitions; larger in tests/slow."""
    return 1


@pytest.fixture
def encoder() -> FakeEncoder:
    """Return a fast, deterministic encoder, for tests in which the model is not the point."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def model() -> SentenceEncoder:
    """Return the real default model, loaded once per worker when it first encodes."""
    return load_model(FAST)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Path:
    """Return the folder of an index of corpus/documents with the real model; only read it.

    The first worker that needs it builds it, for all of them.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # a worker's folder is in that of the whole run
    folder, built = shared / "corpus-index", shared / "corpus-index.built"
    with FileLock(shared / "corpus-index.lock"):
        if not built.exists():
            update(folder, [ROOT / "corpus/documents"], load_encoder=lambda name: model)
            built.touch()
    return folder


@pytest.fixture(scope="session")
def searcher(corpus: Path, model: SentenceEncoder) -> Searcher:
    """Return a searcher over corpus/documents with the real model."""
    return Searcher(corpus, lambda name: model)


@pytest.fixture(scope="session")
def brief() -> Path:
    """Return the path of the real brief; without it the test is skipped."""
    path = SHARED / "brief.txt"
    if not path.is_file():
        pytest.skip(f"the real brief is its publisher's and not shipped; put it at {path}")
    return path


@pytest.fixture(scope="session")
def page_address(corpus: Path, model: SentenceEncoder) -> Iterator[str]:
    """Serve the page over corpus/documents; yield its address."""
    with serve_in_thread(corpus, lambda name: model) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start a Chromium; without one skip, or fail if BRIEFQA_REQUIRE_ALL is set."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(chromium())
        except Error as error:
            reason = f"no browser: install chromium ({error.message.splitlines()[0]})"
            if os.environ.get("BRIEFQA_REQUIRE_ALL"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser


@pytest.fixture
def library(tmp_path: Path, encoder: FakeEncoder) -> Library:
    """Return an empty library, to be indexed with the fake encoder."""
    return Library(tmp_path, encoder)


@pytest.fixture
def two_documents(library: Library) -> Library:
    """Return an indexed library of navy.md, in two sections, and trade.md."""
    library.write(
        navy="# Navy\n\nSubmarines dive.\n\n# Army\n\nHowitzers fire.",
        trade="# Trade\n\nTariffs hurt.",
    )
    library.update()
    return library


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Return a small indexed library with a questions file."""
    return Study(tmp_path)
