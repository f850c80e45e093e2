"""The likeliest of the encodings that were in use before Unicode."""

import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Mapping
from math import log

import regex

MAX_BYTES = 10_000
"""Of the words with characters beyond ASCII that are read to choose an encoding."""
MAX_ODD_SHARE = 0.1
"""Share of the characters beyond ASCII that may be odd: with more, the encoding is another one."""
MAX_LOAN_SHARE = 0.02
"""Share of bytes beyond ASCII up to which a text is in English, with names of all languages."""
ODD = log(1e-3)
"""The weight of an odd character, and of a letter that a language does not have."""
PRIOR = log(1 / 20)
"""The weight of an encoding that is rarer than the first."""
NATURAL = log(1 / 32)
"""The mean weight of a letter in a sound text is above it: that of one among 32 like ones."""
MARGIN = log(10)
"""How much likelier than the next one a reading must be, since a wrong one is read as a fact."""

_WESTERN = (
    "éèàêçôâîûùëïœüæ", "üäöß", "áóíéñúü", "ãçáéíóêõâúàô", "èàùòéìó", "äöåéü", "æøåéòô",
    "íáóðúéþöæý", "éïèëöüñçôêäåóáí",
)  # fmt: skip
_LOANS = "éèáíóöüäñçøåãâôêàúõîûëïæœßìùòýðþ"
_CENTRAL = (
    "ółąężćśńź", "íáéřěšýčžůúťňóď", "áíýčšéžúťľňôóäďĺŕ", "áéöóőüíúű", "ăîâşţ", "čšžćđ",
)  # fmt: skip
_CYRILLIC = ("оаеинтсрвлкмдпуяызьбгйчіхжшюцщэїєфъґёў",)
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "iso8859_15": _WESTERN,
    "mac_roman": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("ışüğçöâîi̇",),
    "cp1257": ("ėšįųžūąčę", "āīēšņūļžģčķ", "äõüöšž"),
    "cp1251": _CYRILLIC,
    "koi8_u": _CYRILLIC,
    "cp1253": ("αοιετσνηυρπκμλςωδγχθφβάόέίήύώξζψϊϋΰΐ",),
    "cp1255": ("יוהלאתרמבשנדעקםחפכןטגסזצךץףװױײ",),
    "cp1256": ("اليمنروتبةعدسفهكقأحجشطصخىذزءغضثئإآظؤپچگژک",),
}
"""Encodings of one byte a character, the most common first, with the letters beyond ASCII of the
languages that are written in them, each from the most frequent letter to the rarest."""
_COMMON = {
    "euc_jp": re.compile(rb"[\xA4\xA5\xB0-\xCF].", re.DOTALL),
    "cp932": re.compile(rb"[\x82\x83\x88-\x97].", re.DOTALL),
    "cp949": re.compile(rb"[\xB0-\xC8][\xA1-\xFE]", re.DOTALL),
    "gb18030": re.compile(rb"[\xB0-\xD7][\xA1-\xFE]", re.DOTALL),
    "big5": re.compile(rb"[\xA4-\xC6].", re.DOTALL),
}
"""Encodings of two bytes a character, with the bytes of those in common use: syllables and the
characters of the first level. Korean ones are common in Chinese too, so the order counts."""
_KANA = re.compile(r"[\u3041-\u30FF]")
_NAMES = {
    "iso8859_2": "ISO-8859-2",
    "iso8859_15": "ISO-8859-15",
    "mac_roman": "Mac Roman",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}
MIN_COMMON_SHARE = 0.9
MIN_EAST_ASIAN = 6
"""Characters that tell East Asian encodings apart; fewer may be common in several."""
_ODD = regex.compile(  # characters that stand where no writer puts them
    r"[\x00-\x08\x0E-\x1F\x7F-\x9F\uFFFD\p{Cn}\p{Co}¤¦¬¨¯¸¶ƒˆ˜˛ˇ˘˙˝\u2500-\u259F≠∞∂∑∏∫√≈∆◊ﬁﬂ⁄]"
    r"|(?<=\p{Ll})[\p{Lu}--A-Z]|(?<=[\p{Ll}--a-z])[A-Z]"  # "cafÉ"
    r"|(?<=\p{L})[^\p{L}\p{M}\p{N}\x00-\x7F\xA0\xAD’‘´·–—‐‑…](?=\p{L})"
    r"|(?<=\p{L})(?:[‚„¿¡§¼½¾]|[\p{S}--[\x00-\x7F°€©®™´]])|[¹²³¼½¾](?=\p{L})"
    r"|[\p{S}--[\x00-\x7F°€£©]](?=\p{L})|(?<![\p{L}\p{M}])\p{M}"
    r"|(?<=[.,;:!?])[\p{Latin}--a-zA-Z]"
    r"|(?<=\p{Latin})[\p{L}--\p{Latin}]|(?<=[\p{L}--\p{Latin}])\p{Latin}"
    r"|(?<!\p{L})[[\p{Latin}\p{P}\p{S}]--[\x00-\x7F]]{3,}(?!\p{L})",
    regex.VERSION1,
)
_LETTER = regex.compile(r"[[\p{L}\p{M}]--[\x00-\x7F]]", regex.VERSION1)
_STRANGER = regex.compile(r"[A-Za-z][^\x00-\x7F][A-Za-z]")
"""A letter beyond ASCII in a word: no text that mixes East Asian and Latin letters has one."""
_BEYOND_ASCII = bytes(range(0x80, 0x100))


