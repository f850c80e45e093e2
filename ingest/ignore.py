"""Which files are no sources: those of other programs, and those that a .briefqaignore names."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from ingest.characters import shorten
from ingest.decoding import BYTE_ORDER_MARKS
from ingest.errors import UnusableIgnoreFile

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".briefqaignore"
JUNK_FILES = (
    "~$*", ".~lock*", "*~", "#*#", "._*", ".ds_store", "thumbs.db", "ehthumbs*.db", "desktop.ini",
    "icon\r", "*.tmp", "*.temp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.download",
    "*.opdownload", "*.aria2", "*.swp", "*.swo", "*.laccdb", "*.idlk",
)  # fmt: skip
"""Locks, unfinished downloads, autosaves and thumbnails that programs keep next to documents."""
JUNK_FOLDERS = (
    "$recycle.bin", "#recycle", "system volume information", "lost+found", "__macosx", "@eadir",
)  # fmt: skip
MAX_IGNORE_FILE_BYTES = 100_000
MAX_PATTERNS = 1000
"""All of them are tried for every file at every question: 1,000 take 0.2 s for 1,000 files."""
_JUNK_FILE = re.compile("|".join(map(translate, JUNK_FILES)))
_JUNK_FOLDER = re.compile("|".join(map(translate, JUNK_FOLDERS)))
_LINE_END = re.compile(r"\r\n|\r|\n")
_ALL_FOLDERS = re.compile(r"((?:^!?|/)\*\*/)[ \t]*$")
"""The end of a pattern that pathspec would read as "the folder above and all in it"."""
_STARS = re.compile(r"\*+")
_MISTAKES = tuple(
    (re.compile(pattern), problem)
    for pattern, problem in (
        (  # Python reads such a set in another way than Git
            r"\[[^]]*(?:\[|--|&&|~~|\|\|)",
            "this set of characters in [ ] is not supported",
        ),
        # Git reads these in a way that nobody means, so that they would match nothing
        (r"(?<!\\)\[!?\]?[^\[\]]*$", "[ without ]"),
        (r"^!?[ \t]", "begins with a space"),
        (r"[ \t]#[ \t]", "a comment needs a line of its own"),
        (r"(?:^!?|/)\.\.?(?:/|$)", "'.' and '..' match nothing: begin with / for this folder"),
        (r"\\\w", "write / between folders"),
        (r"(?<!\\)\{[^{},]*,", "{ } gives no choice: write a line for each"),
    )
)
_SPECIAL = re.compile(r"[\\*?\[\]!# ]")


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that a .briefqaignore leaves out, or a whole folder, whose `id` ends with '/'."""

    id: str
    path: Path

    def count_files(self) -> int:
        """Return how many files are left out, without those of other programs."""
        if not self.id.endswith("/"):
            return 1
        return sum(len(names) for _, _, names in walk_files(self.path))


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The patterns that apply in a folder: its own and those from the folders above, from `top` on.

    Git's rules hold: the last matching pattern decides, and nothing below an ignored folder can be
    included again.
    """

    top: Path
    patterns: tuple[str, ...] = ()

    def within(self, folder: Path) -> "IgnoreRules":
        """Return these rules with those of the folder's own .briefqaignore, if it has one.

        Raises UnusableIgnoreFile.
        """
        file = folder / IGNORE_FILE
        if not os.path.lexists(file):
            return self
        below = folder.relative_to(self.top).as_posix()
        own = [_from_top(pattern, below) for pattern in _read_patterns(file)]
        if len(self.patterns) + len(own) > MAX_PATTERNS:
            raise UnusableIgnoreFile(f"{file}: more than {MAX_PATTERNS:,} patterns. Name folders")
        return IgnoreRules(self.top, (*self.patterns, *own))

    def ignore(self, path: Path, *, is_folder: bool) -> bool:
        """Return whether a file or a folder below `top` is ignored."""
        if not self.patterns:
            return False
        relative = normalize("NFC", path.relative_to(self.top).as_posix())
        for pattern in reversed(_compiled(self.patterns)):
            if _matches(pattern, relative, is_folder):
                return bool(pattern.include)
        return False


def is_junk(name: str, *, is_folder: bool = False) -> bool:
    """Return whether a file's name says that it is nobody's document, but a program's own file."""
    return (_JUNK_FOLDER if is_folder else _JUNK_FILE).match(name.lower()) is not None


