from ingest import Document, read_document
from ingest.repeated import REASON, drop_repeated, repeated_lines

MASTHEAD = "The Institute – Policy Paper Series"
NOTICE = "Write to the Institute for a printed copy of any of its papers."


def paper(id: str, body: str) -> Document:
    text = f"{MASTHEAD}\n\nAbout {id}\n\n{body}\n\n## Conclusion\n\nSo much for {id}.\n\n{NOTICE}\n"
    return read_document(f"{id}.md", text.encode())


PAPERS = [
    paper(id, f"This is all about {id}, and about nothing else at all. " * 4) for id in "abcd"
]


def dropped(document: Document) -> list[str]:
    return [
        document.text[each.start : each.end] for each in document.dropped if each.reason == REASON
    ]


def test_what_many_documents_share_stays_in_the_first_alone() -> None:
    repeated = repeated_lines(PAPERS)
    assert repeated == {MASTHEAD: "a.md", NOTICE: "a.md"}
    found = [drop_repeated(each, repeated) for each in PAPERS]
    assert [dropped(each) for each in found] == [[], *[[MASTHEAD, NOTICE]] * 3]


def test_two_documents_are_not_many() -> None:
    assert repeated_lines(PAPERS[:2]) == {}


def test_a_heading_that_many_documents_have_is_none_of_these() -> None:
    assert "## Conclusion" not in repeated_lines(PAPERS)


def test_versions_and_copies_of_a_document_stay_whole() -> None:
    version = paper("a", "This is all about one thing, in version after version.")
    copies = [read_document(f"z{number}.md", version.text.encode()) for number in range(3)]
    repeated = repeated_lines([version, *copies])
    assert set(repeated.values()) == {"a.md"}
    assert [drop_repeated(each, repeated) for each in copies] == copies


def test_what_no_longer_repeats_comes_back() -> None:
    found = drop_repeated(PAPERS[1], repeated_lines(PAPERS))
    assert drop_repeated(found, {}) == PAPERS[1]
    assert drop_repeated(found, repeated_lines(PAPERS)) == found


def test_lines_in_the_middle_of_a_document_are_left_alone() -> None:
    long = "\n\n".join(f"Paragraph {number} of many." for number in range(40))
    middle = f"{long}\n\n{NOTICE}\n\n{long}"
    documents = [
        read_document(f"{id}.md", middle.replace("many", id).encode()) for id in ("x", "y", "z")
    ]
    assert repeated_lines(documents) == {}
