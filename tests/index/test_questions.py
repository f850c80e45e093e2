"""Every kind of question finds its passage, with the real model."""

import json
from pathlib import Path

import pytest

from index import Searcher, SentenceEncoder, update
from ingest import UsageError

NOTES = {
    "yards": "# Shipyards\n\nThe yard in Geoje builds submarines for the navy. Gastops, a firm "
    "from Ottawa, supplies sensors that tell when an engine wears out.",
    "money": "# Budget\n\nParliament gave 47 million dollars to protect networks from intruders. "
    "The sum is spread over five years.",
    "treaty": "# Treaties\n\nThe Cooperative Cyber Defence Centre of Excellence (CCDCOE) took in a "
    "first member from Asia in 2022. Its seat is in Tallinn.",
    "farm": "# Harvest\n\nFarmers in the valley grow apples and pears. The harvest begins in "
    "September and is over when frost comes.",
    "school": "# Schools\n\nPupils learn two languages from the first class on. Teachers are paid "
    "by the province.",
    "trains": "# Railways\n\nThe night train leaves at ten. Sleeping cars were withdrawn, and then "
    "brought back by popular demand.",
    "sea": "# Patrols\n\nShips watch whether cargo reaches the north in spite of the sanctions of "
    "the United Nations. The operation is called Neon.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Searcher:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "docs").mkdir()
    for name, text in NOTES.items():
        (folder / f"docs/{name}.md").write_text(text)
    update(folder / "index", [folder / "docs"], load_encoder=lambda name: model)
    return Searcher(folder / "index", lambda name: model)


@pytest.mark.parametrize(
    ("question", "document", "answer"),
    [
        ("How is the fight against hackers paid for?", "money", "47 million"),  # other words
        ("Where are underwater vessels made?", "yards", "Geoje"),
        ("night train departure", "trains", "leaves at ten"),  # keywords
        ("What does CCDCOE stand for?", "treaty", "Cooperative Cyber"),  # an acronym
        ("ccdcoe", "treaty", "CCDCOE"),
        ("when does the harvset begin", "farm", "September"),  # a typo
        ("submarins builder", "yards", "builds submarines"),
        ("Gastops", "yards", "Gastops"),  # a name that occurs once
        ("Who is Neon?", "sea", "Neon"),
        ('the "two languages" of pupils', "school", "two languages"),  # an exact phrase
    ],
)
def test_the_answering_passage_comes_first_with_its_sentence_highlighted(
    notes: Searcher, question: str, document: str, answer: str
) -> None:
    [hits] = notes.search([question], 3)
    assert hits[0].document.id == f"{document}.md"
    [(start, end)] = hits[0].highlights
    assert answer in hits[0].document.text[start:end]


def test_an_exact_phrase_must_be_in_the_passage(notes: Searcher) -> None:
    [hits] = notes.search(['the "first class"'], 5)
    assert [hit.document.id for hit in hits] == ["school.md"]
    assert notes.search(['the "second class"'], 5) == [[]]


def test_words_of_similar_meaning_are_aligned(notes: Searcher) -> None:
    [[hit]] = notes.search(["Where are underwater vessels made?"], 1, explain=True)
    met = {alignment.word: alignment.met for alignment in hit.alignments}
    assert met["underwater"] == "submarines"
    assert met["made"] == "builds"
    json.dumps([alignment._asdict() for alignment in hit.alignments])


def test_ranking_is_the_same_alone_and_in_a_batch(notes: Searcher, tmp_path: Path) -> None:
    questions = ["Where are underwater vessels made?", "ccdcoe", "apples", "popular demand"] * 9
    together = notes.search(questions, 3)
    for question, hits in zip(questions[:4], together, strict=False):
        [alone] = notes.search([question], 3)
        assert [hit.passage for hit in alone] == [hit.passage for hit in hits]
        assert [hit.score for hit in alone] == pytest.approx([hit.score for hit in hits], abs=1e-3)


def test_text_of_unknown_characters_is_neither_hit_nor_question(
    tmp_path: Path, model: SentenceEncoder
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("\ufffd\ufffd")
    (tmp_path / "docs/b.md").write_text("Apples and pears.")
    update(tmp_path / "index", [tmp_path / "docs"], load_encoder=lambda name: model)
    searcher = Searcher(tmp_path / "index", lambda name: model)
    [[hit]] = searcher.search(["apples"], 3)
    assert hit.document.id == "b.md"
    with pytest.raises(UsageError, match="empty"):
        searcher.search(["\u0300"], 3)
