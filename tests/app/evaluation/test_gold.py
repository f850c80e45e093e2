import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.gold import Place, anchor, relevant
from app.evaluation.questions import Question

TEXTS = {
    "navy.md": "Submarines dive. Frigates “sail” the\nseas — all of them, it’s here.",
    "more/army.txt": "Howitzers fire. Submarines dive.",
}


def question(
    doc: str = "",
    quotes: tuple[str, ...] | None = None,
    alternatives: tuple[str, ...] = (),
    spans: tuple[tuple[int, int], ...] | None = None,
) -> Question:
    return Question(1, "1", "What?", "", doc, quotes, alternatives, spans, {})


def test_a_quote_is_found_exactly_in_every_place_where_it_stands() -> None:
    ways, problems = anchor(question(quotes=("Submarines dive.",)), TEXTS)
    assert problems == []
    assert ways == [((Place("navy.md", 0, 16), Place("more/army.txt", 16, 32)),)]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('Frigates "sail" the seas', "Frigates “sail” the\nseas"),
        ("Frigates «sail»  the\tseas -- all ", "Frigates “sail” the\nseas — all"),
        *((f"seas {dash} all", "seas — all") for dash in "-‐‑‒–―−"),
        *((f"Frigates {mark}sail{mark}", "Frigates “sail”") for mark in '"“”„‟«»″'),
        *((f"it{mark}s here", "it’s here") for mark in "'‘‚‛`´′"),
        ("Frigates 'sail'", None),
        ("seasall", None),
        ("frigates", None),
    ],
)
def test_space_dashes_and_quotation_marks_may_differ(quote: str, found: str | None) -> None:
    ways, problems = anchor(question(quotes=(quote,)), TEXTS)
    places = [place for way in ways for span in way for place in span]
    assert [TEXTS[each.document][each.start : each.end] for each in places] == [found] * bool(found)
    assert bool(problems) == (found is None)


def test_a_quote_that_stands_nearly_everywhere_shows_nothing() -> None:
    _, problems = anchor(question(quotes=("e",)), {"a": "e" * 1000})
    assert problems == []
    _, problems = anchor(question(quotes=("e",)), {"a": "e" * 1000, "b": "e" * 10**6})
    assert problems == ["in more than 1000 places of the documents, quote more than “e”"]


def test_an_enormous_quote_is_looked_up_exactly_alone() -> None:
    text = "word “x” " * 10_000
    assert anchor(question(quotes=(text,)), {"a": text})[0] == [((Place("a", 0, len(text)),),)]
    [problem] = anchor(question(quotes=(text.replace("“", '"'),)), {"a": text})[1]
    assert problem.startswith("not in the documents")


def test_an_exact_place_wins_over_a_similar_one() -> None:
    texts = {"a": "it's here, it’s there"}
    assert anchor(question(quotes=("it’s",)), texts)[0] == [((Place("a", 11, 15),),)]


def test_all_quotes_are_needed_and_each_alternative_does_instead() -> None:
    asked = question(quotes=("Howitzers fire.", "Frigates"), alternatives=("seas", "all of them"))
    ways, _ = anchor(asked, TEXTS)
    texts = [
        [[TEXTS[each[0]][each.start : each.end] for each in span] for span in way] for way in ways
    ]
    assert [[text for [text] in way] for way in texts] == [
        ["Howitzers fire.", "Frigates"],
        ["seas"],
        ["all of them"],
    ]


@pytest.mark.parametrize("doc", ["more/army.txt", "more/army", "army.txt", "army"])
def test_a_document_is_called_by_its_id_or_its_name(doc: str) -> None:
    ways, problems = anchor(question(doc, quotes=("Submarines dive.",)), TEXTS)
    assert (ways, problems) == ([((Place("more/army.txt", 16, 32),),)], [])


def test_spans_stand_for_the_quotes() -> None:
    asked = question("army", quotes=("Howitzers  fire.",), spans=((0, 15),))
    assert anchor(asked, TEXTS) == ([((Place("more/army.txt", 0, 15),),)], [])


def test_no_gold_and_no_answer_have_no_way() -> None:
    for asked in (question(), question(quotes=()), question("navy", quotes=(), spans=())):
        assert anchor(asked, TEXTS) == ([], [])


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (question(quotes=("Tanks roll.", "dive")), "not in the documents: “Tanks roll.”"),
        (question("navy", quotes=("Howitzers",)), "not in the documents: “Howitzers”"),
        (question(alternatives=("Tanks roll.",)), "not in the documents: “Tanks roll.”"),
        (question("nowhere", quotes=("dive",)), "no documents are called 'nowhere'"),
        (
            question("army", spans=((0, 33),)),
            "characters (0, 33) are beyond the 32 of more/army.txt",
        ),
        (
            question("army", quotes=("Howitzers",), spans=((1, 10),)),
            "characters (1, 10) of more/army.txt are not “Howitzers”",
        ),
    ],
)
def test_gold_that_is_not_there_is_named(asked: Question, problem: str) -> None:
    assert anchor(asked, TEXTS)[1] == [problem]


def test_two_documents_of_one_name_are_named() -> None:
    [problem] = anchor(question("a", quotes=("x",)), {"1/a.md": "x", "2/a.md": "x"})[1]
    assert problem == "2 documents are called 'a': 1/a.md, 2/a.md"


@pytest.mark.parametrize(
    ("gold", "passages", "held"),
    [
        ((10, 20), [(0, 15), (15, 25)], [(0, 15), (15, 25)]),  # 5 and 5 of 10
        ((10, 21), [(0, 15), (15, 25)], [(15, 25)]),  # 5 and 6 of 11
        ((10, 20), [(0, 14), (15, 25)], [(15, 25)]),  # 4 and 5 of 10
        ((0, 100), [(10, 15), (15, 25), (25, 29)], [(10, 15), (15, 25)]),  # 5, 10 and 4 of 100
        ((0, 10), [(0, 4), (4, 7), (7, 8)], [(0, 4), (4, 7)]),  # 4, 3 and 1 of 10
        ((0, 10), [(10, 20)], []),
        ((0, 10), [], []),
    ],
)
def test_a_passage_that_holds_half_of_the_gold_is_relevant(
    gold: tuple[int, int], passages: list[tuple[int, int]], held: list[tuple[int, int]]
) -> None:
    """Where none does, those that hold at least half as much as the one that holds most."""
    assert [place[1:] for place in relevant(Place("a", *gold), passages)] == held


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
    st.integers(0, 200),
    st.integers(1, 200),
)
def test_gold_that_any_passage_touches_has_a_relevant_passage(
    lengths: list[int], start: int, length: int
) -> None:
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    passages = list(zip([0, *ends], ends, strict=False))
    found = list(relevant(Place("a", start, start + length), passages))
    assert bool(found) == (start < ends[-1])
    for _, first, last in found:
        assert min(last, start + length) > max(first, start)
