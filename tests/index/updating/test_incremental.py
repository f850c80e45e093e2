"""An index updated after every change answers like one built from scratch."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
)

from index import (
    Changes,
    Embedding,
    ReadOptions,
    examine,
    find_documents,
    open_snapshot,
    previous_settings,
    update,
)
from tests.support.encoder import FakeEncoder
from tests.support.library import Library, answers

NOTICE = "Write to the Institute for a printed copy of any of its papers."
QUESTIONS = ["who dives in ships", "tanks and trade", '"printed copy"', "cyber funding of spies"]
WORDS = ["ship", "ships", "tank", "trade", "cyber", "spies", "dive", "funding", "who", "2024"]

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join) | st.just(NOTICE)
texts = st.lists(paragraphs | st.just("# A heading"), min_size=1, max_size=5).map("\n\n".join)


def paper(text: str) -> str:
    """Return a text that shares a line with others, long enough for the line to be dropped."""
    about = f"More on this at length: {' '.join(text.split())} "
    return f"{text}\n\n{about * 6}\n\n{NOTICE}"


names = st.sampled_from(["a.md", "b.md", "c.txt", "sub/a.md", "sub/d.txt", "z.md"])


def in_reading_order(index: Path) -> object:
    """Return the documents and passages of an index in an order that does not depend on ids."""
    with open_snapshot(index) as snapshot:
        passages = [passage for passage, _ in snapshot.passages().values()]
        passages.sort(key=lambda passage: (passage.document_id, passage.start))
        return list(snapshot.documents()), passages, snapshot.passage_spans()


class Interrupted(Exception):
    pass


class UpdatedIndex(RuleBasedStateMachine):
    """Files are added, changed, moved and deleted; the index is updated now and then."""

    files = Bundle("files")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.sources = self.folder / "documents"
        (self.sources / "sub").mkdir(parents=True)
        for name in ("always", "ever"):
            (self.sources / f"{name}.md").write_text(paper(f"There is {name} a document."))
        self.encoder = FakeEncoder()
        self.keeps_boilerplate = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(target=files, name=names, text=texts | texts.map(paper))
    def write(self, name: str, text: str) -> str:
        (self.sources / name).write_text(text)
        return name

    @rule(name=files, text=paragraphs)
    def append(self, name: str, text: str) -> None:
        path = self.sources / name
        if path.exists():
            path.write_text(f"{path.read_text()}\n\n{text}")

    @rule(target=files, name=consumes(files), to=names)
    def rename(self, name: str, to: str) -> object:
        if not (self.sources / name).exists():
            return multiple()
        (self.sources / name).rename(self.sources / to)
        return to

    @rule(target=files, name=files, to=names)
    def copy(self, name: str, to: str) -> object:
        if not (self.sources / name).exists() or name == to:
            return multiple()
        shutil.copy(self.sources / name, self.sources / to)
        return to

    @rule(name=consumes(files))
    def delete(self, name: str) -> None:
        (self.sources / name).unlink(missing_ok=True)

    @rule(name=files, author=st.sampled_from(["Ada", "Julie Kim", ""]))
    def write_sidecar(self, name: str, author: str) -> None:
        sidecar = self.sources / f"{name}.meta.yaml"
        if author:
            sidecar.write_text(f"author: {author}\n")
        else:
            sidecar.unlink(missing_ok=True)

    @rule(keep=st.booleans())
    def keep_boilerplate(self, keep: bool) -> None:
        self.keeps_boilerplate = keep

    @rule(after=st.integers(0, 3))
    def update_and_be_interrupted(self, after: int) -> None:
        class Failing(FakeEncoder):
            def embed(self, texts: Sequence[str]) -> list[Embedding]:
                if len(self.encoded) >= after:
                    raise Interrupted
                return super().embed(texts)

        encoder = Failing()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("index.updating.embed.EMBEDDED_AT_ONCE", 1)
            try:
                self.update_index(self.folder / "index", encoder)
            except Interrupted:
                return

    @rule()
    def update(self) -> None:
        index, rebuilt = self.folder / "index", self.folder / "rebuilt"
        self.update_index(index, self.encoder)
        shutil.rmtree(rebuilt, ignore_errors=True)
        self.update_index(rebuilt, FakeEncoder())
        assert in_reading_order(index) == in_reading_order(rebuilt)
        with open_snapshot(index) as snapshot, open_snapshot(rebuilt) as other:
            assert snapshot.source_records() == other.source_records()
            assert snapshot.document_summaries() == other.document_summaries()
            if not snapshot.passage_count():
                return
            assert snapshot.document_frequencies() == other.document_frequencies()
        assert answers(index, QUESTIONS, self.encoder) == answers(rebuilt, QUESTIONS, self.encoder)
        assert all(finding.ok for finding in examine(index, lambda name: self.encoder))

    def update_index(self, index: Path, encoder: FakeEncoder) -> None:
        before = previous_settings(index)
        drops = not self.keeps_boilerplate and before is not None and bool(before.kept)
        reading = ReadOptions(
            keep_boilerplate=[self.sources] if self.keeps_boilerplate else (),
            drop_boilerplate=[self.sources] if drops else (),
        )
        update(index, [self.sources], load_encoder=lambda name: encoder, reading=reading)


TestUpdatedIndex = UpdatedIndex.TestCase
TestUpdatedIndex.settings = settings(max_examples=3, stateful_step_count=25, deadline=None)


def test_another_version_of_a_reader_makes_everything_be_reread(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.plan.reader_versions", lambda: "a reader of tomorrow")
    plans: list[Changes] = []
    report = two_documents.update(announce=plans.append)
    assert (report.changed, report.unchanged, report.embedded) == (2, 0, 0)
    assert str(plans[0]).endswith(
        "(re-reading everything: other versions of the libraries that read them)"
    )
    assert two_documents.update().unchanged == 2


def test_a_run_uses_the_model_of_a_run_that_ended_just_before_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(army="Howitzers fire.")

    def find_after_another_run(folder: Path, paths: Sequence[Path]) -> object:
        monkeypatch.undo()
        update(folder, paths, model="other", load_encoder=FakeEncoder)
        return find_documents(folder, paths)

    monkeypatch.setattr("index.updating.build.find_documents", find_after_another_run)
    assert update(library.index, [library.sources], load_encoder=FakeEncoder).unchanged == 1
