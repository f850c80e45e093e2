"""Boilerplate that is kept, and warnings about what is left out."""

import pytest

from index import ReadOptions, open_snapshot
from ingest import UsageError
from tests.support.library import Library


@pytest.mark.parametrize("named", ["a.md", "."], ids=["file", "folder"])
def test_boilerplate_is_kept_where_a_run_asks_for_it_until_another_drops_it(
    library: Library, named: str
) -> None:
    library.write(a="Submarines dive.\n\nSubscribe to our newsletter\n", b="Trade grows.")
    library.update()
    assert "Submarines dive." in library.found("newsletter", 9)
    path = [library.sources / named]
    report = library.update(reading=ReadOptions(keep_boilerplate=path))
    assert report.changed == (1 if named == "a.md" else 2)
    assert library.found("newsletter", 1)[0].endswith("Subscribe to our newsletter")
    assert library.update().unchanged == 2
    library.update(rebuild=True)
    assert library.found("newsletter", 1)[0].endswith("Subscribe to our newsletter")
    assert library.update(reading=ReadOptions(drop_boilerplate=path)).changed == report.changed
    assert "Submarines dive." in library.found("newsletter", 9)


def test_boilerplate_cannot_be_kept_of_what_is_not_indexed(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.update()
    for reading, message in (
        (ReadOptions(keep_boilerplate=[library.sources / "no.md"]), "no such file"),
        (ReadOptions(keep_boilerplate=[library.index]), "is not indexed"),
        (ReadOptions(drop_boilerplate=[library.sources]), "is not kept, but that of no file"),
    ):
        with pytest.raises(UsageError, match=message):
            library.update(reading=reading)


def test_a_document_of_which_much_is_dropped_has_a_warning(library: Library) -> None:
    library.write(a="Submarines dive.\n\nSubscribe to our newsletter\n", b="Submarines dive.")
    [warning] = library.update().warnings
    assert (warning.id, warning.message) == (
        "a.md",
        "67% of its words are dropped (--keep-boilerplate PATH keeps them)",
    )
    with open_snapshot(library.index) as snapshot:
        shares = [round(one.dropped_share, 2) for one in snapshot.document_summaries()]
    assert shares == [0.67, 0]
    assert library.update().warnings == ()
