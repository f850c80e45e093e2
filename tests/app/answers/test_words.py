"""The words for copies, missing answers and stale sources."""

from dataclasses import replace

from app.answers.words import also_in, nothing_found, staleness_message
from index import Changes
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
    assert nothing_found("x") == "No matching passage."
    assert nothing_found("“x”?") == "No passage contains the quoted phrase."


def test_changes_since_indexing_are_counted() -> None:
    assert staleness_message(Changes()) == ""
    assert staleness_message(Changes(new=("a",), removed=("b", "c"))) == (
        "The sources have changed since they were indexed: 1 new, 2 removed."
    )
    assert staleness_message(Changes(missing="docs: no such folder")) == (
        "The sources cannot be compared: docs: no such folder."
    )
