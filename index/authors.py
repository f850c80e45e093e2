"""The single names in a document's author, which is free text, copied from the source."""

import re

from ingest import ORGANISATIONS

AND_OTHERS = re.compile(r"[,;]? (?:et al\b\.?|and others)$", re.IGNORECASE)
_AND = re.compile(r",? (?:[&/|]|and|und|et) ", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_SUFFIX = re.compile(r"(?:[JS]r|[A-Z]{2,}|[A-Z][a-z]{0,4}\.? ?[A-Z][a-z]?)\.?")
"""What may follow a person's name: "Jr.", a degree, an organisation."""
_WORD = re.compile(r"(?![A-Z]+$)\S+")
"""Alone it is no name, unless it is an abbreviation."""
_LONG_NAME = re.compile(r"\b(?:of|for|on|für|pour)\b")
"""In an organisation's name, which may contain an "and", too."""
_NO_PERSON = re.compile(rf"{_LONG_NAME.pattern}|\b(?:{ORGANISATIONS})\b| (?:[&/|]|and|und|et) ")


def names_of(author: str) -> list[str]:
    """Return the single names: two of "Julie Kim, Peter Lee", one of "Kim, Julie".

    Names stay together in case of doubt: "Ministry of Trade and Industry". "et al." is none.
    """
    lists = AND_OTHERS.sub("", " ".join(author.split())).split(";")
    return [name for names in lists for name in _names(names.strip())]


def is_person(name: str) -> bool:
    """Return whether a single name has a family and a given name, in either order."""
    family, comma, given = name.partition(", ")
    if _NO_PERSON.search(name) or "," in given or (" " in family and _SUFFIX.fullmatch(given)):
        return False
    return bool(comma) or " " in family


def _names(text: str) -> list[str]:
    """Return the names of a list that commas and "and" separate."""
    groups = _split_at_and(text)
    if not groups:
        return []
    parts = [part for group in groups for part in group]
    if all(" " not in part for part in parts) and (len(parts) % 2 or len(groups[-1]) == 1):
        return parts  # family names only
    if len(groups) > 1 and any(len(group) == 1 and _WORD.fullmatch(group[0]) for group in groups):
        return [text]  # "Science and Technology Committee"
    return [name for group in groups for name in _join_inverted(group)]


def _split_at_and(text: str) -> list[list[str]]:
    """Return the parts between commas of each part between "and"; long names stay whole."""
    groups: list[list[str]] = []
    start, is_long = 0, False
    for match in [*_AND.finditer(text), None]:
        end = match.start() if match else len(text)
        if match and not match[0].startswith(","):
            is_long = is_long or bool(_LONG_NAME.search(text, start, end))
            if is_long:
                continue
        parts = [text[start:end]] if is_long else text[start:end].split(",")
        if parts := [part.strip() for part in parts if part.strip()]:
            groups.append(parts)
        start, is_long = match.end() if match else end, False
    return groups


def _join_inverted(parts: list[str]) -> list[str]:
    """Return the names: each given name and suffix is joined to the name before it."""
    names: list[str] = []
    for part in parts:
        before = names[-1] if names else ""
        has_suffix = before and not before.isupper() and _SUFFIX.fullmatch(part)
        is_given = " " not in before or " " not in part or _INITIALS.fullmatch(part)
        if has_suffix or (before and "," not in before and is_given):
            names[-1] = f"{before}, {part}"
        else:
            names.append(part)
    return names
