"""What every store must do when it is read: see index.store.Snapshot."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest import UsageError
from tests.index.store.conftest import Store, chunked, found_texts, query_vector


@pytest.fixture
def library(store: Store) -> Store:
    """Return the store with three documents; the text `Ships sail.` is in two of them."""
    store.publish(
        chunked("b.md", "Ships sail.", "Tanks roll on."),
        chunked("a.md", "Jets climb.", "Ships sail."),
        chunked("c.md", "Ships sail slowly."),
    )
    return store


def test_the_nearest_passages_come_best_first(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        [found] = snapshot.nearest(query_vector("ships sail"), 3, None)
        assert found_texts(snapshot, found)[:2] == ["Ships sail.", "Ships sail slowly."]
        cosines = list(found.values())
        assert cosines == sorted(cosines, reverse=True)
        assert cosines[0] == pytest.approx(1, abs=1e-3)
        assert snapshot.cosines(query_vector("ships sail")[0], found) == pytest.approx(found)


def test_of_equal_passages_the_first_in_reading_order_are_found(store: Store) -> None:
    store.publish(chunked("c.md", "Ships dive."), chunked("a.md", "Ships, dive."))
    store.publish(chunked("b.md", "Ships dive!"))
    with store.open_snapshot() as snapshot:
        in_order = ["Ships, dive.", "Ships dive!", "Ships dive."]
        for k in (1, 2, 3):
            [found] = snapshot.nearest(query_vector("ships dive"), k, None)
            assert set(found_texts(snapshot, found)) == set(in_order[:k])


def test_only_allowed_passages_are_found(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        allowed = snapshot.passages_of(["c.md"])
        [nearest] = snapshot.nearest(query_vector("ships sail"), 9, allowed)
        assert nearest.keys() == snapshot.bm25("ships sail", 9, allowed).keys() == allowed
        assert snapshot.containing(["sail"], allowed) == allowed
        assert snapshot.nearest(query_vector("ships"), 9, set()) == [{}]
        assert snapshot.bm25("ships", 9, set()) == {}
        assert snapshot.containing(["sail"], set()) == set()


def test_several_questions_are_answered_like_single_ones(library: Store) -> None:
    questions = ["ships sail", "tanks"]
    vectors = [query_vector(question) for question in questions]
    with library.open_snapshot() as snapshot:
        single = [snapshot.nearest(vector, 2, None)[0] for vector in vectors]
        stacked = vectors[0].repeat(2, axis=0)
        stacked[1] = vectors[1][0]
        assert snapshot.nearest(stacked, 2, None) == single


def test_more_passages_than_there_are_may_be_asked_for(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        [found] = snapshot.nearest(query_vector("ships"), 10**9, None)
        assert len(found) == snapshot.text_count == 4
        assert len(snapshot.bm25("ships", 10**9, None)) == 2


def test_bm25_finds_words_but_for_their_endings(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        found = snapshot.bm25("a ship and a rolling tank", 9, None)
        assert found_texts(snapshot, found)[0] == "Tanks roll on."
        scores = list(found.values())
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] > 0
        assert list(snapshot.bm25("a ship and a rolling tank", 1, None)) == list(found)[:1]
        assert snapshot.bm25("zebra", 9, None) == {}


def test_bm25_finds_words_before_note_marks_and_lowered_figures(store: Store) -> None:
    store.publish(chunked("a.md", "The fee¹ is $320².", "Less CO₂ is emitted."))
    with store.open_snapshot() as snapshot:
        for question, text in (("fee", "$320²"), ("320", "$320²"), ("CO2", "CO₂")):
            [found] = found_texts(snapshot, snapshot.bm25(question, 9, None))
            assert text in found


@pytest.mark.parametrize(
    ("word", "edits", "nearest"),
    [
        ("fredom", 1, ("Freedom",)),  # its most frequent form
        ("freedoms", 2, ()),  # held, in another inflection
        ("rfeedom", 1, ("Freedom",)),
        ("bfreedom", 1, ()),  # only a swap changes the first letter
        ("organizations", 2, ("organisation",)),
        ("organizations", 1, ()),
        ("cafe", 0, ("Café",)),
        ("salis", 1, ("sails",)),
        ("Salis", 1, ()),  # may be a name, and "sails" is none
        ("boats", 1, ("bolts",)),  # "coats" has another first letter
    ],
)
def test_a_word_that_no_passage_holds_has_its_nearest_spellings(
    store: Store, word: str, edits: int, nearest: tuple[str, ...]
) -> None:
    text = "Freedom lasts. Freedom grows. A freedom fades."
    store.publish(chunked("a.md", text, "The Café of the organisation sails with bolts and coats."))
    with store.open_snapshot() as snapshot:
        found = snapshot.nearest_spellings({word: edits, "grow": 2})
        assert found == ({word: nearest} if nearest else {})


def test_phrases_are_whole_words_in_normal_form(store: Store) -> None:
    store.publish(chunked("a.md", "A **well**-known\nShip sails.", "Well known ships."))
    with store.open_snapshot() as snapshot:
        for phrases in (["well–known  ship"], ["KNOWN", "sails"]):
            found = snapshot.containing(phrases, None)
            assert found_texts(snapshot, found) == ["A **well**-known\nShip sails."]
        assert len(snapshot.containing(["well known", "\xad"], None)) == 2
        assert snapshot.containing(["ships sail"], None) == set()


def test_the_first_passage_in_reading_order_represents_its_copies(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        assert snapshot.text_count == 4
        assert snapshot.passage_count() == 5
        [found] = snapshot.nearest(query_vector("ships sail"), 9, None)
        first = next(iter(found))
        assert len(found) == 4
        [copies] = snapshot.copies([first]).values()
        shown = [snapshot.passages([id])[id][0] for id in (first, *copies)]
        assert [(passage.document_id, passage.start) for passage in shown] == [
            ("a.md", 13),
            ("b.md", 0),
        ]
        assert snapshot.copies(snapshot.passages_of(["c.md"])) == {}


def test_a_copy_makes_its_representative_a_passage_of_the_document(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        texts = snapshot.texts(snapshot.passages_of(["b.md"]))
        assert set(texts.values()) == {"Ships sail.", "Tanks roll on."}
        assert snapshot.passages_of(["b.md"]) < snapshot.passages_of(["a.md", "b.md"])
        with pytest.raises(UsageError, match=r"no document none\.md in the index"):
            snapshot.passages_of(["a.md", "none.md"])


def test_tokens_come_in_reading_order(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        passages = snapshot.passages()
        places = {id: (found.document_id, found.start) for id, (found, _) in passages.items()}
        in_order = sorted(passages, key=places.__getitem__)
        tokens = snapshot.tokens(reversed(in_order))
        assert list(tokens) == in_order
        for id, stored in tokens.items():
            assert len(stored.vectors) == len(stored.pieces) == len(stored.spans) >= 3
            assert stored.sentence_starts == (0,)
            start, end = stored.spans[0]
            assert passages[id][0].text[start:end].isalpha()
        assert snapshot.tokens([]) == {}


def test_document_frequencies_count_texts_and_not_their_copies(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        frequencies = snapshot.document_frequencies()
        tokens = {snapshot.texts([id])[id]: snapshot.tokens([id])[id] for id in _indexed(snapshot)}
        ships, sail, stop = tokens["Ships sail."].pieces.tolist()
        assert (frequencies[ships], frequencies[sail], frequencies[stop]) == (2, 2, 4)


def _indexed(snapshot: object) -> list[int]:
    [found] = snapshot.nearest(query_vector("ships"), 99, None)
    return list(found)


def test_a_snapshot_does_not_change_when_others_publish(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        generation = snapshot.generation
        library.publish(chunked("d.md", "Ships sink."), removed=("a.md",))
        assert snapshot.generation == generation
        assert snapshot.digests().keys() == {"a.md", "b.md", "c.md"}
        assert snapshot.passage_count() == 5
        [found] = snapshot.nearest(query_vector("ships sink"), 9, None)  # loaded only now
        assert "Ships sink." not in found_texts(snapshot, found)
        with library.open_snapshot() as newer:
            assert newer.generation != generation
            assert newer.digests().keys() == {"b.md", "c.md", "d.md"}
        assert snapshot.digests().keys() == {"a.md", "b.md", "c.md"}


def test_a_snapshot_still_shows_its_state_after_the_log_is_released(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        snapshot.release_log()
        library.publish(chunked("d.md", "Ships sink."))
        assert snapshot.digests().keys() == {"a.md", "b.md", "c.md"}
        snapshot.release_log()
        assert snapshot.digests().keys() == {"a.md", "b.md", "c.md"}


def test_a_sound_snapshot_passes_its_check(library: Store) -> None:
    with library.open_snapshot() as snapshot:
        snapshot.check()


def test_threads_may_share_a_snapshot(library: Store) -> None:
    with library.open_snapshot() as snapshot, ThreadPoolExecutor(8) as pool:

        def read(_: int) -> tuple[object, ...]:
            snapshot.load()
            [nearest] = snapshot.nearest(query_vector("ships sail"), 2, None)
            bm25 = snapshot.bm25("ships", 9, None)
            return nearest, bm25, snapshot.digests(), list(snapshot.tokens(nearest))

        results = list(pool.map(read, range(24)))
        assert all(result == results[0] for result in results)
