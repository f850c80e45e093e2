"""The days that the dates of documents may mean."""

import pytest

from index.filters.dates import days_of_date, days_of_limit


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # a day
        ("14 March 2024", "2024-03-14"),
        ("14th of March, 2024", "2024-03-14"),
        ("Thursday, 14 Mar. 2024", "2024-03-14"),
        ("March 14th, 2024", "2024-03-14"),
        ("14-MAR-2024", "2024-03-14"),
        ("14MAR2024", "2024-03-14"),
        ("2024 Mar 14", "2024-03-14"),
        ("2024-03-14", "2024-03-14"),
        ("2024-03-14T10:00:00+01:00", "2024-03-14"),
        ("Thu, 14 Mar 2024 09:05:00 -0500", "2024-03-14"),
        ("14 March 2024, 10:30 p.m.", "2024-03-14"),
        ("2024/3/14", "2024-03-14"),
        ("20240314", "2024-03-14"),
        ("14.03.2024", "2024-03-14"),
        ("03/14/2024", "2024-03-14"),
        ("03/03/2024", "2024-03-03"),
        ("14. März 2024", "2024-03-14"),
        ("le 1er août 2024", "2024-08-01"),
        ("14 de marzo de 2024", "2024-03-14"),
        # several days, months
        ("14–16 March 2024", "2024-03-14 2024-03-16"),
        ("March 14-16, 2024", "2024-03-14 2024-03-16"),
        ("3 May 2023 to 5 June 2024", "2023-05-03 2024-06-05"),
        ("Published 14 March 2024, updated 3 May 2024", "2024-03-14 2024-05-03"),
        ("April 2025", "2025-04-01 2025-04-30"),
        ("FEBRUARY, 2024", "2024-02-01 2024-02-29"),
        ("2024-03", "2024-03-01 2024-03-31"),
        ("03/2024", "2024-03-01 2024-03-31"),
        ("Dezember 2022", "2022-12-01 2022-12-31"),
        ("March/April 2024", "2024-03-01 2024-04-30"),
        ("May 2023 – June 2024", "2023-05-01 2024-06-30"),
        # years
        ("2024", "2024-01-01 2024-12-31"),
        ("©2024 by the authors", "2024-01-01 2024-12-31"),
        ("2023/24", "2023-01-01 2024-12-31"),
        ("2023-24", "2023-01-01 2024-12-31"),
        ("1999/00", "1999-01-01 2000-12-31"),
        ("1914–18", "1914-01-01 1918-12-31"),
        ("2023–2024", "2023-01-01 2024-12-31"),
        ("1990s", "1990-01-01 1999-12-31"),
        ("2019 (revised 2022)", "2019-01-01 2022-12-31"),
        # not certain: all days that it may be
        ("03/04/2024", "2024-03-04 2024-04-03"),
        ("2011-12", "2011-01-01 2012-12-31"),
        ("Spring 2021", "2021-01-01 2021-12-31"),
        ("Winter 2021/22", "2021-01-01 2022-12-31"),
        ("FY 2023", "2023-01-01 2023-12-31"),
        ("Q3 2024", "2024-01-01 2024-12-31"),
        ("27 February – 3 March 2024", "2024-01-01 2024-12-31"),
        ("December–January 2024", "2024-01-01 2024-12-31"),
        ("31 February 2024", "2024-01-01 2024-12-31"),
        ("2024-13-45", "2024-01-01 2024-12-31"),
        ("00/00/2024", "2024-01-01 2024-12-31"),
        ("14 ledna 2024", "2024-01-01 2024-12-31"),  # a language that is not known
        # no year
        ("", None),
        ("n.d.", None),
        ("14 March", None),
        ("14/03/24", None),
        ("Mar '24", None),
        ("14 Ramadan 1445", None),
        ("no. 20245", None),
        ("yesterday", None),
    ],
)
def test_a_date_means_all_days_that_it_may_be(text: str, days: str | None) -> None:
    found = days_of_date(text)
    expected = days and (days.split()[0], days.split()[-1])
    assert (found and (str(found.first), str(found.last))) == expected


@pytest.mark.parametrize("text", ["1" * 500, "2024" * 125, "may " * 125, "12-" * 166, " , ." * 125])
def test_odd_dates_do_not_fail(text: str) -> None:
    days = days_of_date(text)
    assert days is None or days.first <= days.last


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
        (" 2024 ", ("2024-01-01", "2024-12-31")),
        *((text, None) for text in ("2023-02-29", "2024-13", "0000", "24", "2024-3", "٢٠٢٤", "")),
    ],
)
def test_a_limit_is_a_date_in_one_form_only(text: str, days: tuple[str, str] | None) -> None:
    found = days_of_limit(text)
    assert (found and (str(found.first), str(found.last))) == days
