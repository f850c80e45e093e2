"""The tab for the library, in a real browser."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from index import Embedding, update
from tests.support.encoder import FakeEncoder
from tests.support.paths import DIGEST
from tests.support.web import ask, choose, serve_in_thread

MANY = 140
"""Documents, of a passage each: more than are embedded in one batch."""


class GatedEncoder(FakeEncoder):
    """Embeds a first batch of texts with the word “gated”, and others once the gate is open."""

    gate = Event()
    batches = 0

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        gated = any("gated" in text for text in texts)
        if gated and self.batches:
            self.gate.wait(60)
        self.batches += gated
        return super().embed(texts)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library's documents; its index is in ../index."""
    folder = tmp_path_factory.mktemp("library") / "documents"
    folder.mkdir()
    shutil.copy(DIGEST, folder / "digest.md")
    (folder / "empty.txt").write_text("")
    update(folder.parent / "index", [folder], load_encoder=FakeEncoder)
    return folder


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    with serve_in_thread(library.parent / "index", GatedEncoder) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """Yield the page at its tab Sources."""
    with context.new_page() as page:
        page.goto(address)
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#documents table")).to_be_visible()
        yield page


def row(page: Page, words: str) -> list[str]:
    cells = page.locator("#documents tbody tr").filter(has_text=words).locator("th, td")
    expect(cells).to_have_count(8)
    return cells.all_inner_texts()


