import threading
from collections.abc import Sequence

import numpy as np
import pytest

from index import Embedding, IndexMismatch, NoIndex
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


def test_hits_are_ranked_and_cut_exactly_from_their_document(two_documents: Library) -> None:
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
    library.update()  # written later, read before
    searcher = library.searcher()
    for k in range(1, 5):
        [hits] = searcher.search(["submarines"], k)
        assert [hit.document.id for hit in hits] == ["a.md", "b.md", "c.md", "d.md"][:k]
        assert len({hit.score for hit in hits}) == 1


def test_passages_that_say_the_same_are_one_hit(library: Library) -> None:
    text = "The navy buys twelve submarines of the Korean kind from a yard in the south."
    library.write(a=text, b=text, c=f"{text[:-1]} coast.", d="The army buys submarines.")
    library.update()
    [hits] = library.searcher().search(["the navy buys twelve submarines"], 3)
    assert [hit.document.id for hit in hits] == ["a.md", "d.md"]
    assert [each.document_id for each in hits[0].also] == ["b.md", "c.md"]
    assert hits[1].also == ()


def test_passages_that_differ_in_a_number_are_hits_of_their_own(library: Library) -> None:
    text = "In {} the yards of the south built submarines and frigates for the navy, as planned."
    library.write(**{f"y{year}": text.format(year) for year in range(2020, 2024)})
    library.update()
    [hits] = library.searcher().search(["what did the yards build"], 5)
    assert len(hits) == 4


def test_copies_do_not_crowd_out_other_passages(library: Library) -> None:
    library.write(**{f"copy{number}": "Submarines dive deep." for number in range(120)})
    library.write(z1="Submarines dive.", z2="Submarines rise.")
    library.update()
    [hits] = library.searcher().search(["submarines dive deep"], 5)
    assert [hit.document.id for hit in hits] == ["copy0.md", "z1.md", "z2.md"]
    assert len(hits[0].also) == 119


def test_only_the_documents_named_are_searched(library: Library) -> None:
    library.write(
        **{f"d{n}": f"Submarines dive {'deep ' * n}in sea {n}.\n\nHowitzers." for n in range(70)}
    )
    library.update()
    searcher = library.searcher()
    [all_of_them] = searcher.search(["submarines dive deep"], 70)
    for wanted in (["d3.md"], ["d69.md", "d0.md"], [f"d{n}.md" for n in range(60)]):
        [hits] = searcher.search(["submarines dive deep"], 70, documents=wanted)
        assert {hit.document.id for hit in hits} == set(wanted)
        expected = [hit.document.id for hit in all_of_them if hit.document.id in wanted]
        assert [hit.document.id for hit in hits] == expected
    [hits] = searcher.search(['"in sea 4" submarines'], 70, documents=["d3.md", "d4.md"])
    assert [hit.document.id for hit in hits] == ["d4.md"]
    with pytest.raises(UsageError, match=r"no document d70.md in the index"):
        searcher.search(["submarines"], 1, documents=["d70.md"])


def test_of_copies_that_in_the_document_named_is_shown(library: Library) -> None:
    text = "# Navy\n\nIt was cold. Submarines dive."
    library.write(a=text, b=f"# Intro\n\nOther words.\n\n{text}", c=text, empty="")
    library.update()
    [[hit]] = library.searcher().search(["submarines dive"], 1, documents=["b.md"])
    assert (hit.document.id, hit.also) == ("b.md", ())
    [(start, end)] = hit.highlights
    assert hit.document.text[start:end] == "Submarines dive."
    assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    [[hit]] = library.searcher().search(["submarines dive"], 1, documents=["c.md", "b.md"])
    assert (hit.document.id, [each.document_id for each in hit.also]) == ("b.md", ["c.md"])


def test_a_document_without_passages_has_no_hits(library: Library) -> None:
    library.write(a="Submarines dive.", b="---\ntitle: T\n---\n")
    library.update()
    assert library.searcher().search(["submarines"], 3, documents=["b.md"]) == [[]]


