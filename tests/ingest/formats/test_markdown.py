import pytest

from ingest import Document, read_document
from ingest.chunk import chunk

FRONT_MATTER = '---\ntitle: "A: B"\nauthors: [Ada Lovelace, Jo]\ndate: 2025-04-02\nx: {y: 1}\n---\n'


def read(text: str) -> Document:
    return read_document("notes.md", text.encode())


def paths(document: Document) -> list[tuple[str, ...]]:
    return [section.path for section in document.sections]


def test_front_matter_is_metadata_and_not_text_to_retrieve() -> None:
    document = read(FRONT_MATTER + "# Another title\n\nText.\n")
    assert (document.title, document.author, document.date) == (
        "A: B",
        "Ada Lovelace, Jo",
        "2025-04-02",
    )
    [dropped] = document.dropped
    assert document.text[dropped.start : dropped.end] + "\n" == FRONT_MATTER
    assert dropped.reason == "front matter"


@pytest.mark.parametrize(
    "broken",
    [
        "---\na: [\n---\n",
        "---\na: " + "[" * 20_000 + "\n---\n",
        "---\n\ta: b\na:\n---\n",
    ],
)
def test_broken_front_matter_is_dropped_and_the_rest_is_read(broken: str) -> None:
    document = read(broken + "# Title\n\nText.\n")
    assert document.title == "Title"
    assert "ignored" in document.dropped[0].reason
    assert document.warnings[0].startswith("front matter: ")


@pytest.mark.parametrize(
    ("keys", "warnings"),
    [
        ("titel: T", ("front matter: unknown key titel; did you mean title?",)),
        (
            "Autor: A\ndat: D",
            (
                "front matter: unknown key Autor; did you mean author?",
                "front matter: unknown key dat; did you mean date?",
            ),
        ),
        ("layout: post\ntags: [a]\nlinks: [b]\ndata: c\nupdate: d\nsubtitle: e", ()),
        ("titles: T\ntitle: T\ndates: D\nlastmod: L", ()),
        ("slug: s\ndraft: true\nauthor_url: u\nog_title: T\nsourceURL: u", ()),
        (
            "author: A\nautor: B\ndate: D\ndatte: E",
            (
                "front matter: unknown key autor; did you mean author?",
                "front matter: unknown key datte; did you mean date?",
            ),
        ),
        (
            "".join(f"tag{number}: t\n" for number in range(30)) + "titel: T",
            ("front matter: unknown key titel; did you mean title?",),
        ),
        (
            "author:\n  - given: A",
            ("front matter: the value of author is not used: write it as text",),
        ),
        (
            "date: last-modified",
            ("front matter: the value of date is not used: write it as text",),
        ),
        (
            "date: 1\nx: [",
            (
                "front matter: line 4 is not valid YAML (expected the node content, "
                "but found '<stream end>'): put the value in quotes",
            ),
        ),
    ],
)
def test_front_matter_may_have_other_keys_but_no_misspelt_ones(
    keys: str, warnings: tuple[str, ...]
) -> None:
    assert read(f"---\n{keys}\n---\n# H\n\nText.\n").warnings == warnings


def test_front_matter_needs_no_quotes_and_capitals_count() -> None:
    document = read("---\nTITLE: Aid: a review\nsummary: one: two\nAuthor: Ada\n---\nText.\n")
    assert (document.title, document.author) == ("Aid: a review", "Ada")
    assert (document.dropped[0].reason, document.warnings) == ("front matter", ())


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("title: 2025-13-45", "2025-13-45"),
        ("title: " + "9" * 5000, "9" * 499 + "…"),
        ("title: &a [*a, b]", "H"),
        (f"title: &a {'A' * 9000}\nauthor: [{','.join(['*a'] * 9000)}]", "H"),
        (f"title: T\nauthor: {'A' * 200_000}", "H"),
        ("title: {deep: {deeper: x}}", "H"),
        ("title: null", "H"),
        ("title:", "H"),
    ],
)
def test_fields_are_copied_and_odd_ones_are_harmless(field: str, title: str) -> None:
    assert read(f"---\n{field}\n---\n# H\n\nText.").title == title


@pytest.mark.parametrize(
    "text",
    [
        "---\nText: one\n\nMore.\n",
        "---\n\nText: one\n\n---\n\nMore.\n",
        "---\njust words\n---\n\nMore.",
        "----\nText: one\n----\n",
    ],
)
def test_text_after_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    assert read(text).dropped == ()


