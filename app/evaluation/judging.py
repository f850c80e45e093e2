"""Which hits of a question are right, and why there are none where there are not."""

from collections.abc import Iterable, Mapping, Sequence

from app.evaluation.gold import Gold, Place, Way, relevant
from app.evaluation.questions import Question
from app.evaluation.task import ASKED_AT_ONCE, Library, Task
from index import Hit, Searcher

LOOKED_FOR = 100
"""How far down the first relevant passage of a missed question is looked for."""


def place_of(hit: Hit, ways: Sequence[Way]) -> Place:
    """Where the passage of a hit stands or, if that touches gold, one that says the same."""
    gold = [place for way in ways for places in way for place in places] if hit.also else []
    options = [Place(each.document_id, each.start, each.end) for each in (hit.passage, *hit.also)]
    touching = (
        place
        for place in options
        for each in gold
        if place.document == each.document and place.start < each.end and each.start < place.end
    )
    return next(touching, options[0])


def judged_by(
    hits: Sequence[Place], ways: Sequence[Way], library: Library
) -> tuple[Gold, frozenset[Place], int | None]:
    """The gold that the hits are measured by, its relevant passages, the first one's rank."""
    ranks = {hit: rank for rank, hit in reversed(list(enumerate(hits, start=1)))}
    none = len(hits) + 1

    def holding(place: Place) -> list[Place]:
        return relevant(place, library.passages.get(place.document, ())) or [place]

    def first(passages: Iterable[Place]) -> int:
        return min(ranks.get(passage, none) for passage in passages)

    options = []
    for way in ways:
        gold = tuple(min(places, key=lambda place: first(holding(place))) for places in way)
        passages = frozenset(passage for place in gold for passage in holding(place))
        share = len(passages & ranks.keys()) / len(passages)
        options.append((first(passages), -share, gold, passages))
    rank, _, gold, passages = min(options, key=lambda option: option[:2])
    return gold, passages, rank if rank < none else None


def why_missed(
    missed: Sequence[Question],
    relevant: Mapping[str, frozenset[Place]],
    task: Task,
    searcher: Searcher,
) -> dict[str, str]:
    """Why no hit of these questions is relevant, by question id."""
    ways = {each.id: options for each, options in zip(task.questions, task.ways, strict=True)}
    why = {}
    for start in range(0, len(missed), ASKED_AT_ONCE):
        batch = missed[start : start + ASKED_AT_ONCE]
        found = searcher.search([each.question for each in batch], LOOKED_FOR)
        for question, hits in zip(batch, found, strict=True):
            wanted = relevant[question.id]
            ranks = (hit.rank for hit in hits if place_of(hit, ways[question.id]) in wanted)
            if rank := next(ranks, None):
                why[question.id] = f"a relevant passage is at rank {rank}"
            else:
                why[question.id] = _why_unfound(wanted, task.library)
    return why


def _why_unfound(relevant: frozenset[Place], library: Library) -> str:
    if any(each[1:] in library.passages.get(each.document, ()) for each in relevant):
        return f"no relevant passage is among the first {LOOKED_FOR}"
    reasons = {
        dropped.reason
        for place in relevant
        for dropped in library.documents[place.document].dropped
        if dropped.start < place.end and dropped.end > place.start
    }
    left_out = f": left out as {', '.join(sorted(reasons))}" if reasons else ""
    return f"the gold is in no passage{left_out}"
