"""Downloads and uploads: how many at once, and what their headers say."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.client import HTTPResponse
from itertools import islice
from pathlib import Path
from threading import Event

import pytest

from app.web import routes
from index import Embedding, update
from tests.app.web.test_guard import request
from tests.support.encoder import FakeEncoder
from tests.support.web import serve_in_thread


class WaitingEncoder(FakeEncoder):
    """Waits with the question "wait" until it may `go`; notes how many it gets at once."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.waiting = Event(), Event()
        self.batches: list[int] = []

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        self.batches.append(len(texts))
        if list(texts) == ["wait"]:
            self.waiting.set()
            assert self.go.wait(30)
        return super().embed_questions(texts)


def test_downloads_that_come_together_are_answered_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MAX_WAITING_REQUESTS", 5)
    most, encoder = routes.MAX_CONCURRENT_DOWNLOADS, WaitingEncoder()
    (tmp_path / "a.md").write_text("Submarines wait.")
    update(tmp_path / "index", [tmp_path / "a.md"], load_encoder=lambda name: encoder)
    with serve_in_thread(tmp_path / "index", lambda name: encoder) as address:

        def download(question: str) -> HTTPResponse:
            return request(address, f"/answers.json?q={question}")

        with ThreadPoolExecutor(most + 5 + 4) as threads:
            answered = [threads.submit(download, "wait")]
            assert encoder.waiting.wait(30)
            encoder.batches.clear()
            answered += [threads.submit(download, f"submarines+{n}") for n in range(most + 5 + 3)]
            refused = [done.result() for done in islice(as_completed(answered), 4)]
            encoder.go.set()
            statuses = Counter(response.result().status for response in answered)
    assert {(one.status, one.getheader("Retry-After")) for one in refused} == {(503, "5")}
    assert statuses == {200: most + 5, 503: 4}
    assert encoder.batches[0] > most // 2  # all that had come when the first was done
