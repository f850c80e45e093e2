"""Made-up pages, as many as are wanted: sentences as long as real ones, and no two alike."""

import re
from pathlib import Path
from random import Random

from tests.support.paths import DIGEST

WORDS_PER_PAGE = 500
SENTENCES_PER_PARAGRAPH = 4
PAGES_PER_DOCUMENT = 10
MIN_SENTENCE_WORDS = 8
LONG_WORD = re.compile(r"\b[a-z]{5,}\b")
REPLACED_SHARE = 0.4
"""Of the long words."""


def write_pages(folder: Path, pages: int) -> None:
    """Write Markdown documents of so many pages to a new `folder`, the same ones every time.

    A page is a section. Its sentences are the digest's, with other long words of the digest in
    place of some.
    """
    folder.mkdir(parents=True)
    text, random = DIGEST.read_text("utf-8"), Random(0)
    words = sorted(set(LONG_WORD.findall(text)))
    sentences = [
        sentence
        for sentence in re.split(r"(?<=[.?!])\s+", text)
        if len(sentence.split()) >= MIN_SENTENCE_WORDS and "\n" not in sentence
    ]

    def other_word(word: re.Match[str]) -> str:
        return random.choice(words) if random.random() < REPLACED_SHARE else word[0]

    def page(number: int) -> str:
        chosen: list[str] = []
        while sum(len(sentence.split()) for sentence in chosen) < WORDS_PER_PAGE:
            chosen.append(LONG_WORD.sub(other_word, random.choice(sentences)))
        starts = range(0, len(chosen), SENTENCES_PER_PARAGRAPH)
        paragraphs = [" ".join(chosen[start : start + SENTENCES_PER_PARAGRAPH]) for start in starts]
        return "\n\n".join([f"## Page {number}", *paragraphs])

    for first in range(0, pages, PAGES_PER_DOCUMENT):
        body = map(page, range(first, min(first + PAGES_PER_DOCUMENT, pages)))
        document = "\n\n".join([f"# Document {first // PAGES_PER_DOCUMENT}", *body])
        (folder / f"{first:04}.md").write_text(f"{document}\n", "utf-8")
