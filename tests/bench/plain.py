"""The yardstick of `tests.bench.speed`: the script that a person would write.

    python tests/bench/plain.py index MODEL_FOLDER INDEX < texts.json
    python tests/bench/plain.py ask MODEL_FOLDER INDEX QUESTION

sentence-transformers encodes the texts, one vector each, and FAISS searches them exactly. It does
less than briefqa: no reading, no chunking, no token vectors, no citations, and nothing is checked.
"""

import json
import sys
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

SHOWN = 5


def index(model: SentenceTransformer, folder: Path, texts: list[str]) -> None:
    """Write the vectors of the texts, and the texts, to the folder."""
    vectors = model.encode(texts, normalize_embeddings=True)
    found = faiss.IndexFlatIP(vectors.shape[1])
    found.add(vectors)
    folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(found, str(folder / "vectors.faiss"))
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")


def ask(model: SentenceTransformer, folder: Path, question: str) -> None:
    """Print the best texts with their scores."""
    vectors = faiss.read_index(str(folder / "vectors.faiss"))
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    scores, numbers = vectors.search(model.encode([question], normalize_embeddings=True), SHOWN)
    for score, number in zip(scores[0], numbers[0], strict=True):
        print(f"{score:.2f} {texts[number]}\n")


if __name__ == "__main__":
    command, model_folder, index_folder, *rest = sys.argv[1:]
    model = SentenceTransformer(model_folder, device="cpu")
    if command == "index":
        index(model, Path(index_folder), json.load(sys.stdin))
    else:
        ask(model, Path(index_folder), rest[0])
