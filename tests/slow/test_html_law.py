"""Each word of the saved web pages of a benchmark is in their texts."""

import gzip
import unicodedata

import pytest

from ingest import decode, read_document
from tests.ingest.formats.test_html_words import dom_words
from tests.support.paths import SHARED

PAGES = sorted((SHARED / "benchmarks/html-articles/html").glob("*.html*"))


@pytest.mark.skipif(not PAGES, reason="the shared benchmarks are not at hand")
def test_each_word_of_the_benchmarks_pages_is_in_the_text() -> None:
    lost = {}
    for path in PAGES:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        expected = dom_words(decode(data, "windows-1252").encode())
        text = unicodedata.normalize("NFKC", read_document("page.html", data).text)
        lost[path.name] = {word for word, count in expected.items() if text.count(word) < count}
    assert {name: words for name, words in lost.items() if words} == {}
