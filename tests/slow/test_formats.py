"""The brief answers alike as Markdown, as a web page, as a Word document and as PDF."""

import json
import re
from io import BytesIO
from pathlib import Path
from textwrap import wrap

import docx
import pytest
from markdown_it import MarkdownIt

from index import Hit, Searcher, SentenceEncoder, update
from tests.support.files import Text, page, pdf
from tests.support.paths import DIGEST, ROOT

QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "corpus/questions/brief.jsonl").read_text("utf-8").splitlines()
]
MARKDOWN = DIGEST.read_text("utf-8").split("---\n", 2)[2]
SIZES = {"#": 20, "##": 16, "###": 13}


def blocks() -> list[tuple[str, str]]:
    """Return the digest's paragraphs: the marks of a heading or '', and the words."""
    matches = (re.match(r"(#*) ?(.*)", block, re.DOTALL) for block in MARKDOWN.split("\n\n"))
    return [(match[1], match[2].strip()) for match in matches if match and match[2].strip()]


def web() -> bytes:
    return page(f"<nav><a href=/>Home</a></nav><main>{MarkdownIt().render(MARKDOWN)}</main>")


def word() -> bytes:
    document = docx.Document()
    for marks, words in blocks():
        document.add_heading(words, len(marks) - 1) if marks else document.add_paragraph(words)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def pages() -> list[list[Text]]:
    """Set the digest in lines on pages with a running header and page numbers."""
    pages: list[list[Text]] = [[]]
    bottom = 740.0
    for marks, words in blocks():
        size = SIZES.get(marks, 11)
        for line in wrap(words, 90 if not marks else 60):
            bottom -= 1.3 * size
            if bottom < 60:
                pages[-1].append((300, 30, 9, str(len(pages))))
                pages.append([(72, 760, 9, "Canada-ROK Defence Cooperation")])
                bottom = 720
            pages[-1].append((72, bottom, size, line.replace("›", ">")))
        bottom -= size
    return pages


@pytest.fixture(scope="module")
def expected(searcher: Searcher) -> list[Hit]:
    return [hit for [hit] in searcher.search(QUESTIONS, 1)]


def words(hit: Hit) -> set[str]:
    return set(re.findall(r"\w+", hit.passage.text))


@pytest.mark.parametrize(
    ("suffix", "make"), [("html", web), ("docx", word), ("pdf", lambda: pdf(*pages()))]
)
def test_a_format_gives_the_same_first_hit(
    suffix: str, make: object, expected: list[Hit], model: SentenceEncoder, tmp_path: Path
) -> None:
    (tmp_path / f"digest.{suffix}").write_bytes(make())
    update(tmp_path / "index", [tmp_path], load_encoder=lambda name: model)
    searcher = Searcher(tmp_path / "index", lambda name: model)
    found = [hit for [hit] in searcher.search(QUESTIONS, 1)]
    same = 0
    for hit, other in zip(found, expected, strict=True):
        if len(words(hit) & words(other)) > 0.9 * len(words(hit) | words(other)):
            same += 1
            assert hit.passage.section == other.passage.section
    assert same >= 0.95 * len(QUESTIONS)
    if suffix == "pdf":
        shown = [" ".join(words for *_, words in page) for page in pages()]
        for hit in found:
            first, *_ = hit.passage.text.split("\n\n")
            assert first[:40] in shown[hit.passage.locator.first - 1]
        assert len({hit.passage.locator.first for hit in found}) > 3
