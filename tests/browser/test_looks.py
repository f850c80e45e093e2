"""How the page looks and sounds, in every state: axe-core's rules, and no layout that breaks."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from index import SentenceEncoder, update
from tests.support.web import ask, choose, serve_in_thread

DOCUMENTS = 1000
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Iterator[str]:
    """A page over 1,000 documents, some with long words and from right to left."""
    folder = tmp_path_factory.mktemp("library")
    for number in range(DOCUMENTS):
        (folder / f"{number:04}.md").write_text(f"---\ntitle: Memo {number}\n---\n\nMemo {number}.")
    word = "Hochseeunterseebootbau" * 30
    title = f"# {word} {'and so on ' * 20}"
    (folder / f"{'long-name-' * 18}.md").write_text(f"{title}\n\n## {word}\n\n{word} dives.")
    (folder / "rtl.md").write_text("# دفاع\n\n## تعاون\n\nتغوص الغواصات الكورية. Submarines dive.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    update(folder / ".briefqa", [folder], load_encoder=lambda name: model)
    (folder / "new.txt").write_text("Frigates sail.")
    with serve_in_thread(folder / ".briefqa", lambda name: model) as address:
        yield address


@pytest.fixture(params=["wide light", "narrow dark", "narrow light", "wide dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    size, scheme = request.param.split()
    with browser.new_context(viewport=SIZES[size], color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").wait_for()
        yield page


def check(page: Page) -> None:
    """Nothing is wider than the window, and axe-core has nothing to object to."""
    page.wait_for_timeout(300)  # colours fade in, on a busy machine late
    page.wait_for_function(
        "!document.getAnimations().some((each) => each instanceof CSSTransition)"
    )
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    told = [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
    assert told == []


def test_every_state_of_the_page_can_be_seen_heard_and_read(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answers .message")).to_be_visible()
    check(page)
    choose(page, "Only in these documents", "long-name")
    ask(page, "What dives?")
    check(page)
    page.get_by_role("button", name="Open in source").first.click()
    expect(page.locator("#source dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    long = "Hochseeunterseebootbau" * 40
    page.goto(f"{page.url.partition('?')[0]}?q={long}+dives&document=rtl.md")
    expect(page.locator(".hit")).to_have_count(1)
    check(page)
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#shelf tbody tr")).to_have_count(DOCUMENTS + 4)
    page.get_by_label("Show documents with the words").fill("long-name")
    expect(page.locator("#shelf tbody tr:visible")).to_have_count(1)
    check(page)
    page.get_by_label("Show documents with the words").fill("Memo 77")
    page.locator("[data-left-out]:visible").first.click()
    expect(page.locator("#left-out dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Evaluate").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result .message")).to_be_visible()
    check(page)
    question = {"name": "q.csv", "mimeType": "", "buffer": b"question\nWhat dives?\n"}
    page.locator("#choosing input").set_input_files([question])
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result iframe")).to_be_visible(timeout=60_000)
    check(page)


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
    expect(page.locator("#shelf table")).to_be_visible()
