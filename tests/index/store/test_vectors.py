import pytest

from tests.support.library import Library


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "stale"])
def test_a_vectors_file_that_does_not_fit_is_rebuilt(two_documents: Library, damage: str) -> None:
    path = two_documents.index / "vectors.faiss"
    intact = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(intact[:-1])
    elif damage == "flipped":
        path.write_bytes(intact[:100] + bytes([intact[100] ^ 1]) + intact[101:])
    else:
        two_documents.write(cyber="Hackers attack.")
        two_documents.update()
        path.write_bytes(intact)
    expected = ["Hackers attack."] if damage == "stale" else ["# Army\n\nHowitzers fire."]
    question = "hackers attack" if damage == "stale" else "howitzers"
    assert two_documents.found(question, 1) == expected
    if damage != "stale":
        assert path.read_bytes() == intact
    assert [path.name for path in two_documents.index.glob("vectors*")] == ["vectors.faiss"]