def test_front_matter_may_end_with_dots() -> None:
    document = read("---\ntitle: T\n...\n\nText.\n\n---\n\nMore.\n")
    assert (document.title, document.dropped[0].end) == ("T", len("---\ntitle: T\n..."))


def test_without_front_matter_the_first_heading_is_the_title_and_the_byline_counts() -> None:
    document = read("# The *real* `title`\n\nby Ada Lovelace\nApril 2025\n\n## Part\n\nText.\n")
    assert (document.title, document.author, document.date) == (
        "The real title",
        "Ada Lovelace",
        "April 2025",
    )
    assert paths(document) == [(), ("Part",)]


def test_boilerplate_is_dropped_except_in_code_and_single_words() -> None:
    document = read("Text.\n\nTOP OF PAGE\n\n```\nread more\n```\n\n- a\n\nShare\n\n    see more\n")
    assert [document.text[span.start : span.end] for span in document.dropped] == ["TOP OF PAGE"]


def test_headings_nest_by_level_in_both_spellings() -> None:
    document = read(
        "Intro.\n\nA\n=\n\ntext\n\n## B\n\ntext\n\n### C\n\ntext\n\nD\n---\n\ntext\n\n# E\ntext"
    )
    assert paths(document) == [(), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",)]


def test_a_heading_is_named_without_its_markup() -> None:
    assert paths(read("text\n\n## *One*\n\ntext\n\n<a></a>Two\nlines `x`\n---\n\ntext")) == [
        (),
        ("One",),
        ("Two lines x",),
    ]


def test_a_byline_in_a_code_block_is_ignored() -> None:
    assert read("# Links\n\n```\n2001-01-01\nby Ada Lovelace\n```\n").author == ""


def test_a_heading_cut_off_from_its_text_is_no_passage() -> None:
    document = read("# Title\n\nTweet this\n\n## Part\n\nTOP OF PAGE\n\nText.\n")
    kept = chunk(document, lambda texts: [2 + len(text.split()) for text in texts], 100)
    assert [(passage.section, passage.text) for passage in kept][-1] == (("Part",), "Text.")
    assert "## Part" not in [passage.text for passage in kept]


def test_a_number_with_its_kind_stays_in_the_path_of_its_title() -> None:
    document = read("text\n\n## Annex B\n\nTOP OF PAGE\n\n## Trade\n\ntext\n\n## Wages\n\ntext")
    assert paths(document) == [(), ("Annex B", "Trade"), ("Wages",)]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# Annex B\n\n# Annex C\n\ntext", "", [("Annex C",)]),
        ("# Annex B\n\n# Fees\n\ntext", "", [("Annex B", "Fees")]),
        ("# Annex B\n\ntext\n\n## Fees\n\ntext", "Annex B", [(), ("Fees",)]),
        ("# Part I\n\n# Chapter 1\n\ntext", "", [("Part I", "Chapter 1")]),
        ("# Annex B: Fees\n\ntext\n\n# Costs", "", [("Annex B: Fees",), ("Costs",)]),
        ("# 1. Fees\n\ntext\n\n# 2. Costs", "", [("1. Fees",), ("2. Costs",)]),
        ("# Summary\n\ntext\n\n# Costs", "", [("Summary",), ("Costs",)]),
        ("# 2021\n\ntext\n\n# 2022", "", [("2021",), ("2022",)]),
        ("# Port of Lunde\n\ntext\n\n# Costs", "Port of Lunde", [("Port of Lunde",), ("Costs",)]),
    ],
)
def test_the_heading_of_a_first_part_is_no_title(
    text: str, title: str, expected: list[tuple[str, ...]]
) -> None:
    document = read(text)
    assert (document.title, paths(document)) == (title, expected)


def test_a_heading_is_dropped_with_the_last_of_its_text() -> None:
    document = read("text\n\n## Share\n\nTOP OF PAGE\n")
    dropped = [document.text[span.start : span.end] for span in document.dropped]
    assert dropped == ["## Share", "TOP OF PAGE"]
    assert read("text\n\n## References\n").dropped == ()


def test_a_hash_in_a_code_block_or_a_quotation_is_no_heading() -> None:
    assert paths(read("text\n\n```sh\n# comment\n```\n\n> # quoted\n\n    # indented\n")) == [()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_sections_are_exact_with_every_line_end(line_end: str) -> None:
    document = read("---\ntitle: T\n---\nfirst\n\n## Part\nsecond\n".replace("\n", line_end))
    assert document.title == "T"
    section = document.sections[-1]
    assert document.text[section.start : section.body].strip() == "## Part"
    assert document.text[section.body : section.end].strip() == "second"
