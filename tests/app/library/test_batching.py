"""Questions that arrive at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.answers import answer_question
from app.library.batching import QuestionBatcher
from index import DocumentFilter
from ingest import UsageError
from tests.support.study import Study


def test_every_question_of_many_gets_its_own_answer(study: Study) -> None:
    searcher = study.searcher()
    batcher = QuestionBatcher(searcher)
    questions = [
        (words, k, DocumentFilter(documents))
        for words in ("howitzers fire", "tariffs", "exports rise", "jets climb")
        for k in (1, 2, 3)
        for documents in ((), ("navy.md",))
    ] * 4
    alone = [answer_question(searcher, words, k, limits=limits) for words, k, limits in questions]
    with ThreadPoolExecutor(32) as threads:
        found = list(threads.map(lambda question: batcher.submit(*question), questions))
    assert [[hit.passage for hit in answer.hits] for answer in found] == [
        [hit.passage for hit in answer.hits] for answer in alone
    ]
    assert [answer.question for answer in found] == [answer.question for answer in alone]


def test_an_invalid_question_does_not_affect_the_others(study: Study) -> None:
    batcher = QuestionBatcher(study.searcher())
    with ThreadPoolExecutor(16) as threads:
        wrong = [threads.submit(batcher.submit, "?", 1) for _ in range(8)]
        right = [threads.submit(batcher.submit, "tariffs", 1) for _ in range(8)]
    assert [future.result().hits[0].document.id for future in right] == ["trade.md"] * 8
    for future in wrong:
        with pytest.raises(UsageError, match="the question is empty"):
            future.result()


def test_no_question_waits_for_a_new_snapshot(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = study.searcher()
    batcher = QuestionBatcher(searcher)
    assert batcher.submit("howitzers fire", 1).changes.changed == ()
    study.write(navy="# Army\n\nHowitzers rest.")
    with monkeypatch.context() as patch:
        patch.setattr("index.searcher.open_index", None)
        answer = batcher.submit("howitzers fire", 1)
        assert answer.hits[0].passage.text.endswith("Howitzers fire.")
        assert answer.changes.changed == ("navy.md",)
    searcher.refresh()
    assert batcher.submit("howitzers", 1).hits[0].passage.text.endswith("Howitzers rest.")
