"""How the page looks over 1,000 documents, in both sizes and both colour schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.tour import open_page, serve_odd_documents, tour

MEMOS = 1000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_odd_documents(tmp_path_factory.mktemp("library"), MEMOS) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_state_of_the_page_can_be_seen_heard_and_read(
    browser: Browser, address: str, size: str, scheme: str
) -> None:
    with open_page(browser, address, size, scheme) as page:
        tour(page, MEMOS)
