import time

import pytest

from ingest import NormalText, find_phrase, normal_form


def found(phrase: str, text: str) -> list[str]:
    return [text[start:end] for start, end in NormalText(text).find(normal_form(phrase))]


@pytest.mark.parametrize(
    ("phrase", "text", "span"),
    [
        # Letters
        ("JOINT venture", "a Joint  Venture.", "Joint  Venture"),
        ("Jose Munoz", "by Jose\u0301 Mun\u0303oz", "Jose\u0301 Mun\u0303oz"),
        ("Jose\u0301", "by José", "José"),
        ("Wisniewski", "Łukasz Wiśniewski", "Wiśniewski"),
        ("Lukasz", "Łukasz Wiśniewski", "Łukasz"),
        ("Tromso", "in Tromsø.", "Tromsø"),
        ("Strasse", "Hauptstr. Straße", "Straße"),
        ("oeuvre", "his Œuvre", "Œuvre"),
        ("Istanbul", "in İstanbul", "İstanbul"),
        ("fiscal office", "The ﬁscal oﬃce", "ﬁscal oﬃce"),
        ("BBC 12", "ＢＢＣ　１２", "ＢＢＣ　１２"),
        ("H2O", "in H₂O", "H₂O"),
        ("гараж", "ГАРАЖ", "ГАРАЖ"),
        ("が", "か\u3099", "か\u3099"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        # Invisible characters, dashes, apostrophes
        ("cooperation with", "Its co\xadoperation\u200b with", "co\xadoperation\u200b with"),
        ("well-known", "a well–known", "well–known"),
        ("long-range", "and long‐range, long\u2011range", "long‐range"),
        ("side by side", "a side-by-side test", "side-by-side"),
        ("side-by-side", "side by side", "side by side"),
        ("seas - all", "seas—all", "seas—all"),
        *(
            ("cooperate", f"they {word} now", word)
            for word in ("co-operate", "co‐operate", "cooperate")
        ),
        ("co-operate", "they cooperate", "cooperate"),
        ("well known cooperation", "well-known co-operation", "well-known co-operation"),
        ("12500 long term", "12 500 long-term", "12 500 long-term"),
        ("F16 in 3D", "the F-16 in 3-D", "F-16 in 3-D"),
        ("term", "long-term", "term"),
        ("cooperation", "co-\noperation", "co-\noperation"),
        ("well known", "well-\r\n  known", "well-\r\n  known"),
        ("Canada's", "Canada’s fleet", "Canada’s"),
        ("Canada", "Canada’s fleet", "Canada"),
        # Numbers
        *(("12500", f"for 12{mark}500 €", f"12{mark}500") for mark in ",'’ \xa0\u2009\u202f\u2007"),
        ("12 500", "for 12500 €", "12500"),
        ("1,234,567", "1 234 567", "1 234 567"),
        ("1234567", "1.234.567", "1.234.567"),
        ("1250000", "12,50,000", "12,50,000"),
        ("1.5", "up 1.5 °C", "1.5"),
        ("-1.5 °C", "to −1.5 °C", "−1.5 °C"),
        ("5½", "5 1/2", "5 1/2"),
        ("2019", "2019–2020", "2019"),
        ("2024", "on 14.03.2024", "2024"),
        ("500 people", "In 2019 500 people", "500 people"),
        ("$5", "for $5.", "$5"),
        *(("5%", f"up 5{space}%", f"5{space}%") for space in ("", " ", "\xa0", "\u202f")),
        ("5 %", "up 5% in", "5%"),
        ("$ 5 million", "for $5 million", "$5 million"),
        # Initials
        *(
            (phrase, "the U.S. Navy", "U.S. Navy")
            for phrase in ("US navy", "u.s. Navy", "U. S. Navy")
        ),
        ("U.S. navy", "the US Navy", "US Navy"),
        ("U.S", "in the U.S. It", "U.S"),
        ("It is", "in the U.S. It is", "It is"),
        ("JK Roe", "by J. K. Roe", "J. K. Roe"),
        ("J.K. Roe", "by J. K. Roe", "J. K. Roe"),
        ("Roe", "by J.K.Roe", "Roe"),
        # Markdown
        ("joint venture", "The **joint** venture", "joint** venture"),
        ("boldness", "**bold**ness", "bold**ness"),
        ("pilot scheme", "the `pilot` _scheme_.", "pilot` _scheme"),
        ("side by side", "ran [side by\nside](http://x.org/a_(b) 'c')", "side by\nside"),
        ("by side tests", "[side by side][1a] tests", "by side][1a] tests"),
        ("a map of it", "[![a map](m.png)](m.html) of it", "a map](m.png)](m.html) of it"),
        ("the budget of", "the budget[^1] of", "the budget[^1] of"),
        ("H2O tests", "in H~2~O tests", "H~2~O tests"),
        ("one two", "* one\n* two", "one\n* two"),
        ("one two", "> one\n> two", "one\n> two"),
        ("Aid It", "## Aid\n\nIt", "Aid\n\nIt"),
        ("North 12", "| North | 12 |", "North | 12"),
        ("AT&T", "AT&amp;T", "AT&amp;T"),
        ("one two", "one<br>two", "one<br>two"),
        ("2 * 3", r"2 \* 3", r"2 \* 3"),
        ("star here", r"a \*star\* here", r"star\* here"),
        ("a_b", r"use a\_b", r"a\_b"),
        ("[sic] x", r"\[sic\] x", r"\[sic\] x"),
        ("North 12", r"North \| 12", r"North \| 12"),
        ("one two", "one\\\ntwo", "one\\\ntwo"),
        # Symbols
        *((phrase, f"use {phrase} now", phrase) for phrase in ("C++", "C#", "2 * 3", "a_b", "~5")),
        *((phrase, f"use {phrase} now", phrase) for phrase in ("2*3", "R&D", "[sic] x", "x < y")),
        ("Windows", "Windows™", "Windows"),
        ("budget", "budget¹", "budget"),
        # Scripts without spaces between words, or with particles
        ("和平", "他说和平的", "和平"),
        ("ไทย", "ประเทศไทยมี", "ไทย"),
        ("한국", "한국은", "한국"),
    ],
)
def test_one_phrase_has_many_spellings(phrase: str, text: str, span: str) -> None:
    assert span in found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("aid", "paid aide"),
        ("port", "opportunities support"),
        ("ship", "ships"),
        ("now here", "nowhere"),
        ("nowhere", "now here"),
        ("now here long-term", "nowhere long-term"),
        ("ships sail", "ships, sail"),
        ("мои", "мой"),
        ("か", "が"),
        ("कि", "किताब"),
        ("fi", "ﬁscal"),
        ("15", "1.5"),
        ("5", "1.5"),
        ("500", "12,500"),
        ("500", "12\u2009500"),
        ("12500", "112,500"),
        ("2019500", "2019 500"),
        ("12500", "| 12 | 500 |"),
        ("12500", "12\n500"),
        ("102", "10²"),
        ("51", "5½"),
        ("35", "3-5"),
        ("-1.5", "1.5"),
        ("C", "C++ and C#"),
        ("C+", "C++"),
        ("C", "CO₂"),
        ("$5", "$5.50"),
        ("510", "5~10"),
        ("23", "2*3"),
        ("2 3", "2 * 3"),
        ("ab", "a_b"),
        ("ab", "a. B2"),
        ("bcd", "ab.cd"),
        ("at", "no.a.t.all"),
        ("55%", "5 5%"),
        ("a", "a_b"),
        ("", "a b"),
        ("\xad", "a\xadb"),
    ],
)
def test_other_words_and_parts_of_words_do_not_match(phrase: str, text: str) -> None:
    assert found(phrase, text) == []


