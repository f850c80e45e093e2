"""Requests that Gradio must not get: with files, or with names that nothing has."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from app.web.requests import parse_body
from index import update
from ingest import UsageError
from tests.app.web.test_guard import request
from tests.support.encoder import FakeEncoder
from tests.support.web import serve_in_thread

FILE = {"path": "http://example.org/x", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    "body",
    [
        {"question": FILE},
        {"data": ["x", [{"deep": FILE}]]},
        {"data": [], "event_data": FILE},
        {"data": [{"path": 1, "meta": None}]},
    ],
)
def test_a_body_that_names_a_file_is_refused(body: dict[str, Any]) -> None:
    escaped = json.dumps(body).replace("path", r"\u0070ath").replace("gradio", r"\u0067radio")
    for text in (json.dumps(body), escaped):
        for encoding in ("utf-8", "utf-16"):
            with pytest.raises(UsageError, match="files are not accepted here: send their text"):
                parse_body(text.encode(encoding))


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"[NaN]", b'{"k": -Infinity}'])
def test_a_body_that_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(UsageError, match="the request is not valid JSON"):
        parse_body(body)


def test_a_body_that_gives_a_name_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="gives a name twice"):
        parse_body(b'{"question": "navy", "k": 1, "question": "army"}')


@pytest.mark.parametrize("query", ["page=x", "deep_link=..%2Fx", "q=navy&page=evaluate"])
def test_the_page_is_the_same_whatever_its_address_asks(page_address: str, query: str) -> None:
    for path in ("/", "/config"):
        response = request(page_address, f"{path}?{query}")
        assert response.status == 200
        assert response.read() == request(page_address, path).read()


def test_a_long_name_is_no_fault(page_address: str) -> None:
    assert request(page_address, f"/static/{'a' * 300}").status == 404


def test_an_answer_is_not_read_without_its_event(page_address: str) -> None:
    for path in ("call/v2/ask", "call/ask", "call/v2/ask/"):
        response = request(page_address, f"/gradio_api/{path}")
        assert response.status == 400
        assert b"no event with this id" in response.read()


def test_a_question_about_files_is_accepted() -> None:
    for question in (json.dumps(FILE), "path and meta", "gradio.FileData"):
        assert parse_body(json.dumps({"question": question}).encode()) == {"question": question}
    assert parse_body(b"") is None


@pytest.mark.parametrize(("refused", "fetched"), [(True, []), (False, [FILE["path"]] * 2)])
def test_gradio_fetches_files_only_if_they_reach_it(
    refused: bool, fetched: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []

    async def download(url: str, cache_dir: str) -> str:
        urls.append(url)
        return str(tmp_path / "a.md")

    def pass_all(app: ASGIApp, *_: object) -> ASGIApp:
        return app

    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", download)
    if not refused:
        monkeypatch.setattr("app.web.application.CheckRequests", pass_all)
    (tmp_path / "a.md").write_text("Submarines dive.")
    update(tmp_path / "index", [tmp_path / "a.md"], load_encoder=FakeEncoder)
    with serve_in_thread(tmp_path / "index") as address:
        named = json.loads(request(address, "/config").read())["dependencies"]
        [show] = [function["id"] for function in named if function["api_name"] == "show"]
        limits = [[], [], "", "", []]
        unqueued = {"data": [FILE, 1, *limits], "fn_index": show, "session_hash": "x"}
        queued = {"data": [FILE, 1, *limits]}
        for path, body in (("run/predict", unqueued), ("call/ask", queued)):
            data, kind = json.dumps(body).encode(), {"Content_Type": "application/json"}
            response = request(address, f"/gradio_api/{path}", "POST", data, **kind)
            answer = response.read()
            assert (response.status == 400) == refused
            if path == "call/ask" and not refused:
                event = json.loads(answer)["event_id"]
                request(address, f"/gradio_api/call/ask/{event}").read()
    assert urls == fetched


def test_results_that_nobody_fetches_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.requests.MAX_UNREAD_RESULTS", 3)
    (tmp_path / "a.md").write_text("Submarines dive.")
    update(tmp_path / "index", [tmp_path / "a.md"], load_encoder=FakeEncoder)
    call, headers = "/gradio_api/call/v2/ask", {"Content_Type": "application/json"}
    with serve_in_thread(tmp_path / "index", FakeEncoder) as address:

        def ask(number: int) -> str:
            body = json.dumps({"question": f"Who dives {number}?"}).encode()
            event: str = json.load(request(address, call, "POST", body, **headers))["event_id"]
            return event

        events = [ask(number) for number in range(8)]
        assert b"Submarines dive." in request(address, f"{call}/{events[-1]}").read()
        ask(8)  # by now the others have ended
        assert request(address, f"{call}/{events[0]}").status == 400
