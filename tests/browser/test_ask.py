"""The tab for asking, in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.support.paths import DIGEST
from tests.support.web import ask

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_a_typed_question_is_answered_with_a_citation_that_can_be_checked(page: Page) -> None:
    ask(page, QUESTION)
    first = page.locator(".hit").first
    expect(first.locator("mark")).to_contain_text("$47.4 million")
    expect(first.locator(".rank")).to_have_text("1")
    expect(first.locator(".section")).to_contain_text("Enhancing Cybersecurity Cooperation")
    expect(first.locator(".score")).to_have_text(re.compile(r"^\s*score 0\.\d\d$"))
    cited = first.locator("cite").inner_text()
    assert cited.startswith("Julie Kim, “The Future of Canada-ROK Defence Cooperation (digest)”")
    start, end, name = re.search(r"characters (\d+)–(\d+) of (\S+)", cited).groups()
    assert name == DIGEST.name
    passage = DIGEST.read_bytes().decode()[int(start) : int(end)]
    assert first.locator("blockquote").text_content() == passage
    expect(page.locator(".hit")).to_have_count(5)
    expect(page.locator("#announcements")).to_have_text(f"5 passages. Passages for “{QUESTION}”")


def test_an_example_is_asked_with_a_click_and_the_number_of_passages_counts(page: Page) -> None:
    page.get_by_label("Passages", exact=True).fill("2")
    page.get_by_label("Passages", exact=True).press("Tab")
    page.get_by_text("Who took part in the Camp David summit").click()
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.locator(".hit").first).to_contain_text("Camp David")


def test_the_examples_fold_for_answers_and_unfold_again(page: Page) -> None:
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


def test_part_of_a_name_is_enough_to_choose_a_document(page: Page) -> None:
    names = page.get_by_label("Limit to documents")
    for typed in ("canada-ROK", "no such thing"):
        names.fill(typed)
        names.press("Enter")
    expect(page.locator("#limits .token")).to_have_count(1)
    expect(page.locator("#limits .token")).to_contain_text(DIGEST.name)  # no longer what was typed
    ask(page, QUESTION)
    expect(page.locator(".asked")).to_contain_text(f"in {DIGEST.name}")
    expect(page).to_have_title(f"{QUESTION} · briefqa")


def test_a_document_is_found_by_its_author(page: Page) -> None:
    names = page.get_by_label("Limit to documents")
    names.fill("julie kim")
    expect(page.get_by_role("option")).to_have_count(1)
    names.press("Enter")
    expect(page.locator("#limits .token")).to_have_count(1)
    expect(page.locator("#limits .token")).to_contain_text(DIGEST.name)  # no longer what was typed
    ask(page, QUESTION)
    expect(page.locator(".asked")).to_contain_text(f"in {DIGEST.name}")


def test_a_citation_is_copied_in_each_format(page: Page) -> None:
    ask(page, QUESTION)
    buttons = page.get_by_role("group", name="Copy citation").first
    for kind, start in (
        ("plain", "Julie Kim, “The Future of"),
        ("Markdown", "Julie Kim, *The Future of"),
        ("BibTeX", "@misc{kim2025future-"),
    ):
        buttons.get_by_text(kind).click()
        expect(page.locator("#announcements")).to_have_text(f"{kind} citation copied")
        expect(buttons.get_by_text("copied").last).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").startswith(start)


def test_the_answers_are_downloaded_in_each_format(page: Page) -> None:
    ask(page, QUESTION)
    for kind, start in (
        ("Markdown", f"# {QUESTION}\n\n1\\. score 0."),
        ("JSON", '{"question":"How much money goes'),
        ("CSV", "\ufeffquestion,rank,score,text,answer,citation,"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=kind).click()
        assert download.value.path().read_text("utf-8").startswith(start)
        assert download.value.suggested_filename.startswith("answers.")
