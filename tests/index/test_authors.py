"""Single names in a document's author."""

import time

import pytest

from index.authors import is_person, names_of


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("", []),
        (" ; , ", []),
        ("Julie Kim", ["Julie Kim"]),
        ("Kim, Julie", ["Kim, Julie"]),
        ("Julie Kim, Peter Lee", ["Julie Kim", "Peter Lee"]),
        ("Julie Kim and Peter Lee", ["Julie Kim", "Peter Lee"]),
        ("Julie Kim, Peter Lee and Ann Roe", ["Julie Kim", "Peter Lee", "Ann Roe"]),
        ("Julie Kim, and Peter Lee", ["Julie Kim", "Peter Lee"]),
        ("Kim, Julie; Lee, Peter", ["Kim, Julie", "Lee, Peter"]),
        ("Kim, Julie, Lee, Peter", ["Kim, Julie", "Lee, Peter"]),
        ("Kim, J., Lee, P., and Cho, H.", ["Kim, J.", "Lee, P.", "Cho, H."]),
        ("Kim, J. H., Lee, P. & Cho, H.-M.", ["Kim, J. H.", "Lee, P.", "Cho, H.-M."]),
        ("KIM, JULIE, LEE, PETER", ["KIM, JULIE", "LEE, PETER"]),
        ("Kim, Julie, Peter Lee, and Ann Roe", ["Kim, Julie", "Peter Lee", "Ann Roe"]),
        ("García Márquez, Gabriel", ["García Márquez, Gabriel"]),
        ("García Márquez, G., and Roe, Ann", ["García Márquez, G.", "Roe, Ann"]),
        ("Kim, Lee, and Cho", ["Kim", "Lee", "Cho"]),
        ("Kim and Lee", ["Kim", "Lee"]),
        ("Julie Kim, PhD, and Peter Lee, Jr.", ["Julie Kim, PhD", "Peter Lee, Jr."]),
        ("Kim, Julie, McKay, Ann", ["Kim, Julie", "McKay, Ann"]),
        ("Kim, Julie, et al.", ["Kim, Julie"]),
        ("Julie Kim and others", ["Julie Kim"]),
        ("UNHCR; World Bank", ["UNHCR", "World Bank"]),
        ("Julie Kim and UNHCR", ["Julie Kim", "UNHCR"]),
        ("AT&T Labs", ["AT&T Labs"]),
        ("Ministry of Trade and Industry", ["Ministry of Trade and Industry"]),
        ("Ministry of Trade, Energy and Mines", ["Ministry of Trade, Energy and Mines"]),
        ("Science and Technology Committee", ["Science and Technology Committee"]),
        ("Ann Roe, and the Office for Rail and Road", ["Ann Roe", "the Office for Rail and Road"]),
    ],
)
def test_an_author_is_one_name_or_several(author: str, names: list[str]) -> None:
    assert names_of(author) == names


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Julie Kim", True),
        ("Kim, Julie", True),
        ("Juan de la Cruz", True),
        ("García Márquez, Gabriel", True),
        ("UNHCR", False),
        ("World Bank", False),
        ("Friends of the Pier", False),
        ("Science and Technology Committee", False),
        ("Julie Kim, PhD", False),
        ("Julie Kim, MSc", False),
        ("King, Martin Luther, Jr.", False),
    ],
)
def test_a_person_has_a_family_and_a_given_name(name: str, is_one: bool) -> None:
    assert is_person(name) == is_one


@pytest.mark.parametrize("piece", ["of and ", "a, ", "J.-", " ", "and others "])
def test_the_time_is_linear(piece: str) -> None:
    started = time.process_time()
    [is_person(name) for name in names_of(piece * 50_000 + "x")]
    assert time.process_time() - started < 1
