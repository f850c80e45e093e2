"""The endpoints for programs, called by gradio_client, curl and an MCP client."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mcp
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from app.web.bodies import MAX_SMALL_BYTES
from app.web.requests import INVALID_REQUEST
from index import SentenceEncoder, update
from tests.app.web.test_guard import request
from tests.support.paths import DIGEST
from tests.support.web import finished, serve_in_thread

NAMES = ["/ask", "/documents", "/reindex", "/evaluate"]
QUESTIONS = """\
{"question": "hanwha ocean partners", "quotes": ["Gastops, CAE and Curtiss-Wright"]}
{"question": "Who is the premier of Ontario?", "quotes": []}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, model: SentenceEncoder) -> Path:
    """Return a folder with the digest and, in .briefqa, its index."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copy(DIGEST, folder / "digest.md")
    update(folder / ".briefqa", [folder], load_encoder=lambda name: model)
    return folder


@pytest.fixture(scope="module")
def address(library: Path, model: SentenceEncoder) -> Iterator[str]:
    with serve_in_thread(library / ".briefqa", lambda name: model, mcp=True) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def states(client: Client) -> dict[str, str]:
    """Return the state of each document."""
    documents = client.predict(api_name="/documents")
    return {document["document"]: document["state"] for document in documents}


def call(address: str, tool: str, **given: Any) -> Any:
    """Return the result of a tool, called over MCP."""

    async def ask() -> Any:
        async with mcp.Client(f"{address}mcp") as client:
            return await client.call_tool(tool, given)

    return finished(ask())


def test_the_four_endpoints_are_the_only_ones(client: Client) -> None:
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    assert list(endpoints) == NAMES
    types = {
        parameter["parameter_name"]: parameter["python_type"]["type"]
        for parameter in endpoints["/ask"]["parameters"]
    }
    assert (types["question"], types["k"]) == ("str", "int")
    assert all(endpoints[name]["description"] for name in NAMES)


def test_a_question_is_answered(client: Client) -> None:
    answer = client.predict("hanwha ocean partners", 2, api_name="/ask")
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert "Gastops" in answer["hits"][0]["text"]
    answer = client.predict("hanwha ocean", document=["digest.md"], api_name="/ask")
    assert len(answer["hits"]) == 5


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"question": ""}, "the question is empty"),
        ({"question": "x" * 1001}, "at most 1000 characters"),
        ({"question": 7}, "the question must be text"),
        ({"question": "x", "k": 0}, "a whole number from 1 to 20"),
        ({"question": "x", "k": 21}, "a whole number from 1 to 20"),
        ({"question": "x", "k": True}, "a whole number from 1 to 20"),
        ({"question": "x", "k": 2.5}, "a whole number from 1 to 20"),
        ({"question": "x", "document": ["b.md"]}, "no document b.md in the index"),
        ({"question": "x", "document": "b.md"}, "document must be a list"),
        ({"question": "x", "document": [1]}, "document must be a list of texts"),
        ({"question": "x", "author": ["ada"]}, "no document by ada in the index"),
        ({"question": "x", "author": ["a"] * 21}, "at most 20"),
        ({"question": "x", "since": "last year"}, "since must be a date as YYYY, "),
        ({"question": "x", "folder": "a/"}, "folder must be a list"),
        ({"question": "x", "document": ["a"] * 1001}, "at most 1000"),
    ],
)
def test_bad_arguments_get_a_message(client: Client, given: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError, match=message):
        client.predict(**given, api_name="/ask")


def test_questions_are_evaluated_and_compared(client: Client) -> None:
    run = client.predict(QUESTIONS, 3, api_name="/evaluate")
    assert run["measures"]["Success@1"]["mean"] == 1.0
    assert run["questions"]["unanswerable"] == 1
    again = client.predict(QUESTIONS, 3, run["run"], api_name="/evaluate")
    assert again["comparison"]["measures"]["Success@1"]["difference"] == 0
    table = 'question,quotes\nhanwha ocean,"Gastops, CAE and Curtiss-Wright"\n'
    assert client.predict(table, api_name="/evaluate")["questions"]["answerable"] == 1
    bad = f"{table}hanwha,Nowhere.\n"
    with pytest.raises(AppError, match=r"\(skip_bad\) leaves such questions out"):
        client.predict(bad, api_name="/evaluate")
    skipped = client.predict(bad, skip_bad=True, api_name="/evaluate")["questions"]
    assert (skipped["asked"], len(skipped["skipped"])) == (1, 1)
    array = json.dumps([json.loads(line) for line in QUESTIONS.splitlines()])
    assert client.predict(array, api_name="/evaluate")["questions"]["asked"] == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("",), "there are no questions"),
        (("{}",), "line 1: no question: "),
        (("a,b\n1,2\n",), "no column 'question'"),
        ((QUESTIONS, 0), "a whole number from 1 to 100"),
        ((QUESTIONS, 10, "../x"), "there is no such earlier run"),
        (('{"question": "x", "quotes": ["not in it"]}',), "not in the documents: “not in it”"),
    ],
)
def test_bad_questions_files_get_a_message(
    client: Client, given: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(AppError, match=message):
        client.predict(*given, api_name="/evaluate")


def test_curl_asks_in_two_steps_and_downloads_in_one(address: str) -> None:
    def curl(*arguments: str) -> str:
        command = ["curl", "--silent", "--fail", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    named = json.dumps({"q": "hanwha ocean partners", "k": 1})
    sent = ("--header", "Content-Type: application/json", "--data", named)
    event = json.loads(curl(f"{address}gradio_api/call/v2/ask", *sent))["event_id"]
    answered = curl(f"{address}gradio_api/call/v2/ask/{event}")
    [line] = [line for line in answered.splitlines() if line.startswith("data: ")]
    [answer] = json.loads(line.removeprefix("data: "))
    assert "Gastops" in answer["hits"][0]["text"]
    assert request(address, f"/gradio_api/call/v2/ask/{event}").status == 400  # it was read
    query = "?q=hanwha+ocean+partners&k=1&document=digest.md&author=kim&since=2025&until=2025-04"
    assert json.loads(curl(f"{address}answers.json{query}")) == answer
    assert curl(f"{address}answers.md{query}").startswith("# hanwha ocean partners\n\n1\\.")
    assert curl(f"{address}answers.csv{query}").startswith("\ufeffquestion,rank,score,text,answer,")


def test_the_same_are_tools_over_mcp(address: str, client: Client) -> None:
    async def tools() -> list[Any]:
        async with mcp.Client(f"{address}mcp") as client:
            return (await client.list_tools()).tools

    offered = {f"/{tool.name}": tool for tool in finished(tools())}
    assert list(offered) == NAMES
    assert offered["/ask"].input_schema["required"] == ["question"]
    assert offered["/ask"].description.startswith("Return the k passages that best answer")
    answer = call(address, "ask", question="hanwha ocean partners", k=2).structured_content
    assert answer == client.predict("hanwha ocean partners", 2, api_name="/ask")
    limits = {"author": ["kim"], "since": "2025-05"}
    answer = call(address, "ask", question="hanwha ocean", **limits).structured_content
    assert answer == client.predict("hanwha ocean", **limits, api_name="/ask")
    assert answer["none_left"].endswith("by kim (1), dated since 2025-05 (0).")
    refused = call(address, "ask", question="")
    assert refused.is_error
    assert "the question is empty" in refused.content[0].text
    refused = call(address, "ask", question="navy", documents=["digest.md"])
    assert refused.is_error
    assert "no parameter documents; did you mean document?" in refused.content[0].text
    assert offered["/ask"].input_schema["additionalProperties"] is False
    run = call(address, "evaluate", questions=QUESTIONS).structured_content
    assert run["measures"]["Success@1"]["mean"] == 1.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"question": "navy", "k": True}, "k\\n  Input should be a valid integer"),
        ({"question": "navy", "k": "2"}, "k\\n  Input should be a valid integer"),
        ({"question": 1}, "question\\n  Input should be a valid string"),
        ({"question": "navy", "document": ["a", 1]}, "document.1\\n  Input should be a valid str"),
        ({"question": "navy", "documents": []}, "no parameter documents; did you mean document?"),
        ({}, "question\\n  Field required"),
    ],
)
def test_mcp_converts_no_argument(address: str, given: dict[str, Any], message: str) -> None:
    refused = call(address, "ask", **given)
    assert refused.is_error
    assert message.replace("\\n", "\n") in refused.content[0].text


@pytest.mark.parametrize(
    "sent",
    [
        *(f'{{"jsonrpc": "2.0", "id": {id}, "method": "ping"}}' for id in ("NaN", "true", "1.5")),
        *(f'{{"jsonrpc": "2.0", "id": {id}, "method": "ping"}}' for id in ("null", "{}", "1e999")),
        '{"jsonrpc": "2.0", "id": 1, "method": "ping", "id": 2}',
        "[]",
        "",
        "[" * 60_000,
        '{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [' + "{}," * 100_000,
    ],
)
def test_what_is_no_request_of_mcp_gets_an_error(address: str, sent: str) -> None:
    kind = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
    response = request(address, "/mcp", "POST", sent.encode(), **kind)
    assert response.status == 400
    if len(sent) <= MAX_SMALL_BYTES:
        assert json.load(response)["error"]["code"] == INVALID_REQUEST


def test_without_the_option_there_is_no_mcp(page_address: str) -> None:
    assert request(page_address, "/mcp", "POST", b"{}").status == 404


def test_the_library_is_listed_and_indexed_again(
    library: Path, client: Client, address: str
) -> None:
    [digest] = client.predict(api_name="/documents")
    assert digest == {
        "document": "digest.md",
        "title": "The Future of Canada-ROK Defence Cooperation (digest)",
        "author": "Julie Kim",
        "date": "April 2025",
        "format": "md",
        "passages": 33,
        "left_out": digest["left_out"],
        "dropped_share": 0.0,
        "warnings": [],
        "state": "indexed",
        "reason": "",
    }
    (library / "new.txt").write_text("Frigates sail to Busan.")
    (library / "empty.txt").write_text("")
    assert states(client) == {"digest.md": "indexed", "empty.txt": "new", "new.txt": "new"}
    report = client.predict(api_name="/reindex")
    assert (report["new"], report["unchanged"], report["passages"]) == (1, 1, 34)
    assert report["skipped"] == [{"document": "empty.txt", "reason": "empty: no text in it"}]
    answer = client.predict("frigates busan", 1, api_name="/ask")
    assert answer["hits"][0]["document"] == "new.txt"
    (library / "new.txt").unlink()
    assert states(client) == {
        "digest.md": "indexed",
        "new.txt": "missing",
        "empty.txt": "skipped",
    }
    assert call(address, "reindex").structured_content["removed"] == 1
