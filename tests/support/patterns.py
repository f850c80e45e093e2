"""The regular expressions of the packages, as their modules make them."""

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import MagicMock

import regex

from tests.support.paths import ROOT

PACKAGES = ("app", "index", "ingest")
HEAVY = ("gradio", "sentence_transformers", "torch", "transformers")
"""Libraries whose import takes long; nothing is asked of what replaces them."""
IN_LOOPS = {
    "acronyms.py:_BEHIND_ACRONYM": "match",
    "boilerplate.py:_RULES": "fullmatch",
    "file_properties.py:_ADDRESS": "fullmatch",
    "file_properties.py:_FILE_NAME": "fullmatch",
    "ignore.py:_JUNK_FILE": "match",
    "ignore.py:_JUNK_FOLDER": "match",
    "title.py:_SERIES": "fullmatch",
}
"""What is called on expressions that a loop or a condition chooses; else it is taken for a search,
for which more expressions are slow."""
_FUNCTIONS = {"sub", "match", "search", "fullmatch", "findall", "finditer", "split"}


class Expression(NamedTuple):
    """A regular expression: where it is, and the methods that are called on it."""

    place: str
    pattern: Any
    methods: frozenset[str]


class _StandIns:
    """A finder of the heavy libraries and of their modules."""

    def find_spec(self, name: str, *_: object) -> Any:
        spec = importlib.machinery.ModuleSpec(name, self, is_package=True)
        return spec if name.partition(".")[0] in HEAVY else None

    def create_module(self, spec: Any) -> ModuleType:
        module = ModuleType(spec.name)
        module.__getattr__ = lambda name: MagicMock()
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


def expressions() -> Iterator[Expression]:
    """Yield the expressions that are compiled at import, and those in calls of functions."""
    compiled = _record_compiled()
    sys.meta_path.insert(0, _StandIns())
    modules = {Path(module.__file__): module for module in _modules()}
    trees = {path: ast.parse(path.read_text()) for path in modules}
    uses = _uses(trees)
    for (path, line, _), pattern in compiled.items():
        if path in modules:
            name, methods = uses.get((path, line), (f"{line}", frozenset(["search"])))
            if method := IN_LOOPS.get(f"{path.name}:{name}"):
                methods = frozenset([method])
            yield Expression(f"{path.relative_to(ROOT)}:{name}", pattern, methods)
    for path, tree in trees.items():
        for call in _calls_of_functions(tree):
            words, flags = (_value(node, modules[path]) for node in _pattern(call))
            place = f"{path.relative_to(ROOT)}:{call.lineno}"
            engine = {"re": re, "regex": regex}[call.func.value.id]
            yield Expression(place, engine.compile(words, flags), frozenset([call.func.attr]))


def _record_compiled() -> dict[tuple[Path, int, str], Any]:
    """Return where which expression will be compiled from now on."""
    compiled: dict[tuple[Path, int, str], Any] = {}
    for engine in (re, regex):

        def record(words: Any, flags: Any = 0, *, of: Any = engine.compile, **options: Any) -> Any:
            pattern = of(words, flags, **options)
            caller = sys._getframe(1)
            compiled[Path(caller.f_code.co_filename), caller.f_lineno, str(words)] = pattern
            return pattern

        engine.compile = record
    return compiled


def _modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _uses(trees: Mapping[Path, ast.Module]) -> dict[tuple[Path, int], tuple[str, frozenset[str]]]:
    """Return the name of the expression that a line compiles, and what is called on it."""
    called: defaultdict[tuple[Path | None, str], set[str]] = defaultdict(set)
    for path, tree in trees.items():
        nodes = list(ast.walk(tree))
        owners = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                where = path if node.id.startswith("_") else None  # the others may be imported
                called[where, node.id].add(owners.get(id(node), "search"))
    uses: dict[tuple[Path, int], tuple[str, frozenset[str]]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                methods = called[path if name.startswith("_") else None, name] - {"pattern"}
                for call in ast.walk(node.value):
                    if isinstance(call, ast.Call):
                        uses[path, call.lineno] = name, frozenset(methods or {"match"})
    return uses


def _calls_of_functions(tree: ast.Module) -> Iterator[Any]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if (
                isinstance(owner, ast.Name)
                and owner.id in ("re", "regex")
                and node.func.attr in _FUNCTIONS
            ):
                yield node


def _pattern(call: ast.Call) -> tuple[ast.expr, ast.expr]:
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    return call.args[0], *(flags or [ast.Constant(0)])


def _value(node: ast.expr, module: ModuleType) -> Any:
    """Return the value of an expression, with a word for each variable of a function."""
    known = vars(module) | vars(__import__("builtins"))
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    code = compile(ast.fix_missing_locations(ast.Expression(node)), "", "eval")
    return eval(code, {**known, **dict.fromkeys(names - known.keys(), "Word")})
