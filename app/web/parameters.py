"""Parameters of calls: a function's signature names them, and no other passes in silence."""

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any

from starlette.datastructures import QueryParams

from ingest import UsageError, did_you_mean, one_line, shorten


def check_names(names: Iterable[str], known: Iterable[str], what: str = "parameter") -> None:
    """Raise UsageError for the first name that is not known; it names the nearest one that is."""
    for name in names:
        if name not in known:
            shown = shorten(one_line(name)) or "without a name"
            hint = did_you_mean(name, known) or f" (there are: {', '.join(known) or 'none'})"
            raise UsageError(f"no {what} {shown}{hint}")


def check_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise UsageError for an argument that the function does not take, or one that it lacks."""
    parameters = signature(function).parameters
    check_names(given, parameters)
    for name, parameter in parameters.items():
        if name not in given and parameter.default is Parameter.empty:
            raise UsageError(f"the parameter {name} is missing")


def kinds_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of a function's parameters by their names."""
    return {
        name: parameter.annotation for name, parameter in signature(function).parameters.items()
    }


def query_arguments(
    kinds: Mapping[str, Any], query: QueryParams, aliases: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """Return the parameters that a URL's query gives: as `kinds` say texts, numbers, else lists.

    `aliases` are other names of them. Raises UsageError.
    """
    given: dict[str, list[str]] = {}
    for name, value in query.multi_items():
        given.setdefault(aliases.get(name, name), []).append(value)
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
