from hypothesis import assume, given
from hypothesis import strategies as st

from ingest import NormalText, normal_form
from ingest.normalisation.characters import SOFT

PIECES = [
    *("aid", "Straße", "José", "Jose\u0301", "oﬃce", "œuvre", "Ł", "й", "か\u3099", "和平", "नमस्ते"),
    *("1", "12", "500", "™", "…", "№", "C++", "C#", "$5"),
    *(" ", "  ", "\n", "\r\n\t", "\xa0", "\u2009", "\u202f", "-", "–", "−", "\xad", "\u200b"),
    *("*", "**", "_", "`", "#", ">", "|", "\n- ", "\n> ", "\\", "&amp;", "<b>", "</b>", "<br>"),
    *(".", ",", "'", "’", "“", "”", "(", ")", "~"),
]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


def comparable(form: str) -> tuple[str, str]:
    return form.replace(SOFT, " "), form.replace(SOFT, "")


@given(texts, st.data())
def test_words_are_found_in_spans_with_the_same_normal_form(text: str, data: st.DataObject) -> None:
    words = normal_form(text).split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    phrase = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    assume(phrase[:1].isalnum() and phrase[-1:].isalnum())  # others may be marks at an edge
    spans = list(NormalText(text).find(phrase))
    assert spans
    assert spans == sorted(set(spans))
    for start, end in spans:
        found = comparable(normal_form(text[start:end]))
        assert any(map(str.__eq__, found, comparable(phrase)))
