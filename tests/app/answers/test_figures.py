"""Questions that ask for a figure, and the note on a first passage that marks none."""

from dataclasses import replace

import pytest

from app.answers import NO_FIGURE, Answer, to_json, to_markdown
from app.answers.figures import asks_for_figure, has_figure
from index import Changes, Hit
from tests.support.hits import HIT


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How many boats sail?", True),
        ("In total, how much has the port agreed to pay?", True),
        ("how much money goes to piers", True),
        ("What percentage of the boats sail, and which share sinks?", True),
        ("Which number is painted on it?", True),
        ("How much support is there for the plan?", False),  # "little" would do
        ("How is it done?", False),
        ("How long does it take?", False),
        ("What numbers-free text is this?", False),
        ("Somehow many agree", False),
        ("", False),
    ],
)
def test_questions_that_ask_for_a_figure(question: str, asks: bool) -> None:
    assert asks_for_figure(question) is asks


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("It holds 5 boats.", True),
        ("Twenty-one boats sail.", True),
        ("HALF of them sail.", True),
        ("It costs ½ as much.", True),
        ("Several sail.", True),
        ("A fifth of the catch is cod.", True),
        ("Two-thirds sail, or a sixteenth, or the twentieth boat.", True),
        ("A ⅜ share", True),
        ("Nobody sailed.", True),
        ("There was no boat.", True),
        ("No-one and nothing sails.", True),
        ("Neither sails.", True),
        ("Most of the boats sail.", True),
        ("A majority sails.", True),
        ("Every boat sails.", True),
        ("All of the boats sail.", True),
        ("All the boats but the last sail.", True),
        ("The fleet is doubling.", True),
        ("A tenfold rise, halved since.", True),
        ("The port pays for someone who is often there, with money.", False),
        ("The most famous boats are no longer on the list; many sail, and more may.", False),
        ("Tent, weight, attend, nonetheless, northern, foundation.", False),
        ("", False),
    ],
)
def test_texts_that_hold_a_figure(text: str, holds: bool) -> None:
    assert has_figure(text) is holds


@pytest.fixture
def hit() -> Hit:
    """Return a hit whose passage holds a figure, outside of its marked sentence."""
    text = HIT.document.text.replace("First.", "One 1.")
    return replace(HIT, document=replace(HIT.document, text=text))


def test_a_first_passage_that_marks_no_figure_gets_a_note(hit: Hit) -> None:
    asked = Answer("How many are there?", [hit, replace(hit, rank=2)], Changes())
    assert asked.note == NO_FIGURE
    assert to_json(asked)["note"] == NO_FIGURE
    assert to_markdown(asked).count(NO_FIGURE) == 1


def test_other_answers_get_no_note(hit: Hit) -> None:
    start = hit.passage.start
    marked = replace(hit, highlights=((start, start + 6),))
    for question, hits in (("Why?", [hit]), ("How many?", [marked]), ("How many?", [])):
        answer = Answer(question, hits, Changes())
        assert answer.note == ""
        assert to_json(answer)["note"] == ""
        assert NO_FIGURE not in to_markdown(answer)
