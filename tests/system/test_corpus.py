"""The shipped digest and the questions on it, and those of the bench set "frames"."""

import json
import re
from collections import Counter
from pathlib import Path

from index import Searcher
from ingest import read_document
from tests.support.paths import DIGEST, ROOT

LINES = (ROOT / "corpus/questions/brief.jsonl").read_text("utf-8").splitlines()
QUESTIONS = [json.loads(line) for line in LINES]
FRAMES = ROOT / "tests/bench/frames"


def test_every_quote_is_in_the_digest_once() -> None:
    text = DIGEST.read_bytes().decode()
    quotes = [
        quote for question in QUESTIONS for quote in question["quotes"] + question["alternatives"]
    ]
    assert [quote for quote in quotes if text.count(quote) != 1] == []


def test_there_are_enough_questions_and_enough_that_it_does_not_answer() -> None:
    fields = ["id", "question", "kind", "quotes", "alternatives", "answer"]
    assert all(list(question) == fields for question in QUESTIONS)
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 60
    unanswerable = [question for question in QUESTIONS if not question["quotes"]]
    assert len(unanswerable) >= 10
    assert {question["kind"] for question in unanswerable} == {"unanswerable"}
    assert Counter(question["kind"] for question in QUESTIONS)["unanswerable"] == len(unanswerable)


def test_the_digest_names_its_source() -> None:
    document = read_document(DIGEST.name, DIGEST.read_bytes())
    assert document.title == "The Future of Canada-ROK Defence Cooperation (digest)"
    assert document.author == "Julie Kim"
    assert document.date == "April 2025"
    assert "digest" in document.text[: document.dropped[0].end]


def test_most_questions_are_answered_in_the_first_five_hits(searcher: Searcher) -> None:
    answerable = [question for question in QUESTIONS if question["quotes"]]
    found = searcher.search([question["question"] for question in answerable], 5)
    answered = sum(
        any(quote in hit.passage.text for hit in hits for quote in question["quotes"])
        for question, hits in zip(answerable, found, strict=True)
    )
    assert answered / len(answerable) >= 0.95


def test_every_quote_of_the_frames_set_is_in_its_document_once() -> None:
    texts = {
        path.name: read_document(path.name, path.read_bytes()).text
        for path in (FRAMES / "docs").iterdir()
    }
    lines = (FRAMES / "questions.jsonl").read_text("utf-8").splitlines()
    quotes = [
        (question["doc"], quote)
        for question in map(json.loads, lines)
        for quote in question["quotes"]
    ]
    assert len(lines) >= 100
    assert [(name, quote) for name, quote in quotes if texts[name].count(quote) != 1] == []


def test_the_wording_of_the_brief_is_not_in_the_corpus(brief: Path) -> None:
    """Facts carry over, sentences do not: no run of 12 words is the brief's."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[\w’'-]+", text.lower())
        return set(zip(*(words[offset:] for offset in range(12)), strict=False))

    ours = DIGEST.read_text("utf-8") + "\n".join(LINES)
    assert runs(ours) & runs(brief.read_text("utf-8")) == set()