def test_more_passages_than_there_are_may_be_asked_for(two_documents: Library) -> None:
    assert len(two_documents.found("submarines", 10**19)) == 3


def test_a_rebuild_with_another_model_that_dies_leaves_the_old_state_answering(
    two_documents: Library,
) -> None:
    class Other(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            if texts != self.sample():
                raise RuntimeError("no power")
            rotated = np.roll(np.eye(64, dtype=np.float32), 5, axis=0)[:, :32]
            read = super().embed(texts)
            return [each._replace(tokens=each.tokens @ rotated) for each in read]

    before = two_documents.searcher().search(["howitzers fire"], 3)
    with pytest.raises(RuntimeError):
        two_documents.update(load_encoder=lambda name: Other("other"), rebuild=True)
    assert two_documents.searcher().search(["howitzers fire"], 3) == before


def test_what_the_model_does_not_know_meets_nothing(library: Library) -> None:
    class Narrow(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            known = super().embed(texts)
            return [each._replace(pieces=np.full_like(each.pieces, -1)) for each in known]

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
        ('"submarine dives"', []),  # the very words
        ('"dive" "frigates"', ["b.md"]),
        ('"howitzers"', []),
        ('"?!" frigates', ["a.md", "b.md", "c.md"]),
        ('what is 5" long', ["a.md", "b.md", "c.md"]),
        ('"marines dive"', ["a.md", "b.md"]),  # as it stands in the text
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


def test_hits_tell_which_words_met(library: Library) -> None:
    library.write(a="Submarines dive deep. Night fell.")
    library.update()
    [[hit]] = library.searcher().search(["do submarines dive?"], 1, explain=True)
    met = {each.word: (each.met, round(each.similarity, 2)) for each in hit.alignments}
    assert met["submarines"] == ("Submarines", 1)
    assert met["dive"] == ("dive", 1)
    assert met["do"][1] == 0
    assert sum(each.weight for each in hit.alignments) <= 1
    [[plain]] = library.searcher().search(["do submarines dive?"], 1)
    assert plain.alignments == ()


def test_many_questions_are_answered_like_each_alone(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    questions = ["howitzers fire", "tariffs", "submarines dive"]
    assert searcher.search(questions, 2) == [searcher.search([each], 2)[0] for each in questions]


def test_a_change_of_the_library_is_taken_up_without_reopening(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    two_documents.write(cyber="Hackers attack.")
    two_documents.update()
    [[hit]] = searcher.search(["hackers attack"], 1)
    assert hit.passage.text == "Hackers attack."


def test_threads_may_share_a_searcher(two_documents: Library) -> None:
    searcher = two_documents.searcher()
    found: list[str] = []

    def ask() -> None:
        [[hit]] = searcher.search(["howitzers fire"], 1)
        found.append(hit.passage.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["# Army\n\nHowitzers fire."] * 8


@pytest.mark.parametrize(
    ("question", "k", "message"),
    [
        ("", 5, "empty"),
        (" \n", 5, "empty"),
        ("?!", 5, "empty"),
        ("caf\udce9", 5, "not valid Unicode"),
        ("x", 0, "at least 1, not 0"),
        ("x", -3, "at least 1, not -3"),
        ("word " * 300, 5, "302 tokens, and the model reads 256"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    two_documents: Library, question: str, k: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        two_documents.searcher().search([question], k)


def test_an_index_without_passages_says_what_to_do(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.update()
    (library.sources / "a.md").unlink()
    library.update()
    with pytest.raises(NoIndex, match="holds no passages: add documents with briefqa index PATH"):
        library.found("anything")


def test_no_question_has_no_answer(two_documents: Library) -> None:
    assert two_documents.searcher().search([], 5) == []


def test_other_weights_under_the_same_name_are_refused(two_documents: Library) -> None:
    two_documents.encoder = FakeEncoder("other")
    with pytest.raises(IndexMismatch, match="briefqa index --rebuild"):
        two_documents.found("anything")
