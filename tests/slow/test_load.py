"""Many clients at once: all are answered. `make bench` measures how fast."""

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

from app.web.page.layout import MAX_QUEUED
from tests.bench.load import load, questions
from tests.support.web import serve_in_process


def test_fifty_clients_are_all_answered(corpus: Path) -> None:
    with serve_in_process(corpus) as address:
        found = load(address, clients=50, seconds=5)
    assert found.errors == []
    assert len(found.seconds) > 50  # more than one answer a client


def test_the_queue_has_an_end_and_the_page_still_answers(corpus: Path) -> None:
    lines = [
        json.dumps({"question": f"{question} {n}"}) for n in range(50) for question in questions()
    ]
    body = json.dumps({"questions": "\n".join(lines)})
    kind = {"Content-Type": "application/json"}
    with serve_in_process(corpus) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

        def join() -> int:
            connection.request("POST", "/gradio_api/call/v2/evaluate", body, kind)
            response = connection.getresponse()
            response.read()
            return response.status

        statuses = [join()]
        while statuses[-1] == 200 and len(statuses) < 2 * MAX_QUEUED:
            statuses.append(join())
        assert statuses[-1] == 503
        assert len(statuses) > MAX_QUEUED
        connection.request("GET", "/answers.json?q=hanwha+ocean")
        assert "Gastops" in json.load(connection.getresponse())["hits"][0]["text"]
        connection.close()
