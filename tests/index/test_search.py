import threading
from collections.abc import Sequence

import numpy as np
import pytest

from index import IndexMismatch, NoIndex
from ingest import UsageError
from tests.conftest import FakeEncoder
from tests.index.conftest import Library


def test_hits_are_ranked_and_cut_exactly_from_their_document(two_documents: Library) -> None:
    [hits] = two_documents.searcher().search(["howitzers fire"], 3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].passage.text == "# Army\n\nHowitzers fire."
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(-1 <= score <= 1.000001 for score in scores)
    for hit in hits:
        assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_the_highlight_is_the_sentence_most_like_the_question(library: Library) -> None:
    library.write(a="# Submarines dive deep\n\nIt was cold. Submarines dive. Then night fell.")
    library.update()
    [[hit]] = library.searcher().search(["when do submarines dive"], 1)
    [(start, end)] = hit.highlights
    assert hit.document.text[start:end] == "Submarines dive."


def test_equal_scores_come_in_reading_order(library: Library) -> None:
    library.write(**dict.fromkeys("cadb", "Submarines dive."))
    library.update()
    searcher = library.searcher()
    for k in range(1, 5):
        [hits] = searcher.search(["submarines"], k)
        assert [hit.document.id for hit in hits] == ["a.md", "b.md", "c.md", "d.md"][:k]


def test_many_questions_are_answered_like_each_alone(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    questions = ["howitzers fire", "tariffs", "submarines dive"]
    assert searcher.search(questions, 2) == [searcher.search([each], 2)[0] for each in questions]


def test_a_change_of_the_library_is_taken_up_without_reopening(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    two_documents.write(cyber="Hackers attack.")
    two_documents.update()
    [[hit]] = searcher.search(["hackers attack"], 1)
    assert hit.passage.text == "Hackers attack."


def test_threads_may_share_a_searcher(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    found: list[str] = []

    def ask() -> None:
        [[hit]] = searcher.search(["howitzers fire"], 1)
        found.append(hit.passage.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["# Army\n\nHowitzers fire."] * 8


@pytest.mark.parametrize(
    ("question", "k", "message"),
    [
        ("", 5, "empty"),
        (" \n", 5, "empty"),
        ("?!", 5, "empty"),
        ("caf\udce9", 5, "not valid Unicode"),
        ("x", 0, "at least 1, not 0"),
        ("x", -3, "at least 1, not -3"),
        ("word " * 300, 5, "302 tokens, and the model reads 256"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    two_documents: Library, question: str, k: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        two_documents.searcher().search([question], k)


def test_a_passage_that_has_nothing_in_common_with_the_question_is_no_hit(library: Library) -> None:
    class Opposing(FakeEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            sign = -1 if texts == ["opposite"] else 1
            return sign * super().encode(texts)

    library.encoder = Opposing()
    library.write(a="Submarines dive.")
    library.update()
    assert library.searcher().search(["opposite"], 3) == [[]]


def test_an_index_without_passages_says_what_to_do(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.update()
    (library.sources / "a.md").unlink()
    library.update()
    with pytest.raises(NoIndex, match="holds no passages: add documents with briefqa index PATH"):
        library.found("anything")


def test_no_question_has_no_answer(two_documents: Library) -> None:
    assert two_documents.searcher().search([], 5) == []


def test_other_weights_under_the_same_name_are_refused(two_documents: Library) -> None:
    two_documents.encoder = FakeEncoder("other")
    with pytest.raises(IndexMismatch, match="briefqa index --rebuild"):
        two_documents.found("anything")
