"""Which documents a question searches: by id, author, folder and date."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import PurePosixPath
from unicodedata import normalize

from index.authors import names_of
from index.filters.authors import are_named, name_words, nearest_names
from index.filters.dates import Days, days_of_date, days_of_limit
from index.store import DocumentDescription
from ingest import UsageError, one_line, shorten

MAX_NEAR_FOLDERS = 3


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Conditions that a document must meet to be searched; false without any.

    Of several `documents` (ids), `authors` or `folders` one must apply. `since` and `until` are
    YYYY, YYYY-MM or YYYY-MM-DD, the last day included, or ''. Raises UsageError for other dates,
    and if `since` is after `until`.
    """

    documents: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    folders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        period = self.period
        if period.first > period.last:
            raise UsageError(f"since {self.since} is after until {self.until}")

    def __bool__(self) -> bool:
        return any((self.documents, self.authors, self.since, self.until, self.folders))

    def __str__(self) -> str:
        """Return the conditions in words that follow a noun: "by Kim, dated since 2024"."""
        return ", ".join(self.in_words().values())

    @property
    def period(self) -> Days:
        """The days from `since` to `until`."""
        since, until = _limit("since", self.since), _limit("until", self.until)
        return Days(since.first if since else date.min, until.last if until else date.max)

    def in_words(self) -> dict[str, str]:
        """Return each condition in words, by the names documents, authors, folders and dates."""
        count = len(self.documents)
        documents = f"in {count} documents" if count > 1 else _one_of("in", self.documents)
        folders = _one_of("in", [f"{_path(folder)}/" for folder in self.folders])
        limits = {"since": self.since, "until": self.until}
        dates = _one_of("dated", [f"{name} {text}" for name, text in limits.items() if text], " ")
        words = {"documents": documents, "authors": _one_of("by", self.authors)}
        words |= {"folders": folders, "dates": dates}
        return {name: text for name, text in words.items() if text}


@dataclass(frozen=True, slots=True)
class Selection:
    """The ids of the documents that meet a filter, None for all.

    `undated` counts those that a date filter left out since they have no date, or none that can
    be read. If no document is left, `none_left` says which condition met how many.
    """

    documents: frozenset[str] | None = None
    undated: int = 0
    none_left: str = ""


class DocumentSelector:
    """The documents of one state of an index, to select some by a filter."""

    def __init__(self, descriptions: Sequence[DocumentDescription]) -> None:
        days = {text: days_of_date(text) for text in {document.date for document in descriptions}}
        self._days = {document.id: days[document.date] for document in descriptions}
        self._titles = {document.id: document.title for document in descriptions}
        self._by_author: dict[str, set[str]] = defaultdict(set)
        self._by_folder: dict[str, set[str]] = defaultdict(set)
        for document in descriptions:
            self._by_author[document.author].add(document.id)
            for folder in folders_of(document.id):
                self._by_folder[normalize("NFC", folder)].add(document.id)
        self._names = {author: name_words(author) for author in self._by_author}

    def last_day(self, id: str) -> int:
        """Return the last day that the document's date may mean, counted; 0 if it has no date.

        Without a date, the year in its title counts, or else that in the names of file and folders.
        """
        days = self._days[id] or days_of_date(self._titles[id]) or days_of_date(id)
        return days.last.toordinal() if days else 0

    def select(self, wanted: DocumentFilter) -> Selection:
        """Return the documents that meet all conditions.

        Raises UsageError for a document, an author or a folder that is not in the index.
        """
        met: dict[str, set[str]] = {}
        if wanted.documents:
            met["documents"] = set(map(self._known, wanted.documents))
        if wanted.authors:
            met["authors"] = set().union(*map(self._by, wanted.authors))
        if wanted.folders:
            met["folders"] = set().union(*map(self._below, wanted.folders))
        chosen = set(self._days).intersection(*met.values())
        undated = 0
        if wanted.since or wanted.until:
            undated = sum(self._days[id] is None for id in chosen)
            met["dates"] = set(self._dated(wanted.period))
            chosen &= met["dates"]
        return Selection(frozenset(chosen), undated, "" if chosen else _none_left(wanted, met))

    def _known(self, id: str) -> str:
        if id not in self._days:
            raise UsageError(f"no document {id} in the index")
        return id

    def _by(self, name: str) -> set[str]:
        """Return the documents of which someone with all these words in the name is an author."""
        words = name_words(name)
        if not words:
            raise UsageError("the author is empty: give a name, or a word of it")
        found = [
            ids for author, ids in self._by_author.items() if are_named(words, self._names[author])
        ]
        if not found:
            known = {name for author in self._by_author for name in names_of(author)}
            raise _unknown(f"no document by {_short(name)}", nearest_names(name, known))
        return set().union(*found)

    def _below(self, folder: str) -> set[str]:
        path = _path(folder)
        if path == ".":
            raise UsageError("the folder is empty: give the start of a document's id, as reports/")
        if path not in self._by_folder:
            near = _nearest_folders(path, self._by_folder)
            raise _unknown(f"no document in the folder {_short(path)}/", near)
        return self._by_folder[path]

    def _dated(self, period: Days) -> Iterator[str]:
        """Yield the documents whose date may be in the period."""
        for id, days in self._days.items():
            if days and days.first <= period.last and days.last >= period.first:
                yield id


def folders_of(id: str) -> list[str]:
    """Return the folders that a document is in, the nearest first, without a final slash."""
    return [str(folder) for folder in PurePosixPath(id).parents][:-1]


def _limit(name: str, text: str) -> Days | None:
    if not text:
        return None
    days = days_of_limit(text)
    if not days:
        raise UsageError(
            f"{name} must be a date as YYYY, YYYY-MM or YYYY-MM-DD, not {_short(text)}"
        )
    return days


def _path(folder: str) -> str:
    return normalize("NFC", str(PurePosixPath(folder)))


def _one_of(word: str, names: Sequence[str], between: str = " or ") -> str:
    return f"{word} {between.join(names)}" if names else ""


def _short(text: str) -> str:
    return shorten(one_line(text))


def _unknown(problem: str, near: Sequence[str]) -> UsageError:
    hint = f"; did you mean {' or '.join(map(_short, near))}?" if near else ""
    return UsageError(f"{problem} in the index{hint}")


def _nearest_folders(path: str, known: Iterable[str]) -> list[str]:
    """Return the folders whose ids end like `path` or are its end, else those spelled alike."""
    near = [
        folder
        for folder in known
        if f"/{path}".endswith(f"/{folder}") or folder.endswith(f"/{path}")
    ]
    spellings = {folder.casefold(): folder for folder in known}
    alike = get_close_matches(path.casefold(), spellings)
    near = sorted(near, key=len, reverse=True) or [spellings[folder] for folder in alike]
    return [f"{folder}/" for folder in near[:MAX_NEAR_FOLDERS]]


def _none_left(wanted: DocumentFilter, met: dict[str, set[str]]) -> str:
    """Return one sentence that says how many documents meet each condition."""
    words = wanted.in_words()
    if len(met) == 1:
        return f"No document is {''.join(words.values())}."
    counts = ", ".join(f"{words[name]} ({len(ids)})" for name, ids in met.items())
    return f"No document meets all conditions: {counts}."
