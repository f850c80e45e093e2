"""A searcher follows its index, and refuses what it cannot answer."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from index import Embedding, IndexMismatch, NoIndex
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


def test_a_failed_rebuild_with_another_model_changes_no_answer(
    two_documents: Library,
) -> None:
    class Other(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            if not set(self.vocabulary()).issuperset(texts[0].split()):  # a passage
                raise RuntimeError("no power")
            rotated = np.roll(np.eye(128, 64, dtype=np.float32), 5, axis=0)
            return [
                embedding._replace(tokens=embedding.tokens @ rotated)
                for embedding in super().embed(texts)
            ]

    before = two_documents.searcher().search(["howitzers fire"], 3)
    with pytest.raises(RuntimeError):
        two_documents.update(load_encoder=lambda name: Other("other"), rebuild=True)
    assert two_documents.searcher().search(["howitzers fire"], 3) == before


def test_a_searcher_follows_updates_of_its_index(two_documents: Library) -> None:
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
        ("word " * 300, 5, "302 tokens, the model reads 256"),
    ],
)
def test_an_invalid_question_is_refused(
    two_documents: Library, question: str, k: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        two_documents.searcher().search([question], k)


def test_a_question_is_tokenised_once_in_a_search(two_documents: Library) -> None:
    class Counting(FakeEncoder):
        def __init__(self) -> None:
            super().__init__()
            self.counted: list[str] = []

        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            self.counted += texts
            return super().count_tokens(texts)

    two_documents.encoder = counting = Counting()
    searcher = two_documents.searcher()
    assert len(searcher.search(["howitzers fire", '"submarines" dive'], 2, explain=True)) == 2
    with pytest.raises(UsageError, match="302 tokens"):
        searcher.search(["word " * 300], 1)
    assert not any(" " in text for text in counting.counted)  # only words, to correct them
    assert counting.encoded == ["howitzers fire", '"submarines" dive', "word " * 300]


def test_all_questions_of_a_list_are_checked_at_once(two_documents: Library) -> None:
    errors = two_documents.searcher().question_errors(["who", "?!", "caf\udce9", "word " * 300])
    assert errors == [
        None,
        "the question is empty: it has no word",
        "the question is not valid Unicode (unpaired surrogate)",
        "the question is too long: 302 tokens, the model reads 256",
    ]


def test_an_index_without_passages_names_the_command_that_adds_some(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.update()
    (library.sources / "a.md").unlink()
    library.update()
    with pytest.raises(NoIndex, match=r"has no passages\. Add documents with briefqa index PATH"):
        library.found("anything")


def test_no_questions_get_no_answers(two_documents: Library) -> None:
    assert two_documents.searcher().search([], 5) == []


def test_other_weights_under_the_same_name_are_refused(two_documents: Library) -> None:
    two_documents.encoder = FakeEncoder("other")
    with pytest.raises(IndexMismatch, match="briefqa index --rebuild"):
        two_documents.found("anything")
