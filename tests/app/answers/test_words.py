"""The words for copies, missing answers and stale sources."""

from dataclasses import replace

from app.answers.answer import Answer
from app.answers.words import (
    also_in,
    corrections_message,
    nothing_found,
    staleness_message,
    undated_message,
)
from index import Changes, Selection
from tests.support.hits import HIT, PASSAGE, START


def test_a_hit_names_some_of_the_passages_with_the_same_words() -> None:
    assert also_in(HIT) == ""
    span = f"characters {START}–{START + 21} of"
    assert also_in(replace(HIT, also=(PASSAGE,))) == f"also in {span} folder/brief.md"
    twins = tuple(replace(PASSAGE, document_id=f"{number}.md") for number in range(9))
    assert also_in(replace(HIT, also=twins)) == (
        f"also in {span} 0.md, {span} 1.md, {span} 2.md and 6 more"
    )


def test_a_question_without_hits_gets_the_reason() -> None:
    assert nothing_found(Answer("x", [], Changes())) == "No matching passage."
    quoted = Answer("“x”?", [], Changes())
    assert nothing_found(quoted) == "No passage contains the quoted phrase."
    searched = Selection(frozenset(), none_left="No document is dated since 2026.")
    assert nothing_found(replace(quoted, searched=searched)) == "No document is dated since 2026."


def test_documents_without_a_date_are_counted() -> None:
    answer = Answer("x", [], Changes())
    messages = [
        undated_message(replace(answer, searched=Selection(undated=count))) for count in (0, 1, 2)
    ]
    assert messages == [
        "",
        "Not searched: 1 document without a readable date.",
        "Not searched: 2 documents without a readable date.",
    ]


def test_corrected_words_are_named() -> None:
    assert corrections_message({}) == ""
    assert corrections_message({"Fredom": ["Freedom"], "guage": ["gauge", "Gage"]}) == (
        "No document has “Fredom”; shown for “Freedom”. "
        "No document has “guage”; shown for “gauge” and “Gage”."
    )


def test_changes_since_indexing_are_counted() -> None:
    assert staleness_message(Changes()) == ""
    assert staleness_message(Changes(new=("a",), removed=("b", "c"))) == (
        "The sources have changed since they were indexed: 1 new, 2 removed."
    )
    assert staleness_message(Changes(missing="docs: no such folder")) == (
        "The sources cannot be compared: docs: no such folder."
    )
