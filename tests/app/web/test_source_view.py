"""A document to read: every character of it, and nothing of it is HTML."""

from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.web.page.source_view import MAX_SHOWN_CHARS, source_view
from ingest import Document, Dropped, Section, sanitize_terminal


class Text(HTMLParser):
    """The text of the view, its tags, and what is within those of a class."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.within = "", set[str](), dict[str, str]()
        self._classes: list[str] = []
        self.feed(page.partition(" dir='auto'>")[2].partition("<div class='text'")[2])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._classes.append(dict(attributes).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._classes:
            self._classes.pop()

    def handle_data(self, data: str) -> None:
        classes = " ".join(self._classes).split()
        for name in classes:
            self.within[name] = self.within.get(name, "") + data
        if "page-number" not in classes and "omitted" not in classes:
            self.text += data


def view(document: Document, passage: tuple[int, int], *answers: tuple[int, int]) -> Text:
    return Text(source_view(document, passage, answers))


@given(st.text(min_size=1, max_size=80), st.data())
def test_every_character_is_shown_once(text: str, data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted).map(tuple)
    passage, dropped, answer = (data.draw(places) for _ in range(3))
    document = Document(
        "a.md",
        "",
        text,
        sections=(Section((), 0, 0, len(text)),),
        dropped=(Dropped(*dropped, "x"),),
    )
    shown = view(document, passage, answer)
    start = shown.text.partition(">")[2]
    assert start == printable_pieces(text, passage, dropped, answer)
    assert shown.tags <= {"span", "mark", "div"}


def printable_pieces(text: str, *spans: tuple[int, ...]) -> str:
    """Return the pieces, each sanitized by itself: a cut may separate '\\r' from '\\n'."""
    cuts = sorted({0, len(text), *(offset for span in spans for offset in span)})
    return "".join(sanitize_terminal(text[a:b]) for a, b in pairwise(cuts))


def test_the_passage_and_its_answers_are_marked() -> None:
    text = "# T\n\nOne. Two. Three."
    document = Document("a.md", "", text, sections=(Section(("T",), 0, 5, len(text)),))
    shown = view(document, (5, len(text)), (10, 14))
    assert shown.within["passage"] == "One. Two. Three."
    assert shown.within["answer"] == "Two."
    assert shown.within["heading"] == "# T\n\n"


def test_the_part_of_a_huge_document_around_the_passage_is_shown() -> None:
    text = "".join(f"{number:07} " for number in range(100_000))
    passage = (400_000, 400_007)
    shown = view(Document("a.txt", "", text), passage)
    assert shown.within["passage"] == text[slice(*passage)]
    assert len(shown.text) < MAX_SHOWN_CHARS + 100
    assert "300,003 more characters before" in shown.within["omitted"]
    assert (
        f"{len(text) - 300_003 - MAX_SHOWN_CHARS:,} more characters after"
        in shown.within["omitted"]
    )
