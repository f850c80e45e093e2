import json
from pathlib import Path

from app.library.examples import example_questions
from index import update
from tests.support.encoder import FakeEncoder
from tests.support.workbooks import workbook


def test_examples_are_questions_that_the_indexed_documents_answer(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "questions").mkdir()
    (tmp_path / "documents/a.md").write_text("Submarines dive. Howitzers fire.")
    lines = [
        {"question": "What dives?", "quotes": ["Submarines dive."]},
        {"question": "Who is not in it?", "quotes": ["Frigates sail."]},
        {"question": "What does it not answer?", "quotes": []},
        {"question": "What is " + "very " * 20 + "long?", "quotes": ["Howitzers fire."]},
        {"quotes": ["Howitzers fire."]},
        {"question": "What fires?", "quotes": ["Howitzers fire.", "Submarines dive."]},
    ]
    text = "\n".join(map(json.dumps, lines)) + "\nnot json\n[]\n"
    (tmp_path / "questions/some.jsonl").write_text(text)
    update(tmp_path / "index", [tmp_path / "documents"], load_encoder=FakeEncoder)
    assert example_questions(tmp_path / "index") == ["What dives?", "What fires?"]
    assert example_questions(tmp_path / "index", 1) == ["What dives?"]
    sheet = [["question", "quotes"], ["What else fires?", "Howitzers fire."]]
    (tmp_path / "questions/another.xlsx").write_bytes(workbook({"Sheet1": sheet}))
    (tmp_path / "questions/broken.xlsx").write_bytes(b"PK")
    assert example_questions(tmp_path / "index", 1) == ["What else fires?"]


def test_the_shipped_corpus_has_six_examples(corpus: Path) -> None:
    assert len(example_questions(corpus)) == 6
