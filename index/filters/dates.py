"""The days that a document's date may mean; dates are free text, copied from the source.

Libraries that parse dates return one day, and complete what is missing from today's date.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from ingest import fold_letters

_MONTH_NAMES = (  # English, German, French and Spanish, folded
    "january jan januar janner janvier janv enero ene",
    "february feb februar fevrier fevr febrero",
    "march mar marz mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sept sep septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}
_MONTH = rf"(?<![a-z])(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![a-z])\.?"
_YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)"
_DAY = r"(?<!\d)\d{1,2}(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|\.)?"
_GAP = r"[ ,./-]{0,3}(?:(?:of|de|del) )?"
_TO = r" ?(?:[-–—/&]|and|to|und|bis|et|au|y|al?) ?"
_DAYS = rf"(?P<day>{_DAY}){_ORDINAL}(?:{_TO}(?P<last_day>{_DAY}){_ORDINAL})?"
_TIME = re.compile(
    r"(?:(?<=\d)t|\b)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:[ap]\.?m\b\.?|z|utc|gmt)\b)?"
    r"(?: ?[+-]\d\d:?\d\d)?"
)
_LIMIT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Days(NamedTuple):
    """A span of days, from the first to the last one."""

    first: date
    last: date


def days_of_limit(text: str) -> Days | None:
    """Return the days of YYYY, YYYY-MM or YYYY-MM-DD, None for anything else."""
    match = _LIMIT.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = match.groups()
    try:
        return _day(year, month, day) if day else _months(year, month or "12", month or "1")
    except ValueError:
        return None


def days_of_date(text: str) -> Days | None:
    """Return the days that a document's date may mean, None if it names no year.

    "14 March 2024" is a day and "March 2024" a month. What is uncertain counts for all that it may
    be: "03/04/2024" for 4 March to 3 April, "Spring 2021" or "FY 2023" for the years it names.
    """
    rest = _TIME.sub(" ", " ".join(fold_letters(text).split()))
    found: list[Days] = []
    certain = True
    for pattern, days_of in _PATTERNS:
        for match in pattern.finditer(rest):
            try:
                found.append(days_of(**match.groupdict()))
            except ValueError:  # no such day
                found.append(_year(match["year"]))
                certain = False
        rest = pattern.sub(" ; ", rest)
    if not found:
        return None
    first, last = min(days.first for days in found), max(days.last for days in found)
    if certain and not _UNREAD.search(rest):
        return Days(first, last)
    return Days(date(first.year, 1, 1), date(last.year, 12, 31))


def _number(month: str) -> int:
    return _MONTHS.get(month.rstrip(".")) or int(month)


def _span(first: date, last: date) -> Days:
    if first > last:
        raise ValueError("the last day is before the first")
    return Days(first, last)


def _day(year: str, month: str, day: str, last_day: str | None = None) -> Days:
    first = date(int(year), _number(month), int(day))
    return _span(first, first.replace(day=int(last_day or day)))


def _numeric_day(one: str, other: str, year: str) -> Days:
    """Return the days from one reading to the other, or the only day that there is."""
    orders = [(one, other), (other, one)]
    days = [_day(year, month, day).first for day, month in orders if int(month) <= 12]
    if not days:
        raise ValueError("no such month")
    return Days(min(days), max(days))


def _months(year: str, last_month: str, first_month: str | None = None) -> Days:
    last = _number(last_month)
    first = date(int(year), _number(first_month or last_month), 1)
    return _span(first, date(int(year), last, monthrange(int(year), last)[1]))


def _year_and_two_digits(year: str, mark: str, two: str) -> Days:
    """Read 2023/24 as two years, 2024-03 as a month, 1914–18 as several years."""
    first, number = int(year), int(two)
    if number == (first + 1) % 100:
        return Days(date(first, 1, 1), date(first + 1, 12, 31))
    if mark in "-/." and number <= 12:
        return _months(year, two)
    return _span(date(first, 1, 1), date(first - first % 100 + number, 12, 31))


def _year(year: str, decade: str | None = None) -> Days:
    last = int(year) + 9 if decade and year.endswith("0") else int(year)
    return Days(date(int(year), 1, 1), date(last, 12, 31))


_Reader = Callable[..., Days]
"""Gets a pattern's groups; raises ValueError if there are no such days."""
_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)", _day),
        (rf"(?P<year>{_YEAR})[-/.](?P<month>{_DAY})[-/.](?P<day>{_DAY})", _day),
        (rf"(?P<one>{_DAY})[-/.] ?(?P<other>{_DAY})[-/.] ?(?P<year>{_YEAR})", _numeric_day),
        (
            rf"(?P<year>{_YEAR})(?P<mark>[-–—/.])(?P<two>{_DAY})(?![-/.]\d)",
            _year_and_two_digits,
        ),
        (rf"{_DAYS}{_GAP}(?P<month>{_MONTH}){_GAP}(?P<year>{_YEAR})", _day),
        (rf"(?P<month>{_MONTH}){_GAP}{_DAYS}{_GAP}(?P<year>{_YEAR})", _day),
        (
            rf"(?:(?P<first_month>{_MONTH}){_TO})?(?P<last_month>{_MONTH}){_GAP}(?P<year>{_YEAR})",
            _months,
        ),
        (rf"(?P<last_month>{_DAY})[-/.](?P<year>{_YEAR})", _months),
        (rf"(?P<year>{_YEAR}){_GAP}(?P<month>{_MONTH}){_GAP}{_DAYS}", _day),
        (rf"(?P<year>{_YEAR}){_GAP}(?P<last_month>{_MONTH})", _months),
        (rf"(?P<year>{_YEAR})(?P<decade>'?s\b)?", _year),
    )
)
"""How dates are written, in the order in which they are looked for; each reads what the ones
before left."""
_UNREAD = re.compile(rf"\d|{_MONTH}")
