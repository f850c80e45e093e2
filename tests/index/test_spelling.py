"""Words of a question that no document holds."""

from collections.abc import Sequence
from unittest.mock import patch

import pytest

from index.store.local.vocabulary import Vocabulary
from tests.support.encoder import FakeEncoder
from tests.support.library import Library

TEXT = """Freedom House brought Hanwha to Ottawa. The administration of freedom waits.

Señora Muñoz came late, on a gauge of Mr Gage."""


class PieceEncoder(FakeEncoder):
    """A fake encoder that reads every word as two tokens, except one that it knows."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        words = [text.replace("bought", " ").split() for text in texts]
        return [
            length + len(split)
            for length, split in zip(super().count_tokens(texts), words, strict=True)
        ]


@pytest.fixture
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("library"), PieceEncoder())
    library.write(a=TEXT, b="Trade grew, and exports grew.")
    library.update()
    return library


@pytest.mark.parametrize(
    ("question", "corrections"),
    [
        ("who pays fredom house", {"fredom": ("Freedom",)}),
        ("Who pays Fredom House?", {"Fredom": ("Freedom",)}),
        ("Otawwa or ottowa?", {"ottowa": ("Ottawa",)}),
        ("adminisrtatoin", {"adminisrtatoin": ("administration",)}),  # two edits in a long word
        ("guage", {"guage": ("gauge", "Gage")}),
        ("Who is Munoz?", {"Munoz": ("Muñoz",)}),
        ("who pays Hanwah and fredom", {"Hanwah": ("Hanwha",), "fredom": ("Freedom",)}),
        ("Brougt pays. Brougt came.", {"Brougt": ("brought",)}),  # begins a sentence
    ],
)
def test_a_misspelt_word_has_its_nearest_spelling(
    library: Library, question: str, corrections: dict[str, tuple[str, ...]]
) -> None:
    results = library.searcher().newest().search([question, "trade"], 1)
    assert [result.corrections for result in results] == [corrections, {}]


@pytest.mark.parametrize(
    "question",
    [
        "freedoms and administrations",  # held, in another inflection
        "Who is Fujitsu?",
        "Does Brougt pay?",  # a name, and only a verb is near
        "Who bought it?",  # a word that the model knows
        'Where is "fredom"?',
        "FREDOM, FreDom, fredom2, f_redom",
        "frexxdom xreedom trad",  # too far, another first letter, too short
        "¿" * 50 + " trade",
    ],
)
def test_other_words_stay_as_they_are(library: Library, question: str) -> None:
    [result] = library.searcher().newest().search([question], 1)
    assert result.corrections == {}


def test_a_misspelt_question_is_answered_like_the_right_one(library: Library) -> None:
    misspelt, right = library.searcher().search(["fredom's trdae", "Freedom's trade"], 9)
    assert [(hit.passage, hit.parts) for hit in misspelt] == [
        (hit.passage, hit.parts) for hit in right
    ]


def test_the_vocabulary_is_read_once_and_only_for_an_unknown_word(library: Library) -> None:
    searcher = library.searcher()
    with patch("index.store.local.snapshot.Vocabulary", wraps=Vocabulary) as vocabulary:
        searcher.search(["freedom waits"], 1)
        assert vocabulary.call_count == 0
        for word in ("fredom", "ottowa"):
            searcher.search([word], 1)
        assert vocabulary.call_count == 1
