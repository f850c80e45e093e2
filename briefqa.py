"""Start briefqa: its command line, and `from briefqa import Library`.

The wheel installs three packages with common names: app, index and ingest. Another file of such a
name may come first on Python's path, and another distribution may overwrite ours. This module,
whose name nobody else uses, checks for both before it imports any of them.
"""

import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.library import Library

__all__ = ["Library", "main"]

HERE = Path(__file__).resolve().parent
PACKAGES = ("app", "index", "ingest")
ALONE = "install briefqa in an environment of its own (pipx or uv tool)"


def main() -> None:
    """Run the command line; exit with status 1 if a package of briefqa is not ours.

    Ctrl-C while the packages are imported exits with 130, as it does later.
    """
    try:
        if problem := find_problem():
            print(f"briefqa: {problem}", file=sys.stderr)
            sys.exit(1)
        from app.startup import without_garbage_collection

        with without_garbage_collection():
            from app.cli import main as run_command_line
        run_command_line()
    except KeyboardInterrupt:
        sys.exit(130)


def __getattr__(name: str) -> object:
    """Return the Library class, imported on first use; raise ImportError if it is not ours."""
    if name != "Library":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if problem := find_problem():
        raise ImportError(problem)
    from app.library import Library

    return Library


def find_problem() -> str:
    """Return in one line which package is not ours, and the fix; '' if all are ours.

    Nothing is imported: a foreign module would run.
    """
    for name in PACKAGES:
        ours = HERE / name / "__init__.py"
        spec = find_spec(name)
        if spec is None or not ours.is_file():
            return f"its package {name} is missing from {str(HERE)!r}. To fix it, {ALONE}."
        found = spec.origin or ", ".join(spec.submodule_search_locations or ())
        if Path(found).resolve() != ours.resolve():
            return (
                f"its package {name} is hidden by {found!r}. "
                f"Unset PYTHONPATH, start from another folder, or {ALONE}."
            )
        if _is_overwritten(ours):
            return f"another package has overwritten {str(ours)!r}. To fix it, {ALONE}."
    return ""


def _is_overwritten(path: Path) -> bool:
    """Return whether an installed file differs from its checksum in the wheel's RECORD."""
    for distribution in distributions(name="briefqa", path=[str(HERE)]):
        for file in distribution.files or ():
            if file.hash and file.hash.mode == "sha256" and Path(str(file.locate())) == path:
                digest = urlsafe_b64encode(sha256(path.read_bytes()).digest())
                return digest.rstrip(b"=").decode() != file.hash.value
    return False


if __name__ == "__main__":
    main()
