"""Any file is either indexed or skipped with a reason, and none stops the others."""

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from index import ReadOptions, Report, open_snapshot, update
from tests.support.encoder import FakeEncoder
from tests.support.files import (
    WORDS,
    encrypted_pdf,
    image_pdf,
    lines,
    looping_pdf,
    page,
    pdf,
    pdf_bomb,
    pdf_of,
    with_part,
    word,
)
from tests.support.workbooks import workbook

SENTENCE = f"{WORDS}\n".encode()
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file://%s">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>Before &secret; after.</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10)
)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">' + LAUGHS + b"]>"
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(path.parent / target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        before = Path.cwd()
        os.chdir(path.parent)  # the name of a socket must be short
        try:
            bound.bind(path.name)
        finally:
            os.chdir(before)


class Case(NamedTuple):
    """A file's contents or a function that makes the file; the reason why it is skipped, or a
    part of its indexed text.
    """

    made: bytes | Callable[[Path], object]
    skipped: str = ""
    holds: str = ""


CASES = {
    "good.md": Case(SENTENCE, holds=WORDS),
    "empty.txt": Case(b"", "empty"),
    "empty.pdf": Case(b"", "not a PDF file"),
    "empty.docx": Case(b"", "not a Word document"),
    "empty.html": Case(b"", "empty"),
    "space.md": Case(b" \n\t\r\n ", "empty"),
    "mark-only.txt": Case(b"\xef\xbb\xbf", "empty"),
    "utf-16.txt": Case(SENTENCE.decode().encode("utf-16"), holds=WORDS),
    "utf-16-broken.txt": Case(b"\xff\xfea", "marked as utf-16-le, but is not"),
    "cp1252.txt": Case(
        "Défense: 5 € “now”, a naïve résumé – done.\n".encode("cp1252"),
        holds="5 € “now”, a naïve résumé – done.",
    ),
    "invalid-utf-8.md": Case(
        "Übung für größere Häuser. ".encode() * 9 + b"\xff ends.",
        holds="größere Häuser. \ufffd ends.",
    ),
    "nul.txt": Case(b"some\0text", "NUL"),
    "nul.html": Case(b"<p>some\0text</p>", "NUL"),
    "noise.txt": Case(bytes(range(128, 256)) * 9, "not text: no known encoding"),
    "surrogate.txt": Case(b"half \xed\xa0\x80 a character", holds="a character"),
    "one-line.txt": Case(b"one two three. " * 70_000, holds="one two three. one"),
    "one-word.md": Case(b"x" * 100_000, holds="xxx"),
    "hebrew.txt": Case("שלום עולם, זה טקסט מימין לשמאל.\n".encode(), holds="טקסט מימין לשמאל"),
    "combining.md": Case(
        ("e\u0301" * 50 + "\u0301" * 500 + " ends here.\n").encode(), holds=" ends here."
    ),
    "control.txt": Case(
        "Bell\x07, escape\x1b[31m and \u202eoverride.\n".encode(), holds="Bell\x07, escape"
    ),
    "vanished.txt": Case(_link("nowhere.txt"), "cannot be read: No such file"),
    "loop.txt": Case(_link("loop.txt"), "cannot be read"),
    "loop": Case(_link("."), "a link to a folder"),
    "leaves.txt": Case(_link("../outside.txt"), "a link out of the folder"),
    "link.md": Case(_link("good.md"), holds=WORDS),
    "pipe.txt": Case(os.mkfifo, "not a regular file"),
    "socket.txt": Case(_socket, "not a regular file"),
    "film.mp4": Case(b"\0\1", "no reader for .mp4"),
    "no-suffix": Case(SENTENCE, "no reader for files without a suffix"),
    "large.txt": Case(b"word " * 500_000, "over 2 MB: see --max-size"),
    "orphan.pdf.meta.yaml": Case(b"title: T", "metadata file without a matching document"),
    "broken-about.md": Case(SENTENCE, holds=WORDS),  # its metadata file is broken
    "good.pdf": Case(pdf(lines([WORDS])), holds=WORDS),
    "truncated.pdf": Case(pdf(lines([WORDS]))[:300], "not a PDF file, or a damaged one"),
    "text.pdf": Case(SENTENCE, "not a PDF file"),
    "encrypted.pdf": Case(encrypted_pdf("secret"), "encrypted: needs a password"),
    "image.pdf": Case(image_pdf(), "scanned: no text layer"),
    "no-pages.pdf": Case(pdf_of([b"<< /Type /Catalog >>"] * 4), "damaged"),
    "page-loop.pdf": Case(looping_pdf(), "damaged"),
    "bomb.pdf": Case(pdf_bomb(200), "timed out|more than 2048 MB"),
    "good.docx": Case(word(("", WORDS)), holds=WORDS),
    "no-text.docx": Case(word(), "empty: no text in it"),
    "old.docx": Case(b"\xd0\xcf\x11\xe0" + bytes(600), "an old or an encrypted Word document"),
    "text.docx": Case(SENTENCE, "not a Word document"),
    "truncated.docx": Case(word(("", WORDS))[:-400], "not a Word document"),
    "other-zip.docx": Case(workbook({"Fees": [["Fee"]]}), "not a Word document"),
    "bomb.docx": Case(with_part(word(), "word/media/a.bin", bytes(600 << 20)), "over 500 MB when"),
    "laughs.docx": Case(with_part(word(), "word/document.xml", BOMB), "not a Word document"),
    "entity.docx": Case(
        with_part(word(), "word/document.xml", ENTITY % b"/etc/passwd"), holds="Before"
    ),
    "good.html": Case(page(f"<article><p>{WORDS}</p><p>{WORDS * 9}</p></article>"), holds=WORDS),
    "nested.html": Case(b"<div>" * 100_000 + SENTENCE + b"</div>" * 100_000, "nested too deeply"),
    "script.html": Case(
        page(f"<script>alert(1)</script><p onclick='x()'>{WORDS}</p>"), holds=WORDS
    ),
    "scripts-only.html": Case(page("<script>alert(1)</script><style>p {}</style>"), "empty"),
    "navigation.html": Case(
        page("<ul>" + "<li><a href=x>To another</a>" * 50 + "</ul>"), "but links"
    ),
    "wrong-charset.html": Case(
        b'<meta charset="none-such"><p>caf\xe9 au lait, s\xeelvous plait.',
        holds="café au lait, sîlvous",
    ),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, str]]:
    """Return the report over a folder with all cases, and the indexed texts by id."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "outside.txt").write_text("A secret outside.")
    sources = folder / "sources"
    sources.mkdir()
    for name, (made, *_) in CASES.items():
        if isinstance(made, bytes):
            (sources / name).write_bytes(made)
        else:
            made(sources / name)
    (sources / "broken-about.md.meta.yaml").write_text("title: [")
    Path(os.fsdecode(os.fsencode(sources) + b"/na\xffme.txt")).write_text("text")
    report = update(
        folder / "index",
        [sources],
        reading=ReadOptions(max_bytes=2_000_000, timeout_s=20),
        load_encoder=lambda name: FakeEncoder(),
    )
    with open_snapshot(folder / "index") as snapshot:
        return report, {document.id: document.text for document in snapshot.documents()}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_indexed_or_skipped_with_a_reason(
    name: str, run: tuple[Report, dict[str, str]]
) -> None:
    report, texts = run
    reasons = {skipped.id: skipped.reason for skipped in report.skipped}
    assert (name in texts) != (name in reasons)
    if CASES[name].skipped:
        assert re.search(CASES[name].skipped, reasons[name]), reasons[name]
    else:
        assert CASES[name].holds in texts[name]


def test_a_file_name_that_is_not_unicode_is_skipped_with_a_reason(
    run: tuple[Report, dict[str, str]],
) -> None:
    reasons = {skipped.id: skipped.reason for skipped in run[0].skipped}
    assert reasons["na\udcffme.txt"] == "its name is not valid Unicode: rename it"


def test_no_text_of_other_files_and_no_code_is_indexed(
    run: tuple[Report, dict[str, str]],
) -> None:
    texts = "\n".join(run[1].values())
    for forbidden in ("root:", "A secret outside", "alert(1)", "onclick", "\0"):
        assert forbidden not in texts
