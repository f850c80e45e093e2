"""The guard, tried from outside over HTTP: who gets in, and to what."""

import base64
import http.client
import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio_client import Client

from app.web.bodies import MAX_QUESTIONS_BYTES, MAX_SMALL_BYTES
from app.web.logins import PER_ADDRESS
from index import SentenceEncoder
from tests.support.web import serve_in_thread

PATHS = (
    "/", "/config", "/openapi.json", "/docs", "/answers.json?q=navy", "/mcp", "/theme.css",
    "/modules/answers.js",
    "/gradio_api/info", "/gradio_api/call/ask", "/gradio_api/queue/data", "/gradio_api/app_id",
)  # fmt: skip
FORBIDDEN_PATHS = (
    "/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=http://example.org/", "/gradio_api/runs", "/gradio_api/run/ask",
    "/gradio_api/api/ask", "/gradio_api/component_server", "/gradio_api/upload_progress",
    "/gradio_api/vibe-edit", "/monitoring", "/login", "/openapi.json", "/docs", "/file=/etc/passwd",
    "//gradio_api/upload", "/gradio_api//upload", "/static/../gradio_api/upload",
    "/assets/..%2fgradio_api/upload", "/static/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
    "/Gradio_api/upload", "/mcp/../gradio_api/upload", "/modules/web.css", "/modules/../server.py",
    "/modules/%2e%2e/server.py", "/modules/..%2fserver.py",
)  # fmt: skip


def request(
    address: str,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    source: str = "127.0.0.1",
    **headers: str,
) -> http.client.HTTPResponse:
    port = urlsplit(address).port
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(source, 0)
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Connection"] = "close"
    connection.request(method, path, body, named)
    return connection.getresponse()


@pytest.mark.parametrize("path", PATHS)
def test_a_request_that_names_another_host_is_refused(page_address: str, path: str) -> None:
    port = urlsplit(page_address).port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", ""):
        refused = request(page_address, path, Host=host)
        assert (refused.status, refused.read()) == (400, b"this host name is not served here")
    for host in (f"127.0.0.1:{port}", "localhost"):
        assert b"host name" not in request(page_address, path, Host=host).read()


def test_another_origin_can_neither_read_answers_nor_change_anything(page_address: str) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"{page_address}.evil"):
        for path in PATHS:
            assert request(page_address, path, Origin=origin).status == 403
        for path in ("/library?name=a.md", "/gradio_api/call/reindex", "/mcp"):
            assert request(page_address, path, "POST", b"{}", Origin=origin).status == 403
    own = page_address.rstrip("/")
    assert request(page_address, "/library?name=a.exe", "POST", b"x", Origin=own).status == 400


@pytest.mark.parametrize("path", FORBIDDEN_PATHS)
def test_other_routes_of_gradio_are_not_served(page_address: str, path: str) -> None:
    for method in ("GET", "POST"):
        response = request(page_address, path, method)
        assert response.status in (403, 404, 405)
        assert b"root:" not in response.read()


def test_queued_functions_cannot_be_called_directly(page_address: str) -> None:
    named = json.loads(request(page_address, "/config").read())["dependencies"]
    queued = [function for function in named if function["queue"] is not False]
    assert len(queued) >= 6  # four endpoints, the re-index, the evaluation
    for function in queued:
        inputs = {"data": [None] * len(function["inputs"]), "session_hash": "x"}
        body = json.dumps(inputs | {"fn_index": function["id"]}).encode()
        kind = {"Content_Type": "application/json"}
        response = request(page_address, "/gradio_api/run/predict", "POST", body, **kind)
        assert response.status == 404