def guess_encoding(data: bytes) -> str | None:
    """Return the encoding in which `data` reads best, None if none or several fit."""
    words = b" ".join(word for word in data.split() if not word.isascii())[:MAX_BYTES]
    beyond = _count_beyond_ascii(words)
    is_english = _count_beyond_ascii(data) <= MAX_LOAN_SHARE * len(data)
    readings: dict[str, str] = {}  # of encodings that give the same text the most common one
    for encoding in _LANGUAGES:
        readings.setdefault(words.decode(encoding, "replace"), encoding)
    scored = []
    for text, encoding in readings.items():
        odd = sum(map(len, _ODD.findall(text)))
        if odd <= MAX_ODD_SHARE * beyond:
            scored.append((_score(text, encoding, is_english) + odd * ODD, encoding))
    scored.sort()
    is_natural = scored and scored[-1][0] >= PRIOR + NATURAL * beyond
    if not is_natural:
        return _east_asian(words)
    is_clear = len(scored) == 1 or scored[-1][0] - scored[-2][0] >= MARGIN
    return scored[-1][1] if is_clear else None


def is_east_asian(encoding: str) -> bool:
    """Return whether several bytes make a character of an encoding."""
    return encoding in _COMMON


def encoding_name(encoding: str) -> str:
    """Return how people call an encoding: "Windows-1252", "ISO-8859-2"."""
    return _NAMES.get(encoding) or encoding.upper().replace("CP", "Windows-").replace("_", "-")


def _count_beyond_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, _BEYOND_ASCII))


def _east_asian(words: bytes) -> str | None:
    found = [encoding for encoding in _COMMON if _is_common(words, encoding)]
    characters = _count_beyond_ascii(words) / 2
    return found[0] if len(found) == 1 or (found and characters >= MIN_EAST_ASIAN) else None


def _is_common(words: bytes, encoding: str) -> bool:
    """Return whether the words are East Asian ones in common use, and have kana if Japanese."""
    try:
        text = getincrementaldecoder(encoding)().decode(words)  # the end may be cut off
    except UnicodeDecodeError:
        return False
    letters = [letter for letter in text if not letter.isascii() and letter.isalpha()]
    common = [
        letter
        for letter in letters
        if _COMMON[encoding].fullmatch(letter.encode(encoding, "replace"))
    ]
    is_japanese = encoding in ("euc_jp", "cp932")
    return (
        len(common) >= MIN_COMMON_SHARE * len(letters) > 0
        and not _STRANGER.search(text)
        and bool(_KANA.search(text)) == is_japanese
    )


def _score(text: str, encoding: str, is_english: bool) -> float:
    """Return the logarithm of how likely letters are, in the likeliest language of an encoding."""
    letters = Counter(_LETTER.findall(text.lower()))
    is_first = encoding == next(iter(_LANGUAGES))
    alphabets = [*_LANGUAGES[encoding], *([_LOANS] if is_english and is_first else [])]
    likeliest = max(_likelihood(letters, alphabet) for alphabet in alphabets)
    return (0 if is_first else PRIOR) + likeliest


def _likelihood(letters: Mapping[str, int], alphabet: str) -> float:
    """Return the logarithm of how likely letters are in a language.

    Of n letters in its alphabet, the one at rank r = 0, 1, … has the probability
    2 (n - r) / (n (n + 1)).
    """
    n = len(alphabet)
    known = {letter: log(2 * (n - r) / (n * (n + 1))) for r, letter in enumerate(alphabet)}
    return sum(count * known.get(letter, ODD) for letter, count in letters.items())
