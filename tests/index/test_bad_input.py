"""Every file is indexed or explained, whatever it is, and none stops the others."""

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Catalogue, Reading, Report, update
from tests.conftest import FakeEncoder
from tests.files import (
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


Maker = bytes | Callable[[Path], object]
INDEXED = ""
# File name, what is in it or makes it, and the reason why it is skipped.
CASES: dict[str, tuple[Maker, str]] = {
    "good.md": (SENTENCE, INDEXED),
    "empty.txt": (b"", "empty"),
    "empty.pdf": (b"", "not a PDF file"),
    "empty.docx": (b"", "not a DOCX file"),
    "empty.html": (b"", "empty"),
    "space.md": (b" \n\t\r\n ", "empty"),
    "mark-only.txt": (b"\xef\xbb\xbf", "empty"),
    "utf-16.txt": (SENTENCE.decode().encode("utf-16"), INDEXED),
    "utf-16-broken.txt": (b"\xff\xfea", "marked as utf-16-le, but is not"),
    "cp1252.txt": ("Défense: 5 € “now”, a naïve résumé – done.\n".encode("cp1252"), INDEXED),
    "invalid-utf-8.md": ("Übung für größere Häuser. ".encode() * 9 + b"\xff ends.", INDEXED),
    "nul.txt": (b"some\0text", "NUL"),
    "nul.html": (b"<p>some\0text</p>", "NUL"),
    "noise.txt": (bytes(range(128, 256)) * 9, "not text|"),
    "surrogate.txt": (b"half \xed\xa0\x80 a character", INDEXED),
    "one-line.txt": (b"one two three. " * 70_000, INDEXED),
    "one-word.md": (b"x" * 100_000, INDEXED),
    "hebrew.txt": ("שלום עולם, זה טקסט מימין לשמאל.\n".encode(), INDEXED),
    "combining.md": (("e\u0301" * 50 + "\u0301" * 500 + " ends here.\n").encode(), INDEXED),
    "control.txt": ("Bell\x07, escape\x1b[31m and \u202eoverride.\n".encode(), INDEXED),
    "vanished.txt": (_link("nowhere.txt"), "cannot be read: No such file"),
    "loop.txt": (_link("loop.txt"), "cannot be read"),
    "loop": (_link("."), "a link to a folder"),
    "leaves.txt": (_link("../outside.txt"), "a link out of the folder"),
    "link.md": (_link("good.md"), INDEXED),
    "pipe.txt": (os.mkfifo, "not a regular file"),
    "socket.txt": (_socket, "not a regular file"),
    "film.mp4": (b"\0\1", "no reader for .mp4"),
    "no-suffix": (SENTENCE, "no reader for files without a suffix"),
    "large.txt": (b"word " * 500_000, "over 2 MB: see --max-size"),
    "orphan.pdf.meta.yaml": (b"title: T", "says what a document is, but there is none"),
    "broken-about.md": (SENTENCE, "no valid YAML"),
    "good.pdf": (pdf(lines([WORDS])), INDEXED),
    "truncated.pdf": (pdf(lines([WORDS]))[:300], "not a PDF file, or a damaged one|no page in it"),
    "text.pdf": (SENTENCE, "not a PDF file"),
    "encrypted.pdf": (encrypted_pdf("secret"), "encrypted: needs a password"),
    "image.pdf": (image_pdf(), "scanned: no text layer"),
    "no-pages.pdf": (pdf_of([b"<< /Type /Catalog >>"] * 4), "no page in it|damaged"),
    "page-loop.pdf": (looping_pdf(), "no page in it|damaged|scanned"),
    "bomb.pdf": (pdf_bomb(200), "timed out|memory|damaged|scanned"),
    "good.docx": (word(("", WORDS)), INDEXED),
    "no-text.docx": (word(), "empty: no text in it"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + bytes(600), "an old or an encrypted Word document"),
    "text.docx": (SENTENCE, "not a DOCX file"),
    "truncated.docx": (word(("", WORDS))[:-400], "not a DOCX file"),
    "other-zip.docx": (with_part(word(), "[Content_Types].xml", b"<x/>"), "not a DOCX file"),
    "bomb.docx": (with_part(word(), "word/media/a.bin", bytes(600 << 20)), "over 500 MB when"),
    "laughs.docx": (with_part(word(), "word/document.xml", BOMB), "not a DOCX|empty|memory"),
    "entity.docx": (with_part(word(), "word/document.xml", ENTITY % b"/etc/passwd"), "|not a DOCX"),
    "good.html": (page(f"<article><p>{WORDS}</p><p>{WORDS * 9}</p></article>"), INDEXED),
    "nested.html": (b"<div>" * 100_000 + SENTENCE + b"</div>" * 100_000, "|empty"),
    "script.html": (page(f"<script>alert(1)</script><p onclick='x()'>{WORDS}</p>"), INDEXED),
    "scripts-only.html": (page("<script>alert(1)</script><style>p {}</style>"), "empty"),
    "navigation.html": (page("<ul>" + "<li><a href=x>To another</a>" * 50 + "</ul>"), "but links"),
    "wrong-charset.html": (b'<meta charset="none-such"><p>caf\xe9 au lait, s\xeelvous plait.', ""),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, str]]:
    """The report over a folder with all of them, and the text of each that was indexed."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "outside.txt").write_text("A secret outside.")
    sources = folder / "sources"
    sources.mkdir()
    for name, (made, _) in CASES.items():
        if isinstance(made, bytes):
            (sources / name).write_bytes(made)
        else:
            made(sources / name)
    (sources / "broken-about.md.meta.yaml").write_text("title: [")
    Path(os.fsdecode(os.fsencode(sources) + b"/na\xffme.txt")).write_text("text")
    report = update(
        folder / "index",
        [sources],
        reading=Reading(most_bytes=2_000_000, seconds=20),
        load_encoder=lambda name: FakeEncoder(),
    )
    with Catalogue(folder / "index") as catalogue:
        return report, {each.id: each.text for each in catalogue.documents()}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_indexed_or_explained(name: str, run: tuple[Report, dict[str, str]]) -> None:
    report, texts = run
    reasons = {skipped.id: skipped.reason for skipped in report.skipped}
    assert (name in texts) != (name in reasons)
    expected = CASES[name][1]
    if name in texts:
        assert expected == "" or expected.startswith("|")
        assert texts[name].strip()
    else:
        assert expected
        assert re.search(expected.removeprefix("|"), reasons[name]), reasons[name]


def test_a_name_that_is_no_unicode_is_explained(run: tuple[Report, dict[str, str]]) -> None:
    reasons = {skipped.id: skipped.reason for skipped in run[0].skipped}
    assert reasons["na\udcffme.txt"] == "its name is not valid Unicode: rename it"


def test_nothing_from_elsewhere_and_no_code_is_in_the_text(
    run: tuple[Report, dict[str, str]],
) -> None:
    texts = "\n".join(run[1].values())
    for forbidden in ("root:", "A secret outside", "alert(1)", "onclick", "\0"):
        assert forbidden not in texts
