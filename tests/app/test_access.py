"""Who gets in, tried from the outside over HTTP."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio_client import Client

from app.access import Access, access
from ingest import UsageError
from tests.app.conftest import serve
from tests.app.test_cli import briefqa

PATHS = ("/", "/config", "/gradio_api/info", "/gradio_api/call/ask", "/gradio_api/queue/data")


def status(address: str, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=60)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().status


@pytest.mark.parametrize("path", PATHS)
def test_a_request_that_names_another_host_is_refused(page_address: str, path: str) -> None:
    port = urlsplit(page_address).port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", ""):
        assert status(page_address, path, Host=host) == 400
    for host in (f"127.0.0.1:{port}", "localhost"):
        assert status(page_address, path, Host=host) != 400


def test_another_origin_may_not_read_the_answers(page_address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(page_address).port, timeout=60)
    for origin in ("http://evil.example", "null"):
        connection.request("GET", "/config", headers={"Origin": origin})
        response = connection.getresponse()
        response.read()
        assert response.getheader("Access-Control-Allow-Origin") is None


def test_only_users_get_in_where_others_reach_it(corpus: Path, tmp_path: Path) -> None:
    users = tmp_path / "users.txt"
    users.write_text("ada:s3cret:x\n\njulie:kim\n")
    options = ("--host", "0.0.0.0", "--auth", users, "--allow-host", "library.example")
    with serve(corpus, *options) as address:
        local = f"http://127.0.0.1:{urlsplit(address).port}"
        assert status(local, "/gradio_api/info", Host="library.example") == 401
        assert status(local, "/gradio_api/info", Host="evil.example") == 400
        with pytest.raises(ValueError, match="Could not login"):
            Client(local, auth=("ada", "wrong"), verbose=False)
        client = Client(local, auth=("ada", "s3cret:x"), verbose=False)
        answer = client.predict("hanwha ocean partners", 1, api_name="/ask")
        assert "Gastops" in answer["hits"][0]["text"]


@pytest.mark.parametrize("options", [[], ["--auth", "{users}"], ["--allow-host", "a.example"]])
def test_it_does_not_listen_to_others_without_users_and_a_name(
    corpus: Path, tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "users.txt").write_text("ada:secret\n")
    given = [option.format(users=tmp_path / "users.txt") for option in options]
    run = briefqa("serve", "--host", "0.0.0.0", *given, "--index", corpus)
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert line.startswith("briefqa: 0.0.0.0 can be reached from other machines: ")
    assert "--auth FILE (or BRIEFQA_AUTH)" in line
    assert "--allow-host NAME" in line


def test_it_listens_on_another_address_of_this_machine(corpus: Path) -> None:
    with serve(corpus, "--host", "127.0.0.2") as address:
        connection = http.client.HTTPConnection("127.0.0.2", urlsplit(address).port, timeout=60)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="IPv6 is not supported"):
        access("::1", [], None)


def test_users_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFQA_AUTH", "ada:secret")
    found = access("0.0.0.0", ["a.example"], None)
    hosts = ("127.0.0.1", "localhost", "a.example")
    assert found == Access("0.0.0.0", hosts, (("ada", "secret"),))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "localhost"])
def test_this_machine_needs_no_users(address: str) -> None:
    assert access(address, [], None).users == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ada", "line 1: not of the form user:password"),
        ("ada:secret\n:x", "line 2: not of"),
        ("ada:", "line 1: not of"),
        ("\n", "is empty"),
        ("\xff", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_users_says_what_is_wrong_and_no_password(
    tmp_path: Path, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / "users").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=message) as raised:
        access("127.0.0.1", [], tmp_path / "users")
    assert "secret" not in str(raised.value)
