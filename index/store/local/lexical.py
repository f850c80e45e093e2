"""The lexical index: which passages hold the words of a question (BM25)."""

import re
from collections.abc import Collection, Iterable, Sequence

from ingest.structure.spelling import alike

_PHRASE = re.compile(r'["“„«]([^"“”„«»]*\w[^"“”„«»]*)["”“»]')
_WORD = re.compile(r"\w+")


def phrases(question: str) -> list[str]:
    """What stands in quotation marks in the question."""
    return [phrase.strip() for phrase in _PHRASE.findall(question)]


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether all phrases are in the text, whatever the case, space, dashes, quotation marks."""
    return all(re.search(alike(phrase), text, re.IGNORECASE) for phrase in wanted)


class Lexical:
    """An index of texts in memory: English words without their endings.

    Scores are BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza, 2009), as tantivy has it.
    """

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        schema.add_integer_field("rowid", stored=True, indexed=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(num_threads=1)
        for rowid, text in texts:
            writer.add_document(tantivy.Document(text=text, rowid=rowid))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self, question: str, k: int, among: Collection[int] | None = None
    ) -> dict[int, float]:
        """The scores of the k best texts by their row ids, best first; `among` these alone, unless
        it is None.
        """
        from tantivy import Occur, Query

        words = " ".join(_WORD.findall(question.lower()))  # nothing that is syntax for a parser
        query, _ = self._index.parse_query_lenient(words, ["text"])
        if among is not None:
            these = Query.term_set_query(self._schema, "rowid", list(among))
            query = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(these, 0.0))]
            )
        hits = self._searcher.search(query, k).hits
        return {self._searcher.doc(address)["rowid"][0]: score for score, address in hits}
