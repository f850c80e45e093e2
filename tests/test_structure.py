"""Imports go one way: app → index → ingest."""

import ast
from pathlib import Path

import pytest

from tests.support.paths import ROOT

BELOW = {"ingest": set(), "index": {"ingest"}, "app": {"ingest", "index"}}
FILES = [path for package in BELOW for path in sorted((ROOT / package).glob("**/*.py"))]


def imported(path: Path) -> set[str]:
    """The top-level modules that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_nothing_from_above(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported(path) & BELOW.keys() <= BELOW[package] | {package}


def test_ingest_knows_of_no_model_and_index_of_no_page() -> None:
    machine_learning = {"torch", "faiss", "sentence_transformers", "transformers", "tokenizers"}
    for path in FILES:
        package = path.relative_to(ROOT).parts[0]
        if package == "ingest":
            assert not imported(path) & (machine_learning | {"numpy", "sqlite3"})
        if package != "app":
            assert not imported(path) & {"typer", "rich", "gradio"}
