"""The measures of one question: of the ranks of its hits, and of the characters in them.

A hit is a Place in a document, like the gold; hits come best first.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from app.evaluation.gold import Gold, Place

READ_AFTER = (500, 1000, 2000)


def measure_names(k: int) -> list[str]:
    """The names of all measures of a question for k hits."""
    depth = min(5, k)
    characters = [f"char_{name}@{depth}" for name in ("recall", "precision", "IoU")]
    return [*rank_measure_names(k), *characters, *(f"read@{each}" for each in READ_AFTER)]


def rank_measure_names(k: int) -> list[str]:
    """The names of the measures of ranks for k hits, as ir_measures knows them.

    - Success@1: 1 if the first hit is relevant, else 0 (with R as in Voorhees and Harman, TREC:
      Experiment and Evaluation in Information Retrieval, 2005).
    - R@5: share of the relevant passages that are among the first 5 hits.
    - RR@10: 1 / rank of the first relevant hit, 0 if none of the first 10 is (Kantor and
      Voorhees, The TREC-5 Confusion Track, 2000).
    - nDCG@10: DCG / the greatest DCG there could be, with DCG = Σ 1 / log2(1 + rank) over the
      relevant hits (Järvelin and Kekäläinen, Cumulated Gain-based Evaluation, TOIS 2002).

    With other k the depth 10 becomes k, and 5 the smaller of 5 and k.
    """
    return list(dict.fromkeys(["Success@1", f"R@{min(5, k)}", f"R@{k}", f"RR@{k}", f"nDCG@{k}"]))


def rank_measures(
    names: Sequence[str], found: Mapping[str, Sequence[Place]], wanted: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """The rank measures of each question in `wanted`, by question id, through ir_measures.

    `wanted` holds the docnos of the relevant passages. Without hits a question has 0 everywhere.
    """
    import ir_measures

    topics = {str(number): id for number, id in enumerate(wanted)}  # ids can be any text
    qrels = [
        ir_measures.Qrel(topic, docno, 1) for topic, id in topics.items() for docno in wanted[id]
    ]
    run = [
        ir_measures.ScoredDoc(topic, docno(hit), -rank)
        for topic, id in topics.items()
        for rank, hit in enumerate(found[id], start=1)
    ]
    parsed = [ir_measures.parse_measure(name) for name in names]
    values = {id: dict.fromkeys(names, 0.0) for id in wanted}
    for metric in ir_measures.iter_calc(parsed, qrels, run):
        values[topics[metric.query_id]][str(metric.measure)] = float(metric.value)
    return values


def docno(place: Place) -> str:
    """A name for a passage in TREC's files, where white space parts the columns."""
    return f"{quote(place.document)}:{place.start}-{place.end}"


def character_measures(hits: Sequence[Place], gold: Gold, k: int = 5) -> dict[str, float]:
    """Recall, precision and IoU over the characters of the first 5 hits, or k if that is less.

    With H the characters that are both in a hit and in the gold, each counted once:

        recall = |H| / |gold|
        precision = |H| / Σ |hit|          (what two hits share counts twice)
        IoU = |H| / (Σ |hit| + |gold| - |H|)

    After Smith and Troynikov, Evaluating Chunking Strategies for Retrieval (Chroma technical
    report, 2024), whose scorer counts characters where the report says tokens.
    """
    depth = min(5, k)
    first = hits[:depth]
    both = _shared(first, gold)
    wanted, read = _shared(gold, gold), sum(end - start for _, start, end in first)
    return {
        f"char_recall@{depth}": both / wanted,
        f"char_precision@{depth}": both / read if read else 0.0,
        f"char_IoU@{depth}": both / (read + wanted - both),
    }


def reading_measures(hits: Sequence[Place], gold: Gold) -> dict[str, float]:
    """Whether the answer has been read after so many characters of the hits in rank order: 1
    if at least half of the characters of each gold span are among them, else 0.

    Longer passages hold more gold, but also take longer to read.
    """
    return {
        f"read@{characters}": float(_is_read(hits, gold, characters)) for characters in READ_AFTER
    }


def _is_read(hits: Sequence[Place], gold: Gold, characters: int) -> bool:
    read = []
    for document, start, end in hits:
        read.append(Place(document, start, min(end, start + characters)))
        characters -= end - start
        if characters <= 0:
            break
    return all(2 * _shared(read, [place]) >= place.end - place.start for place in gold)


def _shared(hits: Iterable[Place], gold: Iterable[Place]) -> int:
    """Characters that are in a hit and in the gold, each counted once."""
    shared = sorted(
        Place(hit.document, max(hit.start, each.start), min(hit.end, each.end))
        for hit in hits
        for each in gold
        if hit.document == each.document
    )
    total, position = 0, ("", 0)
    for document, start, end in shared:
        position = max(position, (document, start))
        total += max(0, end - position[1])
        position = max(position, (document, end))
    return total
