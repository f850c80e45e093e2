"""Questions over HTTP that are limited to some documents."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from lxml.html import fromstring
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.page.ask_tab import _Handlers
from app.web.page.cards import cards
from app.web.routes import routes
from app.web.service import Service
from index import update
from ingest import UsageError
from tests.support.encoder import FakeEncoder

TEXTS = {
    "docs/reports/navy.md": "---\nauthor: Julie Kim\ndate: April 2024\n---\n\nSubmarines dive.",
    "docs/memo.md": "---\nauthor: Ann Roe\n---\n\nSubmarines rise.",
}
LIMITS = {"author": ["kim", "roe"], "since": "2024", "until": "2024-04", "folder": ["reports/"]}


@pytest.fixture
def service(tmp_path: Path) -> Service:
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    update(tmp_path / "index", [tmp_path / "docs"], load_encoder=FakeEncoder)
    return Service(tmp_path / "index", FakeEncoder)


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(service))) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "found", "undated"),
    [
        ({"author": ["kim"]}, ["reports/navy.md"], 0),
        ({"folder": "reports"}, ["reports/navy.md"], 0),
        ({"since": "2024-04-30", "until": "2024-05"}, ["reports/navy.md"], 1),
        ({"since": "2025"}, [], 1),
        ({"author": "roe", "until": "2030"}, [], 1),
        ({"since": "", "until": ""}, ["memo.md", "reports/navy.md"], 0),
    ],
)
def test_a_download_is_limited(
    client: TestClient, query: dict[str, object], found: list[str], undated: int
) -> None:
    url = f"/answers.json?{urlencode({'q': 'submarines'} | query, doseq=True)}"
    answer = client.get(url).json()
    assert sorted(hit["document"] for hit in answer["hits"]) == found
    assert answer["undated"] == undated
    assert bool(answer["none_left"]) == (not found)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=yesterday", "since must be a date as YYYY, YYYY-MM or YYYY-MM-DD, not yesterday"),
        ("author=kimm", "no document by kimm in the index; did you mean Julie Kim?"),
        ("folder=/etc/", "no document in the folder "),
        ("author=", "the author is empty"),
        ("&".join(["author=kim"] * 21), "author must be a list of at most 20 texts"),
        (f"folder={'x' * 5000}", "at most 4096 characters"),
    ],
)
def test_a_wrong_limit_gets_a_message(client: TestClient, query: str, message: str) -> None:
    response = client.get(f"/answers.json?q=x&{query}")
    assert response.status_code == 400
    assert response.text.startswith(message) or message in response.text


def test_limits_of_other_types_are_refused(service: Service) -> None:
    assert service.ask("submarines", until=2024).limits.until == "2024"
    for wrong in ({"author": "kim"}, {"folder": [7]}, {"since": ["2024"]}, {"until": True}):
        with pytest.raises(UsageError):
            service.ask("submarines", **wrong)


def test_a_page_of_answers_shows_its_limits_and_keeps_them_in_links(service: Service) -> None:
    page = fromstring(cards(service.ask("submarines", 3, **LIMITS), 3))
    words = " by kim or roe, in reports/, dated since 2024 until 2024-04"
    assert page.findtext(".//h2") == f"Passages for “submarines”{words}"
    link = page.find(".//a[@href]").get("href")
    kept = {name: given if isinstance(given, list) else [given] for name, given in LIMITS.items()}
    assert parse_qs(link.partition("?")[2]) == {"q": ["submarines"], "k": ["3"]} | kept
    page = fromstring(cards(service.ask("submarines", 3, since="2024"), 3))
    assert "Not searched: 1 document without a readable date." in page.text_content()


def test_a_typed_name_is_resolved_also_if_the_question_is_asked_first(service: Service) -> None:
    handlers = _Handlers(service)
    assert "reports/navy.md" in handlers.show("submarines", 3, ["julie kim"], [], "", "", [])
    assert "No document nobody" in handlers.show("submarines", 3, ["nobody"], [], "", "", [])
    assert "must be a list" in handlers.show("submarines", 3, [7], [], "", "", [])
