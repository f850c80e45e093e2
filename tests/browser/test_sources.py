"""The tab for the library, served for real and used in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from index import SentenceEncoder, update
from tests.support.paths import DIGEST
from tests.support.web import ask, choose, serve_in_thread


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Path:
    """The documents of a library; its index is in ../index."""
    folder = tmp_path_factory.mktemp("library") / "documents"
    folder.mkdir()
    shutil.copy(DIGEST, folder / "digest.md")
    (folder / "empty.txt").write_text("")
    update(folder.parent / "index", [folder], load_encoder=lambda name: model)
    return folder


@pytest.fixture(scope="module")
def address(library: Path, model: SentenceEncoder) -> Iterator[str]:
    with serve_in_thread(library.parent / "index", lambda name: model) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, at the tab Sources."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#shelf table")).to_be_visible()
        yield page


def row(page: Page, words: str) -> list[str]:
    cells = page.locator("#shelf tbody tr").filter(has_text=words).locator("th, td")
    expect(cells).to_have_count(8)
    return cells.all_inner_texts()


def upload(page: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("#adding input").set_input_files([file])


def reindex(page: Page, done: str) -> None:
    page.get_by_role("button", name="Re-index").click()
    expect(page.locator("#summary")).to_contain_text(f"Done: {done}", timeout=60_000)


def test_the_documents_are_listed_with_what_is_known_of_them(page: Page) -> None:
    title = "The Future of Canada-ROK Defence Cooperation (digest)\ndigest.md"
    cells = [cell.strip() for cell in row(page, "digest.md")]
    assert cells[:5] == [title, "Julie Kim", "April 2025", "md", "33"]
    assert cells[6] == "indexed"
    assert row(page, "empty.txt")[6] == "cannot be indexed; empty: no text in it"
    page.get_by_label("Show documents with the words").fill("empty")
    expect(page.locator("#shelf tbody tr:visible")).to_have_count(1)
    page.get_by_label("Show documents with the words").fill("")
    expect(page.locator("#shelf tbody tr:visible")).to_have_count(2)


def test_what_was_left_out_is_shown_with_the_reason(page: Page) -> None:
    page.locator("[data-left-out='digest.md']").click()
    expect(page.locator("#left-out h2")).to_be_focused()
    expect(page.locator("#left-out tbody tr")).to_have_count(1)
    expect(page.locator("#left-out tbody tr")).to_contain_text("front matter")
    page.keyboard.press("Escape")
    expect(page.locator("#left-out dialog")).to_have_count(0)
    expect(page.locator("[data-left-out='digest.md']")).to_be_focused()


def test_a_document_is_added_indexed_asked_replaced_and_removed(page: Page, library: Path) -> None:
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    upload(page, "../../note<1>.txt", b"Frigates sail to Busan.")
    expect(page.locator("#adding .added")).to_contain_text("is added, and not read yet: re-index")
    assert (library / "note_1_.txt").read_bytes() == b"Frigates sail to Busan."
    assert row(page, "note_1_.txt")[6] == "not indexed yet"
    expect(page.locator("#disk")).to_contain_text("On disk: 1 new")
    reindex(page, "1 new, 0 changed, 0 removed, 1 unchanged; 34 passages; 1 cannot")
    assert row(page, "note_1_.txt")[6] == "indexed"
    expect(page.locator("#status")).to_contain_text("34 passages of 2 documents")
    page.get_by_role("tab", name="Ask").click()
    choose(page, "Only in these documents", "note_1_.txt")
    ask(page, "Where do frigates sail?")
    expect(page.locator(".hit mark").first).to_have_text("Frigates sail to Busan.")
    page.get_by_role("tab", name="Sources").click()
    upload(page, "note_1_.txt", b"Frigates sail to Ulsan.")
    expect(page.locator("#adding .added")).to_contain_text("is added, and not read yet: re-index")
    [question] = questions
    assert question.startswith(
        "note_1_.txt is in the library already. Replace it? The old one goes"
    )
    expect(page.locator("#shelf")).to_contain_text("changed since it was indexed")
    reindex(page, "0 new, 1 changed, 0 removed, 1 unchanged")
    page.get_by_role("tab", name="Ask").click()  # what was asked is asked again
    expect(page.locator(".hit mark").first).to_have_text("Frigates sail to Ulsan.")
    page.get_by_label("Question").fill("hanwha")
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Remove note_1_.txt").click()
    expect(page.locator("#shelf")).to_contain_text("not on disk any more")
    expect(page.locator("#summary")).to_contain_text("Removed note_1_.txt: re-index")
    expect(page.get_by_role("button", name="Remove empty.txt")).to_be_focused()
    assert "Remove note_1_.txt from the library?" in questions[1]
    reindex(page, "0 new, 0 changed, 1 removed, 1 unchanged; 33 passages")
    expect(page.locator("#shelf")).not_to_contain_text("note_1_.txt")
    page.get_by_role("tab", name="Ask").click()  # where it is chosen still, and can be taken back
    expect(page.get_by_label("Question")).to_have_value("hanwha")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answers .message")).to_contain_text("No document note_1_.txt")
    page.get_by_label("Only in these documents").press("Backspace")
    ask(page, "hanwha")
    expect(page.locator(".hit").first).to_be_visible()
    kept = [each.read_bytes() for each in sorted(library.glob(".removed/*/note_1_.txt"))]
    assert sorted(kept) == [b"Frigates sail to Busan.", b"Frigates sail to Ulsan."]


def test_what_is_not_confirmed_is_not_done(page: Page, library: Path) -> None:
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove empty.txt").click()
    upload(page, "empty.txt", b"Not empty.")
    expect(page.locator("#adding .added")).to_contain_text(
        "not added: empty.txt is in the library already"
    )
    assert (library / "empty.txt").read_bytes() == b""


@pytest.mark.parametrize("name", ["program.exe", "page.md.exe", ".md"])
def test_what_is_no_document_is_not_added(page: Page, library: Path, name: str) -> None:
    before = sorted(library.rglob("*"))
    upload(page, name, b"MZ")
    expect(page.locator("#adding .added")).to_contain_text("cannot be added: no reader for")
    assert sorted(library.rglob("*")) == before


def test_files_are_dropped_on_the_page(page: Page, library: Path) -> None:
    for place in (".drop", "#shelf"):
        files = page.evaluate_handle(
            "() => { const files = new DataTransfer();"
            " files.items.add(new File(['Jets climb.'], 'dropped.txt')); return files; }"
        )
        page.locator(place).first.dispatch_event("drop", {"dataTransfer": files})
        expect(page.locator("#adding .added")).to_contain_text("dropped.txt is added")
        assert (library / "dropped.txt").read_bytes() == b"Jets climb."
        (library / "dropped.txt").unlink()
        page.reload()
        page.get_by_role("tab", name="Sources").click()


def test_answers_go_on_while_a_re_index_shows_how_far_it_is(
    page: Page, library: Path, address: str, browser: Browser
) -> None:
    words = DIGEST.read_text().split()
    many = library / "many"
    many.mkdir()
    for number in range(80):
        shuffled = Random(number).sample(words, 1500)
        (many / f"{number}.txt").write_text(" ".join(shuffled))
    page.get_by_role("button", name="Re-index").click()
    expect(page.locator("#summary .progress-level")).to_contain_text("embedding", timeout=30_000)
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(address)
        ask(other, "Which Canadian firms work with Hanwha Ocean?")
        expect(other.locator(".hit mark").first).to_contain_text("Hanwha Ocean")
    expect(page.locator("#summary")).not_to_contain_text("Done")  # it had to wait for nothing
    expect(page.locator("#summary")).to_contain_text("Done: 80 new", timeout=120_000)
    shutil.rmtree(many)
    reindex(page, "0 new, 0 changed, 80 removed")


def test_a_library_that_is_gone_is_told_without_its_place(page: Page, library: Path) -> None:
    library.rename(library.with_name("elsewhere"))
    try:
        page.get_by_role("tab", name="Ask").click()
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#disk")).to_contain_text("no such file or folder")
        assert str(library.parent) not in page.content()
        upload(page, "a.md", b"x")
        expect(page.locator("#adding .added")).to_contain_text("not added")
        assert str(library.parent) not in page.content()
    finally:
        library.with_name("elsewhere").rename(library)
