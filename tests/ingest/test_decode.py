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
def test_unicode_comes_out_as_it_is_but_for_the_byte_order_mark(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_an_older_encoding_is_recognised() -> None:
    text = "La coopération en matière de défense a été renforcée après l'été à Séoul.\r\n" * 5
    assert decode(text.encode("cp1252")) == text


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
def test_what_is_not_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        decode(data)
