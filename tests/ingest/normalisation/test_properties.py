from hypothesis import given
from hypothesis import strategies as st

from ingest import NormalText, normal_form
from ingest.normalisation.characters import SOFT

PIECES = [
    *("aid", "Straße", "José", "Jose\u0301", "oﬃce", "œuvre", "Ł", "й", "か\u3099", "和平", "नमस्ते"),
    *("1", "12", "500", "™", "…", "№", "C++", "C#", "$5", "%", "U.S."),
    *(" ", "  ", "\n", "\r\n\t", "\xa0", "\u2009", "\u202f", "-", "–", "−", "\xad", "\u200b"),
    *("*", "**", "_", "`", "#", ">", "|", "\n- ", "\n> ", "\\", "&amp;", "<b>", "</b>", "<br>"),
    *(".", ",", "'", "’", "“", "”", "(", ")", "~"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=15).map("".join)
texts = st.tuples(pieces, pieces).map(" aid ".join)  # with a word at least


def without_gaps(form: str) -> str:
    return form.replace(SOFT, "").replace(" ", "")


@given(texts, st.data())
def test_words_are_found_in_spans_with_the_same_normal_form(text: str, data: st.DataObject) -> None:
    words = normal_form(text).split(" ")
    numbers = range(len(words))
    edges = [  # a phrase that begins or ends with another character may have a mark there
        (first, last)
        for first in numbers
        for last in numbers[first:]
        if words[first][:1].isalnum() and words[last][-1:].isalnum()
    ]
    first, last = data.draw(st.sampled_from(edges))
    phrase = " ".join(words[first : last + 1])
    spans = list(NormalText(text).find(phrase))
    assert spans
    assert spans == sorted(set(spans))
    for start, end in spans:
        assert without_gaps(normal_form(text[start:end])) == without_gaps(phrase)
