import subprocess
import sys

from ingest import FORMATS, has_reader
from tests.support.paths import ROOT

PARSERS = ("docx", "lxml", "markdown_it", "pypdf", "pypdfium2", "trafilatura")


def test_every_suffix_has_a_reader() -> None:
    readers = {suffix: format.load() for suffix, format in FORMATS.items()}
    assert readers[".htm"] is readers[".html"]
    for suffix in (".txt", ".md", ".pdf", ".docx"):
        assert readers[suffix].__module__.startswith("ingest.formats.")
        assert has_reader(f"A{suffix.upper()}")
    assert not has_reader("a.odt")


def test_parsers_are_imported_with_the_first_file_that_needs_them() -> None:
    script = (
        "import sys, ingest\n"
        f"before = [name for name in {PARSERS} if name in sys.modules]\n"
        "ingest.read_document('a.md', b'Text.')\n"
        f"print(before, [name for name in {PARSERS} if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "[] ['markdown_it']\n"
