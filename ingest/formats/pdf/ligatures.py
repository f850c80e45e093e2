"""The ligatures, quotes and dashes of TeX's fonts, whose files do not say what they are."""

import re

_OT1 = ("ff", "fi", "fl", "ffi", "ffl")
_T1 = ("“", "”", "„", "«", "»", "–", "—", "", "", "ı", "ȷ", *_OT1)
_SPELLED = {0x0B + number: letters for number, letters in enumerate(_OT1)} | {
    0x10 + number: letters for number, letters in enumerate(_T1)
}
"""TeX's codes below that of the space; no other encoding of text has letters there."""
_TOKEN = re.compile(r"(?<![^ \t\n])[^ \t\n\x0b-\x1f]*+[\x0b-\x1f][^ \t\n]*+")
_CODE = re.compile(
    r"(?<=[^\W\d_])[\x0b-\x1f]|[\x0b-\x1f](?=[\x0b-\x1f]?[^\W\d_])|(?<=\d)\x15(?=\d)"
)
"""A code beside a letter, or a dash between figures."""
_SHORT = frozenset(("off", "fit", "fig", "fix", "fin", "fly", "flu"))
"""Words of a ligature and a letter; in formulas the same codes are Greek letters and signs."""


def spell_ligatures(words: str) -> str:
    """Return words with the letters of their ligatures: "\x1crst" is "first"."""
    return _TOKEN.sub(_spelled, words)


def _spelled(token: re.Match[str]) -> str:
    spelled = _CODE.sub(lambda code: code[0].translate(_SPELLED), token[0])
    letters = sum(map(str.isalpha, token[0]))
    is_word = letters != 1 or spelled.lower().rstrip(".,;:)”") in _SHORT
    return spelled if is_word else token[0]
