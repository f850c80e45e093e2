"""A passage in its document, next to the answers or over the page, in a real browser."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from index import update
from tests.support.encoder import FakeEncoder
from tests.support.files import pdf
from tests.support.paths import DIGEST
from tests.support.web import ask, serve_in_thread

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_a_passage_is_read_in_its_document_and_focus_comes_back(page: Page) -> None:
    ask(page, QUESTION)
    opener = page.get_by_role("button", name="Open in source").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source h2")).to_be_focused()
    shown = page.locator("#source .text")
    assert shown.text_content() == DIGEST.read_bytes().decode()
    marked = "".join(page.locator("#source mark").all_text_contents())
    assert marked == page.locator(".hit blockquote").first.text_content()
    expect(page.locator("#source mark.answer")).to_contain_text("$47.4 million")
    expect(page.locator("#source mark").first).to_be_in_viewport()
    expect(page.locator("#source .dropped")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#source dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#source dialog")).to_have_count(0)


def test_on_a_phone_the_document_is_over_the_page_and_back_closes_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, QUESTION)
    expect(page.locator(".hit mark").first).to_be_in_viewport()
    address = page.url
    page.get_by_role("button", name="Open in source").first.click()
    expect(page.locator("#source mark.answer")).to_be_in_viewport()
    for _ in range(6):  # the rest of the page is out of reach
        page.keyboard.press("Tab")
        within = "document.activeElement.closest('dialog') || document.activeElement.localName"
        assert page.evaluate(f"({within}) === 'body' || ({within}) instanceof HTMLDialogElement")
    page.go_back()
    expect(page.locator("#source dialog")).to_have_count(0)
    assert page.url == address
    expect(page.locator(".hit")).to_have_count(5)
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.post_data or ""))
    page.get_by_role("button", name="Open in source").first.click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#source dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Open in source").first).to_be_focused()
    page.wait_for_function("history.state?.open !== true")  # closing went back, and was noticed
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert len(calls) == 1  # the document; nothing is asked again
    page.go_back()
    expect(page.locator(".hit")).to_have_count(0)


def test_the_page_does_not_move_when_a_document_is_opened_and_closed(page: Page) -> None:
    ask(page, QUESTION)
    opener = page.get_by_role("button", name="Open in source").last
    opener.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    opener.click()
    expect(page.locator("#source mark.answer").first).to_be_in_viewport()
    expect(page.locator("#source h2")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#source dialog")).to_have_count(0)
    assert abs(page.evaluate("scrollY") - before) < 10
    expect(opener).to_be_in_viewport()


def test_a_pdf_is_shown_with_its_page_numbers(context: BrowserContext, tmp_path: Path) -> None:
    navy = [(72.0, 740.0, 24.0, "Navy"), (72.0, 700.0, 12.0, "Submarines dive in the deep sea.")]
    port = [(72.0, 740.0, 24.0, "Port"), (72.0, 700.0, 12.0, "Frigates sail to Busan.")]
    (tmp_path / "a.pdf").write_bytes(pdf(navy, port))
    update(tmp_path / "index", [tmp_path / "a.pdf"], load_encoder=FakeEncoder)
    with serve_in_thread(tmp_path / "index") as address, context.new_page() as page:
        page.goto(f"{address}?q=Where+do+frigates+sail?")
        expect(page.locator(".hit .page").first).to_have_text("page 2")
        page.get_by_role("button", name="Open in source").first.click()
        expect(page.locator("#source .page-number")).to_have_text(["Page 1", "Page 2"])
        expect(page.locator("#source header")).to_contain_text("page 2 of 2")
        expect(page.locator("#source mark.answer")).to_have_text("Frigates sail to Busan.")


def test_document_text_is_shown_as_text_and_never_runs(
    context: BrowserContext, tmp_path: Path
) -> None:
    hostile = (
        "<script>window.ran = 1</script> <img src=x onerror='window.ran = 1'> ![](http://127.1/x) "
        "${window.ran = 1} {{constructor}} `backtick` &lt; \\u003cb\\u003e Submarines dive."
    )
    source = tmp_path / "evil.md"
    front = "---\ntitle: <img src=y onerror=ran()>\nauthor: <i onclick=ran()>\n---"
    source.write_text(f"{front}\n\n## `<b onclick='window.ran = 1'>` ${{1+1}}\n\n{hostile}")
    update(tmp_path / "index", [source], load_encoder=FakeEncoder)
    with serve_in_thread(tmp_path / "index") as address, context.new_page() as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto(address)
        ask(page, "What do submarines do?")
        expect(page.locator(".hit blockquote")).to_contain_text(hostile)
        expect(page.locator(".hit .section")).to_have_text("<b onclick='window.ran = 1'> ${1+1}")
        page.get_by_role("button", name="Open in source").first.click()
        expect(page.locator("#source .text")).to_contain_text(hostile)
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#documents tbody")).to_contain_text("<img src=y onerror=ran()>")
        expect(page.locator("#documents tbody")).to_contain_text("<i onclick=ran()>")
        page.locator("[data-dropped]").click()
        expect(page.locator("#dropped .words")).to_contain_text("<i onclick=ran()>")
        page.keyboard.press("Escape")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert [url for url in urls if not url.startswith((address, "data:", "blob:"))] == []
