"""Pages in the session's browser."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a context for all tests: its cache halves the time that a page takes to load."""
    with browser.new_context() as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture
def page(context: BrowserContext, page_address: str) -> Iterator[Page]:
    """Yield the page over the corpus; all of its requests must go to its own server."""
    page = context.new_page()
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.goto(page_address)
    page.get_by_label("Question").wait_for()
    yield page
    page.close()
    assert hosts <= {"127.0.0.1", None}  # None: data: and blob: URLs
