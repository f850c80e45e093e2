"""A page whose index is made or changed by another process, in a real browser."""

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from index import update
from tests.support.encoder import FakeEncoder
from tests.support.web import ask, serve_in_thread

QUESTION = "Submarines"


def test_without_an_index_the_page_says_what_to_do_and_answers_once_there_is_one(
    context: BrowserContext, tmp_path: Path
) -> None:
    with serve_in_thread(tmp_path / "index") as address, context.new_page() as page:
        page.goto(f"{address}?q={QUESTION}")
        expect(page.locator("#answers .message")).to_contain_text("Nothing is indexed yet")
        (tmp_path / "a.txt").write_text("Submarines dive.")
        update(tmp_path / "index", [tmp_path / "a.txt"], load_encoder=FakeEncoder)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")


def test_the_page_loads_a_new_index_and_warns_before_that_sources_have_changed(
    context: BrowserContext, tmp_path: Path
) -> None:
    source, index = tmp_path / "navy.md", tmp_path / "index"
    source.write_text("Submarines dive.")
    update(index, [source], load_encoder=FakeEncoder)
    with serve_in_thread(index) as address, context.new_page() as page:
        page.goto(address)
        ask(page, QUESTION)
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".stale, #answers .message")).to_have_count(0)
        source.write_text("Submarines surface.")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#answers .message")).to_contain_text(
            "have changed since they were indexed"
        )
        expect(page.locator(".hit .stale")).to_contain_text(
            "was changed or deleted after it was indexed"
        )
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        update(index, [source], load_encoder=FakeEncoder)
        for _ in range(50):  # until it is loaded, the old index answers, and warns
            with page.expect_response("**/run/predict*"):
                page.get_by_role("button", name="Ask", exact=True).click()
            page.wait_for_timeout(100)
            if page.locator(".stale").count() == 0:
                break
            expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".hit mark")).to_have_text("Submarines surface.")
        expect(page.locator(".stale, #answers .message")).to_have_count(0)
