"""Evaluations of a small library with the fake encoder: outcomes, misses, interruptions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.errors import BadBaseline, BadQuestions
from app.evaluation import EvaluationResult, evaluate_questions, summary
from app.evaluation.comparison import compare
from app.evaluation.gold import MAX_OCCURRENCES
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
            {"question": "word " * 300, "qoutes": []},
        ]
    )
    with pytest.raises(BadQuestions) as raised:
        study.evaluate()
    first, *problems = str(raised.value).split("\n  ")
    assert first == (
        f"{study.folder}/q.jsonl: 6 of 7 questions cannot be used; "
        "--skip-bad leaves such questions out"
    )
    assert problems == [
        "line 1: the question is empty: it has no word",
        "line 3: id 'x' is already used in line 1",
        "line 4: not in the documents: “Carts creak.”",
        "line 4: not in the documents: “Tanks roll.”",
        "line 5: no question: the field 'question' must contain its text",
        "line 6: no document is called 'nowhere'",
        "line 7: the question is too long: 302 tokens, the model reads 256",
        "field qoutes is not used; did you mean quotes? (1 question)",
    ]


def test_bad_questions_can_be_skipped_and_are_listed_with_their_reasons(study: Study) -> None:
    (study.folder / "docs/trade.txt").write_text("Once more.")
    study.write(often="# Often\n\n" + "e " * (MAX_OCCURRENCES + 1))
    study.ask(
        [
            *QUESTIONS,
            {"question": "a", "quotes": ["Carts creak.", "Jets climb.", "Tanks roll."]},
            {"question": "b", "quotes": ["e"]},
            {"question": "c", "doc": "trade", "quotes": ["Exports rise."], "note": 1},
            {"quotes": ["Jets climb."]},
        ]
    )
    with (study.folder / "q.jsonl").open("a") as file:
        file.write('\n{"question": "\\ud800"}\nnonsense')
    content = (study.folder / "q.jsonl").read_bytes()
    result = evaluate_questions(study.searcher(), content, "q.jsonl", 2, skip_bad=True).evaluation
    assert [outcome.question.number for outcome in result.outcomes] == [1, 2, 4, 5, 6]
    reasons = {skipped.place: skipped.reason for skipped in result.task.skipped}
    assert reasons == {
        "line 3": "2 documents are called 'trade': trade.md, trade.txt",
        "line 7": "not in the documents: “Carts creak.”; not in the documents: “Tanks roll.”",
        "line 8": "“e” occurs more than 1000 times in the documents: quote more of the sentence",
        "line 9": "2 documents are called 'trade': trade.md, trade.txt",
        "line 10": "no question: the field 'question' must contain its text",
        "line 11": "not valid Unicode (unpaired surrogate)",
        "line 12": "not JSON: Expecting value",
    }
    figures = summary(result)["questions"]
    assert (figures["given"], figures["asked"]) == (5, 5)
    assert figures["skipped"][1] == {
        "place": "line 7", "question": "a", "reason": reasons["line 7"]
    }  # fmt: skip
    assert figures["warnings"] == ["field not used: note (2 questions)"]
    write_run(result, None, study.folder)
    assert "7 bad questions skipped" in (study.folder / "report.html").read_text()


def test_a_file_of_bad_questions_alone_is_rejected_also_if_they_are_to_be_skipped(
    study: Study,
) -> None:
    with pytest.raises(
        BadQuestions, match=r"q\.jsonl: 2 of 2 questions cannot be used\n  line 1: not J"
    ):
        evaluate_questions(study.searcher(), "nonsense\n{}", "q.jsonl", skip_bad=True)


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
    baseline = read_baseline(study.folder / "run")
    assert compare(study.evaluate(), baseline).scope == (
        "2 answerable questions in common; 2 only in this run"
    )
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
    study.write(twice="# A\n\nZebras graze.\n\n# B\n\nLions hunt. Zebras graze." + " e" * 20)
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
