"""Questions to ranked hits."""

from collections.abc import Sequence

import numpy as np
import pytest

from index import Embedding
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


def test_hits_are_ranked_and_quote_their_document_exactly(two_documents: Library) -> None:
    [hits] = two_documents.searcher().search(["howitzers fire"], 3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].passage.text == "# Army\n\nHowitzers fire."
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1.1 for score in scores)
    assert scores == [hit.parts.score for hit in hits]
    for hit in hits:
        assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_the_highlight_is_the_sentence_most_like_the_question(library: Library) -> None:
    library.write(a="# Submarines dive deep\n\nIt was cold. Submarines dive. Then night fell.")
    library.update()
    [[hit]] = library.searcher().search(["when do submarines dive"], 1)
    [(start, end)] = hit.highlights
    assert hit.document.text[start:end] == "Submarines dive."


def test_equal_scores_come_in_reading_order(library: Library) -> None:
    library.write(c="Submarines sink.", a="Submarines dive.", d="Submarines rise.")
    library.update()
    library.write(b="Submarines swim.")
    library.update()  # indexed later, but earlier in reading order
    searcher = library.searcher()
    for k in range(1, 5):
        [hits] = searcher.search(["submarines"], k)
        assert [hit.document.id for hit in hits] == ["a.md", "b.md", "c.md", "d.md"][:k]
        assert len({hit.score for hit in hits}) == 1


def test_passages_with_the_same_words_are_one_hit(library: Library) -> None:
    text = "The navy buys twelve submarines of the Korean kind from a yard in the south."
    library.write(a=text, b=text, c=text.upper(), d=f"{text[:-1]} coast.")
    library.update()
    [hits] = library.searcher().search(["the navy buys twelve submarines"], 3)
    assert [hit.document.id for hit in hits] == ["a.md", "d.md"]
    assert [passage.document_id for passage in hits[0].also] == ["b.md", "c.md"]
    assert hits[1].also == ()


def test_the_newest_edition_is_first(library: Library) -> None:
    text = "The navy buys {} submarines."
    library.write(a=text.format(11), b=f"---\ndate: 2023\n---\n{text.format(12)}")
    (library.sources / "2022").mkdir()
    (library.sources / "2022" / "c.md").write_text(text.format(13))
    library.update()
    for k in (1, 3):
        [hits] = library.searcher().search(["the navy buys submarines"], k)
        assert [hit.document.id for hit in hits] == ["b.md", "2022/c.md", "a.md"][:k]


@pytest.mark.parametrize("words", [["", "not"], ["in 2020", "in 2021"], ["by Kim", "by Roy"]])
def test_passages_that_differ_in_a_word_are_hits_of_their_own(
    library: Library, words: list[str]
) -> None:
    text = (
        "A person who keeps a boat in the old harbour for longer than a week in winter is, as the "
        "council decided after a long debate, {} obliged to have its hull painted before spring."
    )
    library.write(**{f"d{number}": text.format(word) for number, word in enumerate(words)})
    library.update()
    [hits] = library.searcher().search(["who must paint a boat's hull"], 5)
    assert sorted((hit.document.id, hit.also) for hit in hits) == [("d0.md", ()), ("d1.md", ())]


def test_copies_do_not_crowd_out_other_passages(library: Library) -> None:
    library.write(**{f"copy{number}": "Submarines dive deep." for number in range(120)})
    library.write(z1="Submarines dive.", z2="Submarines rise.")
    library.update()
    [hits] = library.searcher().search(["submarines dive deep"], 5)
    assert [hit.document.id for hit in hits] == ["copy0.md", "z1.md", "z2.md"]
    assert len(hits[0].also) == 119


def test_only_the_named_documents_are_searched(library: Library) -> None:
    library.write(
        **{f"d{n}": f"Submarines dive {'deep ' * n}in sea {n}.\n\nHowitzers." for n in range(70)}
    )
    library.update()
    searcher = library.searcher()
    [all_hits] = searcher.search(["submarines dive deep"], 70)
    for named in (["d3.md"], ["d69.md", "d0.md"], [f"d{n}.md" for n in range(60)]):
        [hits] = searcher.search(["submarines dive deep"], 70, documents=named)
        assert {hit.document.id for hit in hits} == set(named)
        expected = [hit.document.id for hit in all_hits if hit.document.id in named]
        assert [hit.document.id for hit in hits] == expected
    [hits] = searcher.search(['"in sea 4" submarines'], 70, documents=["d3.md", "d4.md"])
    assert [hit.document.id for hit in hits] == ["d4.md"]
    with pytest.raises(UsageError, match=r"no document d70.md in the index"):
        searcher.search(["submarines"], 1, documents=["d70.md"])


