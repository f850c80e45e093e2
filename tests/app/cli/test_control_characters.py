"""Names and texts that could steer a terminal never reach it raw, whatever the command."""

import json
import re
from pathlib import Path

import pytest

from tests.support.cli import briefqa
from tests.support.encoder import FakeEncoder

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVIL = "a\x1b]0;x\x07\u202eb\x9b2J"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of evil names, with documents, questions and an index in it."""
    folder = tmp_path / EVIL
    documents = folder / "documents"
    documents.mkdir(parents=True)
    (documents / f"{EVIL}.md").write_text(f"---\ntitle: T{EVIL}\n---\n\nSubmarines {EVIL} dive.")
    (documents / f"{EVIL}.txt").write_text("")
    (documents / f"{EVIL}.md.meta.yaml").write_text(f"colour{EVIL}: red\n")
    (documents / "gone.md").write_text("Tariffs hurt.")
    (folder / "q.jsonl").write_text(
        "\n".join(
            json.dumps({"question": f"who dives {EVIL}", "id": EVIL, "kind": EVIL} | gold)
            for gold in ({"quotes": ["Tariffs hurt."]}, {"quotes": [EVIL]}, {EVIL: 1})
        )
    )
    return folder


def test_no_command_prints_what_steers_a_terminal(folder: Path) -> None:
    at = ("--index", folder / "index")
    commands = [
        ("index", "--dry-run", folder / "documents", *at),
        ("index", folder / "documents", *at),
        ("ask", f"who dives {EVIL}", "--explain", *at),
        ("ask", f"who dives {EVIL}", "--format", "json", *at),
        ("status", "--dropped", *at),
        ("status", "--format", "json", *at),
        ("eval", folder / "q.jsonl", *at),
        ("eval", folder / "q.jsonl", "--skip-bad", "--out", folder / "run", *at),
        ("eval", folder / "q.jsonl", "--skip-bad", "--baseline", folder / "run", *at),
        ("eval", folder / "q.jsonl", "--skip-bad", "--format", "json", *at),
        ("doctor", *at),
        ("ask", "x", "--document", EVIL, *at),
        ("index", folder / f"{EVIL}.none", *at),
        ("clean", *at),
    ]
    for command in commands:
        run = briefqa(*command, load_encoder=FakeEncoder)
        printed = run.stdout + run.stderr
        assert printed, command[0]
        assert STEERING.search(printed) is None, (command[0], printed)
        if command[0] == "index":
            (folder / "documents/gone.md").write_text("Tariffs do not hurt.")
