"""How the page is used by keyboard. tests/slow has a tour of all of its states."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.tour import check, open_page, serve_odd_documents

MEMOS = 20


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_odd_documents(tmp_path_factory.mktemp("library"), MEMOS) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with open_page(browser, address, "wide", "light") as page:
        yield page


def test_the_page_is_used_by_keyboard_alone(page: Page) -> None:
    page.get_by_label("Question").focus()
    page.keyboard.type("submarines dive")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent || 'input'").strip()[:14])
        if reached[-1] == "Open in source":
            break
    assert reached[0] == "Ask"
    assert reached[-1] == "Open in source"
    page.keyboard.press("Enter")
    expect(page.locator("#source h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open in source").first).to_be_focused()
    page.get_by_role("tab", name="Ask").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#documents table")).to_be_visible()


def test_text_can_be_read_while_it_is_updated(page: Page) -> None:
    expect(page.locator("#status")).to_contain_text("Ready")
    page.route("**/run/predict*", lambda route: None)  # no update ever ends
    page.get_by_role("tab", name="Sources").click()
    with page.expect_request("**/run/predict*"):
        page.get_by_role("tab", name="Ask").click()
    check(page)
    assert page.locator("#status").evaluate("(status) => getComputedStyle(status).opacity") == "1"
