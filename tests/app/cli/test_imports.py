"""Which libraries the commands do without: each would make every call slower."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

MODELS = {"torch", "sentence_transformers", "transformers", "onnx", "huggingface_hub"}
READERS = {"charset_normalizer", "docx", "lxml", "markdown_it", "pypdf", "trafilatura", "yaml"}
WEB_PAGE = {"fastapi", "gradio", "mcp", "starlette", "uvicorn"}
TABLES = {"ir_measures", "jinja2", "matplotlib", "networkx", "pandas", "scipy", "sklearn"}

SCRIPT = """
import json, sys
from app.cli import main

unwanted, commands = map(json.loads, sys.argv[1:])
for command in commands:
    sys.argv = ["briefqa", *command]
    try:
        main()
    except SystemExit as exit:
        imported = {name.partition(".")[0] for name in sys.modules}
        print(exit.code, sorted(imported & {*unwanted}), file=sys.stderr)
"""


def test_commands_import_no_library_that_they_do_not_need(corpus: Path, tmp_path: Path) -> None:
    index, questions = shutil.copytree(corpus, tmp_path / "index"), tmp_path / "questions.jsonl"
    questions.write_text('{"question": "Who pays?", "quotes": ["Canada"]}')
    commands = [["status"], ["index"], ["doctor"], ["ask", "Who pays?"], ["eval", str(questions)]]
    with_index = [[*command, "--index", str(index)] for command in commands]
    unwanted = [*MODELS, *READERS, *WEB_PAGE, *TABLES]
    command = [sys.executable, "-c", SCRIPT, json.dumps(unwanted), json.dumps(with_index)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert run.stderr.splitlines() == [
        *["0 []"] * 4,
        "0 ['charset_normalizer', 'ir_measures', 'scipy']",  # scipy imports the first
    ]
    assert "1. score" in run.stdout
