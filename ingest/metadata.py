"""A document's metadata from YAML: front matter, or a file next to the document."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from ingest.characters import did_you_mean, shorten, strip_unprintable
from ingest.document import MAX_NAME_CHARS, MAX_URL_CHARS, Metadata

if TYPE_CHECKING:
    import yaml

MAX_YAML_CHARS = 20_000
"""A longer text contains more than these fields, and takes long to parse."""
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "date": ("date",),
    "url": ("url", "source", "link"),
}
KEYS = tuple(name for names in _NAMES.values() for name in names)
OTHER_KEYS = (
    "actors", "auto", "data", "dates", "like", "line", "links", "rate", "resource", "sources",
    "subtitle", "tile", "tiles", "titles", "update", "urls",
)  # fmt: skip
"""Keys of other programs' front matter that are spelled like ours."""
MAX_WARNINGS = 20
_EMPTY: tuple[object, ...] = ("", "null", "~", [])
_LINE_KEY = re.compile(r"([^\s:=]+)[^\S\r\n]*[:=]")
_KEY_START = re.compile(r"[^\s#\-'\"\[{&*!|>?%@`]")
_COMPOUND = re.compile(r"\w[_\-. ]\w|[a-z][A-Z]")
_STRUCTURE = re.compile(r"[&*!|>]|[\[{](?![^\]}]*[\]}]\s*[^\s#])")
"""A value that is no plain text; "[Draft] A title" is."""
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_FILLED_IN = re.compile(
    r"^(?:(?>.*?\{\{).*\}\}|(?>.*?\{%).*%\}|(?>.*?<%).*%>|(?>.*?`r ).*`"
    r"|(?:last-modified|now|today)$)"
)
"""A value that a program replaces when it makes a page."""

Parser = Callable[[str], tuple[dict[str, Any], str]]
"""Returns the keys and values of a text, or none and why it cannot be read."""


@dataclass(frozen=True, slots=True)
class MetadataBlock:
    """What a text in YAML says about a document.

    `others` are keys that are none of the known names, `unusable` known ones whose values are no
    text. `problem` says why the text cannot be read as a whole, '' if it can.
    """

    fields: Metadata
    others: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    problem: str = ""

    def warnings(self) -> list[str]:
        """Return what a metadata file's author should be told: all that is not used."""
        known = ", ".join(_NAMES)
        unknown = {key: did_you_mean(key, KEYS) or f" (known: {known})" for key in self.others}
        found = self._found_wrong(unknown)
        return found if found or self.fields else [f"none of {known} in it"]

    def front_matter_warnings(self) -> list[str]:
        """Return what the author of front matter should be told.

        Keys of other programs are welcome there, unless one looks like a known key misspelt; a
        compound like author_url does not.
        """
        single = [key for key in self.others if not _COMPOUND.search(key)]
        hints = {key: did_you_mean(key, KEYS) for key in single if _folded(key) not in OTHER_KEYS}
        return self._found_wrong({key: hint for key, hint in hints.items() if hint})

    def _found_wrong(self, unknown: Mapping[str, str]) -> list[str]:
        if self.problem:
            return [self.problem]
        return [
            *[f"unknown key {_shown(key)}{hint}" for key, hint in unknown.items()][:MAX_WARNINGS],
            *(f"the value of {key} is not used: write it as text" for key in self.unusable),
        ]


def read_metadata(text: str, first_line: int = 1) -> MetadataBlock:
    """Return the `title`, `author`, `date` and `url` that YAML gives.

    Keys may have capitals. Values are copied: no date is reformatted. A value that needs quotes in
    YAML may lack them. Text over MAX_YAML_CHARS is not read, nor is what refers to parts of itself,
    a little of which may expand without end. `first_line` is the number of the text's first line
    in its file, for messages.
    """
    if len(text) > MAX_YAML_CHARS:
        return MetadataBlock({}, problem=f"over {MAX_YAML_CHARS:,} characters: not read")
    fields, problem = parse_yaml(text, first_line)
    if problem:
        lines = text.splitlines()
        quoted = [_quote_value(line) for line in lines]
        if quoted != lines:
            fields, problem = parse_yaml("\n".join(quoted), first_line)
        if problem:
            return MetadataBlock({}, problem=problem)
    return metadata_block(fields)