def test_the_browser_may_load_nothing_from_elsewhere(page_address: str) -> None:
    for path in ("/", "/answers.json?q=navy", "/nowhere"):
        response = request(page_address, path)
        policy = response.getheader("Content-Security-Policy")
        assert policy.startswith("default-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        scripts = re.search(r"script-src ([^;]*);", policy)[1].split()
        hashes = [source for source in scripts if source.startswith("'sha256-")]
        assert scripts == ["'self'", "'unsafe-eval'", *hashes]
        assert len(hashes) == (7 if path == "/" else 0)  # more would be new ones of Gradio: look
        assert response.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_may_only_link_to_the_page(page_address: str, site: str) -> None:
    assert request(page_address, "/?q=navy", Sec_Fetch_Site=site).status == 200
    assert request(page_address, "/answers.csv?q=navy", Sec_Fetch_Site=site).status == 403
    assert request(page_address, "/answers.csv?q=navy", Sec_Fetch_Site="same-origin").status == 200


def test_an_idle_connection_is_closed(page_address: str) -> None:
    place = urlsplit(page_address)
    with socket.create_connection((place.hostname, place.port), timeout=60) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\n")  # and never the rest
        assert idle.recv(1) == b""


def test_a_request_that_is_large_or_of_unknown_length_is_refused(page_address: str) -> None:
    for path, size in (("call/ask", MAX_QUESTIONS_BYTES), ("cancel", MAX_SMALL_BYTES)):
        large = {"Content_Length": str(size + 1)}
        assert request(page_address, f"/gradio_api/{path}", "POST", None, **large).status == 413
    chunked = {"Transfer_Encoding": "chunked"}
    assert (
        request(page_address, "/gradio_api/call/ask", "POST", b"0\r\n\r\n", **chunked).status == 411
    )


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users.txt"
    file.write_text("ada:s3cret:x\n\njulie:kim\u00e9\n")
    return file


@pytest.fixture(scope="module")
def guarded(corpus: Path, model: SentenceEncoder, users: Path) -> Iterator[str]:
    with serve_guarded(corpus, model, users) as address:
        yield address


@contextmanager
def serve_guarded(corpus: Path, model: SentenceEncoder, users: Path) -> Iterator[str]:
    """Serve a page for users, on all addresses of this machine."""
    with serve_in_thread(
        corpus,
        lambda name: model,
        host="0.0.0.0",
        users=users,
        names=("library.example",),
        mcp=True,
    ) as address:
        yield f"http://127.0.0.1:{urlsplit(address).port}"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("path", PATHS + FORBIDDEN_PATHS)
def test_nothing_is_answered_without_a_login(guarded: str, path: str) -> None:
    for method in ("GET", "POST"):
        response = request(guarded, path, method, Host="library.example")
        assert response.status == 401
        assert response.getheader("WWW-Authenticate").startswith('Basic realm="briefqa"')
        assert response.read() == b"log in"
    assert request(guarded, path, Host="evil.example").status == 400


@pytest.mark.parametrize(
    "given",
    [basic("ada", "wrong"), basic("ada", ""), basic("julie", "s3cret:x"), "Basic x", "Bearer ada"],
)
def test_a_wrong_password_is_refused(guarded: str, given: str) -> None:
    assert request(guarded, "/", Authorization=given).status == 401


def test_passwords_cannot_be_guessed_in_great_numbers(
    corpus: Path, model: SentenceEncoder, users: Path
) -> None:
    with serve_guarded(corpus, model, users) as address:

        def attempt(number: int) -> tuple[int, str | None]:
            given = basic("ada", str(number))
            response = request(address, "/", Authorization=given, source="127.0.0.9")
            return response.status, response.getheader("Retry-After")

        logged_in = request(address, "/config", Authorization=basic("ada", "s3cret:x"))
        assert logged_in.status == 200
        cookie = logged_in.getheader("Set-Cookie")
        assert re.fullmatch(r"briefqa_login=\w{64}; Path=/; HttpOnly; SameSite=Lax", cookie)
        with ThreadPoolExecutor(20) as threads:
            statuses = Counter(threads.map(attempt, range(100)))
        assert statuses[401, None] <= PER_ADDRESS.burst + 1
        assert {status for status, wait in statuses if wait} == {429}
        right = {"Authorization": basic("ada", "s3cret:x"), "source": "127.0.0.9"}
        refused = request(address, "/config", **right)
        assert (refused.status, refused.read()) == (
            429,
            b"too many wrong passwords: try again later",
        )
        shown = request(address, "/config", **right, Cookie=cookie.partition(";")[0])
        assert (shown.status, shown.getheader("Set-Cookie")) == (200, None)
        elsewhere = request(address, "/config", **right | {"source": "127.0.0.8"})
        assert elsewhere.status == 200
        proxied = request(address, "/config", **right, X_Forwarded_For="127.0.0.9, 192.0.2.1")
        assert proxied.status == 200


def test_users_log_in(guarded: str) -> None:
    for user in (("ada", "s3cret:x"), ("julie", "kim\u00e9")):
        response = request(guarded, "/answers.json?q=hanwha", Authorization=basic(*user))
        assert "Gastops" in json.load(response)["hits"][0]["text"]
    headers = {"Authorization": basic("ada", "s3cret:x")}
    client = Client(guarded, headers=headers, verbose=False)
    answer = client.predict("hanwha ocean partners", 1, api_name="/ask")
    assert "Gastops" in answer["hits"][0]["text"]


def test_it_listens_on_another_address_of_this_machine(corpus: Path) -> None:
    with serve_in_thread(corpus, host="127.0.0.2") as address:
        port = urlsplit(address).port
        with closing(http.client.HTTPConnection("127.0.0.2", port, timeout=60)) as connection:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
