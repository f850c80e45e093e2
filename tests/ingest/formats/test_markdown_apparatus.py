"""Pictures, comments, footnotes and front matter: what of a Markdown file is not its text."""

import pytest

from ingest import Document, keep_boilerplate, read_document
from ingest.chunk import chunk
from tests.ingest.test_chunk import count_words

PICTURE = "data:image/png;base64," + "iVBORw0KGgo+" * 400


def read(text: str) -> Document:
    return read_document("notes.md", text.encode())


def passages(document: Document) -> list[str]:
    return [passage.text for passage in chunk(document, count_words, 60)]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (f"![Map]({PICTURE})", ["Oaks.\n\n![Map]", "Elms."]),
        (f'![]( <{PICTURE}> "T" )'.replace("( <", "(<").replace("> )", ">)"), ["Oaks.", "Elms."]),
        (f"[a list](data:text/csv,{'a;b;' * 99})", ["Oaks.\n\n[a list]", "Elms."]),
        (f"[map]: {PICTURE}", ["Oaks.", "Elms."]),
        (f'<img width=3 src="{PICTURE}" alt="The gate">', ["Oaks.", "The gate", "Elms."]),
        (f"<img src='{PICTURE}\n{'A1' * 30}'/>", ["Oaks.", "Elms."]),
        (f"{PICTURE}", ["Oaks.", "Elms."]),
        (
            "Use data: as in data:text/plain,Hi.",
            ["Oaks.\n\nUse data: as in data:text/plain,Hi.\n\nElms."],
        ),
    ],
)
def test_pictures_written_as_data_are_dropped_in_place(markup: str, kept: list[str]) -> None:
    text = f"Oaks.\n\n{markup}\n\nElms.\n"
    document = read(text)
    assert document.text == text
    assert passages(document) == kept
    assert all(span.reason.startswith("embedded ") for span in document.dropped)


def test_the_name_of_a_picture_in_a_heading_is_part_of_it() -> None:
    assert read(f"# ![Seal]({PICTURE}) Forest\n\nText.\n").title == "Seal Forest"


def test_comments_are_dropped_except_in_code() -> None:
    document = read(
        "Oaks.\n\n<!-- the fee\n# 45\n```\n-->\nElms. <!-- x -->\n\n`<!-- a -->` ``<!-- ` -->``\n\n"
        "```\n<!-- b -->\n```\n\n[//]: # (hidden)\n\nAsh <!-- open \\<!-- -\n"
    )
    assert passages(document) == [
        "Oaks.",
        "Elms.",
        "`<!-- a -->` ``<!-- ` -->``\n\n```\n<!-- b -->\n```",
        "Ash <!-- open \\<!-- -",
    ]
    assert [span.reason for span in document.dropped] == ["comment"] * 3
    assert keep_boilerplate(document) == document


@pytest.mark.parametrize(
    "comment",
    [
        "%% the fee is 45 %%",
        "%%\nthe fee\n\nis 45\n%%",
        "{/* the fee is 45 */}",
        "{{/* the fee is 45 */}}",
        "{{- /* the fee is 45 */ -}}",
        "{% comment %}the fee is 45{% endcomment %}",
    ],
)
def test_comments_of_programs_that_make_pages_are_dropped(comment: str) -> None:
    document = read(f"Oaks.\n\n{comment}\n\nElms.\n\n    {comment[:9]} in code\n")
    assert [span.reason for span in document.dropped] == ["comment"]
    assert "45" not in "".join(passages(document))


@pytest.mark.parametrize("text", ["Oaks %% of\n\nthem %% are.", "5%% a %%", "\\%% a %%", "%% a"])
def test_percent_signs_are_no_comments(text: str) -> None:
    assert read(text).dropped == ()


def test_a_sentence_with_notes_below_the_title_is_not_part_of_it() -> None:
    document = read("# Oaks\n\nOak is hard.[^a]\n\n## Elms\n\nElm is soft.\n\n[^a]: Dry.\n")
    first = chunk(document, count_words, 60)[0]
    assert (first.section, "Oak is hard.[^a]" in first.text) == ((), True)


@pytest.mark.parametrize(
    ("front", "author"),
    [
        ('{\n  "title": "A: B",\n  "author": "Ada",\n  "date": "2025-04-02"\n}', "Ada"),
        ("% A:\n  B\n% Ada; Jo\n% 2025-04-02", "Ada, Jo"),
        ("% A: B\n% Ada\n  Jo\n% 2025-04-02", "Ada, Jo"),
        ('---\n"title" : "A: B"\n"author": "[[people/ada|Ada]]"\n"date": 2025-04-02\n---', "Ada"),
        ('---\ntitle: "A: B"\nauthor:\n- name: Ada\n- Jo\ndate: 2025-04-02\n---', "Ada, Jo"),
        ('---\ntitle: "A: B"\nauthor: "{{ me }}"\ndate: 2025-04-02\n---', ""),
    ],
)
def test_front_matter_of_other_programs(front: str, author: str) -> None:
    document = read(f"{front}\n\nText.\n")
    assert (document.title, document.author, document.date) == ("A: B", author, "2025-04-02")
    assert passages(document) == ["Text."]


def test_braces_and_percent_signs_need_not_be_front_matter() -> None:
    for text in ('{\n  "size": 1\n}\n\nText.', "{\nno JSON\n}\n\nText.", "%% a\n\nText."):
        assert read(text).dropped == ()


def test_a_footnote_has_the_section_that_refers_to_it_or_none() -> None:
    document = read(
        "# Fees\n\nA night costs 42[^1] or 50[^b].\n\n# Gates\n\nOpen.[^c]\n\n"
        "[^1]: It was 39.\n    Until May.\n\n[^B]: With a dog,\nin summer.\n"
        "[^c]: Ring.\n[^d]: Lost.\n\nEnd.\n"
    )
    assert [(p.section, p.text) for p in chunk(document, count_words, 60)][2:] == [
        (("Fees",), "[^1]: It was 39.\n    Until May.\n\n[^B]: With a dog,\nin summer."),
        (("Gates",), "[^c]: Ring."),
        ((), "[^d]: Lost."),
        (("Gates",), "End."),
    ]


@pytest.mark.parametrize(
    ("front", "expected", "reason"),
    [
        (
            '+++\ntitle = "A: B"\nauthors = ["Ada", "Jo"]\ndate = 2025-04-02\n+++',
            "Ada, Jo",
            "front matter",
        ),
        (
            '+++\ntitle = A: B\nauthor = "Ada"\ndate = 2025-04-02\nx = [\n+++',
            "Ada",
            "in part ignored",
        ),
        (
            "---\ntitle: A: B\nauthor: Ada\ntags: [a, b\ndate: 2025-04-02\n---",
            "Ada",
            "in part ignored",
        ),
        (
            "---\ntitle: 'A: B'\n\tx: y\nauthor: Ada\ndate: 2025-04-02\n---",
            "Ada",
            "in part ignored",
        ),
    ],
)
def test_front_matter_may_be_toml_or_have_errors(front: str, expected: str, reason: str) -> None:
    document = read(f"{front}\n\nText.\n")
    assert (document.title, document.author, document.date) == ("A: B", expected, "2025-04-02")
    assert reason in document.dropped[0].reason
    assert passages(document) == ["Text."]


@pytest.mark.parametrize("unit", ["[", "![](data:", "`a", "<!--", "[^a]: b\n", "<img a='", "# [*"])
def test_long_markup_takes_little_time(unit: str) -> None:
    read("Text.\n\n" + unit * (20_000 // len(unit)))
