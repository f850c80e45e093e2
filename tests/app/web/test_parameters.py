"""Names that no endpoint, URL or function has: each gets an error that names it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import QueryParams

from app.web.parameters import ALIASES, kinds_of, query_arguments
from app.web.service import Service
from app.web.tools import tools
from ingest import UsageError
from tests.app.web.test_guard import request


def asked(question: str, k: int = 5, document: Sequence[str] = (), since: str = "") -> None:
    """Have parameters of all kinds."""


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("", {}),
        ("q=x&k=3", {"question": "x", "k": 3}),
        ("question=x&document=a.md&document=b.md", {"question": "x", "document": ["a.md", "b.md"]}),
        ("since=2024&document=", {"since": "2024", "document": [""]}),
    ],
)
def test_a_query_gives_the_arguments(query: str, arguments: dict[str, Any]) -> None:
    assert query_arguments(kinds_of(asked), QueryParams(query)) == arguments


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("documents=a.md", "no parameter documents; did you mean document?"),
        ("sinse=2024", "no parameter sinse; did you mean since?"),
        ("K=3", "no parameter K; did you mean k?"),
        ("top_k=3", "no parameter top_k (there are: question, k, document, since)"),
        ("=3", "no parameter without a name (there are: question, k, document, since)"),
        ("x%0A%1B" + "y" * 500, f"no parameter x �{'y' * 76}… (there are: question, "),
        ("k=1&k=2", "the parameter k is given 2 times"),
        ("q=a&question=b", "the parameter question is given 2 times"),
        ("k=three", "k is not a whole number: three"),
    ],
)  # fmt: skip
def test_a_wrong_query_is_refused(query: str, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        query_arguments(kinds_of(asked), QueryParams(query))
    assert str(error.value).startswith(problem)


ASK, NAVY = "/gradio_api/call/v2/ask", {"question": "navy"}


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/answers.json?q=navy&documents=a.md", None, "no parameter documents; did you mean"),
        ("/answers.md?question=navy&k=1&k=2", None, "the parameter k is given 2 times"),
        ("/answers.csv?q=navy&top_k=2", None, "no parameter top_k"),
        ("/library?name=a.md&overwrite=yes", {}, "no parameter overwrite"),
        ("/library?name=a.md&replace=true", {}, "replace must be yes or no, not true"),
        (ASK, NAVY | {"documents": []}, "no parameter documents; did you mean document?"),
        (ASK, {"k": 1}, "the parameter question is missing"),
        (ASK, NAVY | {"q": "navy"}, "the parameter question is given 2 times"),
        (ASK, ["navy"], "must be a JSON object"),
        (f"{ASK}?k=1", NAVY, "no URL parameter k"),
        ("/gradio_api/call/v2/evaluate", {"q": "x"}, "no parameter q (there are: questions, k, "),
        ("/library?q=a.md", {}, "no parameter q (there are: name, replace)"),
        ("/gradio_api/call/v2/document", {}, "no endpoint document; did you mean documents?"),
        ("/gradio_api/call/v2/show", {}, "no endpoint show (there are: ask, "),
        ("/gradio_api/call/aske", {"data": []}, "no endpoint aske; did you mean ask?"),
        ("/gradio_api/call/ask", {"data": ["navy"]}, "data must be a list of question, k, "),
        ("/gradio_api/call/ask", NAVY, "no parameter question (there are: data, session_hash)"),
        ("/gradio_api/call/aske/event", None, "no endpoint aske; did you mean ask?"),
        (f"{ASK}/event", None, "no event with this id"),
        ("/gradio_api/call/ask/event", None, "no event with this id"),
        ("/gradio_api/queue/data?session_hash=x", None, "no session with this session_hash"),
        ("/gradio_api/run/predict", {"data": []}, "no function with this fn_index"),
        ("/gradio_api/queue/join", {"data": [], "fn_index": 999}, "no function with this"),
        ("/gradio_api/queue/join", {"data": [], "fn_index": 0, "session_hash": "x"}, "data is not"),
    ],
)
def test_an_unknown_name_gets_an_error_that_names_it(
    page_address: str, path: str, body: Any, problem: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data = None if body is None else json.dumps(body).encode()
    kind = {"Content_Type": "application/json"}
    response = request(page_address, path, "GET" if data is None else "POST", data, **kind)
    assert response.status == 400
    answer = response.read().decode()
    shown = json.loads(answer)["detail"] if path.startswith("/gradio_api") else answer
    assert problem in shown
    assert "Traceback" not in capfd.readouterr().err


def send(address: str, path: str, body: Any = None) -> str:
    """Return what a GET, or a POST of a body, is answered."""
    data, kind = json.dumps(body).encode(), {"Content_Type": "application/json"}
    sent = ("GET",) if body is None else ("POST", data)
    return request(address, path, *sent, **kind).read().decode()


def test_get_and_post_take_the_same_names(page_address: str, tmp_path: Path) -> None:
    asking = [name for name in kinds_of(Service.ask) if name != "self"]
    for name in (*asking, *ALIASES, "query"):
        answers = [send(page_address, ASK, {name: "?"})]
        answers += [
            send(page_address, f"/answers.{suffix}?{name}=%3F") for suffix in ("md", "csv", "json")
        ]
        unknown = {"no parameter" in answer for answer in answers}
        assert unknown == {name == "query"}
    for endpoint in tools(Service(tmp_path)):
        for name in kinds_of(endpoint):
            path = f"/gradio_api/call/v2/{endpoint.__name__}"
            assert "no parameter query" in send(page_address, path, {name: "?", "query": "?"})
