"""briefqa ask: answers for people and for programs."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.cli import briefqa
from tests.support.encoder import FakeEncoder
from tests.support.paths import DIGEST

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_the_real_brief_answers_with_a_span_of_the_file(brief: Path, tmp_path: Path) -> None:
    indexed = briefqa("index", brief, "--index", tmp_path)
    assert indexed.stdout == "1 new, 0 changed, 0 removed, 0 unchanged; 27 passages\n"
    asked = briefqa("ask", QUESTION, "--index", tmp_path, "--format", "json")
    answer = json.loads(asked.stdout)
    first = answer["hits"][0]
    assert answer["question"] == QUESTION
    assert "$47.4 million" in first["text"]
    text = brief.read_bytes().decode()
    assert text[first["start"] : first["end"]] == first["text"]
    [(start, end)] = first["highlights"]
    assert "$47.4 million over five years (2022-2027)" in text[start:end]
    assert first["citation"].startswith(
        "Julie Kim, “The Future of Canada-ROK Defence Cooperation”, April 2025, "
        "section “Enhancing Cybersecurity Cooperation against North Korea”, paragraph 3, "
    )


def test_a_question_from_stdin_is_answered_in_plain_text(corpus: Path) -> None:
    asked = briefqa("ask", "-", "-k", 2, "--index", corpus, stdin=QUESTION + "\n")
    assert asked.returncode == 0
    assert asked.stderr == ""
    lines = asked.stdout.splitlines()
    assert [line[:2] for line in lines if line and not line.startswith(" ")] == ["1.", "2."]
    assert "$47.4 million" in asked.stdout.replace("\n   ", " ").split("**")[1]
    assert "— Julie Kim, “The Future of Canada-ROK Defence Cooperation (digest)”" in asked.stdout
    assert "\x1b" not in asked.stdout


def test_a_misspelt_word_is_named_above_the_passages(corpus: Path) -> None:
    asked = ["ask", "Who works with Hanwah Ocean?", "-k", 1, "--index", corpus]
    note, hit = briefqa(*asked).stdout.split("\n\n", 1)
    assert note == "No document has “Hanwah”; shown for “Hanwha”."
    assert "**Hanwha Ocean is a case in point" in " ".join(hit.split())
    data = json.loads(briefqa(*asked, "--format", "json").stdout)
    assert data["question"] == "Who works with Hanwah Ocean?"
    assert data["corrections"] == {"Hanwah": ["Hanwha"]}


def test_an_answer_is_explained_on_demand(corpus: Path) -> None:
    asked = ["ask", "Who pays against hackers?", "-k", 1, "--index", corpus]
    words = " ".join(briefqa(*asked, "--explain").stdout.split())
    assert "hackers → cyber 0." in words
    assert re.search(r"parts: passage 0\.\d+, best sentences 0\.\d+, BM25 \d+\.\d; cosine", words)
    assert "words:" not in briefqa(*asked).stdout
    [hit] = json.loads(briefqa(*asked, "--explain", "--format", "json").stdout)["hits"]
    words = {alignment["word"] for alignment in hit["alignments"]}
    assert words == {"Who", "pays", "against", "hackers"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the digest in documents, indexed in .briefqa with the fake encoder."""
    (tmp_path / "documents").mkdir()
    shutil.copy(DIGEST, tmp_path / "documents/digest.md")
    arguments = ("index", tmp_path / "documents", "--index", tmp_path / ".briefqa")
    assert briefqa(*arguments, load_encoder=FakeEncoder).returncode == 0
    return tmp_path


def test_an_answer_says_that_its_file_has_changed(folder: Path) -> None:
    ask = ("ask", "Who works with Hanwha Ocean?", "-k", 1, "--index", folder / ".briefqa")
    run = briefqa(*ask, load_encoder=FakeEncoder)
    assert run.stderr == ""
    assert "The file has changed" not in run.stdout
    with (folder / "documents/digest.md").open("a") as file:
        file.write("\nOne more line.\n")
    (folder / "documents/note.md").write_text("A note.")
    run = briefqa(*ask, load_encoder=FakeEncoder)
    assert "This file was changed or deleted after it was indexed." in " ".join(run.stdout.split())
    assert run.stderr == (
        "The sources have changed since they were indexed: 1 new, 1 changed. "
        f"Index them with: briefqa index --index {folder / '.briefqa'}\n"
    )
    run = briefqa(*ask, "--format", "json", load_encoder=FakeEncoder)
    assert '"stale": true' in run.stdout
    (folder / "documents").rename(folder / "elsewhere")
    run = briefqa(*ask, load_encoder=FakeEncoder)
    missing = f"{folder / 'documents'}: no such file or folder"
    assert run.stderr == f"The sources cannot be compared: {missing}.\n"


def test_a_phrase_that_no_passage_contains_is_one_line_on_stderr(folder: Path) -> None:
    run = briefqa("ask", '"no such phrase"', "--index", folder / ".briefqa")
    assert run.returncode == 1  # an index of another model
    run = briefqa(
        "ask", '"no such phrase"', "--index", folder / ".briefqa", load_encoder=FakeEncoder
    )
    assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (0, "", 1)


def test_only_the_named_document_is_searched(folder: Path) -> None:
    (folder / "documents/note.md").write_text("Hanwha Ocean builds ships.")
    index = ("--index", folder / ".briefqa")
    assert briefqa("index", *index, load_encoder=FakeEncoder).returncode == 0
    ask = ("ask", "Hanwha Ocean", "--document", "note.md", "--format", "json", *index)
    answer = json.loads(briefqa(*ask, load_encoder=FakeEncoder).stdout)
    assert [hit["document"] for hit in answer["hits"]] == ["note.md"]


def test_only_documents_by_author_date_and_folder_are_searched(folder: Path) -> None:
    (folder / "documents/notes").mkdir()
    (folder / "documents/notes/note.md").write_text("Hanwha Ocean builds ships.")
    index = ("--index", folder / ".briefqa")
    assert briefqa("index", *index, load_encoder=FakeEncoder).returncode == 0
    for limits, found in (
        (("--author", "kim", "--since", "2025-04", "--until", "2025"), {"digest.md"}),
        (("--in", "notes/"), {"notes/note.md"}),
        (("--in", "notes", "--until", "2024"), set()),
    ):
        ask = ("ask", "Hanwha Ocean", *limits, *index)
        run = briefqa(*ask, "--format", "json", load_encoder=FakeEncoder)
        answer = json.loads(run.stdout)
        assert {hit["document"] for hit in answer["hits"]} == found
        assert answer["undated"] == (not found)
    run = briefqa(*ask, load_encoder=FakeEncoder)
    assert run.stderr == (
        "No document meets all conditions: in notes/ (1), dated until 2024 (0).\n"
        "Not searched: 1 document without a readable date.\n"
    )
    run = briefqa("ask", "Hanwha", "--author", "Kimm", *index, load_encoder=FakeEncoder)
    message = "briefqa: no document by Kimm in the index; did you mean Julie Kim?\n"
    assert (run.returncode, run.stderr) == (2, message)
