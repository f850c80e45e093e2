"""The normal form in which quoted words are compared, with exact offsets in the original."""

from ingest.normalisation.folding import fold_letters
from ingest.normalisation.matching import find_phrase
from ingest.normalisation.normal_text import NormalText, normal_form

__all__ = ["NormalText", "find_phrase", "fold_letters", "normal_form"]
