"""The metadata at the start of a Markdown file: YAML, TOML, JSON or a title block of Pandoc."""

import json
import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from ingest.document import FRONT_MATTER
from ingest.metadata import (
    MAX_YAML_CHARS,
    MetadataBlock,
    metadata_block,
    parse_yaml,
    read_metadata,
    read_metadata_lines,
)

_LINE_END = r"(?:\r\n|\r|\n)"
_YAML = re.compile(  # it begins at once: a blank line makes the dashes a rule
    rf"---[ \t]*{_LINE_END}(?![ \t]*[\r\n])([\s\S]*?[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])"
)
_YAML_FIELD = re.compile(r"^(?:\w+:|[\"']?\w[\w-]*[\"']?[ \t]*:\s)", re.MULTILINE)
_TOML = re.compile(rf"\+\+\+[ \t]*{_LINE_END}([\s\S]*?[\r\n])\+\+\+[ \t]*(?![^\r\n])")
_TOML_FIELD = re.compile(r"^\w+[ \t]*=", re.MULTILINE)
_JSON = re.compile(rf"\{{[ \t]*{_LINE_END}[\s\S]*?[\r\n]\}}[ \t]*(?![^\r\n])")
_TITLE_BLOCK = re.compile(  # of Pandoc: title, authors, date; lines that go on are indented
    rf"%[ \t]*([^%\s][^\r\n]*(?:{_LINE_END}[ \t]+\S[^\r\n]*)*)"
    rf"(?:{_LINE_END}%([^\r\n]*(?:{_LINE_END}[ \t]+\S[^\r\n]*)*))?"
    rf"(?:{_LINE_END}%([^\r\n]*))?[ \t]*(?:\Z|{_LINE_END}(?=[ \t]*[\r\n]|\Z))"
)
_NEXT_AUTHOR = re.compile(r"[;\r\n]+\s*")


class FrontMatter(NamedTuple):
    """What the metadata say, where the text behind them starts, why they are not in the text."""

    given: MetadataBlock
    end: int = 0
    reason: str = ""


def read_front_matter(text: str) -> FrontMatter:
    """Return the metadata at the start of a text; they end at 0 if there are none.

    Lines between two rules without any field are none. Of metadata with an error, the lines that
    can be read alone count.
    """
    if (match := _YAML.match(text)) and _YAML_FIELD.search(match[1]):
        return _front_matter(match, read_metadata, parse_yaml)
    if (match := _TOML.match(text)) and _TOML_FIELD.search(match[1]):
        return _front_matter(match, _read_toml, _parse_toml_line)
    if match := _JSON.match(text):
        return _read_json(match)
    if match := _TITLE_BLOCK.match(text):
        title, authors, date = (words or "" for words in match.groups())
        people = filter(None, map(str.strip, _NEXT_AUTHOR.split(authors)))
        given = metadata_block({"title": title, "author": list(people), "date": date})
        return FrontMatter(given, match.end(), FRONT_MATTER)
    return FrontMatter(MetadataBlock({}))


def _read_json(match: re.Match[str]) -> FrontMatter:
    """Return the metadata in JSON, none if it has none of the known fields."""
    given = MetadataBlock({})
    if len(match[0]) <= MAX_YAML_CHARS:
        with suppress(ValueError, RecursionError):
            given = metadata_block({key: _plain(one) for key, one in json.loads(match[0]).items()})
    return FrontMatter(given, match.end(), FRONT_MATTER) if given.fields else FrontMatter(given)


def _front_matter(
    match: re.Match[str],
    read: Callable[[str, int], MetadataBlock],
    parse: Callable[[str], tuple[dict[str, Any], str]],
) -> FrontMatter:
    given = read(match[1], 2)
    reason = FRONT_MATTER
    if given.problem and len(match[1]) <= MAX_YAML_CHARS:
        given = replace(given, fields=read_metadata_lines(match[1], parse))
    if given.problem:
        extent = "in part ignored" if given.fields else "ignored"
        reason = f"{FRONT_MATTER}, {extent}: {given.problem}"
    return FrontMatter(given, match.end(), reason)


def _read_toml(text: str, first_line: int) -> MetadataBlock:
    if len(text) > MAX_YAML_CHARS:
        return MetadataBlock({}, problem=f"over {MAX_YAML_CHARS:,} characters: not read")
    fields, problem = _parse_toml(text)
    return MetadataBlock({}, problem=problem) if problem else metadata_block(fields)


def _parse_toml(text: str) -> tuple[dict[str, Any], str]:
    """Return the keys and values of a TOML text, or none and why it cannot be read."""
    try:
        fields = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return {}, f"not valid TOML ({error}): put the value in quotes"
    return {key: _plain(value) for key, value in fields.items()}, ""


def _parse_toml_line(line: str) -> tuple[dict[str, Any], str]:
    """Return the key and value of a line; the value may lack its quotes, or one of them."""
    fields, problem = _parse_toml(line)
    key, _, value = line.partition("=")
    words = value.strip().strip("\"'")
    return (
        ({key.strip(): words}, "") if problem and words[:1] not in ("[", "{") else (fields, problem)
    )


def _plain(value: Any) -> Any:
    """Return a value as YAML without types gives it: dates and numbers are text."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else value
