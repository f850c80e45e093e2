"""What is said of a document in YAML: front matter, or a file beside it."""

from typing import Any

import yaml

from ingest.document import Metadata

_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "date": ("date",),
    "url": ("url", "source", "link"),
}


def read_metadata(text: str) -> Metadata | None:
    """`title`, `author`, `date` and `url`, as far as they are given; None for what is not YAML
    with fields. Values are taken as they stand: a date is not reformatted.
    """
    try:
        fields = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(fields, dict):
        return None
    found: Metadata = {}
    for field, names in _NAMES.items():
        if words := next(filter(None, (_words(fields.get(name)) for name in names)), ""):
            found[field] = words  # type: ignore[literal-required]
    return found


def _words(value: Any) -> str:
    """A value, or a list of values, as text; nothing for what is nested deeper."""
    values = value if isinstance(value, list) else [value]
    texts = [sound(each) for each in values if isinstance(each, str)]
    return ", ".join(each for each in texts if each not in ("", "null", "~"))


def sound(text: str) -> str:
    """One line of valid Unicode: without line ends, control characters, halves of characters."""
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join("".join(each if each.isprintable() else " " for each in valid).split())
