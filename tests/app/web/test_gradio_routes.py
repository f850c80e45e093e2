"""Every route of Gradio, FastAPI and our own is decided on: the guard serves it, or hides it."""

from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute

from app.web.access import read_access
from app.web.application import create_app
from app.web.guard import Guard, is_served_path
from app.web.page.modules import MODULES
from app.web.service import Service
from tests.support.encoder import FakeEncoder

API = "/gradio_api"
SERVED = {
    "/", "/answers.csv", "/answers.json", "/answers.md", "/library", "/mcp",
    "/assets/{path:path}", "/config", "/config/", "/favicon.ico", "/manifest.json",
    "/static/{path:path}", "/theme.css", *(f"/modules/{file.name}" for file in MODULES),
    *(f"{API}/{name}" for name in (
        "app_id", "app_id/", "call/v2/{api_name}", "call/v2/{api_name}/",
        "call/v2/{api_name}/{event_id}", "call/{api_name}", "call/{api_name}/",
        "call/{api_name}/{event_id}", "cancel", "heartbeat/{session_hash}", "info", "info/",
        "queue/data", "queue/join", "reset", "reset/", "theme.css",
    )),
}  # fmt: skip
HIDDEN = {
    "/login", "/login/", "/logout", "/monitoring", "/monitoring/summary", "/monitoring/{key}",
    "/openapi.json", "/pwa_icon", "/pwa_icon/{size}", "/robots.txt", "/svelte/{path:path}",
    *(f"{API}/{name}" for name in (
        "api/{api_name}", "api/{api_name}/", "component_server", "component_server/",
        "custom_component/{id}/{environment}/{type}/{file_name}", "deep_link", "dev/reload",
        "file/{path:path}", "file={path_or_url:path}", "login_check", "login_check/",
        "openapi.json", "process_recording", "proxy={url_path:path}", "queue/status", "runs",
        "runs/", "startup-events", "stream/{event_id}", "stream/{event_id}/close",
        "stream/{session_hash}/{run}/{component_id}/playlist-file",
        "stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
        "stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}", "token", "token/",
        "undo-vibe-edit", "undo-vibe-edit/", "upload", "upload_progress", "user", "user/",
        "vibe-code", "vibe-code/", "vibe-edit", "vibe-edit/", "vibe-starter-queries",
        "vibe-starter-queries/",
    )),
}  # fmt: skip
"""Files of this machine, a proxy, uploads, logins, monitoring, code that a model writes, ..."""
BY_NUMBER = {f"{API}/run/{{api_name}}", f"{API}/run/{{api_name}}/"}
"""Served under the name "predict" only."""


def paths(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Yield the paths of routes, also of mounted and included ones; fail for any other kind."""
    for route in routes:
        if included := getattr(route, "original_router", None):
            yield from paths(included.routes, prefix + route.include_context.prefix)
        elif mounted := getattr(route, "routes", None):
            yield from paths(mounted, prefix + route.path.rstrip("/"))
        else:
            yield prefix + route.path


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    service = Service(tmp_path_factory.mktemp("index"), FakeEncoder)
    app = create_app(service, read_access("127.0.0.1", (), None), mcp=True)
    assert isinstance(app, Guard)  # outermost
    while not hasattr(app, "routes"):
        app = app.app
    return set(paths(app.routes))


def test_every_route_is_decided_on(registered: set[str]) -> None:
    assert registered - SERVED - HIDDEN - BY_NUMBER == set()  # decide on these
    assert registered == SERVED | HIDDEN | BY_NUMBER


def test_the_guard_serves_these_and_no_others(registered: set[str]) -> None:
    for path in registered - BY_NUMBER:
        asked = path.replace("{path:path}", "a/b").replace("{", "").replace("}", "")
        assert is_served_path(asked) == (path in SERVED), path
        wrong = [f"/{asked}", f"/.{asked}", f"/x/..{asked}", f"/static/..{asked}", f"{asked}//x"]
        wrong += [f"{asked};/../x", f"{asked}\0", f"{asked}\n", asked.replace("/", "/./", 1)]
        wrong += [f"{asked}/../x", asked.replace("/", "\\"), asked.replace("/", "/%2e%2e/", 1)]
        if len(asked) > 1:
            wrong += [asked.upper(), asked.replace("/", "//", 1), asked.replace("/", "%2f", 1)]
        assert [path for path in wrong if is_served_path(path)] == []
    assert is_served_path(f"{API}/run/predict")
    assert not is_served_path(f"{API}/run/ask")
