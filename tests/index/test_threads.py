"""How many threads numpy computes with."""

import os
import subprocess
import sys

from tests.support.paths import ROOT

SCRIPT = """
import index
from threadpoolctl import threadpool_info
print({pool["num_threads"] for pool in threadpool_info() if pool["internal_api"] == "openblas"})
"""


def test_numpy_computes_with_one_thread() -> None:
    environment = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout in ("{1}\n", "set()\n")  # numpy may be built without OpenBLAS
