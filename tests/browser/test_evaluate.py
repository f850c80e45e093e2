"""The tab for evaluations, in a real browser."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from index import SentenceEncoder
from tests.support.web import choose, serve_in_thread
from tests.support.workbooks import workbook

CORRECT = re.compile(r"Correct at rank 1: (59|60|61|62) of 71")  # processors round differently
GOLD = {"question": "Who works with Hanwha Ocean?", "quotes": ["Gastops, CAE and Curtiss-Wright"]}


@pytest.fixture(scope="module")
def address(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder
) -> Iterator[str]:
    """Serve the page over a copy of the corpus's index, which gets the runs."""
    index = shutil.copytree(corpus, tmp_path_factory.mktemp("library") / "index")
    with serve_in_thread(index, lambda name: model) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """Yield the page at its tab Evaluate."""
    with context.new_page() as page:
        page.goto(address)
        page.get_by_role("tab", name="Evaluate").click()
        page.get_by_role("button", name="Run", exact=True).wait_for()
        yield page


def own_file(page: Page, name: str, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    file = {"name": name, "mimeType": "", "buffer": data}
    page.locator("#questions-file input").set_input_files([file])
    expect(page.locator("#questions-file .added")).to_have_text(f"{name} chosen.")


def run(page: Page) -> None:
    page.get_by_role("button", name="Run", exact=True).click()


def test_a_file_of_the_library_is_run_compared_and_downloaded(page: Page) -> None:
    choose(page, "The library's questions", "brief.jsonl")
    run(page)
    report = page.frame_locator("#result iframe")
    expect(report.locator("h1")).to_have_text("Evaluation of brief.jsonl", timeout=60_000)
    expect(report.locator(".lead")).to_contain_text(CORRECT)
    expect(report.locator("figure")).to_have_count(4)
    expect(report.locator("#questions > details")).to_have_count(84)
    first = report.locator("#questions > details").first
    first.locator("summary").click()
    expect(first.locator(".gold").first).to_be_visible()
    expect(first.locator(".hit")).to_have_count(10)
    expect(first.locator(".hit mark").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download report").click()
    assert download.value.suggested_filename.endswith(" brief.html")
    assert "Evaluation of brief.jsonl" in download.value.path().read_text("utf-8")
    page.reload()
    page.get_by_role("tab", name="Evaluate").click()
    page.get_by_role("button", name="Show the earlier run").click()
    expect(page.locator("#result .message")).to_have_text("Choose an earlier run")
    choose(page, "Compare with an earlier run", " brief")
    page.get_by_role("button", name="Show the earlier run").click()
    expect(report.locator(".lead")).to_contain_text(CORRECT)
    choose(page, "The library's questions", "brief.jsonl")
    run(page)
    expect(report.locator("body")).to_contain_text("Better: 0 questions, worse: 0", timeout=60_000)


def test_ones_own_file_is_run(page: Page) -> None:
    own_file(page, "mine.csv", 'question,quotes\nWho works with Hanwha?,"Gastops, CAE"\n')
    run(page)
    report = page.frame_locator("#result iframe")
    expect(report.locator("h1")).to_have_text("Evaluation of mine.csv", timeout=60_000)
    own_file(page, "other.jsonl", json.dumps(GOLD))
    run(page)
    expect(report.locator("h1")).to_have_text("Evaluation of other.jsonl", timeout=60_000)
    table = [["question", "quotes", "who"], [GOLD["question"], GOLD["quotes"][0], "me"]]
    own_file(page, "sheet.xlsx", workbook({"Sheet1": table}))
    run(page)
    expect(report.locator("h1")).to_have_text("Evaluation of sheet.xlsx", timeout=60_000)
    expect(report.locator(".lead")).to_contain_text("Correct at rank 1: 1 of 1")
    expect(report.locator(".warning")).to_have_text("column not used: who (1 question).")


def test_the_file_chosen_last_is_run(page: Page) -> None:
    choose(page, "The library's questions", "brief.jsonl")
    own_file(page, "mine.csv", "question\nWho works with Hanwha?\n")
    run(page)
    report = page.frame_locator("#result iframe")
    expect(report.locator("h1")).to_have_text("Evaluation of mine.csv", timeout=60_000)
    choose(page, "The library's questions", "brief.jsonl")
    expect(page.locator("#questions-file .added")).to_have_text("")
    run(page)
    expect(report.locator("h1")).to_have_text("Evaluation of brief.jsonl", timeout=60_000)


def test_a_changed_file_must_be_chosen_again(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    for question in ("Who works with Hanwha?", "Who is the minister of defence?"):
        file.write_text(f"question\n{question}\n")
        with page.expect_file_chooser() as chooser:
            page.get_by_label("Your own file").click()
        chooser.value.set_files(file)
        run(page)
        asked = page.frame_locator("#result iframe").locator("#questions .asked")
        expect(asked).to_have_text(question, timeout=60_000)
    file.write_text("question\nAnother one?\n")
    run(page)
    expect(page.locator("#questions-file .added")).to_have_text(
        "mine.csv has changed or is gone: choose it again."
    )
    expect(page.locator("#result .message")).to_contain_text("choose a file")


def test_a_file_from_a_spreadsheet_is_read_in_its_encoding(page: Page) -> None:
    file = {
        "name": "a.csv",
        "mimeType": "",
        "buffer": "question\nWho is Zoë Élan?".encode("cp1252"),
    }
    page.locator("#questions-file input").set_input_files([file])
    run(page)
    asked = page.frame_locator("#result iframe").locator("#questions .asked")
    expect(asked).to_have_text("Who is Zoë Élan?", timeout=60_000)


def test_bad_questions_get_a_message_without_a_path(page: Page) -> None:
    run(page)
    expect(page.locator("#result .message")).to_contain_text("There are no questions")
    own_file(page, "bad.jsonl", json.dumps(GOLD | {"quotes": ["<b>nowhere</b>"]}))
    run(page)
    message = page.locator("#result .message")
    expect(message).to_contain_text("bad.jsonl: 1 of 1 questions cannot be used")
    expect(message).to_contain_text("line 1: not in the documents: “<b>nowhere</b>”")
    assert "/" not in message.inner_text().replace("</b>", "")
    own_file(page, "bad.xlsx", "question")
    run(page)
    expect(message).to_contain_text("bad.xlsx: not a workbook (.xlsx)")


def test_bad_questions_are_skipped_if_that_is_ticked(page: Page) -> None:
    rows = [GOLD, GOLD | {"quotes": ["nowhere"]}]
    own_file(page, "some.json", json.dumps(rows))
    run(page)
    message = page.locator("#result .message")
    expect(message).to_contain_text("“Skip bad questions” (skip_bad) leaves such questions out")
    page.get_by_label("Skip bad questions").check()
    run(page)
    report = page.frame_locator("#result iframe")
    expect(report.locator(".lead")).to_contain_text("Correct at rank 1: 1 of 1", timeout=60_000)
    report.get_by_text("1 bad question skipped").click()
    expect(report.locator("li", has_text="not in the documents: “nowhere”")).to_be_visible()


def test_a_run_of_other_questions_is_not_compared(page: Page) -> None:
    own_file(page, "first.jsonl", json.dumps(GOLD))
    run(page)
    expect(page.locator("#result iframe")).to_be_visible(timeout=60_000)
    own_file(page, "second.jsonl", json.dumps(GOLD | {"question": "Who works with it?"}))
    choose(page, "Compare with an earlier run", " first")
    run(page)
    message = page.locator("#result .message")
    expect(message).to_contain_text("cannot compare with the run", ignore_case=True)
    expect(message).to_contain_text("no answerable question, with the same gold, is in both runs")


def test_hostile_questions_are_shown_as_text(page: Page) -> None:
    hostile = "<img src=x onerror='top.ran = 1'> </script><script>top.ran = 1</script> ${1} hanwha"
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    own_file(page, "<b>.jsonl", json.dumps({"question": hostile, "id": hostile, "kind": hostile}))
    run(page)
    report = page.frame_locator("#result iframe")
    expect(report.locator("#questions .asked")).to_have_text(hostile, timeout=60_000)
    report.locator("#questions summary").click()
    expect(report.locator("#questions .hit").first).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert not [url for url in urls if url.endswith("/x")]
