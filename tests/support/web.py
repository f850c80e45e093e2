"""The real web page, a browser, and a small library to put questions to."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.paths import ROOT

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
