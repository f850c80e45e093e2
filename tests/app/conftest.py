"""The real web page, and a browser."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.conftest import ROOT


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a `briefqa serve` process over the index in `folder`."""
    command = [sys.executable, "-m", "app", "serve", "--index", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield re.search(r"http://\S+", process.stdout.readline())[0]
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def page_address(corpus: Path) -> Iterator[str]:
    with serve(corpus) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=executable,
                args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
            )
        except Error as error:
            reason = f"no browser: install chromium ({error.message.splitlines()[0]})"
            if os.environ.get("BRIEFQA_REQUIRE_BROWSER"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()
