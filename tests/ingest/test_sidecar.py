from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest import (
    Document,
    UnreadableSource,
    Worker,
    find_sources,
    keep_boilerplate,
    read_contents,
    read_document,
    read_source,
)
from ingest.chunk import chunk
from tests.ingest.test_chunk import check, count_words
from tests.support.files import WORDS, lines, page, pdf, word

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\f"), max_size=60)


def read(folder: Path) -> Document:
    [source] = find_sources([folder]).sources
    with Worker() as worker:
        return read_source(source, read_contents(source), worker).unpack()


@pytest.mark.parametrize("name", ["brief.pdf", "brief.md"])
@pytest.mark.parametrize("sidecar", ["{name}.meta.yaml", "brief.meta.yaml"])
def test_a_sidecar_wins_over_its_document(tmp_path: Path, name: str, sidecar: str) -> None:
    data = pdf(lines(["By Somebody Else", WORDS])) if name.endswith("pdf") else WORDS.encode()
    (tmp_path / name).write_bytes(data)
    (tmp_path / sidecar.format(name=name)).write_text(
        "title: 'Submarines: for two'\nauthors: [Julie Kim, Jo March]\ndate: 2025-04-02\n"
        "url: https://example.org\npages: 12\n"
    )
    document = read(tmp_path)
    assert (document.title, document.author, document.date, document.url) == (
        "Submarines: for two",
        "Julie Kim, Jo March",
        "2025-04-02",
        "https://example.org",
    )


def test_fields_missing_in_the_sidecar_come_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: T\nauthor: A\n---\n\n{WORDS}")
    (tmp_path / "a.md.meta.yaml").write_text("author: B\n")
    document = read(tmp_path)
    assert (document.title, document.author, document.date) == ("T", "B", "")


@pytest.mark.parametrize(
    ("sidecar", "warnings"),
    [
        ("title: [", ["line 1 is not valid YAML"]),
        ("date: May\ntitle:\n  a: b: c", ["line 3 is not valid YAML"]),
        ("- a list", ["no YAML keys: write one key: value a line"]),
        ("a: &a [x]\ntitle: *a", ["line 2 is not valid YAML (a reference *name)"]),
        ("", ["empty: no text in it"]),
        ("\0", ["not text"]),
        ("x" * 20_001, ["over 20,000 characters: not read"]),
        ("titel: T", ["unknown key titel; did you mean title?"]),
        (
            "subject: S\nAutor: A",
            [
                "unknown key subject (known: title, author, date, url)",
                "unknown key Autor; did you mean author?",
            ],
        ),
        ("date: May\ndatte: June", ["unknown key datte; did you mean date?"]),
        ("author: {given: A}", ["the value of author is not used: write it as text"]),
        ("title:", ["none of title, author, date, url in it"]),
    ],
)
def test_what_is_wrong_with_a_sidecar_is_a_warning_and_its_document_is_read(
    tmp_path: Path, sidecar: str, warnings: list[str]
) -> None:
    (tmp_path / "a.md").write_text(WORDS)
    (tmp_path / "a.md.meta.yaml").write_text(sidecar)
    document = read(tmp_path)
    assert (document.text, document.title) == (WORDS, "")
    assert len(document.warnings) == len(warnings)
    for warning, start in zip(document.warnings, warnings, strict=True):
        assert warning.startswith(f"a.md.meta.yaml: {start}")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Aid: a review", "Aid: a review"),
        ("Title: T", "T"),
        ("title:Aid", "Aid"),
        ("title:\tAid", "Aid"),
        ("title: @Aid, 'really': 50%", "@Aid, 'really': 50%"),
        ('title: "Aid": a review', '"Aid": a review'),
        ("title: [Draft] Aid", "[Draft] Aid"),
        ("title: - Aid", "- Aid"),
        ("title: 'Aid: a # review'", "Aid: a # review"),
        ("title: >\n  Aid\n  again", "Aid again"),
    ],
)
def test_values_need_no_quotes(tmp_path: Path, line: str, title: str) -> None:
    (tmp_path / "a.md").write_text(WORDS)
    (tmp_path / "a.md.meta.yml").write_text(f"{line}\nauthors:\n  - Ada\n  - Jo\n")
    document = read(tmp_path)
    assert (document.title, document.author, document.warnings) == (title, "Ada, Jo", ())


def made(suffix: str, paragraphs: list[str]) -> bytes:
    if suffix == "html":
        return page("".join(f"<p>{words}</p>" for words in paragraphs))
    if suffix == "docx":
        shown = ["".join(c for c in words if c.isprintable()) for words in paragraphs]
        return word(*(("Heading 1" if len(words) < 9 else "", words) for words in shown))
    latin = [words.encode("cp1252", "ignore").decode("cp1252") for words in paragraphs]
    return pdf(*(lines([words, WORDS]) for words in latin), lines([WORDS], size=15))


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf"])
@settings(max_examples=10)
@given(paragraphs=st.lists(TEXTS, max_size=6), keep=st.booleans())
@example(paragraphs=["Share", "1", "TOP OF PAGE", "One. Two."], keep=False)
def test_passages_of_every_format_are_exact_and_lose_nothing(
    suffix: str, paragraphs: list[str], keep: bool
) -> None:
    try:
        document = read_document(f"any.{suffix}", made(suffix, paragraphs))
    except UnreadableSource:
        return
    document = keep_boilerplate(document) if keep else document
    passages = chunk(document, count_words, 20)
    check(document, passages, count_words([passage.text for passage in passages]), 20)
    for place in document.places:
        assert 0 <= place.start <= place.end <= len(document.text)