def test_all_places_are_found_in_order() -> None:
    text = "12 500, 12,500, paid aid-aid\n\n**Aid**"
    assert list(NormalText(text).find("12500")) == [(0, 6), (8, 14)]
    assert list(NormalText(text).find("aid")) == [(21, 24), (25, 28), (32, 35)]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "[",
            "](",
            "[a](b(",
            '[x](u "',
            "![a]",
            "<a@",
            "<a ",
            "*",
            "~",
            "`",
            "\\",
            "&a",
            "> ",
            "|",
            "a.",
            "a. ",
            "$ 1",
        ),
        *("-", "a-\n", "\n", " ", "1", "1 000", "1.", "'1", "\u0301", "ａ\u0327\u0301", "½", "™"),
    ],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    durations = []
    for length in (4_000, 40_000):
        text = piece * (length // len(piece))
        begin = time.process_time()
        assert list(NormalText(text).find("no such phrase")) == []
        durations.append(time.process_time() - begin)
    assert durations[1] < 40 * durations[0] + 0.5


def test_a_phrase_that_nearly_matches_everywhere_ends() -> None:
    words = "ab " * 30_000
    assert next(find_phrase(words, "ab " * 9_000 + "a"), None) is None
    assert next(find_phrase(words, words.strip())) == (0, len(words) - 1)
