import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.gold import AnswerSet, TextSpan, relevant_passages
from app.evaluation.gold import locate_gold as locate_in_normal_texts
from app.evaluation.questions import Question
from ingest import NormalText

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


def locate_gold(asked: Question, texts: dict[str, str]) -> tuple[list[AnswerSet], list[str]]:
    return locate_in_normal_texts(asked, {id: NormalText(text) for id, text in texts.items()})


def test_a_quote_is_located_wherever_it_occurs_exactly() -> None:
    answer_sets, problems = locate_gold(question(quotes=("Submarines dive.",)), TEXTS)
    assert problems == []
    assert answer_sets == [((TextSpan("navy.md", 0, 16), TextSpan("more/army.txt", 16, 32)),)]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('Frigates "sail" the seas', "Frigates “sail” the\nseas"),
        ("Frigates «sail»  the\tseas -- all ", "Frigates “sail” the\nseas — all"),
        *((f"seas {dash} all", "seas — all") for dash in "-‐‑‒–―−"),
        *((f"Frigates {mark}sail{mark}", "Frigates “sail”") for mark in '"“”„‟«»″'),
        *((f"it{mark}s here", "it’s here") for mark in "'‘‚‛`´′"),
        ("frigates", "Frigates"),
        ("**Frigates** “sail”", "Frigates “sail”"),
        ("Frigates 'sail'", None),
        ("seasall", None),
        ("Frigate", None),
        ("ll of", None),
        ("ll of them, it’s here", "ll of them, it’s here"),  # cut from a sentence
        ("ll of them, it's here", None),
    ],
)
def test_a_quote_may_differ_but_for_its_normal_form(quote: str, found: str | None) -> None:
    answer_sets, problems = locate_gold(question(quotes=(quote,)), TEXTS)
    spans = [span for answer_set in answer_sets for places in answer_set for span in places]
    assert [TEXTS[span.document][span.start : span.end] for span in spans] == [found] * bool(found)
    assert bool(problems) == (found is None)


def test_a_quote_that_occurs_nearly_everywhere_is_rejected() -> None:
    _, problems = locate_gold(question(quotes=("e",)), {"a": "e " * 1000})
    assert problems == []
    _, problems = locate_gold(question(quotes=("e",)), {"a": "e " * 1000, "b": "e " * 10**6})
    assert problems == [
        "“e” occurs more than 1000 times in the documents: quote more of the sentence"
    ]


def test_a_quote_may_be_enormous() -> None:
    text = "word “x” " * 20_000
    for quote, end in ((text, len(text)), (text.replace("“", '"'), len(text) - 1)):
        assert locate_gold(question(quotes=(quote,)), {"a": text})[0] == [
            ((TextSpan("a", 0, end),),)
        ]
    [problem] = locate_gold(question(quotes=(text + "no",)), {"a": text})[1]
    assert problem.startswith("not in the documents")


def test_an_exact_occurrence_wins_over_a_loose_one() -> None:
    texts = {"a": "it's here, it’s there", "b": "**Aid** and aid, paid, aid"}
    assert locate_gold(question(quotes=("it’s",)), texts)[0] == [((TextSpan("a", 11, 15),),)]
    assert locate_gold(question(quotes=("**Aid** ",)), texts)[0] == [((TextSpan("b", 0, 8),),)]
    assert locate_gold(question(quotes=("aid",)), texts)[0] == [
        ((TextSpan("b", 12, 15), TextSpan("b", 23, 26)),)
    ]


def test_all_quotes_are_needed_and_any_alternative_will_do() -> None:
    asked = question(quotes=("Howitzers fire.", "Frigates"), alternatives=("seas", "all of them"))
    answer_sets, _ = locate_gold(asked, TEXTS)
    texts = [
        [[TEXTS[span.document][span.start : span.end] for span in places] for places in answer_set]
        for answer_set in answer_sets
    ]
    assert [[text for [text] in answer_set] for answer_set in texts] == [
        ["Howitzers fire.", "Frigates"],
        ["seas"],
        ["all of them"],
    ]


@pytest.mark.parametrize("doc", ["more/army.txt", "more/army", "army.txt", "army"])
def test_a_document_is_named_by_its_id_or_file_name(doc: str) -> None:
    answer_sets, problems = locate_gold(question(doc, quotes=("Submarines dive.",)), TEXTS)
    assert (answer_sets, problems) == ([((TextSpan("more/army.txt", 16, 32),),)], [])


def test_spans_replace_quotes() -> None:
    asked = question("army", quotes=("Howitzers  fire.",), spans=((0, 15),))
    assert locate_gold(asked, TEXTS) == ([((TextSpan("more/army.txt", 0, 15),),)], [])


def test_no_gold_and_no_answer_have_no_answer_set() -> None:
    for asked in (question(), question(quotes=()), question("navy", quotes=(), spans=())):
        assert locate_gold(asked, TEXTS) == ([], [])


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (question(quotes=("Tanks roll.", "dive")), "not in the documents: “Tanks roll.”"),
        (question("navy", quotes=("Howitzers",)), "not in the documents: “Howitzers”"),
        (question(alternatives=("Tanks roll.",)), "not in the documents: “Tanks roll.”"),
        (question("nowhere", quotes=("dive",)), "no document is called 'nowhere'"),
        (
            question("army", spans=((0, 33),)),
            "characters (0, 33) are beyond the end of more/army.txt (32 characters)",
        ),
        (
            question("army", quotes=("Howitzers",), spans=((1, 10),)),
            "characters (1, 10) of more/army.txt are not “Howitzers”",
        ),
    ],
)
def test_missing_gold_is_reported(asked: Question, problem: str) -> None:
    assert locate_gold(asked, TEXTS)[1] == [problem]


def test_two_documents_with_one_name_are_listed() -> None:
    [problem] = locate_gold(question("a", quotes=("x",)), {"1/a.md": "x", "2/a.md": "x"})[1]
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
def test_a_passage_with_half_of_the_gold_is_relevant(
    gold: tuple[int, int], passages: list[tuple[int, int]], held: list[tuple[int, int]]
) -> None:
    """Where none does, those that hold at least half as much as the one that holds most."""
    assert [passage[1:] for passage in relevant_passages(TextSpan("a", *gold), passages)] == held


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
    st.integers(0, 200),
    st.integers(1, 200),
)
def test_gold_that_a_passage_touches_has_a_relevant_passage(
    lengths: list[int], start: int, length: int
) -> None:
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    passages = list(zip([0, *ends], ends, strict=False))
    found = list(relevant_passages(TextSpan("a", start, start + length), passages))
    assert bool(found) == (start < ends[-1])
    for _, first, last in found:
        assert min(last, start + length) > max(first, start)
