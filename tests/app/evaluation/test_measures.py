"""A hand-computed example (5 passages, 4 questions with 3 hits each), and every measure."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation import Evaluation, evaluate_questions
from app.evaluation.gold import TextSpan
from app.evaluation.measures import (
    character_measures,
    explanation,
    measure_names,
    rank_measure_names,
    reading_measures,
)
from index import Embedding, Searcher, update
from tests.support.encoder import FakeEncoder

PASSAGES = ["alpha one.", "beta two.", "gamma three.", "delta four.", "omega five."]
"""Every one is a section, so a passage, of 6 more characters: "# H1" and a blank line."""
TEXT = "\n\n".join(f"# H{n}\n\n{words}" for n, words in enumerate(PASSAGES, start=1))

# The question, the numbers of the passages found, best first, and the gold.
QUESTIONS = {
    "first": ([1, 2, 3], {"quotes": ["alpha one."]}),
    "half": ([3, 4, 1], {"quotes": ["delta four.", "omega five."]}),
    "instead": ([2, 1, 3], {"quotes": ["omega five."], "alternatives": ["two."]}),
    "missed": ([1, 2, 3], {"quotes": ["omega five."]}),
}


class Scripted(FakeEncoder):
    """An encoder whose passages are the axes of a space; a question points to those it finds."""

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        return [self._pointing(text) for text in texts]

    @staticmethod
    def vocabulary() -> dict[str, int]:
        return {"word": 0}

    @staticmethod
    def _pointing(text: str) -> Embedding:
        vector = np.zeros(10, dtype=np.float32)  # an index keeps five directions
        span = np.array([[0, 1]], dtype=np.int32)
        piece = np.array(
            [sum(map(ord, text))], dtype=np.int32
        )  # no two passages have the same words
        if text == "word":  # for the projection, which keeps all five directions
            return Embedding(vector, np.eye(5, 10, dtype=np.float32), piece, span, 3)
        if text in QUESTIONS:
            vector[[number - 1 for number in QUESTIONS[text][0]]] = 0.8, 0.5, 0.3
        elif text.startswith("#"):
            vector[int(text[3]) - 1] = 1  # the number in its heading
        else:  # a frame
            return Embedding(np.eye(10)[0], np.zeros((1, 10), dtype=np.float32), piece, span, 3)
        vector /= np.linalg.norm(vector)
        return Embedding(vector, vector[np.newaxis], piece, span, 3)


@pytest.fixture
def example(tmp_path: Path) -> Evaluation:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/d.md").write_text(TEXT)
    rows = [{"id": text, "question": text} | gold for text, (_, gold) in QUESTIONS.items()]
    update(tmp_path / "index", [tmp_path / "docs"], load_encoder=Scripted)
    searcher = Searcher(tmp_path / "index", Scripted)
    questions = "\n".join(map(json.dumps, rows))
    return evaluate_questions(searcher, questions, "questions.jsonl", k=3).evaluation


def test_the_measures_equal_those_computed_by_hand(example: Evaluation) -> None:
    spans = example.task.corpus.passages["d.md"]
    assert [end - start for start, end in spans] == [16, 15, 18, 17, 17]
    assert [[hit.passage.text[3] for hit in outcome.hits] for outcome in example.outcomes] == [
        [str(number) for number in found] for found, _ in QUESTIONS.values()
    ]
    first, half, instead, missed = (outcome.measures for outcome in example.outcomes)
    # Relevant: 1. Found: 16 + 15 + 18 characters, of which the gold's 10 are the only ones.
    assert list(first) == measure_names(3)
    assert first == {
        "Success@1": 1, "R@3": 1, "RR@3": 1, "nDCG@3": 1,
        "char_recall@3": 1, "char_precision@3": 10 / 49, "char_IoU@3": 10 / 49,
        "read@500": 1, "read@1000": 1, "read@2000": 1,
    }  # fmt: skip
    # Relevant: 4, found at rank 2, and 5, not found. The hits have 18 + 17 + 16 characters, the
    # gold 11 + 11, of which 11 are found.
    ndcg = (1 / math.log2(3)) / (1 / math.log2(2) + 1 / math.log2(3))
    assert half == pytest.approx({
        "Success@1": 0, "R@3": 1 / 2, "RR@3": 1 / 2, "nDCG@3": ndcg,
        "char_recall@3": 1 / 2, "char_precision@3": 11 / 51, "char_IoU@3": 11 / (51 + 22 - 11),
        "read@500": 0, "read@1000": 0, "read@2000": 0,
    })  # fmt: skip
    # Measured by the alternative, which is found: 4 characters of 15 + 16 + 18.
    assert instead == {
        "Success@1": 1, "R@3": 1, "RR@3": 1, "nDCG@3": 1,
        "char_recall@3": 1, "char_precision@3": 4 / 49, "char_IoU@3": 4 / 49,
        "read@500": 1, "read@1000": 1, "read@2000": 1,
    }  # fmt: skip
    assert missed == dict.fromkeys(first, 0)
    assert [outcome.rank for outcome in example.outcomes] == [1, 2, 1, None]

    means = {name: mean.mean for name, mean in example.means.items()}
    assert means == pytest.approx({
        "Success@1": 2 / 4, "R@3": 2.5 / 4, "RR@3": 2.5 / 4, "nDCG@3": (2 + ndcg) / 4,
        "char_recall@3": 2.5 / 4, "char_precision@3": (10 / 49 + 11 / 51 + 4 / 49) / 4,
        "char_IoU@3": (10 / 49 + 11 / 62 + 4 / 49) / 4,
        "read@500": 2 / 4, "read@1000": 2 / 4, "read@2000": 2 / 4,
    })  # fmt: skip
    assert example.recall == pytest.approx((2 / 4, 2.5 / 4, 2.5 / 4))


def test_the_names_follow_the_number_of_hits() -> None:
    assert rank_measure_names(10) == ["Success@1", "R@5", "R@10", "RR@10", "nDCG@10"]
    assert rank_measure_names(5) == ["Success@1", "R@5", "RR@5", "nDCG@5"]
    assert rank_measure_names(1) == ["Success@1", "R@1", "RR@1", "nDCG@1"]


def test_every_measure_is_explained() -> None:
    assert all(explanation(name).meaning and explanation(name).source for name in measure_names(10))
    assert explanation("RR@10").also_called == "reciprocal rank; its mean is MRR@k"


def test_characters_that_two_hits_share_are_found_once_and_read_twice() -> None:
    hits = [TextSpan("a", 0, 10), TextSpan("a", 5, 15), TextSpan("b", 0, 10)]
    gold = (TextSpan("a", 8, 12), TextSpan("a", 20, 24))
    assert character_measures(hits, gold) == {
        "char_recall@5": 4 / 8,
        "char_precision@5": 4 / 30,
        "char_IoU@5": 4 / (30 + 8 - 4),
    }
    assert character_measures([], gold) == dict.fromkeys(character_measures(hits, gold), 0)
    assert character_measures(hits, gold, 1)["char_recall@1"] == 2 / 8


@given(st.data())
def test_character_measures_equal_those_of_character_sets(data: st.DataObject) -> None:
    spans = st.builds(
        lambda document, start, length: TextSpan(document, start, start + length),
        st.sampled_from("ab"),
        st.integers(0, 30),
        st.integers(1, 12),
    )
    hits = data.draw(st.lists(spans, max_size=5))
    gold = tuple(data.draw(st.lists(spans, min_size=1, max_size=3)))

    def characters(spans: list[TextSpan] | tuple[TextSpan, ...]) -> set[tuple[str, int]]:
        return {(span.document, at) for span in spans for at in range(span.start, span.end)}

    both = len(characters(hits) & characters(gold))
    in_gold, read = len(characters(gold)), sum(span.end - span.start for span in hits)
    assert character_measures(hits, gold) == {
        "char_recall@5": both / in_gold,
        "char_precision@5": both / read if read else 0,
        "char_IoU@5": both / (read + in_gold - both),
    }


def test_an_answer_is_read_when_half_of_each_span_is() -> None:
    hits = [TextSpan("a", 0, 480), TextSpan("b", 0, 700), TextSpan("a", 900, 1900)]
    read = [reading_measures(hits, gold) for gold in (
        (TextSpan("b", 0, 40),),  # its first 20 characters end at 500
        (TextSpan("b", 0, 41),),
        (TextSpan("a", 0, 480), TextSpan("b", 0, 700)),
        (TextSpan("a", 1000, 1010), TextSpan("c", 0, 1)),
    )]  # fmt: skip
    assert [list(measures.values()) for measures in read] == [
        [1, 1, 1],
        [0, 1, 1],
        [0, 1, 1],
        [0, 0, 0],
    ]
    assert list(read[0]) == ["read@500", "read@1000", "read@2000"]
