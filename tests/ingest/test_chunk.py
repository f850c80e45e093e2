import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import SentenceEncoder
from ingest import Document, Locator, Passage, Place, UnreadableSource, read_document
from ingest.chunk import chunk
from ingest.structure import join_title_block

PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\n\n",
            "\r\n",
            "# Part\n",
            "## Sub\n\n",
            "TOP OF PAGE\n",
            "\x1f",
            "\x1c\u2028\x85",
            "Share\n",
            "A Heading\n\n",
            "- item\n",
        ]
        + [
            "It is so, as was said before by many of them. ",
            "word " * 50,
            "x" * 300,
            "한국어 문장이다. ",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def count_words(texts: Sequence[str]) -> list[int]:
    return [2 + len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def check(document: Document, passages: list[Passage], sizes: list[int], limit: int) -> None:
    text = document.text
    sections = join_title_block(document)
    covered = set()
    position = 0
    for passage, size in zip(passages, sizes, strict=True):
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert position <= passage.start
        assert size <= limit
        section = next(part for part in sections if passage.start < part.end)
        assert passage.end <= section.end
        assert passage.section == section.path
        position = passage.end
        covered.update(range(passage.start, passage.end))
    for dropped in document.dropped:
        assert not covered.intersection(range(dropped.start, dropped.end))
        covered.update(range(dropped.start, dropped.end))
    assert all(place in covered or char.isspace() for place, char in enumerate(text))


@pytest.mark.parametrize("suffix", ["txt", "md"])
@given(text=TEXTS, limit=st.integers(12, 60))
@example(text="a" * 5000, limit=12)
@example(text="0000\x1f" + "x" * 300, limit=12)
@example(text="One. Two.\r\n\r\nTOP OF PAGE\r\nThree.", limit=12)
def test_passages_are_exact_in_order_within_the_limit_and_lose_nothing(
    suffix: str, text: str, limit: int
) -> None:
    try:
        document = read_document(f"any.{suffix}", text.encode())
    except UnreadableSource:
        return
    passages = chunk(document, count_words, limit)
    check(document, passages, count_words([passage.text for passage in passages]), limit)


@settings(max_examples=40)
@given(text=TEXTS)
def test_the_real_tokenizer_keeps_the_limit_too(model: SentenceEncoder, text: str) -> None:
    try:
        document = read_document("any.md", text.encode())
    except UnreadableSource:
        return
    passages = chunk(document, model.count_tokens, 40)
    check(document, passages, model.count_tokens([passage.text for passage in passages]), 40)


def texts(markdown: str, limit: int) -> list[str]:
    passages = chunk(read_document("some.md", markdown.encode()), count_words, limit)
    return [passage.text for passage in passages]


def test_paragraphs_join_if_they_fit_and_stay_whole() -> None:
    assert texts("One two three.\n\nFour five.\n\nSix seven eight nine.", 12) == [
        "One two three.\n\nFour five.",
        "Six seven eight nine.",
    ]


def test_a_long_paragraph_is_cut_between_sentences_into_even_parts() -> None:
    sentences = [f"This is sentence {number}." for number in ("one", "two", "three", "four")]
    assert texts(" ".join(sentences), 2 + 3 * 5) == [
        " ".join(sentences[:2]),
        " ".join(sentences[2:]),
    ]


def test_a_sentence_over_the_limit_is_cut_at_white_space() -> None:
    parts = texts("seventeen " * 30, 12)
    assert " ".join(parts) == ("seventeen " * 30).strip()
    assert max(count_words(parts)) <= 12


def test_a_passage_never_crosses_a_section_and_a_heading_is_never_alone() -> None:
    assert texts("# A\n\nOne.\n\n# B\n\n## C\n\nTwo.\n", 100) == [
        "# A\n\nOne.",
        "# B\n\n## C\n\nTwo.",
    ]
    assert texts("# Title\n\n## A\n\nOne.", 100) == ["# Title\n\n## A\n\nOne."]


def test_a_passage_never_crosses_a_dropped_line() -> None:
    assert texts("One.\n\nTOP OF PAGE\n\nTwo.", 100) == ["One.", "Two."]


def test_paragraphs_are_counted_within_their_section() -> None:
    markdown = "# T\n\nOne two three.\n\nFour five six.\n\n# S\n\nSeven.\n\nEight nine ten eleven."
    passages = chunk(read_document("some.md", markdown.encode()), count_words, 8)
    assert [(passage.section, passage.paragraph) for passage in passages] == [
        (("T",), 1),
        (("T",), 2),
        (("S",), 1),
        (("S",), 2),
    ]


def test_a_locator_names_all_pages_of_a_passage() -> None:
    document = read_document("some.txt", b"one.\n\ntwo.\n\nthree.")
    pages = [Locator("page", number, number) for number in (1, 2, 3)]
    places = (Place(0, 6, pages[0]), Place(6, 6, pages[1]), Place(6, 18, pages[2]))
    paged = replace(document, places=places)

    def locators(limit: int) -> list[str]:
        return [str(passage.locator) for passage in chunk(paged, count_words, limit)]

    assert locators(4) == ["page 1", "page 3", "page 3"]
    assert locators(6) == ["pages 1–3", "page 3"]
    assert chunk(document, count_words, 6)[0].locator is None


ITEMS = [f"- Flaw number {number} is of some weight." for number in range(1, 9)]
ROWS = [f"| Region {number} | {number}00 |" for number in range(1, 9)]


def test_a_lead_in_goes_with_its_first_item_and_leads_in_the_others() -> None:
    markdown = "One two three four five.\n\nThe audit found:\n\n" + "\n\n".join(ITEMS)
    passages = chunk(read_document("some.md", markdown.encode()), count_words, 40)
    assert not passages[0].text.endswith(":")
    assert [p.context[0].text if p.context else "" for p in passages] == [
        "",
        *["The audit found:"] * (len(passages) - 1),
    ]
    assert len(passages) > 1
    assert all(count_words([passage.embedded_text])[0] <= 40 for passage in passages)


def contexts(markdown: str, limit: int) -> list[list[str]]:
    document = read_document("some.md", markdown.encode())
    passages = chunk(document, count_words, limit)
    found = [context for passage in passages for context in passage.context]
    assert all(document.text[one.start : one.end] == one.text for one in found)
    assert all(count_words([passage.embedded_text])[0] <= limit for passage in passages)
    return [[context.text for context in passage.context] for passage in passages]


@pytest.mark.parametrize(
    ("lead_in", "end"),
    [
        ("- It took two years. Some was lost. The audit found:", "Some was lost. The audit found:"),
        ("It took years, and crews, who saw it, say it found:", "who saw it, say it found:"),
        (
            "In years the last of the three audits had found these things:",
            "of the three audits had found these things:",
        ),
    ],
)
def test_of_a_long_lead_in_the_end_is_kept(lead_in: str, end: str) -> None:
    items = "\n".join(f"  {item}" for item in ITEMS)
    assert contexts(f"{lead_in}\n{items}", 2 + 3 * 9)[-1] == [end]


def test_a_lead_in_that_leaves_no_room_for_an_item_is_cut() -> None:
    lead_in = "Of the " + "old and rusty " * 6 + "depots, which are many, the audit found:"
    item = "- In none of the depots was there a pump that could be made to run within an hour."
    assert texts(f"{lead_in}\n\n{item}", 42)[-1] == f"which are many, the audit found:\n\n{item}"


def test_of_a_wide_header_the_first_cells_are_kept() -> None:
    names = "| Region | Grant | Loan | Fine | Fee | Tax | Toll | Rent |"
    rows = "\n".join(f"| {n} | 1 | 2 | 3 | 4 | 5 | 6 | 7 |" for n in range(9))
    assert contexts(f"{names}\n{'|--' * 8}|\n{rows}", 2 + 30)[-1] == [
        "| Region | Grant | Loan | Fine | Fee"
    ]


def test_a_lead_in_before_a_heading_leads_in_the_list_below_it() -> None:
    markdown = "# T\n\nWe ask for:\n\n## Ships\n\n- two tugs\n\n## Crews\n\n- a cook"
    assert contexts(markdown, 60) == [[], ["We ask for:"], []]


def test_a_table_is_cut_between_rows_and_its_header_is_their_context() -> None:
    markdown = "\n".join(["| Name | Grant |", "|---|---|", *ROWS])
    passages = chunk(read_document("some.md", markdown.encode()), count_words, 50)
    assert len(passages) > 1
    for passage in passages[1:]:
        assert [context.text for context in passage.context] == ["| Name | Grant |"]
        assert passage.text.startswith("| Region ")
        assert passage.text.endswith("00 |")
        assert len(passage.sentences) == len(passage.text.splitlines())


def test_a_label_goes_with_what_it_names_also_if_that_must_be_cut() -> None:
    text = "Nothing else fits here now.\n\n**Findings**\n\n" + "It is so. " * 12
    assert [part[:13] for part in texts(text, 30)[:2]] == ["Nothing else ", "**Findings**\n"]


def test_an_acronym_that_the_document_spells_out_elsewhere_is_defined() -> None:
    markdown = "# A\n\nThe Northern Lights Fund (NLF) pays.\n\n# B\n\nThe NLF is in Oslo."
    first, second = chunk(read_document("some.md", markdown.encode()), count_words, 60)
    assert first.definitions == ()
    assert [definition.text for definition in second.definitions] == ["Northern Lights Fund (NLF)"]


def test_a_passage_of_one_long_token_is_limited_in_characters() -> None:
    document = read_document("blob.txt", b"x" * 100_000)
    passages = chunk(document, lambda texts: [3] * len(texts), 100)
    assert max(len(passage.text) for passage in passages) <= 800
