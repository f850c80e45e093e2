import json
from dataclasses import replace

from app.answers.answer import Answer
from app.answers.words import also_in, as_json, citation, marked, meaning
from index import Changes, Hit, Parts
from index.ranking.late_interaction import Alignment
from ingest import Locator, Passage, one_line, read_document, sanitize_terminal
from ingest.chunk import chunk

DOCUMENT = read_document(
    "folder/brief.md",
    b"---\ntitle: A Title\nauthor: Ada\ndate: May 2025\n---\n"
    b"# Part\n## Sub\n\nFirst. Second. Third.",
)
START = DOCUMENT.text.index("First.")
PASSAGE = Passage(
    "folder/brief.md", START, START + 21, "First. Second. Third.", ("Part", "Sub"), 2,
    locator=Locator("page", 3, 3),
    sentences=((START, START + 6), (START + 7, START + 14), (START + 15, START + 21)),
)  # fmt: skip
HIT = Hit(
    1, 0.71234, PASSAGE, DOCUMENT, ((START + 7, START + 14),), Parts(0.65, 0.75432, 0.5, 4.8912)
)


def test_a_citation_names_all_that_is_known() -> None:
    assert citation(HIT) == (
        "Ada, “A Title”, May 2025, section “Part › Sub”, paragraph 2, page 3, "
        f"characters {START}–{START + 21} of folder/brief.md"
    )


def test_a_citation_leaves_out_what_is_not_known() -> None:
    bare = replace(DOCUMENT, title="", author="", date="")
    hit = replace(HIT, document=bare, passage=replace(PASSAGE, section=(), locator=None))
    assert citation(hit) == f"paragraph 2, characters {START}–{START + 21} of folder/brief.md"


def test_a_citation_counts_the_paragraphs_that_a_passage_spans() -> None:
    document = read_document("a.md", b"# T\n\n## A\n\nOne.\n\nTwo.\n\nThree.\n\n## B\n\nFour.")
    passages = chunk(document, lambda texts: [2 + len(text.split()) for text in texts], 7)
    cited = [citation(replace(HIT, document=document, passage=each)) for each in passages]
    assert [each.split(", ")[2] for each in cited] == [
        "paragraph 1",
        "paragraphs 2–3",
        "paragraph 1",
    ]


def test_the_marked_passage_is_the_passage_with_its_highlight() -> None:
    assert marked(HIT) == [("First. ", False), ("Second.", True), (" Third.", False)]


def test_a_hit_names_some_of_the_passages_that_say_the_same() -> None:
    assert also_in(HIT) == ""
    span = f"characters {START}–{START + 21} of"
    assert also_in(replace(HIT, also=(PASSAGE,))) == f"also in {span} folder/brief.md"
    twins = tuple(replace(PASSAGE, document_id=f"{number}.md") for number in range(9))
    assert also_in(replace(HIT, also=twins)) == (
        f"also in {span} 0.md, {span} 1.md, {span} 2.md and 6 more"
    )


def test_control_characters_cannot_steer_a_terminal() -> None:
    evil = replace(DOCUMENT, text="safe\x1b[2J\x9b\r\nend", title="\x1b]0;x\x07")
    hit = replace(HIT, document=evil, passage=replace(PASSAGE, start=0, end=14), highlights=())
    assert marked(hit) == [("safe�[2J�\nend", False)]
    assert "\x1b" not in citation(hit)


def test_line_ends_of_all_kinds_are_shown_as_such() -> None:
    assert sanitize_terminal("a\rb\r\nc\x0cd\u2028e") == "a\nb\nc\nd\ne"
    assert one_line("a\rb\n c") == "a b c"


def test_every_score_has_a_meaning() -> None:
    assert [meaning(score) for score in (1.0, 0.75, 0.74, 0.6, 0.59, 0.01)] == [
        "close match",
        "close match",
        "fair match",
        "fair match",
        "loose match, read with care",
        "loose match, read with care",
    ]


def test_the_json_of_an_answer_is_plain_data() -> None:
    data = as_json(Answer("Why?", [HIT], Changes(changed=("folder/brief.md",))))
    assert json.loads(json.dumps(data)) == data
    assert data["question"] == "Why?"
    assert data["changes"] == {"new": [], "changed": ["folder/brief.md"], "removed": []}
    assert data["hits"] == [
        {
            "rank": 1,
            "score": 0.7123,
            "text": "First. Second. Third.",
            "document": "folder/brief.md",
            "title": "A Title",
            "author": "Ada",
            "date": "May 2025",
            "section": "Part › Sub",
            "page": 3,
            "locator": {"kind": "page", "first": 3, "last": 3, "label": ""},
            "paragraph": 2,
            "start": START,
            "end": START + 21,
            "stale": True,
            "citation": citation(HIT),
            "highlights": [[START + 7, START + 14]],
            "parts": {"late": 0.65, "window": 0.7543, "vector": 0.5, "lexical": 4.8912},
            "also": [],
        }
    ]
    twin = replace(PASSAGE, document_id="copy.md")
    met = Alignment("why", "Second", 0.5, 1.0)
    hit = replace(HIT, also=(twin,), alignments=(met,))
    [told] = as_json(Answer("Why?", [hit], Changes()))["hits"]
    assert not told["stale"]
    assert told["also"] == [f"characters {START}–{START + 21} of copy.md"]
    assert told["alignments"] == [
        {"word": "why", "met": "Second", "similarity": 0.5, "weight": 1.0}
    ]
