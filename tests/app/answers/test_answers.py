import json
from dataclasses import replace

from app.answers.answer import Answer
from app.answers.words import also_in, as_json, meaning
from index import Changes
from index.ranking.late_interaction import Alignment
from ingest import one_line, sanitize_terminal
from tests.support.hits import HIT, PASSAGE, START


def test_a_hit_names_some_of_the_passages_that_say_the_same() -> None:
    assert also_in(HIT) == ""
    span = f"characters {START}–{START + 21} of"
    assert also_in(replace(HIT, also=(PASSAGE,))) == f"also in {span} folder/brief.md"
    twins = tuple(replace(PASSAGE, document_id=f"{number}.md") for number in range(9))
    assert also_in(replace(HIT, also=twins)) == (
        f"also in {span} 0.md, {span} 1.md, {span} 2.md and 6 more"
    )


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
            "paragraph": 2,
            "start": START,
            "end": START + 21,
            "stale": True,
            "citation": str(HIT.citation),
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
