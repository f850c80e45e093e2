"""Words of a question that no document holds, and what they may be misspellings of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from index.encoders import Encoder
from index.ranking import unquoted_words
from index.store import Snapshot

Corrections = Mapping[str, Sequence[str]]
"""The nearest spellings, most frequent first, of a question's words that no document holds."""

MIN_LETTERS = 3
MIN_LETTERS_FOR_ONE_EDIT = 5
MIN_LETTERS_FOR_TWO_EDITS = 9
"""In shorter words, so many edits make another word."""
_SENTENCE_END = re.compile(r"[.?!:]")


def find_corrections(question: str, snapshot: Snapshot, encoder: Encoder) -> Corrections:
    """Return the nearest spellings of the question's words that no document holds.

    Words in quotation marks, abbreviations and codes (capitals or digits within) stay as they are.
    A word that is a single token of the model is spelt well: only its diacritics may differ. Names
    match only capitalised words, with one edit at most.
    """
    names = dict(_words(question))
    *lengths, empty = encoder.count_tokens([*names, ""])
    edits = {
        (word if is_name else word.lower()): _max_edits(word, is_name, length - empty)
        for (word, is_name), length in zip(names.items(), lengths, strict=True)
    }
    spellings = snapshot.nearest_spellings(edits)
    found = {
        word: spellings.get(word if is_name else word.lower()) for word, is_name in names.items()
    }
    return {word: nearest for word, nearest in found.items() if nearest}


def _words(question: str) -> Iterator[tuple[str, bool]]:
    """Yield the words that may be misspelt, and whether each may be a name.

    A capital letter is no sign of a name at the start of a sentence.
    """
    start, starts_sentence = 0, True
    for match in unquoted_words(question):
        word = match[0]
        starts_sentence |= bool(_SENTENCE_END.search(question, start, match.start()))
        if len(word) >= MIN_LETTERS and word.isalpha() and word[1:].islower():
            yield word, word[0].isupper() and not starts_sentence
        start, starts_sentence = match.end(), False


def _max_edits(word: str, is_name: bool, tokens: int) -> int:
    if tokens == 1 or len(word) < MIN_LETTERS_FOR_ONE_EDIT:
        return 0
    return 1 if is_name or len(word) < MIN_LETTERS_FOR_TWO_EDITS else 2


def apply_corrections(question: str, corrections: Corrections) -> str:
    """Return the question with the nearest spellings in place of each such word."""
    for match in reversed([*unquoted_words(question)]):
        if nearest := corrections.get(match[0]):
            question = f"{question[: match.start()]}{' '.join(nearest)}{question[match.end() :]}"
    return question
