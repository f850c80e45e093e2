"""The real web page, a browser, and a small library to put questions to."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from app.evaluate import Evaluation, evaluate
from app.runs import write_run
from app.task import prepare
from index import Searcher, update
from tests.conftest import ROOT, FakeEncoder

Result = TypeVar("Result")


@contextmanager
def serve(folder: Path, *options: object) -> Iterator[str]:
    """The address of a `briefqa serve` process over the index in `folder`."""
    command = [sys.executable, "-m", "app", "serve", "--index", str(folder), *map(str, options)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield re.search(r"http://\S+", process.stdout.readline())[0]
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def page_address(corpus: Path) -> Iterator[str]:
    with serve(corpus) as address:
        yield address


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own; raises Playwright's Error without either."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    options = ["--no-sandbox", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(chromium())
        except Error as error:
            reason = f"no browser: install chromium ({error.message.splitlines()[0]})"
            if os.environ.get("BRIEFQA_REQUIRE_ALL"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser


@pytest.fixture
def page(browser: Browser, page_address: str) -> Iterator[Page]:
    """The page, opened; every request that it makes must be to its own server."""
    with browser.new_context() as context:
        page = context.new_page()
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(page_address)
        page.get_by_label("Question").wait_for()
        yield page
        page.wait_for_load_state("networkidle")
        assert hosts <= {"127.0.0.1", None}  # None: data: and blob: addresses


def ask(page: Page, question: str) -> None:
    """Type the question, and wait for its answers."""
    page.get_by_label("Question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_contain_text(question)


def choose(page: Page, label: str, words: str) -> None:
    """Choose from a list what has these words in it."""
    page.get_by_label(label).fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work returns; in a thread, since Playwright has a loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


DOCUMENTS = {
    "navy": "# Navy\n\nSubmarines dive.\n\n# Army\n\nHowitzers fire.\n\n# Air\n\nJets climb.",
    "trade": "# Trade\n\nTariffs hurt.\n\n# Growth\n\nExports rise.\n\n# Twin\n\nExports rise.",
}
QUESTIONS = [
    {"id": "a b", "question": "howitzers fire", "kind": "who", "quotes": ["Howitzers fire."]},
    {"question": "tariffs", "kind": "what", "quotes": ["Tariffs hurt.", "Jets climb."]},
    {"question": "exports rise", "kind": "what", "doc": "trade", "quotes": ["Exports rise."]},
    {
        "question": "climb jets",
        "kind": "who",
        "quotes": ["Tariffs hurt."],
        "note": {"by": "me"},
    },
    {"question": "submarines", "kind": "none", "quotes": []},
    {"question": "jets climb", "kind": "none"},
]


class Study:
    """A folder with a library, its index (fake encoder) and a questions file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir()
        self.write(**DOCUMENTS)
        self.ask(QUESTIONS)

    def write(self, **documents: str) -> None:
        for name, text in documents.items():
            (self.folder / f"docs/{name}.md").write_text(text)
        update(self.folder / "index", [self.folder / "docs"], load_encoder=FakeEncoder)

    def ask(self, questions: list[dict]) -> None:
        (self.folder / "q.jsonl").write_text("\n".join(map(json.dumps, questions)))

    def searcher(self) -> Searcher:
        return Searcher(self.folder / "index", FakeEncoder)

    def evaluate(self, k: int = 2, searcher: Searcher | None = None) -> Evaluation:
        searcher = searcher or self.searcher()
        task = prepare(self.folder / "index", self.folder / "q.jsonl", searcher)
        return evaluate(task, searcher, k)

    def run(self, name: str, k: int = 2) -> Path:
        folder = self.folder / name
        folder.mkdir()
        write_run(self.evaluate(k), None, folder)
        return folder


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)
