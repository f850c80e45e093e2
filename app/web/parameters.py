"""Parameters of calls: a function's signature names them, and no other passes in silence."""

from collections.abc import Callable, Container, Iterable, Mapping
from inspect import Parameter, signature
from typing import Any

from starlette.datastructures import QueryParams

from ingest import UsageError, did_you_mean, one_line, shorten

ALIASES = {"q": "question"}
"""Short names, which the page's URLs have."""


def check_names(names: Iterable[str], known: Iterable[str], what: str = "parameter") -> None:
    """Raise UsageError for the first name that is not known; it names the nearest one that is."""
    for name in names:
        if name not in known:
            shown = shorten(one_line(name)) or "without a name"
            hint = did_you_mean(name, known) or f" (there are: {', '.join(known) or 'none'})"
            raise UsageError(f"no {what} {shown}{hint}")


def full_name(name: str, known: Container[str]) -> str:
    """Return the name of a parameter for which this may be short."""
    full = ALIASES.get(name, name)
    return full if full in known else name


def call_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments by their full names.

    Raises UsageError for one that the function does not take, or that is missing or given twice.
    """
    parameters = signature(function).parameters
    arguments: dict[str, Any] = {}
    for name, value in given.items():
        full = full_name(name, parameters)
        if full in arguments:
            raise UsageError(f"the parameter {full} is given 2 times")
        arguments[full] = value
    check_names(arguments, parameters)
    for name, parameter in parameters.items():
        if name not in arguments and parameter.default is Parameter.empty:
            raise UsageError(f"the parameter {name} is missing")
    return arguments


def kinds_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of a function's parameters by their names."""
    return {
        name: parameter.annotation for name, parameter in signature(function).parameters.items()
    }


def query_arguments(kinds: Mapping[str, Any], query: QueryParams) -> dict[str, Any]:
    """Return the parameters that a URL's query gives: as `kinds` say texts, numbers, else lists.

    Raises UsageError.
    """
    given: dict[str, list[str]] = {}
    for name, value in query.multi_items():
        given.setdefault(full_name(name, kinds), []).append(value)
    check_names(given, kinds)
    arguments: dict[str, Any] = {}
    for name, values in given.items():
        kind = kinds[name]
        if kind not in (str, int):
            arguments[name] = values
        elif len(values) > 1:
            raise UsageError(f"the parameter {name} is given {len(values)} times")
        else:
            arguments[name] = values[0] if kind is str else _number(name, values[0])
    return arguments


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{name} is not a whole number: {one_line(text[:20])}") from None
