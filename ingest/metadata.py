"""A document's metadata from YAML: front matter, or a file next to the document."""

from typing import Any, cast

import yaml

from ingest.characters import strip_unprintable
from ingest.document import MAX_URL_CHARS, Metadata, shorten_name

MAX_YAML_CHARS = 100_000
"""A longer text contains more than these fields, and takes long to parse."""
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "date": ("date",),
    "url": ("url", "source", "link"),
}


def read_metadata(text: str) -> Metadata | None:
    """Return the `title`, `author`, `date` and `url` that YAML gives.

    None if the text is not YAML with fields, is over MAX_YAML_CHARS, or refers to parts of itself
    (a little of that may expand without end). Values are copied: no date is reformatted.
    """
    if len(text) > MAX_YAML_CHARS:
        return None
    try:
        fields = yaml.load(text, _Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(fields, dict):
        return None
    found = {
        field: next(filter(None, (_words(fields.get(name)) for name in names)), "")
        for field, names in _NAMES.items()
    }
    return limit_lengths(metadata(**found))


def metadata(**fields: str | None) -> Metadata:
    """Return the fields that are not empty, on one line."""
    lines = {name: _line(words or "") for name, words in fields.items()}
    return cast(Metadata, {name: line for name, line in lines.items() if line})


def limit_lengths(fields: Metadata) -> Metadata:
    """Return the fields with long names cut, and '' for a url that is too long."""
    words = cast(dict[str, str], fields)
    limited = {name: shorten_name(text) for name, text in words.items() if name != "url"}
    if "url" in words:
        limited["url"] = words["url"] if len(words["url"]) <= MAX_URL_CHARS else ""
    return cast(Metadata, limited)


class _Loader(yaml.BaseLoader):
    """A loader that refuses aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def _words(value: Any) -> str:
    """Return a value, or a list of values, as text; '' for anything nested deeper."""
    values = value if isinstance(value, list) else [value]
    lines = [_line(text) for text in values if isinstance(text, str)]
    return ", ".join(line for line in lines if line not in ("", "null", "~"))


def _line(text: str) -> str:
    return " ".join(strip_unprintable(text).split())
