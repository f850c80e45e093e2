"""Evaluations of a small library with the fake encoder: outcomes, misses, interruptions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.errors import BadBaseline, BadQuestions
from app.evaluation import EvaluationResult, evaluate_questions
from app.evaluation.run_folder import read_baseline, write_run
from index import Hit
from ingest import BriefQAError
from tests.support.study import QUESTIONS, Study


def test_outcomes_say_what_was_found_and_missed(study: Study) -> None:
    done = study.evaluate()
    ranks = {outcome.question.question: outcome.rank for outcome in done.outcomes}
    assert ranks["howitzers fire"] == ranks["tariffs"] == ranks["exports rise"] == 1
    assert ranks["climb jets"] is ranks["submarines"] is ranks["jets climb"] is None
    assert len(done.answerable) == 4
    assert [outcome.question.question for outcome in done.unanswerable] == ["submarines"]
    assert [bool(outcome.measures) for outcome in done.outcomes] == [True] * 4 + [False] * 2
    assert done.answerability is not None
    assert {name: group.questions for name, group in done.by_kind.items()} == {"what": 2, "who": 2}
    assert done.by_kind["who"].means["Success@1"] == 0.5
    assert {name: group.questions for name, group in done.by_document.items()} == {
        "navy.md": 1,
        "trade.md": 3,
    }


def test_all_problems_of_a_file_are_reported_in_order_before_any_question_is_run(
    study: Study,
) -> None:
    study.ask(
        [
            {"question": "?!", "id": "x"},
            {"question": "fine"},
            {"question": "a", "id": "x", "quotes": ["Submarines dive."]},
            {"question": "b", "quotes": ["Tanks roll.", "Carts creak."]},
            {"question": 3},
            {"question": "c", "doc": "nowhere", "quotes": []},
            {"question": "word " * 300},
        ]
    )
    with pytest.raises(BadQuestions) as raised:
        study.evaluate()
    first, *problems = str(raised.value).split("\n  ")
    assert first == f"{study.folder}/q.jsonl cannot be used:"
    assert problems == [
        "line 1: the question is empty: it has no word",
        "line 3: id 'x' is already used in line 1",
        "line 4: not in the documents: “Carts creak.”",
        "line 4: not in the documents: “Tanks roll.”",
        "line 5: no question: the field 'question' must contain its text",
        "line 6: no document is called 'nowhere'",
        "line 7: the question is too long: 302 tokens, the model reads 256",
    ]


def test_why_a_question_was_missed(study: Study) -> None:
    study.write(page="Skip to main content\n\n# A\n\nIt is late.")
    study.ask(
        [
            {"question": "howitzers fire", "quotes": ["Tariffs hurt."], "doc": "trade"},
            {"question": "howitzers fire", "quotes": ["Jets climb."]},
            {"question": "howitzers fire", "quotes": ["Skip to main content"]},
        ]
    )
    done = study.evaluate(k=1)
    reasons = [outcome.why_missed for outcome in done.outcomes]
    for reason in reasons[:2]:
        assert 2 <= int(reason.removeprefix("a relevant passage is at rank ")) <= 8
    assert reasons[2] == "the gold is in no passage: dropped as navigation"
    assert all(outcome.measures["R@1"] == 0 for outcome in done.outcomes)


def test_a_question_without_hits_scores_0_and_is_counted(study: Study) -> None:
    study.ask([QUESTIONS[0], {"question": 'the "zebra" climbs', "quotes": ["Jets climb."]}])
    done = study.evaluate()
    assert done.outcomes[1].hits == ()
    assert set(done.outcomes[1].measures.values()) == {0}
    assert done.means["Success@1"].mean == 0.5
    assert done.outcomes[1].why_missed == "no relevant passage in the first 100 hits"


def interrupted(search: Callable[..., list[list[Hit]]], after: int) -> Callable[..., object]:
    calls = []

    def searching(*arguments: object, **options: object) -> list[list[Hit]]:
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(arguments)
        return search(*arguments, **options)

    return searching


def test_an_interrupted_run_keeps_the_finished_questions(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evaluation.run.QUESTIONS_PER_BATCH", 2)
    searcher = study.searcher()
    monkeypatch.setattr(searcher, "search", interrupted(searcher.search, 1))
    done = study.evaluate(searcher=searcher)
    assert done.interrupted
    assert [outcome.question.id for outcome in done.outcomes] == ["a b", "line-2"]
    assert done.means["Success@1"].mean == 1
    (study.folder / "run").mkdir()
    write_run(done, None, study.folder / "run")
    with pytest.raises(BadBaseline, match="it was interrupted"):
        read_baseline(study.folder / "run").check(done.task, 2)
    monkeypatch.setattr(searcher, "search", interrupted(study.searcher().search, 0))
    nothing = study.evaluate(searcher=searcher)
    assert (nothing.interrupted, nothing.outcomes, nothing.means) == (True, (), {})


def test_an_index_that_changes_during_a_run_is_noticed(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = study.searcher()
    search = searcher.search

    def changing(*arguments: object, **options: object) -> list[list[Hit]]:
        study.write(navy="# Navy\n\nSubmarines dive.\n\nHowitzers fire. Jets climb.")
        return search(*arguments, **options)

    monkeypatch.setattr(searcher, "search", changing)
    with pytest.raises(BriefQAError, match="index was changed"):
        study.evaluate(searcher=searcher)


def test_hits_are_judged_by_the_answer_set_that_is_found_first_and_most(study: Study) -> None:
    study.write(twice="# A\n\nZebras graze.\n\n# B\n\nLions hunt. Zebras graze.")
    rows = [
        # Both quotes occur in B, the first also in A.
        {"question": "lions hunt zebras graze", "quotes": ["Zebras graze.", "Lions hunt."]},
        # Half of the first answer set is found, all of the alternative, at the same rank.
        {
            "question": "lions hunt",
            "quotes": ["Lions hunt.", "Jets climb."],
            "alternatives": ["Lions hunt."],
        },
        # A quote that occurs very often, next to one that does not.
        {"question": "lions hunt", "quotes": ["e", "Lions hunt."], "alternatives": ["Exports"]},
    ]
    study.ask(rows)
    done = study.evaluate(1)
    assert [outcome.measures["R@1"] for outcome in done.outcomes] == [1, 1, 1]
    assert [len(outcome.gold) for outcome in done.outcomes] == [2, 1, 2]


def test_only_correct_first_hits_count_as_kept(study: Study) -> None:
    threshold = study.evaluate().answerability.curve[-1]  # above the score of "tariffs", at rank 1
    assert threshold[1:] == (2 / 3, 1)  # the miss scores above it too


def test_the_driver_checks_everything_before_it_runs_a_question(study: Study) -> None:
    searcher, content = study.searcher(), (study.folder / "q.jsonl").read_bytes()
    baseline, ready = read_baseline(study.run("run")), []

    def evaluate(questions: bytes, k: int = 2) -> EvaluationResult:
        return evaluate_questions(
            searcher, questions, "q.jsonl", k, baseline=baseline, on_ready=lambda: ready.append(k)
        )

    with pytest.raises(BadQuestions):
        evaluate(b"nonsense")
    with pytest.raises(BadBaseline, match="use -k 2"):
        evaluate(content, 3)
    assert ready == []
    result = evaluate(content)
    assert ready == [2]
    assert result.comparison is not None
    assert result.comparison.better == result.comparison.worse == ()


def test_an_interrupted_run_is_measured_where_ctrl_c_is_ignored_but_not_compared(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evaluation.run.QUESTIONS_PER_BATCH", 2)
    searcher, finishing = study.searcher(), []
    monkeypatch.setattr(searcher, "search", interrupted(searcher.search, 1))

    @contextmanager
    def finish() -> Iterator[None]:
        finishing.append("begun")
        yield
        finishing.append("done")

    result = evaluate_questions(
        searcher, (study.folder / "q.jsonl").read_text(), "q.jsonl", 2,
        baseline=read_baseline(study.run("run")), finishing=finish,
    )  # fmt: skip
    assert finishing == ["begun", "done"]
    assert len(result.evaluation.outcomes) == 2
    assert result.comparison is None