def is_left_out(path: Path, top: Path) -> bool:
    """Return whether a run over the folder `top` passes over a path below it.

    Raises UnusableIgnoreFile.
    """
    rules, current = IgnoreRules(top), top
    for name in path.relative_to(top).parts:
        rules = rules.within(current)
        current /= name
        is_folder = current != path or current.is_dir()
        if name.startswith(".") or is_junk(name, is_folder=is_folder):
            return True
        if rules.ignore(current, is_folder=is_folder):
            return True
    return False


def walk_files(
    top: Path, on_error: Callable[[OSError], None] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield what os.walk does, without hidden and junk files and folders."""
    for folder, subfolders, names in os.walk(top, onerror=on_error):
        subfolders[:] = [
            name
            for name in subfolders
            if not name.startswith(".") and not is_junk(name, is_folder=True)
        ]
        files = [name for name in names if not name.startswith(".") and not is_junk(name)]
        yield Path(folder), subfolders, files


def _read_patterns(file: Path) -> tuple[str, ...]:
    """Return the patterns of a .briefqaignore, without blank lines and comments.

    Raises UnusableIgnoreFile: with only some of them, a run would index what it should not.
    """
    try:
        return _parse_patterns(_read_text(file))
    except ValueError as problem:
        raise UnusableIgnoreFile(f"{file}, {problem}") from problem


@lru_cache(maxsize=64)
def _parse_patterns(text: str) -> tuple[str, ...]:
    """Raise ValueError for a pattern that cannot be used."""
    patterns = []
    for number, line in enumerate(_LINE_END.split(normalize("NFC", text)), start=1):
        if line.startswith("#") or not line.strip("!/ \t"):
            continue
        if problem := _problem(line):
            raise ValueError(f"line {number}: {problem}")
        patterns.append(_ALL_FOLDERS.sub(r"\1*/", line))
    return tuple(patterns)


def _read_text(file: Path) -> str:
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe could block for ever
            raise UnusableIgnoreFile(f"{file}: not a regular file. Remove or replace it")
        with file.open("rb") as opened:
            data = opened.read(MAX_IGNORE_FILE_BYTES + 1)
    except OSError as error:
        raise UnusableIgnoreFile(f"{file}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_IGNORE_FILE_BYTES:
        raise UnusableIgnoreFile(f"{file}: over {MAX_IGNORE_FILE_BYTES:,} bytes. Name folders")
    marks = [pair for pair in BYTE_ORDER_MARKS if data.startswith(pair[0])]
    mark, encoding = marks[0] if marks else (b"", "utf-8")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UnusableIgnoreFile(f"{file}: not text in UTF-8. Save it as UTF-8")
    return text


def _problem(pattern: str) -> str:
    """Return why a pattern cannot be used, '' if it can."""
    parts = pattern.split("/")
    if max(len(_STARS.findall(part)) for part in parts) > 3 or parts.count("**") > 2:
        return "too many wildcards: at most 3 '*' between slashes, and 2 '**'"
    for mistake, problem in _MISTAKES:
        if mistake.search(pattern):
            return f"{problem}: {shorten(pattern)!r}"
    try:
        _compile((pattern,))
    except (ValueError, re.error):
        return f"not a valid pattern: {shorten(pattern)!r}"
    return ""


def _from_top(pattern: str, folder: str) -> str:
    """Return the pattern of a folder's file so that it means the same in the top folder's."""
    if folder == ".":
        return pattern
    negation = "!" * pattern.startswith("!")
    own = pattern.removeprefix("!")
    anywhere = "" if "/" in own.rstrip().rstrip("/") else "**/"
    prefix = _SPECIAL.sub(r"\\\g<0>", normalize("NFC", folder))
    return f"{negation}/{prefix}/{anywhere}{own.removeprefix('/')}"


def _compile(patterns: tuple[str, ...]) -> tuple["GitIgnoreSpecPattern", ...]:
    from pathspec import GitIgnoreSpec

    compiled = GitIgnoreSpec.from_lines(patterns).patterns
    return tuple(pattern for pattern in compiled if pattern.include is not None)


_compiled = lru_cache(maxsize=64)(_compile)


def _matches(pattern: "GitIgnoreSpecPattern", path: str, is_folder: bool) -> bool:
    """Return whether a pattern matches the path itself, as Git asks.

    GitIgnoreSpec asks whether it matches the path or a folder above it, so that "*", "!*/" would
    ignore every folder. Its patterns have one group, for the slash after a matching folder.
    """
    found = pattern.match_file(path)
    if found and not found.match.lastgroup:
        return True
    below = pattern.match_file(f"{path}/") if is_folder else None
    if below is None or not below.match.lastgroup:
        return False
    return bool(below.match.end() == len(path) + 1 or below.match.start() > 0)
