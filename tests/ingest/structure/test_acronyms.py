import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure import Definitions


def definitions(text: str) -> list[str]:
    found = Definitions(text).by_acronym.values()
    assert all(text[one.start : one.end] == one.text for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Northern Lights Fund (NLF) pays.", "Northern Lights Fund (NLF)"),
        ("the Ministry of Health and Care (MHC) said", "Ministry of Health and Care (MHC)"),
        ("a North-South Pact (NSP)", "North-South Pact (NSP)"),
        ("of memoranda of understanding (MoUs)", "memoranda of understanding (MoUs)"),
        ("The Northern\nLights Fund (“NLF”) pays.", "Northern\nLights Fund (“NLF”)"),
        ("the Northern Lights Fund (the “NLF”)", "Northern Lights Fund (the “NLF”)"),
        ("Northern Lights Fund (hereafter NLF)", "Northern Lights Fund (hereafter NLF)"),
        ("Northern Lights Fund (NLF, or “Fund”)", "Northern Lights Fund (NLF, or “Fund”)"),
        ("the Northern Lights Fund (N.L.F.) pays", "Northern Lights Fund (N.L.F.)"),
        ("the **Lights Fund** (**LF**) pays", "Lights Fund** (**LF**)"),
        ("a Department of Dikes (DoD)", "Department of Dikes (DoD)"),
        ("an Extensible Grid Language (XGL)", "Extensible Grid Language (XGL)"),
        (
            "Food and Grain Organization of the North Sea (FGO)",
            "Food and Grain Organization of the North Sea (FGO)",
        ),
        ("the Anti-Frost Seed Treaty (AFS)", "Anti-Frost Seed Treaty (AFS)"),
        ("greenhouse gas (GHG) rises", "greenhouse gas (GHG)"),
        ("small and medium-sized dikes (SMDs)", "small and medium-sized dikes (SMDs)"),
        ("carbon dioxide (CO2) rises", "carbon dioxide (CO2)"),
        ("the permanent five (P5) met", "permanent five (P5)"),
        ("the Group of 20 (G20) met", "Group of 20 (G20)"),
        ("Äußere Sicherheit Élan (ÄSE)", "Äußere Sicherheit Élan (ÄSE)"),
        ("Élan des Fleuves (EDF)", "Élan des Fleuves (EDF)"),
        ("the NLF (Northern Lights Fund) pays", "NLF (Northern Lights Fund)"),
        ("NLF (short for the Northern Lights Fund)", "NLF (short for the Northern Lights Fund)"),
        ("NLF (the Northern Lights Fund, set up in 1990)", "NLF (the Northern Lights Fund"),
        ("The Northern Lights Fund, or NLF, pays", "Northern Lights Fund, or NLF"),
        ("The Northern Lights Fund, NLF, pays", "Northern Lights Fund, NLF"),
        ("NLF stands for Northern Lights Fund.", "NLF stands for Northern Lights Fund"),
        ("NLF – Northern Lights Fund\n", "NLF – Northern Lights Fund"),
        ("- **NLF**: Northern Lights Fund\n", "NLF**: Northern Lights Fund"),
        ("NLF Northern Lights Fund\n", "NLF Northern Lights Fund"),
        ("| NLF | Northern Lights Fund |", "NLF | Northern Lights Fund"),
        ("| Northern Lights Fund | NLF |", "Northern Lights Fund | NLF"),
        ("The fund (NLF) pays.", None),
        ("Nobody knows the Law.\n\nFar (NLF)", None),
        ("Now look. Far (NLF)", None),
        ("It was cold (OK).", None),
        ("see Smith (NATO)", None),
        ("Anna Berg (SPD) said", None),
        ("between Canada and Mexico (BC)", None),
        ("NLF: No light fell on Lunde harbour", None),
        ("Annex II: Instructions", None),
    ],
)
def test_a_long_form_is_found_at_its_acronym(text: str, expected: str | None) -> None:
    assert definitions(text) == ([expected] if expected else [])


def test_the_first_definition_counts() -> None:
    assert definitions("North Sea Bank (NSB). New Salt Board (NSB).") == ["North Sea Bank (NSB)"]


@pytest.mark.parametrize(
    ("text", "uses_it"),
    [
        ("The NLF pays.", True),
        ("Two NLFs pay, and N.L.F. staff", True),
        ("NLF-funded ports", True),
        ("what the northern\nlights fund pays", True),
        ("what a fund pays by northern lights", False),
        ("an NLFX", False),
    ],
)
def test_a_text_uses_a_definition_by_its_acronym_or_its_long_form(text: str, uses_it: bool) -> None:
    definitions = Definitions("The Northern Lights Fund (NLF).")
    assert [one.text for one in definitions.of("It.", text)] == (
        ["Northern Lights Fund (NLF)"] if uses_it else []
    )


WORDS = st.lists(st.sampled_from(("the", "port", "of", "Lunde", "Big", "ships")), max_size=12)


@given(WORDS, st.text("ACXZQ", min_size=2, max_size=5), WORDS)
def test_words_without_its_letters_define_no_acronym(
    before: list[str], acronym: str, after: list[str]
) -> None:
    assert definitions(" ".join([*before, f"({acronym})", *after])) == []
