"""Libraries in C that a test preloads into processes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT


def compile_library(source: str, folder: Path) -> Path:
    """Compile this file of tests/support into `folder`; return the path for LD_PRELOAD.

    Without a compiler the test is skipped, or fails if BRIEFQA_REQUIRE_ALL is set.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        reason = f"no C compiler for {source}: install gcc and libc6-dev"
        if os.environ.get("BRIEFQA_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    built = (folder / source).with_suffix(".so")
    path = ROOT / "tests/support" / source
    subprocess.run([compiler, "-shared", "-fPIC", "-o", built, path, "-ldl"], check=True)
    return built
