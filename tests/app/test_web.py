"""The web page, served for real and read in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from index import SentenceEncoder, update
from tests.app.conftest import serve
from tests.conftest import DIGEST

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


@pytest.fixture
def page(browser: Browser, page_address: str) -> Iterator[Page]:
    """The page, opened; every request that it makes must be to its own server."""
    with browser.new_context() as context:
        page = context.new_page()
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(page_address)
        page.get_by_label("Question").wait_for()
        yield page
        page.wait_for_load_state("networkidle")
        assert hosts <= {"127.0.0.1", None}  # None: data: and blob: addresses


def test_a_typed_question_is_answered_with_a_citation_that_can_be_checked(page: Page) -> None:
    page.get_by_label("Question").fill(QUESTION)
    page.keyboard.press("Enter")
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
    page.get_by_label("number input for Passages").fill("2")
    page.get_by_label("number input for Passages").press("Tab")
    page.get_by_text("Who took part in the Camp David summit").click()
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.locator(".hit").first).to_contain_text("Camp David")


def test_an_empty_question_gets_a_message(page: Page) -> None:
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".message")).to_contain_text("the question is empty")


def test_the_api_answers_like_the_command_line(page_address: str) -> None:
    client = Client(page_address, verbose=False)
    answer = client.predict("hanwha ocean partners", 2, api_name="/ask")
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert "Gastops" in answer["hits"][0]["text"]
    for question, k, message in (("", 2, "empty"), ("x", 0, "at least 1"), ("x", 99, "at most 20")):
        with pytest.raises(AppError, match=message):
            client.predict(question, k, api_name="/ask")
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]


def test_document_text_is_shown_as_text_and_never_runs(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    hostile = (
        "<script>window.ran = 1</script> <img src=x onerror='window.ran = 1'> ![](http://127.1/x) "
        "${window.ran = 1} {{constructor}} `backtick` &lt; \\u003cb\\u003e Submarines dive."
    )
    source = tmp_path / "evil.md"
    source.write_text(f"# T\n\n## `<b onclick='window.ran = 1'>` ${{1+1}}\n\n{hostile}")
    update(tmp_path / "index", [source], load_encoder=lambda name: model)
    with serve(tmp_path / "index") as address, browser.new_context() as context:
        page = context.new_page()
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator(".hit blockquote")).to_contain_text(hostile)
        expect(page.locator(".hit .section")).to_have_text("<b onclick='window.ran = 1'> ${1+1}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []


def test_without_an_index_the_page_says_what_to_do_and_answers_once_there_is_one(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    with serve(tmp_path / "index") as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator(".message")).to_contain_text("make one with briefqa index")
        (tmp_path / "a.txt").write_text("Submarines dive.")
        update(tmp_path / "index", [tmp_path / "a.txt"], load_encoder=lambda name: model)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.", timeout=30_000)


def test_the_page_takes_up_a_re_index_and_says_before_that_sources_are_newer(
    browser: Browser, tmp_path: Path, model: SentenceEncoder
) -> None:
    source, index = tmp_path / "navy.md", tmp_path / "index"
    source.write_text("Submarines dive.")
    update(index, [source], load_encoder=lambda name: model)
    with serve(index) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Question").fill("What do submarines do?")
        page.keyboard.press("Enter")
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".stale, .message")).to_have_count(0)
        source.write_text("Submarines surface.")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".message")).to_contain_text("have changed since they were indexed")
        expect(page.locator(".hit .stale")).to_contain_text("The file is not as it was")
        expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        update(index, [source], load_encoder=lambda name: model)
        for _ in range(50):  # until that is opened the old state answers, and says that it is old
            with page.expect_response("**/queue/data*"):
                page.get_by_role("button", name="Ask").click()
            page.wait_for_timeout(200)
            if page.locator(".stale").count() == 0:
                break
            expect(page.locator(".hit mark")).to_have_text("Submarines dive.")
        expect(page.locator(".hit mark")).to_have_text("Submarines surface.")
        expect(page.locator(".stale, .message")).to_have_count(0)
