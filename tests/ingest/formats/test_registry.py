import subprocess
import sys

import pytest

from ingest import FORMATS, UnreadableSource, has_reader, read_document
from tests.support.files import WORDS, lines, page, pdf, word
from tests.support.paths import ROOT

PARSERS = ("docx", "lxml", "markdown_it", "pypdf", "pypdfium2", "trafilatura")


def test_every_suffix_has_a_reader() -> None:
    readers = {suffix: load() for suffix, load in FORMATS.items()}
    assert readers[".htm"] is readers[".html"]
    for suffix in (".txt", ".md", ".pdf", ".docx"):
        assert readers[suffix].__module__.startswith("ingest.formats.")
        assert has_reader(f"A{suffix.upper()}")
    assert not has_reader("a.odt")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", WORDS.encode()),
        ("a.md", WORDS.encode()),
        ("a.html", page(f"<p>{WORDS}")),
        ("a.pdf", pdf(lines([WORDS]))),
        ("a.docx", word(("", WORDS))),
    ],
)
def test_a_text_that_is_too_long_is_refused_in_every_format(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert WORDS in read_document(name, data).text
    monkeypatch.setattr("ingest.structure.assemble.MAX_TEXT_CHARS", 10)
    with pytest.raises(UnreadableSource, match=r"its text has \d+ million characters: at most"):
        read_document(name, data)


def test_parsers_are_imported_with_the_first_file_that_needs_them() -> None:
    script = (
        "import sys, ingest\n"
        f"before = [name for name in {PARSERS} if name in sys.modules]\n"
        "ingest.read_document('a.md', b'Text.')\n"
        f"print(before, [name for name in {PARSERS} if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "[] ['markdown_it']\n"
