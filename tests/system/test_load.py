"""Many who ask at once: none is refused or left without an answer. How fast: `make bench`."""

import http.client
import json
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.web.page import WAITING
from tests.bench.load import ask, load, questions
from tests.support.web import serve


def test_fifty_clients_are_all_answered(corpus: Path) -> None:
    with serve(corpus) as address:
        found = load(address, clients=50, seconds=5)
    assert found.errors == []
    assert len(found.seconds) > 50  # or each was answered once, at the end


def test_no_more_wait_than_may_and_the_page_is_answered_all_the_same(corpus: Path) -> None:
    lines = [json.dumps({"question": f"{each} {n}"}) for n in range(50) for each in questions()]
    body = json.dumps({"questions": "\n".join(lines)})
    kind = {"Content-Type": "application/json"}
    with serve(corpus) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

        def join() -> int:
            connection.request("POST", "/gradio_api/call/v2/evaluate", body, kind)
            response = connection.getresponse()
            response.read()
            return response.status

        statuses = [join()]
        while statuses[-1] == 200 and len(statuses) < 2 * WAITING:
            statuses.append(join())
        assert statuses[-1] == 503
        assert len(statuses) > WAITING
        connection.request("GET", "/answers.json?q=hanwha+ocean")
        assert "Gastops" in json.load(connection.getresponse())["hits"][0]["text"]


def test_what_is_written_meanwhile_nobody_else_can_read_and_it_is_gone_after(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serve(corpus) as address:
        ask(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60), "hanwha ocean")
        made = [each for each in tmp_path.iterdir() if each.is_dir()]
        assert len(made) >= 1
        assert all(stat.S_IMODE(os.stat(each).st_mode) == 0o700 for each in made)
    assert list(tmp_path.iterdir()) == []
