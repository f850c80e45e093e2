"""A small library with an index and a questions file."""

import json
from pathlib import Path

from app.evaluation import Evaluation, evaluate_questions, write_run
from index import Searcher, update
from tests.support.encoder import FakeEncoder

DOCUMENTS = {
    "navy": "# Navy\n\nSubmarines dive.\n\n# Army\n\nHowitzers fire.\n\n# Air\n\nJets climb.",
    "trade": "# Trade\n\nTariffs hurt.\n\n# Growth\n\nExports rise.\n\n# Twin\n\nExports rise.",
}
QUESTIONS = [
    {"id": "a b", "question": "howitzers fire", "kind": "who", "quotes": ["Howitzers fire."]},
    {"question": "tariffs", "kind": "what", "quotes": ["Tariffs hurt.", "Jets climb."]},
    {"question": "exports rise", "kind": "what", "doc": "trade", "quotes": ["Exports rise."]},
    {
        "question": "climb jets",
        "kind": "who",
        "quotes": ["Tariffs hurt."],
        "note": {"by": "me"},
    },
    {"question": "submarines", "kind": "none", "quotes": []},
    {"question": "jets climb", "kind": "none"},
]


class Study:
    """A folder with a library, its index (fake encoder) and a questions file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir()
        self.write(**DOCUMENTS)
        self.ask(QUESTIONS)

    def write(self, **documents: str) -> None:
        for name, text in documents.items():
            (self.folder / f"docs/{name}.md").write_text(text)
        update(self.folder / "index", [self.folder / "docs"], load_encoder=FakeEncoder)

    def ask(self, questions: list[dict]) -> None:
        (self.folder / "q.jsonl").write_text("\n".join(map(json.dumps, questions)))

    def searcher(self) -> Searcher:
        return Searcher(self.folder / "index", FakeEncoder)

    def evaluate(self, k: int = 2, searcher: Searcher | None = None) -> Evaluation:
        searcher = searcher or self.searcher()
        questions = self.folder / "q.jsonl"
        result = evaluate_questions(searcher, questions.read_bytes(), str(questions), k)
        return result.evaluation

    def run(self, name: str, k: int = 2) -> Path:
        folder = self.folder / name
        folder.mkdir()
        write_run(self.evaluate(k), None, folder)
        return folder
