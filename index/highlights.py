"""Which sentences of a hit are highlighted."""

from index.ranking import Query, ScoredPassage, quoted_phrases
from ingest import NormalText, Passage, normal_form


def highlighted_sentences(query: Query, passage: Passage, best: ScoredPassage) -> tuple[int, int]:
    """Return the first and the last: those with the first quoted phrase, or the best window."""
    for phrase in quoted_phrases(query.text):
        for start, end in NormalText(passage.text).find(normal_form(phrase)):
            place = (passage.start + start, passage.start + end)
            found = [
                number
                for number, sentence in enumerate(passage.sentences)
                if sentence[0] < place[1] and place[0] < sentence[1]
            ]
            if found:
                return found[0], found[-1]
    return best.window
