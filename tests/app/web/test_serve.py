"""`briefqa serve` as a real process: it starts, prints its address, and ends in order."""

import http.client
import json
import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from tests.support.paths import ROOT


def test_a_server_answers_prints_nothing_raw_and_leaves_nothing_behind(
    corpus: Path, tmp_path: Path
) -> None:
    options = ["serve", "--mcp", "--index", str(corpus)]
    command = [sys.executable, "-X", "importtime", "-m", "app", *options]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    pipe = subprocess.PIPE
    with (
        TemporaryFile() as printed,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=pipe, stderr=printed
        ) as process,
    ):
        try:
            line = process.stdout.readline().decode()
            assert line.startswith("Serving briefqa on http://127.0.0.1:")
            assert line.endswith("/ (Ctrl-C to stop)\n")
            netloc = urlsplit(line.split()[3]).netloc
            with closing(http.client.HTTPConnection(netloc, timeout=60)) as connection:
                connection.request("GET", "/answers.json?q=hanwha+ocean")
                assert "Gastops" in json.load(connection.getresponse())["hits"][0]["text"]
                private = [path for path in tmp_path.iterdir() if path.is_dir()]
                assert len(private) >= 1
                assert all(stat.S_IMODE(os.stat(path).st_mode) == 0o700 for path in private)
                body = json.dumps({"question": "x", "\x1b]0;title\x07": 1})
                headers = {"Content-Type": "application/json"}
                connection.request("POST", "/gradio_api/call/v2/ask", body, headers)
                refused = connection.getresponse()
                assert refused.status == 400
                assert b"\x1b" not in refused.read()
        finally:
            process.terminate()
        output, _ = process.communicate(timeout=60)
        printed.seek(0)
        errors = printed.read()
    assert process.returncode == 0
    assert output == b""
    assert b"\x1b" not in errors
    assert list(tmp_path.iterdir()) == []
    imported = {line.rpartition(b"|")[2].strip() for line in errors.splitlines()}
    assert b"onnxruntime" in imported
    assert not imported & {b"torch", b"sentence_transformers", b"transformers", b"onnx"}