def test_the_copy_in_the_named_document_is_shown(library: Library) -> None:
    text = "# Navy\n\nIt was cold. Submarines dive."
    library.write(a=text, b=f"# Intro\n\nOther words.\n\n{text}", c=text, empty="")
    library.update()
    [[hit]] = library.searcher().search(["submarines dive"], 1, documents=["b.md"])
    assert (hit.document.id, hit.also) == ("b.md", ())
    [(start, end)] = hit.highlights
    assert hit.document.text[start:end] == "Submarines dive."
    assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    [[hit]] = library.searcher().search(["submarines dive"], 1, documents=["c.md", "b.md"])
    assert (hit.document.id, [passage.document_id for passage in hit.also]) == ("b.md", ["c.md"])


def test_a_document_without_passages_has_no_hits(library: Library) -> None:
    library.write(a="Submarines dive.", b="---\ntitle: T\n---\n")
    library.update()
    assert library.searcher().search(["submarines"], 3, documents=["b.md"]) == [[]]


def test_more_passages_than_there_are_may_be_asked_for(two_documents: Library) -> None:
    assert len(two_documents.found("submarines", 10**19)) == 3


def test_words_unknown_to_the_model_match_nothing(library: Library) -> None:
    class Narrow(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            return [
                embedding._replace(pieces=np.full_like(embedding.pieces, -1))
                for embedding in super().embed(texts)
            ]

    library.write(a="Submarines dive.")
    library.encoder = Narrow()
    library.update()
    [[hit]] = library.searcher().search(["zebra"], 1)
    assert (hit.parts.maxsim, hit.parts.window) == (0, 0)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('"submarines dive"', ["a.md", "b.md"]),
        ("who says “Submarines  DIVE” here", ["a.md", "b.md"]),
        ('"submarine dives"', []),  # other forms of the words
        ('"dive" "frigates"', ["b.md"]),
        ('"howitzers"', []),
        ('"?!" frigates', ["a.md", "b.md", "c.md"]),
        ('what is 5" long', ["a.md", "b.md", "c.md"]),
        ('"submarine"', []),  # part of a word
        ('what makes submarines "dive?"', ["a.md", "b.md", "c.md"]),
        ('"sub-\nmarines dive"', ["a.md", "b.md"]),
    ],
)
def test_a_phrase_in_quotation_marks_is_in_every_hit(
    library: Library, question: str, found: list[str]
) -> None:
    library.write(
        a="All submarines\ndive deep.", b="Submarines dive. Frigates sail.", c="They dive now."
    )
    library.update()
    [hits] = library.searcher().search([question], 5)
    assert sorted(hit.document.id for hit in hits) == found


@pytest.mark.parametrize(
    "question",
    [
        "AND OR NOT",
        "title:x^2",
        "a b)",
        "-dive +",
        "[1 TO 2]",
        "*",
        "dive~ /x/",
        "IN [dive]",
        "\\ a",
    ],
)
def test_no_question_is_a_syntax_error(two_documents: Library, question: str) -> None:
    if any(map(str.isalnum, question)):
        assert len(two_documents.found(question)) == 3


def test_alignments_list_the_words_that_matched(library: Library) -> None:
    library.write(a="Submarines dive deep. Night fell.")
    library.update()
    [[hit]] = library.searcher().search(["do submarines dive?"], 1, explain=True)
    met = {
        alignment.word: (alignment.met, round(alignment.similarity, 2))
        for alignment in hit.alignments
    }
    assert met["submarines"] == ("Submarines", 1)
    assert met["dive"] == ("dive", 1)
    assert met["do"][1] == 0
    assert sum(alignment.weight for alignment in hit.alignments) <= 1
    [[plain]] = library.searcher().search(["do submarines dive?"], 1)
    assert plain.alignments == ()


def test_many_questions_are_answered_like_single_ones(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    questions = ["howitzers fire", "tariffs", "submarines dive"]
    single = [searcher.search([question], 2)[0] for question in questions]
    assert searcher.search(questions, 2) == single


def test_the_highlight_is_the_sentence_with_the_quoted_phrase(library: Library) -> None:
    library.write(a="Submarines dive deep and submarines are dear. The **fiscal** office paid.")
    library.update()
    [[hit]] = library.searcher().search(['submarines of the "fiscal office"'], 1)
    assert hit.marked_text()[-1] == ("The **fiscal** office paid.", True)
