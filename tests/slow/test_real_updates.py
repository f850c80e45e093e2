"""Updates of an index lead to what a rebuild does, with a real model."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import Embedding, SentenceEncoder, update
from tests.index.updating.test_incremental import in_reading_order
from tests.support.library import answers
from tests.support.paths import DIGEST


class InFloat32(SentenceEncoder):
    """An encoder whose passages do not depend on those that are read with them, as in bfloat16."""

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        return self._embed_by_torch(texts, exact=True)


def test_updates_with_the_real_model_equal_a_rebuild(
    tmp_path: Path, model: SentenceEncoder
) -> None:
    """The digest's sections are files that are edited, moved and deleted at random."""
    exact = InFloat32()
    dice = random.Random(0)
    parts = [part for part in DIGEST.read_text().split("\n## ") if part.strip()]
    sources, index = tmp_path / "documents", tmp_path / "index"
    sources.mkdir()
    for number, part in enumerate(parts):
        (sources / f"{number}.md").write_text(part)
    for step in range(20):
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
        update(index, [sources], load_encoder=lambda name: exact)
    rebuilt = tmp_path / "rebuilt"
    update(rebuilt, [sources], load_encoder=lambda name: exact)
    assert in_reading_order(index) == in_reading_order(rebuilt)
    questions = ["Which firms work with Hanwha Ocean?", "cyber diplomacy money", "Arctic patrols"]
    found, expected = (answers(folder, questions, model, 10) for folder in (index, rebuilt))
    for hits, others in zip(found, expected, strict=True):
        assert [hit.passage for hit in hits] == [hit.passage for hit in others]
        # A model may round differently for a text that it read in another batch.
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in others], abs=1e-3)