def read_metadata_lines(text: str, parse: Parser) -> Metadata:
    """Return what the lines of a text that is not valid as a whole give, each read on its own.

    `parse` reads a text, as for YAML or TOML. Only the first line of every known key counts.
    """
    lines: dict[str, str] = {}
    for line in text.splitlines():
        if (key := _LINE_KEY.match(line)) and _folded(key[1]) in KEYS:
            lines.setdefault(_folded(key[1]), line)
    fields: dict[str, Any] = {}
    for line in lines.values():
        found, problem = parse(line)
        if problem:
            found, _ = parse(_quote_value(line))
        fields |= found
    return metadata_block(fields).fields


def metadata_block(fields: Mapping[str, Any]) -> MetadataBlock:
    """Return what keys with values of any kind say about a document."""
    known = {_folded(key): value for key, value in fields.items() if _folded(key) in KEYS}
    words = {key: _words(value) for key, value in known.items()}
    found = {
        field: next(filter(None, (words.get(name) for name in names)), "")
        for field, names in _NAMES.items()
    }
    return MetadataBlock(
        limit_lengths(metadata(**found)),
        tuple(key for key in fields if _folded(key) not in KEYS),
        tuple(key for key in known if not words[key] and known[key] not in _EMPTY),
    )


def parse_yaml(text: str, first_line: int = 1) -> tuple[dict[str, Any], str]:
    """Return the keys and values of a YAML text, or none and why it cannot be read."""
    import yaml

    try:
        fields = yaml.load(text, _loader())
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + first_line}" if error.problem_mark else "it"
        return {}, f"{line} is not valid YAML ({error.problem}): put the value in quotes"
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, "not plain YAML: write one key: value a line"
    if isinstance(fields, dict):
        return {key: value for key, value in fields.items() if isinstance(key, str)}, ""
    return {}, "no YAML keys: write one key: value a line"


def _quote_value(line: str) -> str:
    """Return a line "key: value" with the value in quotes, if YAML cannot read it otherwise."""
    key, _, rest = line.partition(":")
    value = rest.strip()
    is_key = _KEY_START.match(line) and (rest[:1].isspace() or _folded(key) in KEYS)
    if not value or not is_key or _STRUCTURE.match(value) or _has_keys(line):
        return line
    return "{}: '{}'".format(key, value.replace("'", "''"))


def _has_keys(line: str) -> bool:
    import yaml

    try:
        return isinstance(yaml.load(line, _loader()), dict)
    except (yaml.YAMLError, RecursionError, ValueError):
        return False


def _folded(key: str) -> str:
    return key.strip().casefold()


def _shown(key: str) -> str:
    return shorten(_line(key)) or "(no name)"


def metadata(**fields: str | None) -> Metadata:
    """Return the fields that are not empty, on one line."""
    lines = {name: _line(words or "") for name, words in fields.items()}
    return cast(Metadata, {name: line for name, line in lines.items() if line})


def limit_lengths(fields: Metadata) -> Metadata:
    """Return the fields with long names cut, and '' for a url that is too long."""
    words = cast(dict[str, str], fields)
    limited = {name: shorten(text, MAX_NAME_CHARS) for name, text in words.items() if name != "url"}
    if "url" in words:
        limited["url"] = words["url"] if len(words["url"]) <= MAX_URL_CHARS else ""
    return cast(Metadata, limited)


@cache
def _loader() -> "type[yaml.BaseLoader]":
    """Return a loader that refuses aliases."""
    import yaml

    class Loader(yaml.BaseLoader):
        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="a reference *name", problem_mark=mark)
            return super().compose_node(parent, index)

    return Loader


def _words(value: Any) -> str:
    """Return a value, or a list of values, as text; '' for anything nested deeper.

    A person may have a name and more: "name: Ada". What a program fills in is none.
    """
    values = value if isinstance(value, list) else [value]
    named = [one.get("name") if isinstance(one, dict) else one for one in values]
    lines = [_WIKI_LINK.sub(r"\1", _line(text)) for text in named if isinstance(text, str)]
    return ", ".join(line for line in lines if line not in _EMPTY and not _FILLED_IN.search(line))


def _line(text: str) -> str:
    return " ".join(strip_unprintable(text).split())
