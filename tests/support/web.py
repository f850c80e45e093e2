"""The web page, served from a thread or a process, and a browser to use it."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.types import ASGIApp

from app.web.access import read_access
from app.web.application import create_app
from app.web.connections import BoundedProtocol
from app.web.server import listen, server_config
from app.web.service import Service
from index import Encoder
from tests.support.encoder import FakeEncoder
from tests.support.paths import ROOT

Result = TypeVar("Result")
expect.set_options(timeout=20_000)  # a busy machine is no failure
STOP_TIMEOUT_S = 60
START_TIMEOUT_S = 30


class HastyProtocol(BoundedProtocol):
    """Closes slow connections after a short time, so that no test waits for it."""

    timeout_s = 1.0


@contextmanager
def serve_in_thread(
    folder: Path,
    load_encoder: Callable[[str], Encoder] = FakeEncoder,
    *,
    host: str = "127.0.0.1",
    users: Path | None = None,
    names: tuple[str, ...] = (),
    mcp: bool = False,
) -> Iterator[str]:
    """Serve the page over the index in `folder` from a thread of this process; yield its URL."""
    app = create_app(Service(folder, load_encoder), read_access(host, names, users), mcp=mcp)
    with run_in_thread(app, host) as address:
        yield address


@contextmanager
def run_in_thread(app: ASGIApp, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve an app from a thread of this process; yield its URL."""
    with listen(host, None) as listening:
        server = uvicorn.Server(server_config(app, HastyProtocol))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        _wait_until(lambda: server.started or not thread.is_alive())
        assert server.started
        try:
            yield f"http://{host}:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(STOP_TIMEOUT_S)
            assert not thread.is_alive()


def _wait_until(true: Callable[[], bool]) -> None:
    end = monotonic() + START_TIMEOUT_S
    while not true() and monotonic() < end:
        sleep(0.01)


@contextmanager
def serve_in_process(folder: Path, *options: object) -> Iterator[str]:
    """Serve the page with `briefqa serve`; yield the printed URL. It gets SIGTERM in the end."""
    command = [sys.executable, "-m", "app", "serve", "--index", str(folder), *map(str, options)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield re.search(r"http://\S+", process.stdout.readline())[0]
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the system's Chromium, else Playwright's; raise Playwright's Error without either."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    options = ["--no-sandbox", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        yield browser
        browser.close()


def ask(page: Page, question: str) -> None:
    """Type the question and wait for its answers."""
    page.get_by_label("Question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_contain_text(question)


def choose(page: Page, label: str, words: str) -> None:
    """Choose the first option with these words from a list."""
    page.get_by_label(label).fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of the work, run in a thread: Playwright runs a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
