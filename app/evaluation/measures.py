"""The measures of one question: of the ranks of its hits, and of the characters in them.

Hits are TextSpans like the gold, best first. MEASURES explains every measure.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from app.evaluation.gold import Gold, TextSpan

CHARACTER_DEPTH = 5
"""How many hits the character measures look at, at most."""
READ_LIMITS_CHARS = (500, 1000, 2000)
"""The reading lengths of the measures read@500 to read@2000."""


class Explanation(NamedTuple):
    """What a measure says, in one line, what others call it, and its formula and source."""

    meaning: str
    also_called: str
    source: str


MEASURES = {
    "Success": Explanation(
        "the first passage is relevant",
        "hit rate, accuracy at 1; with one relevant passage also Recall@1",
        "Voorhees and Harman, TREC: Experiment and Evaluation in Information Retrieval, 2005",
    ),
    "R": Explanation(
        "share of the relevant passages that are in the first k hits",
        "Recall@k",
        "Voorhees and Harman, 2005",
    ),
    "RR": Explanation(
        "1 / rank of the first relevant passage (1, ½, ⅓, …), 0 if the first k hits have none",
        "reciprocal rank; its mean is MRR@k",
        "Kantor and Voorhees, The TREC-5 Confusion Track, 2000",
    ),
    "nDCG": Explanation(
        "relevant passages, with less credit the lower they rank",
        "normalized discounted cumulative gain",
        "DCG / the greatest possible DCG, with DCG = Σ 1 / log2(1 + rank) over the relevant hits "
        "(Järvelin and Kekäläinen, Cumulated Gain-based Evaluation, TOIS 2002)",
    ),
    "char_recall": Explanation(
        "share of the gold's characters that are in the first k hits",
        "token recall (Chroma)",
        "Smith and Troynikov, Evaluating Chunking Strategies for Retrieval, Chroma technical "
        "report, 2024, whose scorer counts characters where the report says tokens",
    ),
    "char_precision": Explanation(
        "share of the characters in the first k hits that are gold",
        "token precision (Chroma)",
        "Smith and Troynikov, 2024",
    ),
    "char_IoU": Explanation(
        "gold characters in the first k hits, as a share of all characters in gold or hits",
        "intersection over union, Jaccard index",
        "Smith and Troynikov, 2024",
    ),
    "read": Explanation(
        "at least half of the gold is within the first N characters read (so longer passages "
        "gain nothing)",
        "",
        "briefqa's own: 1 if the hits, read in order for N characters, contain at least half of "
        "the characters of every gold span, else 0",
    ),
}
"""The measures by the part of their name before '@'. All are means over the answerable
questions, 1 is best; the number after '@' is k, or the N of read."""


def explanation(name: str) -> Explanation:
    """Return what the measure of that name says, "R@5" for example."""
    return MEASURES[name.split("@")[0]]


def measure_names(k: int) -> list[str]:
    """Return the names of all measures of a question with k hits."""
    depth = min(CHARACTER_DEPTH, k)
    of_characters = [f"char_{name}@{depth}" for name in ("recall", "precision", "IoU")]
    of_reading = [f"read@{limit}" for limit in READ_LIMITS_CHARS]
    return [*rank_measure_names(k), *of_characters, *of_reading]


def rank_measure_names(k: int) -> list[str]:
    """Return the names of the rank measures for k hits, as ir_measures writes them.

    They are Success@1, R@5, R@10, RR@10 and nDCG@10 for 10 hits; with other k the depth 10
    becomes k, and 5 the smaller of 5 and k.
    """
    return list(dict.fromkeys(["Success@1", f"R@{min(5, k)}", f"R@{k}", f"RR@{k}", f"nDCG@{k}"]))


def rank_measures(
    names: Sequence[str],
    found: Mapping[str, Sequence[TextSpan]],
    relevant: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, float]]:
    """Compute the rank measures of each question in `relevant`, by question id.

    `found` holds the hits and `relevant` the docnos of the relevant passages, by question id.
    A question without hits scores 0.
    """
    import ir_measures

    topics = {str(number): id for number, id in enumerate(relevant)}  # ids can be any text
    qrels = [
        ir_measures.Qrel(topic, passage, 1)
        for topic, id in topics.items()
        for passage in relevant[id]
    ]
    run = [
        ir_measures.ScoredDoc(topic, docno(hit), -rank)
        for topic, id in topics.items()
        for rank, hit in enumerate(found[id], start=1)
    ]
    parsed = [ir_measures.parse_measure(name) for name in names]
    values = {id: dict.fromkeys(names, 0.0) for id in relevant}
    for metric in ir_measures.iter_calc(parsed, qrels, run):
        values[topics[metric.query_id]][str(metric.measure)] = float(metric.value)
    return values


def docno(passage: TextSpan) -> str:
    """Return the passage's name in TREC files, where white space separates the columns."""
    return f"{quote(passage.document)}:{passage.start}-{passage.end}"


def character_measures(hits: Sequence[TextSpan], gold: Gold, k: int = 5) -> dict[str, float]:
    """Compute recall, precision and IoU over the characters of the first 5 hits, or k if less.

    With H the characters that are both in a hit and in the gold, counted once:

        recall = |H| / |gold|
        precision = |H| / Σ |hit|          (characters that two hits share count twice)
        IoU = |H| / (Σ |hit| + |gold| - |H|)
    """
    depth = min(CHARACTER_DEPTH, k)
    first = hits[:depth]
    shared = _shared(first, gold)
    in_gold, in_hits = _shared(gold, gold), sum(end - start for _, start, end in first)
    return {
        f"char_recall@{depth}": shared / in_gold,
        f"char_precision@{depth}": shared / in_hits if in_hits else 0.0,
        f"char_IoU@{depth}": shared / (in_hits + in_gold - shared),
    }


def reading_measures(hits: Sequence[TextSpan], gold: Gold) -> dict[str, float]:
    """Compute whether the gold is read within the first N characters of the hits, for each N."""
    return {f"read@{limit}": float(_is_read(hits, gold, limit)) for limit in READ_LIMITS_CHARS}


def _is_read(hits: Sequence[TextSpan], gold: Gold, limit: int) -> bool:
    read = []
    left = limit
    for document, start, end in hits:
        read.append(TextSpan(document, start, min(end, start + left)))
        left -= end - start
        if left <= 0:
            break
    return all(2 * _shared(read, [span]) >= span.end - span.start for span in gold)


def _shared(hits: Iterable[TextSpan], gold: Iterable[TextSpan]) -> int:
    """Return how many characters are both in a hit and in the gold, counted once."""
    shared = sorted(
        TextSpan(hit.document, max(hit.start, span.start), min(hit.end, span.end))
        for hit in hits
        for span in gold
        if hit.document == span.document
    )
    total, position = 0, ("", 0)
    for document, start, end in shared:
        position = max(position, (document, start))
        total += max(0, end - position[1])
        position = max(position, (document, end))
    return total
