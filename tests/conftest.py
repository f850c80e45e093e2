"""What several test files share: a fake encoder, the real one, and the real brief."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Error

from index import DEFAULT_MODEL, Searcher, SentenceEncoder, update
from tests.support.cli import load_model
from tests.support.encoder import FakeEncoder
from tests.support.library import Library
from tests.support.paths import ROOT, SHARED
from tests.support.study import Study
from tests.support.web import chromium, serve_in_thread

settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
settings.load_profile("unhurried")


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def model() -> SentenceEncoder:
    """The real default model."""
    return load_model(DEFAULT_MODEL)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Path:
    """An index of corpus/documents."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    update(folder, [ROOT / "corpus/documents"], load_encoder=lambda name: model)
    return folder


@pytest.fixture(scope="session")
def searcher(corpus: Path, model: SentenceEncoder) -> Searcher:
    return Searcher(corpus, lambda name: model)


@pytest.fixture(scope="session")
def brief() -> Path:
    path = SHARED / "brief.txt"
    if not path.is_file():
        pytest.skip(f"the real brief is its publisher's and not shipped; put it at {path}")
    return path


@pytest.fixture(scope="session")
def page_address(corpus: Path, model: SentenceEncoder) -> Iterator[str]:
    with serve_in_thread(corpus, lambda name: model) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
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
    return Library(tmp_path, encoder)


@pytest.fixture
def two_documents(library: Library) -> Library:
    library.write(
        navy="# Navy\n\nSubmarines dive.\n\n# Army\n\nHowitzers fire.",
        trade="# Trade\n\nTariffs hurt.",
    )
    library.update()
    return library


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)
