"""Questions that come at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.answers import answer_question
from app.library.batching import Together
from ingest import UsageError
from tests.support.study import Study


def test_each_of_many_gets_its_own_answer(study: Study) -> None:
    searcher = study.searcher()
    together = Together(searcher)
    asked = [
        (words, k, documents)
        for words in ("howitzers fire", "tariffs", "exports rise", "jets climb")
        for k in (1, 2, 3)
        for documents in ((), ("navy.md",))
    ] * 4
    alone = [answer_question(searcher, words, k, documents=among) for words, k, among in asked]
    with ThreadPoolExecutor(32) as threads:
        found = list(threads.map(lambda each: together.ask(*each), asked))
    assert [[hit.passage for hit in each.hits] for each in found] == [
        [hit.passage for hit in each.hits] for each in alone
    ]
    assert [each.question for each in found] == [each.question for each in alone]


def test_one_that_makes_no_sense_spoils_no_other(study: Study) -> None:
    together = Together(study.searcher())
    with ThreadPoolExecutor(16) as threads:
        wrong = [threads.submit(together.ask, "?", 1, ()) for _ in range(8)]
        right = [threads.submit(together.ask, "tariffs", 1, ()) for _ in range(8)]
    assert [each.result().hits[0].document.id for each in right] == ["trade.md"] * 8
    for each in wrong:
        with pytest.raises(UsageError, match="the question is empty"):
            each.result()


def test_nobody_waits_until_a_new_state_is_opened(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = study.searcher()
    together = Together(searcher)
    assert together.ask("howitzers fire", 1, ()).changes.changed == ()
    study.write(navy="# Army\n\nHowitzers rest.")
    with monkeypatch.context() as patch:
        patch.setattr("index.search.open_state", None)
        answer = together.ask("howitzers fire", 1, ())
        assert answer.hits[0].passage.text.endswith("Howitzers fire.")
        assert answer.changes.changed == ("navy.md",)
    searcher.refresh()
    assert together.ask("howitzers", 1, ()).hits[0].passage.text.endswith("Howitzers rest.")
