"""The pictures of the README: the three tabs (`make screenshots`)."""

import tempfile
from pathlib import Path
from shutil import copytree

from playwright.sync_api import Page, expect

from index import update
from tests.support.paths import ROOT
from tests.support.web import ask, choose, chromium, serve_in_process

PICTURES = ROOT / "app/pictures"
QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def main() -> None:
    """Write the pictures into PICTURES."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "corpus")
        copytree(ROOT / "corpus", library)
        update(Path(folder, "index"), [library / "documents"])
        with serve_in_process(Path(folder, "index")) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto(address)
            _ask(page)
            _sources(page, library / "documents")
            _evaluate(page)


def _ask(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Open in source").first.click()
    expect(page.locator("#source dialog")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    _take(page, "ask")
    page.keyboard.press("Escape")


def _sources(page: Page, documents: Path) -> None:
    (documents / "note.txt").write_text("Frigates sail to Busan.")
    (documents / "film.mp4").write_bytes(b"")
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#documents tbody tr")).to_have_count(3)
    _take(page, "sources")


def _evaluate(page: Page) -> None:
    page.get_by_role("tab", name="Evaluate").click()
    choose(page, "The library's questions", "brief.jsonl")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result iframe")).to_be_visible(timeout=60_000)
    _take(page, "evaluate")


def _take(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # colours fade
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
