import inspect

import pytest

from ingest.formats.pdf import objects as pdf_objects
from ingest.formats.pdf.letters import is_garbled, lacks_letters

PROSE = (
    "The harbour master keeps a list of all vessels that lie in the port for more than a week, and"
    " sends it to the customs office on the first of each month."
)


def rotated(text: str, by: int) -> str:
    """Return a text whose letters are shifted in the alphabet."""
    small = "abcdefghijklmnopqrstuvwxyz"
    turned = small[by:] + small[:by]
    return text.translate(str.maketrans(small + small.upper(), turned + turned.upper()))


@pytest.mark.parametrize("by", range(1, 26))
def test_shifted_letters_are_garbled(by: int) -> None:
    assert is_garbled(rotated(PROSE, by))


@pytest.mark.parametrize("by", [-31, -30, -29, -3, -2, -1, 1, 2, 3, 29])
def test_shifted_codes_are_garbled(by: int) -> None:
    assert is_garbled("".join(c if c == " " else chr(ord(c) + by) for c in PROSE))


@pytest.mark.parametrize(
    "text",
    [
        "".join(
            " " if c == " " else chr(33 + "".join(dict.fromkeys(PROSE)).index(c)) for c in PROSE
        ),
        "Список судов, которые стоят в порту".encode("cp1251").decode("latin-1"),
        "Список судов, которые стоят в порту".encode("koi8-r").decode("latin-1"),
        "Κατάλογος των πλοίων στο λιμάνι μας".encode("iso8859-7").decode("latin-1"),
        "\ue041\ue042 \ue043\ue044\ue045 \ue046\ue047",
        "Th\ufffd l\ufffdst \ufffdf v\ufffdss\ufffdls",
        "\x01\x02\x03 \x04\x05\x06\x07 \x08\x0e",
    ],
)
def test_letters_that_are_others_than_shown_are_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "",
        "42",
        "Quay 12.4 13.5 (14) 15 (16) $ 17 18 % 19.5 20 # 21 (22) & (23) * (24)\n" * 5,
        "停泊在港口超过一周的所有船只都列入名单，并于每月一日送交海关。",
        "港長は一週間以上停泊するすべての船のリストを保管する。",
        "يحتفظ مدير الميناء بقائمة بجميع السفن الراسية في الميناء",
        "Ο λιμενάρχης τηρεί κατάλογο όλων των πλοίων που βρίσκονται στο λιμάνι",
        "Начальник порта ведёт список всех судов, которые стоят в порту",
        "מנהל הנמל מחזיק רשימה של כל כלי השיט",
        "Der Hafenmeister führt eine Liste der Schiffe, die länger als eine Woche bleiben.",
        "Kapitan portu prowadzi wykaz wszystkich statków stojących w porcie dłużej niż tydzień.",
        "Přístavní mistr vede seznam všech lodí, které v přístavu kotví déle než týden.",
        "A kikötőmester jegyzéket vezet a kikötőben egy hétnél tovább álló összes hajóról.",
        "Satamakapteeni pitää luetteloa kaikista aluksista, jotka ovat satamassa yli viikon.",
        "Liman başkanı, limanda bir haftadan uzun kalan bütün gemilerin listesini tutar.",
        "Giám đốc cảng giữ danh sách tất cả các tàu nằm trong cảng hơn một tuần.",
        "Mae meistr yr harbwr yn cadw rhestr o'r holl longau sydd yn y porthladd am wythnos.",
        "NATO IMF WTO OECD UNHCR UNESCO ECOWAS ASEAN BRICS NAFTA OPEC GATT MSFT NVDA XKCD",
        "ACGTACGTTA GGCATTACGA CCGTAGGCTA TTGACCATGG",
        "9f86d081 884c7d65 9a2feaa0 c55ad015 a3bf4f1b 2b0b822c d15d6c15 b0f00a08",
        'for (i = 0; i < n; ++i) { if (p[i] != q[i]) { printf("%s\\n", strerror(errno)); } }\n' * 4,
        '{"a": 1, "b": [2, 3], "c": {"d": 4.5}}, ' * 9,
        "f(x) = a*x^2 + b*x + c = 0; (a+b)^2 = a^2 + 2*a*b + b^2; " * 4,
        "Fees ............ 5\nMoorings ________ 7\n" * 9,
        inspect.getsource(pdf_objects),
    ],
)
def test_languages_figures_acronyms_and_code_are_not_garbled(text: str) -> None:
    assert not is_garbled(text)
    assert not lacks_letters(text)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("The e\uf001ort was made, and the su\uf002x too.", True),
        ("It costs \ufffd\ufffd crowns.", True),
        ("\uf0a7 first\n\uf0a7 second\n\uf0a7 third", False),
        ("\uf0b7\uf020first \uf0b7\uf020second", False),
        ("= \uf8f1\uf8f4\uf8f2\uf8f4\uf8f3 1, if", False),
    ],
)
def test_characters_without_unicode_within_words_are_told(text: str, lacks: bool) -> None:
    assert lacks_letters(text) == lacks
