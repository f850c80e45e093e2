"""Print what damage, kills, failing calls and power loss do to a small index: `make torture`.

BRIEFQA_TORTURE is the number of trials of each kind; with 100,000 every byte is flipped.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.torture.rounds import rounds

DEFAULT_TRIALS = 100


def main() -> None:
    trials, well = int(os.environ.get("BRIEFQA_TORTURE", DEFAULT_TRIALS)), True
    with tempfile.TemporaryDirectory() as folder:
        for done in rounds(Path(folder), trials):
            print(done, flush=True)
            well = well and done.is_well
    sys.exit(not well)


if __name__ == "__main__":
    main()