def upload(page: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("#uploads input").set_input_files([file])


def reindex(page: Page, done: str) -> None:
    page.get_by_role("button", name="Re-index").click()
    expect(page.locator("#summary")).to_contain_text(f"Done: {done}", timeout=60_000)


def test_the_documents_are_listed_with_what_is_known_of_them(page: Page) -> None:
    title = "The Future of Canada-ROK Defence Cooperation (digest)\ndigest.md"
    cells = [cell.strip() for cell in row(page, "digest.md")]
    assert cells[:5] == [title, "Julie Kim", "April 2025", "md", "32"]
    assert cells[6] == "indexed"
    assert row(page, "empty.txt")[6] == "cannot be indexed; empty: no text in it"
    page.get_by_label("Filter documents").fill("empty")
    expect(page.locator("#documents tbody tr:visible")).to_have_count(1)
    page.get_by_label("Filter documents").fill("")
    expect(page.locator("#documents tbody tr:visible")).to_have_count(2)


def test_dropped_text_is_shown_with_the_reason(page: Page) -> None:
    page.locator("[data-dropped='digest.md']").click()
    expect(page.locator("#dropped h2")).to_be_focused()
    expect(page.locator("#dropped tbody tr")).to_have_count(1)
    expect(page.locator("#dropped tbody tr")).to_contain_text("front matter")
    page.keyboard.press("Escape")
    expect(page.locator("#dropped dialog")).to_have_count(0)
    expect(page.locator("[data-dropped='digest.md']")).to_be_focused()


def test_dropped_text_is_kept_at_a_click_and_dropped_again(page: Page, library: Path) -> None:
    letter = library / "letter.md"
    letter.write_text("Ferries sail.\n\nSubscribe to our newsletter\n")
    reindex(page, "1 new")
    warning = "67% of its words are dropped"
    assert row(page, "letter.md")[6] == f"indexed; {warning}"
    page.locator("[data-dropped='letter.md']").click()
    page.get_by_role("button", name="Keep this text in the answers").click()
    expect(page.locator("#summary")).to_contain_text("Done: 0 new, 1 changed", timeout=60_000)
    expect(page.locator("#dropped dialog")).to_have_count(0)
    assert row(page, "letter.md")[6] == "indexed"
    page.get_by_role("button", name="Drop again").click()
    expect(page.locator("tr").filter(has_text="letter.md")).to_contain_text(warning)
    letter.unlink()
    reindex(page, "0 new, 0 changed, 1 removed")


def test_a_document_is_added_indexed_asked_replaced_and_removed(page: Page, library: Path) -> None:
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    upload(page, "../../note<1>.txt", b"Frigates sail to Busan.")
    expect(page.locator("#uploads .added")).to_contain_text("added. Re-index to search it.")
    assert (library / "note_1_.txt").read_bytes() == b"Frigates sail to Busan."
    assert row(page, "note_1_.txt")[6] == "not indexed yet"
    expect(page.locator("#changes")).to_contain_text("On disk: 1 new")
    reindex(page, "1 new, 0 changed, 0 removed, 1 unchanged; 33 passages; 1 skipped")
    assert row(page, "note_1_.txt")[6] == "indexed"
    expect(page.locator("#status")).to_contain_text("33 passages of 2 documents")
    page.get_by_role("tab", name="Ask").click()
    choose(page, "Limit to documents", "note_1_.txt")
    ask(page, "Where do frigates sail?")
    expect(page.locator(".hit mark").first).to_have_text("Frigates sail to Busan.")
    page.get_by_role("tab", name="Sources").click()
    upload(page, "note_1_.txt", b"Frigates sail to Ulsan.")
    expect(page.locator("#uploads .added")).to_contain_text("added. Re-index to search it.")
    [question] = questions
    assert question.startswith(
        "note_1_.txt is in the library already. Replace it? The old file moves"
    )
    expect(page.locator("#documents")).to_contain_text("changed since it was indexed")
    reindex(page, "0 new, 1 changed, 0 removed, 1 unchanged")
    page.get_by_role("tab", name="Ask").click()  # the question was asked again
    expect(page.locator(".hit mark").first).to_have_text("Frigates sail to Ulsan.")
    page.get_by_label("Question").fill("hanwha")
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Remove note_1_.txt").click()
    expect(page.locator("#documents")).to_contain_text("deleted from disk or ignored")
    expect(page.locator("#summary")).to_contain_text("Removed note_1_.txt. Re-index")
    expect(page.get_by_role("button", name="Remove empty.txt")).to_be_focused()
    assert "Remove note_1_.txt from the library?" in questions[1]
    reindex(page, "0 new, 0 changed, 1 removed, 1 unchanged; 32 passages")
    expect(page.locator("#documents")).not_to_contain_text("note_1_.txt")
    page.get_by_role("tab", name="Ask").click()  # it is still chosen, and can be deselected
    expect(page.get_by_label("Question")).to_have_value("hanwha")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answers .message")).to_contain_text("No document note_1_.txt")
    page.get_by_label("Limit to documents").press("Backspace")
    ask(page, "hanwha")
    expect(page.locator(".hit").first).to_be_visible()
    kept = [file.read_bytes() for file in sorted(library.glob(".removed/*/note_1_.txt"))]
    assert sorted(kept) == [b"Frigates sail to Busan.", b"Frigates sail to Ulsan."]


def test_without_a_confirmation_nothing_changes(page: Page, library: Path) -> None:
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove empty.txt").click()
    upload(page, "empty.txt", b"Not empty.")
    expect(page.locator("#uploads .added")).to_contain_text(
        "not added: empty.txt is in the library already"
    )
    assert (library / "empty.txt").read_bytes() == b""


def test_a_file_of_another_kind_is_not_added(page: Page, library: Path) -> None:
    before = sorted(library.rglob("*"))
    for name in ("program.exe", "page.md.exe", ".md"):
        upload(page, name, b"MZ")
        shown = page.locator("#uploads .added")
        expect(shown).to_contain_text(f"{name}: not added: ")
        expect(shown).to_contain_text("cannot be added: no reader for")
        assert sorted(library.rglob("*")) == before


def test_files_are_dropped_on_the_page(page: Page, library: Path) -> None:
    for place in (".drop", "#documents"):
        files = page.evaluate_handle(
            "() => { const files = new DataTransfer();"
            " files.items.add(new File(['Jets climb.'], 'dropped.txt')); return files; }"
        )
        page.locator(place).first.dispatch_event("drop", {"dataTransfer": files})
        expect(page.locator("#uploads .added")).to_contain_text("dropped.txt added.")
        assert (library / "dropped.txt").read_bytes() == b"Jets climb."
        (library / "dropped.txt").unlink()
        page.reload()
        page.get_by_role("tab", name="Sources").click()


def test_questions_are_answered_while_a_re_index_shows_its_progress(
    page: Page, library: Path, address: str, context: BrowserContext
) -> None:
    many = library / "many"
    many.mkdir()
    for number in range(MANY):
        (many / f"{number}.txt").write_text(f"This is gated text number {number}.")
    page.get_by_role("button", name="Re-index").click()
    expect(page.locator("#summary .progress-level")).to_contain_text("embedding")
    with context.new_page() as other:
        other.goto(address)
        ask(other, "Which Canadian firms work with Hanwha Ocean?")
        expect(other.locator(".hits")).to_contain_text("Hanwha Ocean")
    expect(page.locator("#summary")).not_to_contain_text("Done")
    GatedEncoder.gate.set()
    expect(page.locator("#summary")).to_contain_text(f"Done: {MANY} new")
    shutil.rmtree(many)
    reindex(page, f"0 new, 0 changed, {MANY} removed")


def test_a_deleted_library_is_reported_without_its_path(page: Page, library: Path) -> None:
    library.rename(library.with_name("elsewhere"))
    try:
        page.get_by_role("tab", name="Ask").click()
        page.get_by_role("tab", name="Sources").click()
        expect(page.locator("#changes")).to_contain_text("no such file or folder")
        assert str(library.parent) not in page.content()
        upload(page, "a.md", b"x")
        expect(page.locator("#uploads .added")).to_contain_text("not added")
        assert str(library.parent) not in page.content()
    finally:
        library.with_name("elsewhere").rename(library)
