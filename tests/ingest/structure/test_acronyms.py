import pytest

from ingest.structure import find_definitions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Northern Lights Fund (NLF) pays.", "Northern Lights Fund (NLF)"),
        ("the Ministry of Health and Care (MHC) said", "Ministry of Health and Care (MHC)"),
        (
            "a North-South Pact (NSP)",
            "North-South Pact (NSP)",
        ),
        ("of memoranda of understanding (MOUs)", "memoranda of understanding (MOUs)"),
        ("The fund (NLF) pays.", None),
        ("Nobody knows the Law.\n\nFar (NLF)", None),
        ("It was cold (OK).", None),
    ],
)
def test_a_long_form_is_found_before_its_acronym(text: str, expected: str | None) -> None:
    found = find_definitions(text)
    assert [definition.text for definition in found.values()] == ([expected] if expected else [])
    assert all(text[one.start : one.end] == one.text for one in found.values())


def test_the_first_definition_counts() -> None:
    found = find_definitions("North Sea Bank (NSB). New Salt Board (NSB).")
    assert found["NSB"].text == "North Sea Bank (NSB)"
