"""Imports go one way, through the packages' fronts, and files stay short."""

from pathlib import Path

from tests.support.paths import ROOT
from tests.support.structure import violations


def test_imports_go_one_way_and_files_stay_short() -> None:
    found = violations(ROOT)
    assert not found, "\n" + "\n".join(found)


def test_every_rule_that_is_broken_is_reported(tmp_path: Path) -> None:
    files = {
        "app/__init__.py": "",
        "app/answers/__init__.py": "from app.cli import main",
        "app/cli/__init__.py": "from app.cli.commands import main",
        "app/cli/commands.py": "def serve():\n    import app.web\ndef ask():\n    import app.web",
        "app/web/__init__.py": "import app.cli\nfrom app.answers.formats import x",
        "app/answers/formats.py": "from app.answers import formats, y\nfrom . import z",
        "index/__init__.py": "from ingest import Document",
        "index/errors.py": "import index.store.local\nimport index.storage",
        "index/storage.py": "from index.store import local",
        "index/encoders/__init__.py": "import torch, sqlite3",
        "index/ranking/__init__.py": "from index.store import x\nfrom index.encoders import y",
        "index/store/__init__.py": "from index.ranking import x\nfrom index.errors import y",
        "index/store/local/__init__.py": "import sqlite3, faiss, numpy\nimport index.store",
        "ingest/__init__.py": "import index",
        "ingest/sources.py": "import numpy\nfrom ingest.formats import x",
        "ingest/formats/__init__.py": "from ingest.sources import x",
        "tests/long.py": "\n" * 301,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = violations(tmp_path)
    assert found[-1] == "tests/long.py: 301 lines; 300 are enough"
    assert found[-2].startswith("imports go round: ")
    assert found[:-2] == [
        "app/answers/__init__.py:1: imports app.cli, which is above it",
        "app/answers/formats.py:1: imports its own package app.answers: import the module",
        "app/answers/formats.py:2: a relative import of .: write the package's whole name",
        "app/cli/commands.py:4: imports app.web: cli must not know of web",
        "app/web/__init__.py:1: imports app.cli: web must not know of cli",
        "app/web/__init__.py:2: imports app.answers.formats: go through app.answers",
        "index/encoders/__init__.py:1: imports sqlite3, which belongs to index.store.local alone",
        "index/errors.py:1: imports index.store.local: only index.storage may choose it",
        "index/errors.py:1: imports index.store.local, which is above it",
        "index/errors.py:2: imports index.storage, which is above it",
        "index/ranking/__init__.py:1: imports index.store: ranking must not know of store",
        "index/store/__init__.py:1: imports index.ranking: store must not know of ranking",
        "ingest/__init__.py:1: imports index, which is above it",
        "ingest/sources.py:1: imports numpy, which belongs to index and app alone",
        "ingest/sources.py:2: imports ingest.formats, which is above it",
    ]
