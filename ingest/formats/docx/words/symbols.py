"""The characters of symbol fonts, whose codes mean something else in other fonts."""

import re

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_SYMBOL_ROWS = {
    0x21: "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾",
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
"""The font Symbol: runs of its characters by the code of the first one."""
_FONTS = {
    "symbol": {
        code: character
        for start, row in _SYMBOL_ROWS.items()
        for code, character in enumerate(row, start)
    },
    "wingdings": {
        0x21: "✏", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x43: "👍",
        0x44: "👎", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹",
        0x4D: "💣", 0x4E: "☠", 0x4F: "⚐", 0x51: "✈", 0x52: "☼", 0x53: "💧", 0x54: "❄", 0x58: "✠",
        0x59: "✡", 0x5A: "☪", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐",
        0x72: "☐", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "☒",
        **dict(enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x80)),
        0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "☐",
        0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴", 0xAE: "✹", 0xAF: "✵", 0xD8: "➢", 0xDC: "➲",
        0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘",
        0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
        0xF3: "⇔", 0xF4: "⇕", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■",
        0xA3: "☐",
    },
    "wingdings 3": {
        0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽",
        0x74: "◀", 0x75: "▶", 0x76: "◁", 0x77: "▷", 0x7D: "▶", 0x84: "▶",
    },
    "webdings": {
        0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●",
        0x72: "✗", 0xC8: "☎",
    },
}  # fmt: skip
MAX_SIGN_CHARS = 3
"""Of letters that stand for signs; more are words that got a symbol font by mistake."""
_PRIVATE = "[\uf020-\uf0ff]"
"""Characters that mean the code in their last two digits, in the font they are set in."""
_ALL = re.compile(f"{_PRIVATE}|[\x21-\xac\xae-\xff]")
"""In a symbol font letters mean their codes, too: "q" is a box, "m" a Greek one."""
_ONLY_PRIVATE = re.compile(_PRIVATE)


def symbol(font: str, code: int) -> str:
    """Return the character with a code in a font; UNKNOWN if it has no meaning outside of it."""
    characters = _FONTS.get(font.lower())
    if not 0xF000 <= code <= 0xF0FF and (characters is None or code > 0xFF):
        is_character = 0x20 <= code < 0x110000 and chr(code).isprintable()
        return chr(code) if is_character else UNKNOWN
    if characters is None:  # a font of letters: the code is that of the Windows code page
        return bytes([code & 0xFF]).decode("cp1252", "replace")
    return characters.get(code & 0xFF, " " if code & 0xFF == 0x20 else UNKNOWN)


def with_symbols(words: str, font: str) -> str:
    """Return words with the characters that their font shows for them."""
    is_sign = font.lower() in _FONTS and len(words.strip()) <= MAX_SIGN_CHARS
    codes = _ALL if is_sign else _ONLY_PRIVATE
    return codes.sub(lambda match: symbol(font or "symbol", ord(match[0])), words)
