"""Which authors someone means by a name."""

import re
from collections.abc import Collection
from difflib import get_close_matches

from index.authors import names_of
from ingest import fold_letters

MAX_NEAR_NAMES = 3
MAX_CORRECTED_WORDS = 5
"""Of an unknown name: looking for near words takes long."""
_WORD = re.compile(r"[^\W_]+")


def name_words(author: str) -> list[frozenset[str]]:
    """Return the words of each name, as comparisons see them."""
    return [words for name in names_of(author) if (words := frozenset(_words(name)))]


def are_named(wanted: Collection[frozenset[str]], names: Collection[frozenset[str]]) -> bool:
    """Return whether each of the `wanted` names has all its words in one of the `names`.

    An initial next to other words stands for any word that begins with it: "J. Kim", "Julie Kim".
    """
    return all(any(_is_named(words, name) for name in names) for words in wanted)


def _is_named(words: frozenset[str], name: frozenset[str]) -> bool:
    rest = words - name
    initials = {word for word in rest if len(word) == 1 and word != word.upper()}
    return rest == initials < words and initials <= {word[0] for word in name - words}


def nearest_names(name: str, known: Collection[str]) -> list[str]:
    """Return the known names that share the most words with `name`, spelling errors aside."""
    words = {other: frozenset(_words(other)) for other in known}
    vocabulary = set[str]().union(*words.values())
    near = {
        match
        for word in _words(name)[:MAX_CORRECTED_WORDS]
        for match in get_close_matches(word, vocabulary, 1)
    }
    shared = {other: len(near & words[other]) for other in known}
    best = max(shared.values(), default=0)
    nearest = sorted(other for other in known if best and shared[other] == best)
    spellings = {words[other]: other for other in nearest}  # "Julie Kim", "Kim, Julie"
    return list(spellings.values())[:MAX_NEAR_NAMES]


def _words(name: str) -> list[str]:
    return _WORD.findall(fold_letters(name))
