import codecs
from contextlib import suppress

import pytest

from ingest import UnreadableSource
from ingest.decoding import decode, decode_with_warnings

TEXT = "Défense coopération 한국 — “70 %”\r\nsecond\rthird\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_is_unchanged_except_for_the_byte_order_mark(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "It’s the “brief” that matters — for now.\r\n"),
        ("cp1252", "La coopération en matière de défense a été renforcée.\r\n"),
        ("cp1252", "A situação econômica não é boa. O país está em negociação com a Coreia."),
        ("cp1252", "Résumé"),
        ("cp1252", "½ l at 20 °C"),
        ("iso8859_15", "Das kostet 42 € im Café zum Fluß."),
        ("mac_roman", "The pilot’s café is “open all year” — très naïf."),
        ("iso8859_2", "Łódź podwodna śpi, a gęś gęga."),
        ("iso8859_2", "Loď kotví v přístavu, dokud fouká východní vítr."),
        ("cp1257", "Laivas švartuojasi žvejų uoste, jūrų muziejaus krantinėje."),
        ("cp1254", "Gemi limanda, rıhtıma bağlı; ücreti ödendi."),
        ("cp1253", "Το πλοίο μένει στο λιμάνι ως το πρωί."),
        ("cp1255", "הספינה נשארת בנמל עד הבוקר"),
        ("cp1255", "הדרך ליער"),
        ("cp1256", "تبقى السفينة في الميناء حتى الصباح"),
        ("cp1251", "Ні, судно стоїть у порту до ранку. Ті човни — теж."),
        ("euc_jp", "船は朝まで港に泊まる。"),
        ("big5", "船隻停在港口直到早上，費用是四十元。"),
        ("iso2022_jp", "船は朝まで港に泊まる。"),
        ("iso2022_kr", "배는 아침까지 항구에 있다."),
        ("utf-16-le", "The forest board: “42 crowns”\nĀ"),
        ("utf-16-be", "Лес открыт до 17:00"),
        ("utf-16-le", "船停在港口。\n"),
        ("utf-32-le", "Fee: 42"),
        (
            "cp1250",
            "Zpráva o spolupráci v oblasti obrany přináší řadu závěrů a doporučení pro vládu.",
        ),
        ("cp1251", "Министерство обороны сообщило о сотрудничестве."),
        ("koi8_r", "Министерство обороны сообщило о сотрудничестве с Кореей."),
        ("cp932", "本報告書は防衛協力について述べる。これは重要である。"),
        ("gb18030", "本报告讨论国防合作。这是很重要的。"),
        ("cp949", "이 보고서는 국방 협력에 관한 것이다. 매우 중요하다."),
    ],
)
def test_a_legacy_encoding_is_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp850", "Die Fähre fährt über die Förde nach Büsum."),
        ("cp437", "Le café est fermé l'été."),
        ("cp866", "Судно стоит в порту до утра."),
        ("iso8859_5", "Судно стоит в порту до утра."),
        ("cp1255", "יער"),
        ("gb18030", "港口"),
    ],
)
def test_bytes_that_fit_no_encoding_or_several_are_refused(encoding: str, text: str) -> None:
    with pytest.raises(UnreadableSource, match=r"no known encoding.*save it as UTF-8"):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    ("parts", "warning"),
    [
        ([("utf-8", "The pilot’s boat. "), ("cp1252", "A café.")], "the rest was guessed as W"),
        ([("utf-8", "Łąka’s edge\n"), ("iso8859_2", "gęś śpi\n")], "guessed as ISO-8859-2"),
        (
            [("utf-8", "A pilot’s boat.\n"), ("cp1252", "“Café”, naïve – été.\n" * 9)],
            "Windows-1252",
        ),
        (
            [("utf-8", "Лес закрыт.\n"), ("cp1251", "Судно стоит в порту до утра.\n")],
            "Windows-1251",
        ),
        ([("utf-8", "The pilot’s boat.\n"), ("cp932", "船は朝まで港に泊まる。\n")], "Shift_JIS"),
        ([("utf-8", "船は朝まで港に泊まる。\n" * 2), ("cp932", "船は港に泊まる。\n")], "Shift_JIS"),
    ],
)
def test_lines_in_two_encodings_are_both_read(parts: list[tuple[str, str]], warning: str) -> None:
    text, [found] = decode_with_warnings(b"".join(words.encode(name) for name, words in parts))
    assert text == "".join(words for _, words in parts)
    assert warning in found


def test_what_had_to_be_guessed_or_is_unreadable_is_a_warning() -> None:
    assert decode_with_warnings("Café".encode()).warnings == ()
    assert decode_with_warnings("船は朝".encode("iso2022_jp")).warnings == ()
    assert decode_with_warnings("Café".encode("cp1252"), "latin1").warnings == ()
    assert decode_with_warnings("Café".encode("cp1252")).warnings == (
        "encoding guessed as Windows-1252: check its accents, or save it as UTF-8",
    )
    assert decode_with_warnings(b"\xe2\x80\x9ccaf\xc3\xa9\xe2\x80s\xe2\x80\x9d") == (
        "“café�s”",
        ("1 of its characters cannot be read (�): save it as UTF-8",),
    )


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "The pilot’s fee – “€42”"),
        ("latin1", "cp1252", "€"),
        ("US-ASCII", "cp1252", "“x”"),
        ("iso-8859-9", "cp1254", "İstanbul ışık"),
        ("gb2312", "gb18030", "船停在港口镕㐀"),
        ("x-sjis", "cp932", "①㈱船"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("windows-874", "cp874", "ท่าเรือ"),
        ("cp850", "cp850", "für"),  # unknown to the web, not to Python
        ("utf-8", "cp1252", "café"),
        ("utf-16", "cp1252", "café"),
        ("rot13", "cp1252", "café"),
        ("x-user-defined", "cp1252", "café"),
        ("nonsense", "cp1252", "café"),
    ],
)
def test_a_declared_encoding_is_the_one_that_browsers_take(
    label: str, encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding), label) == text


def test_bytes_that_the_declared_encoding_lacks_are_no_reason_to_refuse_the_rest() -> None:
    assert decode(b"caf\x81", "windows-1252") == "caf�"


@pytest.mark.parametrize("unit", [b"\xe9", b"\xe9 ", b"caf\xe9 ", b"\x82\xcd", b"\x1b$", b"a\0"])
def test_long_data_take_little_time(unit: bytes) -> None:
    with suppress(UnreadableSource):
        decode(unit * 40_000)


def test_a_broken_byte_in_utf_8_damages_no_other_character() -> None:
    text = "Défense, coopération, sécurité, stratégie: “renforcées” à l’été."
    data = text.encode()
    assert decode(data[:9] + b"\xff" + data[9:]) == text[:8] + "�" + text[8:]
    assert decode(data + b"\xc3") == text + "�"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\xc2\xa0", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"text\0text", "NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "not text"),
        (codecs.BOM_UTF16_LE + b"a", "not text"),
    ],
)
def test_other_bytes_are_rejected_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        decode(data)


@pytest.mark.parametrize("data", [b"some\0text of 20 bytes", b"<p>some\0text</p>", b"\0\0\1\2"])
def test_a_few_nul_bytes_make_no_text_of_wide_characters(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match="NUL"):
        decode(data)
