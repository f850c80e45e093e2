"""What is said of a document in YAML: front matter, or a file beside it."""

from typing import Any, cast

import yaml

from ingest.characters import strip_unprintable
from ingest.document import MAX_URL_CHARS, Metadata, shorten_name

LONGEST = 100_000
"""Characters of YAML; what is longer says more than these fields, and takes long to parse."""
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "date": ("date",),
    "url": ("url", "source", "link"),
}


def read_metadata(text: str) -> Metadata | None:
    """`title`, `author`, `date` and `url`, as far as they are given; None for what is not YAML
    with fields, or too long, or refers to parts of itself, by which a little of it may be endless.
    Values are taken as they stand: a date is not reformatted.
    """
    if len(text) > LONGEST:
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


class _Loader(yaml.BaseLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def _words(value: Any) -> str:
    """A value, or a list of values, as text; nothing for what is nested deeper."""
    values = value if isinstance(value, list) else [value]
    texts = [_line(each) for each in values if isinstance(each, str)]
    return ", ".join(each for each in texts if each not in ("", "null", "~"))


def metadata(**fields: str | None) -> Metadata:
    """The fields that say something, each as one line."""
    lines = {name: _line(words or "") for name, words in fields.items()}
    return cast(Metadata, {name: line for name, line in lines.items() if line})


def limit_lengths(fields: Metadata) -> Metadata:
    """Return the fields with long names cut, and '' for a url that is too long."""
    words = cast(dict[str, str], fields)
    limited = {name: shorten_name(text) for name, text in words.items() if name != "url"}
    if "url" in words:
        limited["url"] = words["url"] if len(words["url"]) <= MAX_URL_CHARS else ""
    return cast(Metadata, limited)


def _line(text: str) -> str:
    return " ".join(strip_unprintable(text).split())
