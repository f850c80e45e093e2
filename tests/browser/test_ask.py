"""The tab for asking, served for real and read in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index import SentenceEncoder, update
from tests.support.files import pdf
from tests.support.paths import DIGEST
from tests.support.web import ask, serve_in_thread

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_a_typed_question_is_answered_with_a_citation_that_can_be_checked(page: Page) -> None:
    ask(page, QUESTION)
    first = page.locator(".hit").first
    expect(first.locator("mark")).to_contain_text("$47.4 million")
    expect(first.locator(".rank")).to_have_text("1")
    expect(first.locator(".section")).to_contain_text("Enhancing Cybersecurity Cooperation")
    expect(first.locator(".score")).to_contain_text("match")
    cited = first.locator("cite").inner_text()
    assert cited.startswith("Julie Kim, “The Future of Canada-ROK Defence Cooperation (digest)”")
    start, end, name = re.search(r"characters (\d+)–(\d+) of (\S+)", cited).groups()
    assert name == DIGEST.name
    passage = DIGEST.read_bytes().decode()[int(start) : int(end)]
    assert first.locator("blockquote").text_content() == passage
    expect(page.locator(".hit")).to_have_count(5)


def test_an_example_is_asked_with_a_click_and_the_number_of_passages_counts(page: Page) -> None:
    page.get_by_label("Passages", exact=True).fill("2")
    page.get_by_label("Passages", exact=True).press("Tab")
    page.get_by_text("Who took part in the Camp David summit").click()
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.locator(".hit").first).to_contain_text("Camp David")


def test_the_examples_make_room_for_answers_and_can_be_had_again(page: Page) -> None:
    example = page.get_by_role("button", name="Who took part in the Camp David summit")
    example.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("Camp David")
    expect(example).to_be_hidden()
    expect(page.locator("#examples summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(example).to_be_visible()
    page.go_back()  # to the page without a question
    expect(page.locator(".hit")).to_have_count(0)
    expect(example).to_be_visible()


def test_an_empty_question_gets_a_message(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answers .message")).to_contain_text("The question is empty")


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
    expect(page.locator("#source .left-out")).to_have_count(1)
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
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.get_by_role("button", name="Open in source").first.click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#source dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Open in source").first).to_be_focused()
    page.wait_for_timeout(500)
    assert len(asked) == 1  # the document; nothing is asked again
    page.go_back()
    expect(page.locator(".hit")).to_have_count(0)


def test_the_place_on_the_page_is_kept_when_a_document_is_opened_and_closed(page: Page) -> None:
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


def test_part_of_a_name_is_enough_to_choose_a_document(page: Page) -> None:
    names = page.get_by_label("Only in these documents")
    for typed in ("canada-ROK", "no such thing"):
        names.fill(typed)
        names.press("Enter")
    expect(page.locator("#among .token")).to_have_count(1)
    ask(page, QUESTION)
    expect(page.locator(".asked")).to_contain_text(f"in {DIGEST.name}")
    expect(page).to_have_title(f"{QUESTION} · briefqa")


def test_what_happens_is_told_to_those_who_hear_the_page(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("#said")).to_have_text(f"5 passages. Passages for “{QUESTION}”")
    page.get_by_role("group", name="Copy citation").first.get_by_text("plain").click()
    expect(page.locator("#said")).to_have_text("plain citation copied")


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("plain", "Julie Kim, “The Future of"),
        ("Markdown", "Julie Kim, *The Future of"),
        ("BibTeX", "@misc{kim2025future-"),
    ],
)
def test_a_citation_is_copied(page: Page, kind: str, start: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("group", name="Copy citation").first.get_by_text(kind).click()
    expect(page.locator("#answers").get_by_text("copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(start)


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("Markdown", f"# {QUESTION}\n\n1\\. (fair match, "),
        ("JSON", '{"question":"How much money goes'),
        ("CSV", "\ufeffquestion,rank,score,text,answer,citation,"),
    ],
)
def test_the_answers_are_downloaded(page: Page, kind: str, start: str) -> None:
    ask(page, QUESTION)
    with page.expect_download() as download:
        page.get_by_role("link", name=kind).click()
    assert download.value.path().read_text("utf-8").startswith(start)
    assert download.value.suggested_filename.startswith("answers.")


def test_a_page_of_a_pdf_is_named_in_its_text(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    navy = [(72.0, 740.0, 24.0, "Navy"), (72.0, 700.0, 12.0, "Submarines dive in the deep sea.")]
    port = [(72.0, 740.0, 24.0, "Port"), (72.0, 700.0, 12.0, "Frigates sail to Busan.")]
    (tmp_path / "a.pdf").write_bytes(pdf(navy, port))
    update(tmp_path / "index", [tmp_path / "a.pdf"], load_encoder=lambda name: model)
    with (
        serve_in_thread(tmp_path / "index", lambda name: model) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(f"{address}?q=Where+do+frigates+sail?")
        expect(page.locator(".hit .page").first).to_have_text("page 2")
        page.get_by_role("button", name="Open in source").first.click()
        expect(page.locator("#source .page-number")).to_have_text(["Page 1", "Page 2"])
        expect(page.locator("#source header")).to_contain_text("page 2 of 2")
        expect(page.locator("#source mark.answer")).to_have_text("Frigates sail to Busan.")


def test_document_text_is_shown_as_text_and_never_runs(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    hostile = (
        "<script>window.ran = 1</script> <img src=x onerror='window.ran = 1'> ![](http://127.1/x) "
        "${window.ran = 1} {{constructor}} `backtick` &lt; \\u003cb\\u003e Submarines dive."
    )
    source = tmp_path / "evil.md"
    said = "---\ntitle: <img src=y onerror=ran()>\nauthor: <i onclick=ran()>\n---"
    source.write_text(f"{said}\n\n## `<b onclick='window.ran = 1'>` ${{1+1}}\n\n{hostile}")
    update(tmp_path / "index", [source], load_encoder=lambda name: model)
    with (
        serve_in_thread(tmp_path / "index", lambda name: model) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator(".hit blockquote")).to_contain_text(hostile)
        expect(page.locator(".hit .section")).to_have_text("<b onclick='window.ran = 1'> ${1+1}")
        page.get_by_role("button", name="Open in source").first.click()
        expect(page.locator("#source .text")).to_contain_text(hostile)
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#shelf tbody")).to_contain_text("<img src=y onerror=ran()>")
        expect(page.locator("#shelf tbody")).to_contain_text("<i onclick=ran()>")
        page.locator("[data-left-out]").click()
        expect(page.locator("#left-out .words")).to_contain_text("<i onclick=ran()>")
        page.keyboard.press("Escape")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []


def test_without_an_index_the_page_says_what_to_do_and_answers_once_there_is_one(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    with (
        serve_in_thread(tmp_path / "index", lambda name: model) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator("#answers .message")).to_contain_text("Nothing is indexed yet")
        (tmp_path / "a.txt").write_text("Submarines dive.")
        update(tmp_path / "index", [tmp_path / "a.txt"], load_encoder=lambda name: model)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.", timeout=30_000)


def test_the_page_takes_up_a_re_index_and_says_before_that_sources_are_newer(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    source, index = tmp_path / "navy.md", tmp_path / "index"
    source.write_text("Submarines dive.")
    update(index, [source], load_encoder=lambda name: model)
    with (
        serve_in_thread(index, lambda name: model) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".stale, #answers .message")).to_have_count(0)
        source.write_text("Submarines surface.")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#answers .message")).to_contain_text(
            "have changed since they were indexed"
        )
        expect(page.locator(".hit .stale")).to_contain_text("The file has changed")
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        update(index, [source], load_encoder=lambda name: model)
        for _ in range(50):  # until that is opened the old state answers, and says that it is old
            with page.expect_response("**/run/predict*"):
                page.get_by_role("button", name="Ask", exact=True).click()
            page.wait_for_timeout(200)
            if page.locator(".stale").count() == 0:
                break
            expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".hit mark")).to_have_text("Submarines surface.")
        expect(page.locator(".stale, #answers .message")).to_have_count(0)
