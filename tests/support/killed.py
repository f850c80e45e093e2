"""Kill `briefqa index` at moments spread over its run, and examine what it leaves.

    python -m tests.support.killed FOLDER KILLS SEED

For every kill the documents are changed and the command is run, with the real model, in a fork of
this process, which has imported and loaded everything: otherwise most kills would hit the imports.
A line of JSON tells whether the run had reported before it was killed, which state is found, and
which checks of the doctor fail.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

import torch

from app import cli
from index import SentenceEncoder, examine, open_snapshot
from ingest import find_sources, source_digest


def main() -> None:
    folder, kills, dice = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    sources, index = folder / "documents", folder / "index"
    sources.mkdir()
    torch.set_num_threads(1)  # other threads do not survive a fork
    encoder = SentenceEncoder()
    SentenceEncoder._torch_model = encoder._torch_model
    SentenceEncoder._own_tokenizer = encoder._own_tokenizer
    for number in range(5):
        write(sources / f"{number}.md", dice)
    output, _ = run(sources, index, None)
    assert "5 new" in output, output
    change(sources, dice)
    _, longest = run(sources, index, None)
    old = on_disk(sources)
    shares = [(number + dice.random()) / kills for number in range(kills)]
    dice.shuffle(shares)
    for share in shares:
        change(sources, dice)
        new = on_disk(sources)
        seconds = 1.2 * longest * share
        output, _ = run(sources, index, seconds)
        with open_snapshot(index) as snapshot:
            found = snapshot.digests()
        state = "new" if found == new else "old" if found == old else "neither"
        failures = [
            finding.message
            for finding in examine(index, lambda name: encoder)
            if not finding.ok and (state, finding.check) != ("old", "sources")
        ]
        reported = " unchanged; " in output
        if not reported:
            longest = max(longest, seconds)  # the machine is busier than it was
        print(json.dumps([reported, state, failures]), flush=True)
        old = found


def change(sources: Path, dice: random.Random) -> None:
    for _ in range(2):
        write(sources / f"{dice.randrange(8)}.md", dice)
    (sources / f"{dice.randrange(8)}.md").unlink(missing_ok=True)


def write(path: Path, dice: random.Random) -> None:
    words = ["frigate", "tariff", "spies", "cyber", "arctic", "budget", "treaty", "officer"]
    sentences = [" ".join(dice.choices(words, k=9)).capitalize() + "." for _ in range(20)]
    path.write_text("\n\n".join(sentences) + "\n")


def on_disk(sources: Path) -> dict[str, str]:
    return {source.id: source_digest(source) for source in find_sources([sources]).sources}


def run(sources: Path, index: Path, seconds: float | None) -> tuple[str, float]:
    """Return what the command printed until it ended or was killed, and the seconds it took."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 1)
        sys.argv = ["briefqa", "index", str(sources), "--index", str(index), "--model", "fast"]
        try:
            cli.main()
        except SystemExit:
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if seconds is not None and time.monotonic() - begun > seconds:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(0.001)
    with open(reading) as output:
        printed = output.read()
    return printed, time.monotonic() - begun


if __name__ == "__main__":
    main()
