import codecs

import pytest

from ingest import UnreadableSource
from ingest.decode import decode

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
