from ingest import Locator


def test_a_locator_reads_like_a_citation() -> None:
    assert str(Locator("page", 5, 5)) == "page 5"
    assert str(Locator("page", 5, 6)) == "pages 5–6"
    assert str(Locator("slide", 3, 3)) == "slide 3"
    assert str(Locator("page", 3, 3, "iii")) == "page iii"


def test_the_locators_of_a_range_join_their_labels() -> None:
    assert str(Locator("page", 3, 3, "iii").through(Locator("page", 5, 5, "v"))) == "pages iii–v"
    budget = Locator("row", 3, 3, "Budget").through(Locator("row", 9, 9, "Budget"))
    assert budget == Locator("row", 3, 9, "Budget")
    assert str(Locator("page", 5, 5).through(Locator("page", 5, 5))) == "page 5"
