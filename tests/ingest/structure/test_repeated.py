from collections.abc import Iterable

import pytest

from ingest import Document, read_document
from ingest.structure.repeated_lines import (
    REASON,
    RepeatedLines,
    drop_repeated,
    line_digest,
    own_lines,
    repeated_lines,
)

MASTHEAD = "The Institute – Policy Paper Series"
NOTICE = "Write to the Institute for a printed copy of any of its papers."


def paper(id: str, body: str) -> Document:
    text = f"{MASTHEAD}\n\nAbout {id}\n\n{body}\n\n## Conclusion\n\nSo much for {id}.\n\n{NOTICE}\n"
    return read_document(f"{id}.md", text.encode())


PAPERS = [
    paper(id, f"This is all about {id}, and about nothing else at all. " * 4) for id in "abcd"
]


def shared(documents: Iterable[Document]) -> RepeatedLines:
    return repeated_lines([own_lines(document) for document in documents])


def dropped(document: Document) -> list[str]:
    return [
        document.text[span.start : span.end] for span in document.dropped if span.reason == REASON
    ]


def test_a_shared_line_stays_only_in_the_first_document() -> None:
    repeated = shared(PAPERS).first_ids
    assert repeated == {line_digest(MASTHEAD): "a.md", line_digest(NOTICE): "a.md"}
    found = [drop_repeated(paper, repeated) for paper in PAPERS]
    assert [dropped(paper) for paper in found] == [[], *[[MASTHEAD, NOTICE]] * 3]


def test_two_documents_are_not_many() -> None:
    assert shared(PAPERS[:2]).first_ids == {}


def test_a_shared_heading_is_no_repeated_line() -> None:
    assert line_digest("## Conclusion") not in shared(PAPERS).first_ids


def test_a_title_that_editions_share_is_no_repeated_line() -> None:
    texts = [f"# Drones\n\nDrones may fly up to {height} metres." for height in (120, 90, 100)]
    editions = [read_document(f"{number}.md", text.encode()) for number, text in enumerate(texts)]
    assert shared(editions).first_ids == {}


def test_versions_and_copies_of_a_document_stay_whole() -> None:
    version = paper("a", "This is all about one thing, in version after version.")
    copies = [read_document(f"z{number}.md", version.text.encode()) for number in range(3)]
    repeated = shared([version, *copies]).first_ids
    assert set(repeated.values()) == {"a.md"}
    assert [drop_repeated(copy, repeated) for copy in copies] == copies


def test_a_line_that_no_longer_repeats_is_restored() -> None:
    found = drop_repeated(PAPERS[1], shared(PAPERS).first_ids)
    assert drop_repeated(found, {}) == PAPERS[1]
    assert drop_repeated(found, shared(PAPERS).first_ids) == found


def test_shared_lines_in_the_middle_stay() -> None:
    middle = f"First of {{id}}.\n\n{NOTICE}\n\nLast of {{id}}.\n"
    documents = [read_document(f"{id}.md", middle.format(id=id).encode()) for id in ("x", "y", "z")]
    repeated = shared(documents).first_ids
    assert repeated == {line_digest(NOTICE): "x.md"}
    assert [drop_repeated(document, repeated) for document in documents] == documents


def test_list_items_and_all_the_text_under_a_heading_stay() -> None:
    minutes = "# Minutes {id}\n\nWe met on day {id} and talked at length of matter {id}.\n\n"
    for end in ("## Decision\n\nThe motion was rejected.\n", "- Bread\n- A spoon of salt\n"):
        documents = [
            read_document(f"{id}.md", (minutes.format(id=id) + end).encode()) for id in "xyz"
        ]
        repeated = shared(documents).first_ids
        assert [drop_repeated(document, repeated) for document in documents] == documents


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Present:\nAda Berg\nOmar Nabil", "Signed:\n\nAda Berg"),
        ("Chair: Ada Berg", "**Next meeting:** in the forester's house"),
        ("The board met in the forester's house.", "The meeting closed with a song."),
        ("| Name | Vote |", "1. Closing"),
    ],
)
def test_what_minutes_share_about_their_subject_stays(head: str, foot: str) -> None:
    documents = [
        read_document(
            f"{day}.txt", f"{head}\n\n{'All of day ' + day + '. ' * 9}\n\n{foot}\n".encode()
        )
        for day in ("one", "two", "three")
    ]
    repeated = shared(documents).first_ids
    assert [drop_repeated(document, repeated) for document in documents] == documents


def test_a_document_of_nothing_but_repeated_lines_stays_whole() -> None:
    documents = [read_document(f"{id}.md", f"{MASTHEAD}\n\n{NOTICE}\n".encode()) for id in "xyz"]
    repeated = shared(documents).first_ids
    assert [drop_repeated(document, repeated) for document in documents] == documents


def test_documents_that_may_change_are_named() -> None:
    other = read_document("other.md", b"Nothing of this is shared.")
    assert shared([*PAPERS, other]).affected == {paper.id for paper in PAPERS}
    before = drop_repeated(PAPERS[1], shared(PAPERS).first_ids)
    assert shared([before, other]).affected == {"b.md"}  # its lines come back
