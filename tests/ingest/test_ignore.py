"""Files of other programs, and what a .briefqaignore leaves out."""

import os
from pathlib import Path

import pytest

from ingest import FoundSources, UnusableIgnoreFile, find_sources, is_left_out
from ingest.ignore import MAX_IGNORE_FILE_BYTES, MAX_PATTERNS


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name in (
        "a.md", "a.md.meta.yaml", "b.pdf", "old-b.pdf", "drafts/c.md", "drafts/deep/d.md",
        "sub/a.md", "sub/drafts/e.md", "sub/keep/old-f.md",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def ids(found: FoundSources) -> set[str]:
    return {source.id for source in found.sources}


def ignored(found: FoundSources) -> dict[str, int]:
    return {left_out.id: left_out.count_files() for left_out in found.ignored}


JUNK = [
    "~$bassy.docx", ".~lock.a.odt#", "Thumbs.db", "THUMBS.DB", "ehthumbs_vista.db", "desktop.ini",
    "Desktop.INI", ".DS_Store", "._a.md", "x.tmp", "X.TMP", "~WRL0001.tmp", "a.pdf.crdownload",
    "a.pdf.part", "a.pdf.partial", "a.md.swp", "a.md~", "#a.md#", ".Trash-1000/a.md", ".git/a.md",
    "$RECYCLE.BIN/a.md", "__MACOSX/a.md", "System Volume Information/a.md",
    "~$bassy.docx.meta.yaml",
]  # fmt: skip


@pytest.mark.parametrize("name", JUNK)
def test_files_of_other_programs_are_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("x")
    assert find_sources([tmp_path]) == FoundSources([], [], [])
    assert is_left_out(tmp_path / name, tmp_path)


def test_a_sidecar_of_such_a_file_is_nothing_too(tmp_path: Path) -> None:
    (tmp_path / "x.tmp.meta.yaml").write_text("title: T")
    assert find_sources([tmp_path]) == FoundSources([], [], [])


@pytest.mark.parametrize("name", ["a.tmp.md", "part.md", "thumbs.db.md", "~a.md", "$a.md", "x.bak"])
def test_a_document_with_a_similar_name_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert ids(find_sources([tmp_path])) == {name}
    assert not is_left_out(tmp_path / name, tmp_path)


@pytest.mark.parametrize(
    ("patterns", "left_out"),
    [
        ("drafts/", {"drafts/": 2, "sub/drafts/": 1}),
        ("/drafts/\n", {"drafts/": 2}),
        ("sub/drafts", {"sub/drafts/": 1}),
        ("*.md\n!/a.md\n", {"drafts/c.md": 1, "drafts/deep/d.md": 1, "sub/a.md": 1,
                            "sub/drafts/e.md": 1, "sub/keep/old-f.md": 1}),
        ("drafts/\n!drafts/c.md", {"drafts/": 2, "sub/drafts/": 1}),
        ("drafts/*\n!drafts/c.md", {"drafts/deep/": 1}),
        ("**/deep/*.md", {"drafts/deep/d.md": 1}),
        ("old-*.???", {"old-b.pdf": 1}),
        ("a.md/", {}),
        ("[ab].md\r\n", {"a.md": 1, "a.md.meta.yaml": 1, "sub/a.md": 1}),
        ("/a.md  ", {"a.md": 1, "a.md.meta.yaml": 1}),
        ("\ufeff/old-*\r\n#drafts/\r\n\r\nsub/drafts/\r\n", {"old-b.pdf": 1, "sub/drafts/": 1}),
        (r"old\-b.pdf", {"old-b.pdf": 1}),
        ("*.meta.yaml", {"a.md.meta.yaml": 1}),
        ("# a.md\n\n/\n\\#a.md\n", {}),
        ("*\n!*/\n!*.pdf", {"a.md": 1, "a.md.meta.yaml": 1, "drafts/c.md": 1, "drafts/deep/d.md": 1,
                           "sub/a.md": 1, "sub/drafts/e.md": 1, "sub/keep/old-f.md": 1}),
        ("sub/**\n!sub/a.md", {"sub/drafts/": 1, "sub/keep/": 1}),
        ("*\n!b.pdf\n!sub", {"a.md": 1, "a.md.meta.yaml": 1, "old-b.pdf": 1, "drafts/": 2,
                             "sub/a.md": 1, "sub/drafts/": 1, "sub/keep/": 1}),
    ],
)  # fmt: skip
def test_patterns_mean_what_they_mean_to_git(
    library: Path, patterns: str, left_out: dict[str, int]
) -> None:
    everything = ids(find_sources([library]))
    (library / ".briefqaignore").write_text(patterns, newline="")
    found = find_sources([library])
    assert ignored(found) == left_out
    assert found.closed == []
    gone = {id for id in everything if any(id.startswith(name) for name in left_out)}
    assert ids(found) == everything - gone
    assert {id for id in everything if is_left_out(library / id, library)} == gone


@pytest.mark.parametrize(
    ("top", "nested", "left_out"),
    [
        ("", "drafts/", {"sub/drafts/"}),
        ("", "/a.md\nold-*\n", {"sub/a.md", "sub/keep/old-f.md"}),
        ("old-*", "!old-*", {"old-b.pdf"}),
        ("drafts/", "!drafts/", {"drafts/"}),
        ("sub/", "!*", {"sub/"}),
        ("*.pdf", "keep/*.md", {"b.pdf", "old-b.pdf", "sub/keep/old-f.md"}),
    ],
)
def test_a_folder_below_may_have_patterns_of_its_own(
    library: Path, top: str, nested: str, left_out: set[str]
) -> None:
    (library / ".briefqaignore").write_text(top)
    (library / "sub/.briefqaignore").write_text(nested)
    assert set(ignored(find_sources([library]))) == left_out


def test_a_nested_pattern_holds_in_a_folder_with_a_special_name(library: Path) -> None:
    (library / "a [1]*!").mkdir()
    for name in ("x.md", "y.md", ".briefqaignore"):
        (library / "a [1]*!" / name).write_text("x.md")
    assert ignored(find_sources([library])) == {"a [1]*!/x.md": 1}


def test_what_is_named_is_never_ignored(library: Path) -> None:
    (library / ".briefqaignore").write_text("drafts/\n*.pdf")
    found = find_sources([library, library / "drafts", library / "b.pdf"])
    assert {"b.pdf", "drafts/c.md", "drafts/deep/d.md"} <= ids(found)
    assert set(ignored(found)) == {"old-b.pdf", "sub/drafts/"}
    assert ids(find_sources([library / "b.pdf"])) == {"b.pdf"}


def test_an_accent_may_be_one_character_or_two(tmp_path: Path) -> None:
    (tmp_path / "Cafe\u0301.md").write_text("x")
    (tmp_path / ".briefqaignore").write_text("Caf\u00e9.md", "utf-16")
    assert ignored(find_sources([tmp_path])) == {"Cafe\u0301.md": 1}


@pytest.mark.parametrize(
    ("patterns", "problem"),
    [
        (b"ok\n\xff\xfe\xff", "not text in UTF-8"),
        (b"a\0b", "not text in UTF-8"),
        (b"x" * (MAX_IGNORE_FILE_BYTES + 1), "over 100,000 bytes"),
        (b"x\n" * (MAX_PATTERNS + 1), "more than 1,000 patterns"),
        (b"ok\n[z-a]", "line 2: not a valid pattern: '[z-a]'"),
        (b"[[:alpha:]]", "line 1: this set of characters"),
        (b"a\\", "line 1: not a valid pattern"),
        (b"[ab.md", "line 1: [ without ]: '[ab.md'"),
        (b"ok\r\n  drafts/", "line 2: begins with a space"),
        (b"drafts/ # old ones", "line 1: a comment needs a line of its own"),
        (b"./drafts/", "line 1: '.' and '..' match nothing"),
        (b"drafts/../sub", "line 1: '.' and '..' match nothing"),
        (b"drafts\\c.md", "line 1: write / between folders"),
        (b"*.{md,pdf}", "line 1: { } gives no choice"),
        ("Entw\xfcrfe/".encode("cp1252"), "not text in UTF-8. Save it as UTF-8"),
        (b"*a" * 4, "line 1: too many wildcards"),
        (b"**/a/**/b/**/c", "line 1: too many wildcards"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_stops_the_run(
    library: Path, patterns: bytes, problem: str
) -> None:
    file = library / ".briefqaignore"
    file.write_bytes(patterns)
    with pytest.raises(UnusableIgnoreFile) as error:
        find_sources([library])
    assert str(error.value).startswith(str(file))
    assert problem in str(error.value)


def test_a_folder_a_pipe_or_a_broken_link_of_that_name_stops_the_run(library: Path) -> None:
    file = library / "sub/.briefqaignore"
    for make in (file.mkdir, lambda: os.mkfifo(file), lambda: file.symlink_to("nowhere")):
        make()
        with pytest.raises(UnusableIgnoreFile, match=r"not a regular file|cannot be read"):
            find_sources([library])
        file.rmdir() if file.is_dir() else file.unlink()
    assert len(ids(find_sources([library]))) == 8
