"""A tour through the states of the page, in which its looks are checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from index import update
from tests.support.encoder import FakeEncoder
from tests.support.web import ask, choose, serve_in_thread

SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
UNTIL_BUILT = """() => new Promise((done) => {
  let timer = setTimeout(done, 500);
  const wait = () => { clearTimeout(timer); timer = setTimeout(done, 500); };
  const all = { subtree: true, childList: true, attributes: true };
  new MutationObserver(wait).observe(document.body, all);
})"""
"""Resolves when nothing in the page has changed for half a second."""
LONG_WORD = "Hochseeunterseebootbau" * 30


@contextmanager
def serve_odd_documents(folder: Path, memos: int) -> Iterator[str]:
    """Serve a page over memos, long words, a long name, text from right to left, a broken file
    and one that is not indexed; yield its URL.
    """
    for number in range(memos):
        (folder / f"{number:04}.md").write_text(f"---\ntitle: Memo {number}\n---\n\nMemo {number}.")
    title = f"# {LONG_WORD} {'and so on ' * 20}"
    text = f"{title}\n\n## {LONG_WORD}\n\n{LONG_WORD} dives."
    (folder / f"{'long-name-' * 18}.md").write_text(text)
    (folder / "rtl.md").write_text("# دفاع\n\n## تعاون\n\nتغوص الغواصات الكورية. Submarines dive.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    update(folder / ".briefqa", [folder], load_encoder=FakeEncoder)
    (folder / "new.txt").write_text("Frigates sail.")
    with serve_in_thread(folder / ".briefqa") as address:
        yield address


@contextmanager
def open_page(browser: Browser, address: str, size: str, scheme: str) -> Iterator[Page]:
    """Open the page in a window of this size and in this colour scheme."""
    with browser.new_context(viewport=SIZES[size], color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").wait_for()
        page.evaluate(UNTIL_BUILT)
        yield page


def check(page: Page) -> None:
    """Assert that nothing is wider than the window, and that axe-core finds no violation."""
    page.wait_for_function(
        "!document.getAnimations().some((animation) => animation instanceof CSSTransition)"
    )
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    violations = Axe().run(page).response["violations"]
    found = [f"{rule['id']}: {node['html'][:200]}" for rule in violations for node in rule["nodes"]]
    assert not found, found


def tour(page: Page, memos: int) -> None:
    """Lead the page through its states, and check each."""
    check(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answers .message")).to_be_visible()
    check(page)
    _answers(page)
    _sources(page, memos)
    _evaluation(page)


def _answers(page: Page) -> None:
    page.get_by_role("button", name="More limits").click()
    expect(page.get_by_label("Dated since")).to_be_visible()
    check(page)
    choose(page, "Limit to documents", "long-name")
    ask(page, "What dives?")
    check(page)
    page.get_by_role("button", name="Open in source").first.click()
    expect(page.locator("#source dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    question = "Hochseeunterseebootbau" * 40
    page.goto(f"{page.url.partition('?')[0]}?q={question}+dives&document=rtl.md")
    expect(page.locator(".hit")).to_have_count(1)
    check(page)


def _sources(page: Page, memos: int) -> None:
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#documents tbody tr")).to_have_count(memos + 4)
    page.get_by_label("Filter documents").fill("long-name")
    expect(page.locator("#documents tbody tr:visible")).to_have_count(1)
    check(page)
    page.get_by_label("Filter documents").fill("Memo 7")
    page.locator("[data-dropped]:visible").first.click()
    expect(page.locator("#dropped dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")


def _evaluation(page: Page) -> None:
    page.get_by_role("tab", name="Evaluate").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result .message")).to_be_visible()
    check(page)
    file = {"name": "q.csv", "mimeType": "", "buffer": b"question\nWhat dives?\n"}
    page.locator("#questions-file input").set_input_files([file])
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result iframe")).to_be_visible(timeout=60_000)
    check(page)
