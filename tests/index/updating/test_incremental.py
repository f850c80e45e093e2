"""An index that followed every change answers like one that is built of what is there now."""

import random
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

from index import Changes, Embedding, ReadOptions, Searcher, SentenceEncoder, update
from index.doctor import examine
from index.store.local.catalogue import Catalogue
from tests.support.encoder import FakeEncoder
from tests.support.library import Library
from tests.support.paths import DIGEST

NOTICE = "Write to the Institute for a printed copy of any of its papers."
QUESTIONS = ["who dives in ships", "tanks and trade", '"printed copy"', "cyber funding of spies"]
WORDS = ["ship", "ships", "tank", "trade", "cyber", "spies", "dive", "funding", "who", "2024"]

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join) | st.just(NOTICE)
texts = st.lists(paragraphs | st.just("# A heading"), min_size=1, max_size=5).map("\n\n".join)


def paper(text: str) -> str:
    """One that shares a line with others, and is long enough for it to be left out."""
    about = f"More on this at length: {' '.join(text.split())} "
    return f"{text}\n\n{about * 6}\n\n{NOTICE}"


names = st.sampled_from(["a.md", "b.md", "c.txt", "sub/a.md", "sub/d.txt", "z.md"])


def answers(index: Path, questions: Sequence[str], encoder: object, k: int = 20) -> object:
    """All that a reader can see."""
    return Searcher(index, lambda name: encoder).search(questions, k)


def state_in_order(index: Path) -> object:
    with Catalogue(index) as catalogue:
        passages = catalogue.passages(catalogue.keys()).values()
        in_order = sorted(passages, key=lambda each: (each[0].document_id, each[0].start))
        return list(catalogue.documents()), in_order


class Interrupted(Exception):
    pass


class Following(RuleBasedStateMachine):
    """Files come, change, move and go; the index follows them now and then."""

    files = Bundle("files")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.sources = self.folder / "documents"
        (self.sources / "sub").mkdir(parents=True)
        for name in ("always", "ever"):
            (self.sources / f"{name}.md").write_text(paper(f"There is {name} a document."))
        self.encoder = FakeEncoder()
        self.reading = ReadOptions()

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
    def say_by_whom(self, name: str, author: str) -> None:
        sidecar = self.sources / f"{name}.meta.yaml"
        if author:
            sidecar.write_text(f"author: {author}\n")
        else:
            sidecar.unlink(missing_ok=True)

    @rule(keep=st.booleans())
    def keep_boilerplate(self, keep: bool) -> None:
        self.reading = ReadOptions(keep_boilerplate=keep)

    @rule(after=st.integers(0, 3))
    def follow_and_be_interrupted(self, after: int) -> None:
        class Failing(FakeEncoder):
            def embed(self, texts: Sequence[str]) -> list[Embedding]:
                if len(self.encoded) >= after:
                    raise Interrupted
                return super().embed(texts)

        encoder = Failing()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("index.updating.build.EMBEDDED_AT_ONCE", 1)
            try:
                self.update(self.folder / "index", encoder)
            except Interrupted:
                return

    @rule()
    def follow(self) -> None:
        index, anew = self.folder / "index", self.folder / "anew"
        self.update(index, self.encoder)
        shutil.rmtree(anew, ignore_errors=True)
        self.update(anew, FakeEncoder())
        with Catalogue(index) as catalogue, Catalogue(anew) as other:
            assert catalogue.seen() == other.seen()
            assert catalogue.frequencies() == other.frequencies()
            if not catalogue.keys():
                assert not other.keys()
                return
        assert state_in_order(index) == state_in_order(anew)
        assert answers(index, QUESTIONS, self.encoder) == answers(anew, QUESTIONS, self.encoder)
        assert all(each.well for each in examine(index, lambda name: self.encoder))

    def update(self, index: Path, encoder: FakeEncoder) -> None:
        update(index, [self.sources], load_encoder=lambda name: encoder, reading=self.reading)


TestFollowing = Following.TestCase
TestFollowing.settings = settings(max_examples=8, stateful_step_count=25, deadline=None)


def test_with_the_real_model_too(tmp_path: Path, model: SentenceEncoder, repeats: int) -> None:
    """As the digest's sections, each a file, are edited, moved and deleted at random."""
    dice = random.Random(0)
    parts = [part for part in DIGEST.read_text().split("\n## ") if part.strip()]
    sources, index = tmp_path / "documents", tmp_path / "index"
    sources.mkdir()
    for number, part in enumerate(parts):
        (sources / f"{number}.md").write_text(part)
    for step in range(8 * repeats):
        path = dice.choice(sorted(sources.iterdir()))
        paragraphs = path.read_text().split("\n\n")
        match step % 4:
            case 0:
                paragraphs.insert(dice.randrange(len(paragraphs)), f"Note {step} on page {step}.")
                path.write_text("\n\n".join(paragraphs))
            case 1:
                path.write_text("\n\n".join(dice.sample(paragraphs, len(paragraphs))))
            case 2:
                path.rename(sources / f"moved-{step}.md")
            case 3:
                path.unlink()
                (sources / f"new-{step}.md").write_text(dice.choice(parts))
        update(index, [sources], load_encoder=lambda name: model)
    anew = tmp_path / "anew"
    update(anew, [sources], load_encoder=lambda name: model)
    assert state_in_order(index) == state_in_order(anew)
    questions = ["Which firms work with Hanwha Ocean?", "cyber diplomacy money", "Arctic patrols"]
    followed, built = (
        Searcher(folder, lambda name: model).search(questions, 10) for folder in (index, anew)
    )
    for one, other in zip(followed, built, strict=True):
        assert [each.passage for each in one] == [each.passage for each in other]
        # A model may round otherwise for a text that it read among others.
        assert [each.score for each in one] == pytest.approx(
            [each.score for each in other], abs=1e-3
        )


def test_another_version_of_a_reader_reads_everything_again(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.plan.libraries", lambda: "a reader of tomorrow")
    told: list[Changes] = []
    report = two_documents.update(announce=told.append)
    assert (report.changed, report.unchanged, report.embedded) == (2, 0, 0)
    assert str(told[0]).endswith(
        "(all are read again: with other versions of the libraries that read them)"
    )
    assert two_documents.update().unchanged == 2
