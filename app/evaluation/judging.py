"""Which hits for a question are relevant, and why none is if none is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.evaluation.gold import AnswerSet, Gold, TextSpan, relevant_passages
from app.evaluation.questions import Question
from app.evaluation.task import QUESTIONS_PER_BATCH, Corpus, Task
from index import Hit, Searcher

MISS_SEARCH_DEPTH = 100
"""How many hits are searched for the first relevant passage of a missed question."""


def matched_span(hit: Hit, answer_sets: Sequence[AnswerSet]) -> TextSpan:
    """Return the span of the hit's passage or, if that touches gold, of one with the same words."""
    options = [
        TextSpan(passage.document_id, passage.start, passage.end)
        for passage in (hit.passage, *hit.also)
    ]
    if len(options) > 1:
        gold = [span for answer_set in answer_sets for spans in answer_set for span in spans]
        for option in options:
            if any(_overlaps(option, span) for span in gold):
                return option
    return options[0]


def _overlaps(one: TextSpan, other: TextSpan) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


class Judgement(NamedTuple):
    """The gold that a question's hits are measured by, and the passages relevant for it.

    `rank` is that of the first relevant hit, from 1; None if no hit is relevant.
    """

    gold: Gold
    relevant: frozenset[TextSpan]
    rank: int | None


def judge(hits: Sequence[TextSpan], answer_sets: Sequence[AnswerSet], corpus: Corpus) -> Judgement:
    """Return the judgement of the hits by the answer set that is found first and most completely.

    Of the places where a quote occurs, the one whose passage is found first counts.
    """
    ranks = {hit: rank for rank, hit in reversed(list(enumerate(hits, start=1)))}
    not_found = len(hits) + 1
    passages_for: dict[TextSpan, list[TextSpan]] = {}

    def first_rank(passages: Iterable[TextSpan]) -> int:
        return min(ranks.get(passage, not_found) for passage in passages)

    def relevant_for(gold: TextSpan) -> list[TextSpan]:
        if gold not in passages_for:
            found = relevant_passages(gold, corpus.passages.get(gold.document, ()))
            passages_for[gold] = found or [gold]
        return passages_for[gold]

    options = []
    for answer_set in answer_sets:
        gold = tuple(
            min(places, key=lambda place: first_rank(relevant_for(place))) for places in answer_set
        )
        relevant = frozenset(passage for span in gold for passage in relevant_for(span))
        share_found = len(relevant & ranks.keys()) / len(relevant)
        options.append((first_rank(relevant), -share_found, gold, relevant))
    rank, _, gold, relevant = min(options, key=lambda option: option[:2])
    return Judgement(gold, relevant, rank if rank < not_found else None)


def explain_misses(
    missed: Sequence[Question],
    relevant: Mapping[str, frozenset[TextSpan]],
    task: Task,
    searcher: Searcher,
) -> dict[str, str]:
    """Return why no hit for these questions is relevant, by question id.

    `relevant` holds the relevant passages by question id. Raises what a search raises.
    """
    answer_sets = {
        question.id: found for question, found in zip(task.questions, task.answer_sets, strict=True)
    }
    reasons = {}
    for start in range(0, len(missed), QUESTIONS_PER_BATCH):
        batch = missed[start : start + QUESTIONS_PER_BATCH]
        found = searcher.search([question.question for question in batch], MISS_SEARCH_DEPTH)
        for question, hits in zip(batch, found, strict=True):
            passages = relevant[question.id]
            options = answer_sets[question.id]
            ranks = (hit.rank for hit in hits if matched_span(hit, options) in passages)
            if rank := next(ranks, None):
                reasons[question.id] = f"a relevant passage is at rank {rank}"
            else:
                reasons[question.id] = _why_not_found(passages, task.corpus)
    return reasons


def _why_not_found(relevant: frozenset[TextSpan], corpus: Corpus) -> str:
    if any(span[1:] in corpus.passages.get(span.document, ()) for span in relevant):
        return f"no relevant passage in the first {MISS_SEARCH_DEPTH} hits"
    reasons = {
        dropped.reason
        for span in relevant
        for dropped in corpus.documents[span.document].dropped
        if dropped.start < span.end and dropped.end > span.start
    }
    dropped_as = f": dropped as {', '.join(sorted(reasons))}" if reasons else ""
    return f"the gold is in no passage{dropped_as}"
