"""The rules of imports and of file sizes, checked by reading the source files."""

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGES = ("app", "index", "ingest")
MAX_LINES = 300

LAYERS = {
    "": [{"app"}, {"index"}, {"ingest"}],
    "app": [{"__main__"}, {"cli", "web"}, {"library"}, {"evaluation"}, {"answers"}],
    "index": [
        {"doctor", "searcher"},
        {"updating", "search"},
        {"hit", "filters", "highlights"},
        {"storage", "spelling"},
        {"ranking", "store"},
        {"encoders"},
    ],
    "ingest": [{"sandbox"}, {"chunk"}, {"token_sizer", "formats"}, {"structure"}],
}
"""Per package its members, top layer first; below them come the modules that are not named."""

STRANGERS = {("cli", "web"), ("web", "cli"), ("ranking", "store"), ("store", "ranking")}
"""Neighbours in a layer that must not import each other, either way."""

ONLY_IN = {
    "sqlite3": ("index.store.local",),
    "faiss": ("index.store.local",),
    "tantivy": ("index.store.local",),
    "torch": ("index.encoders",),
    "sentence_transformers": ("index.encoders",),
    "transformers": ("index.encoders",),
    "tokenizers": ("index.encoders",),
    "numpy": ("index", "app"),
    "typer": ("app",),
    "rich": ("app",),
    "gradio": ("app",),
}
"""Per library the packages that may import it."""

CHOSEN_IN = {"index.store.local": "index.storage"}
"""Per implementation the one module outside of it that may import it."""


@dataclass(frozen=True, slots=True)
class Import:
    """An import of `target`, a dotted name, at a line of a file."""

    target: str
    line: int
    function: str  # the outermost function around it, or ''


@dataclass(frozen=True, slots=True)
class Module:
    """A source file with its imports; `name` is without `.__init__`."""

    name: str
    path: str  # relative to the root
    is_package: bool
    imports: tuple[Import, ...]

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]


def violations(root: Path) -> list[str]:
    """Return every broken rule of the source tree below `root`, a line of text for each."""
    modules = read_modules(root)
    found = [
        f"{module.path}:{imported.line}: {problem}"
        for module in modules.values()
        for imported in module.imports
        for problem in problems(module, imported, modules)
    ]
    return found + circles(modules) + long_files(root)


def read_modules(root: Path) -> dict[str, Module]:
    """Return the modules of the three packages by their dotted names."""
    paths, trees = {}, {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            paths[name], trees[name] = path, ast.parse(path.read_text("utf-8"))
    submodules = paths.keys() - {
        f"{name}.{exported}"  # e.g. ingest.decode, the function, hides the module
        for name, tree in trees.items()
        if paths[name].name == "__init__.py"
        for exported in names_bound(tree)
    }
    return {
        name: Module(
            name,
            str(path.relative_to(root)),
            path.name == "__init__.py",
            tuple(imports_of(trees[name], submodules)),
        )
        for name, path in paths.items()
    }


def names_bound(tree: ast.Module) -> set[str]:
    """Return the names that a module's `from … import …` statements bind."""
    statements = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in statements for alias in node.names}


def imports_of(node: ast.AST, submodules: Set[str], function: str = "") -> Iterator[Import]:
    """Yield all imports below a node; `from a import b` imports a.b if that is a submodule."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, function)
        elif isinstance(child, ast.ImportFrom):
            source = "." * child.level + (child.module or "")
            for target in {
                name if (name := f"{source}.{alias.name}") in submodules else source
                for alias in child.names
            }:
                yield Import(target, child.lineno, function)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from imports_of(
                child, submodules, function or (child.name if is_function else "")
            )


def problems(module: Module, imported: Import, modules: dict[str, Module]) -> Iterator[str]:
    """Yield what is wrong with one import."""
    target = imported.target
    if target.startswith("."):
        yield f"a relative import of {target}: write the package's whole name"
    if target not in modules:
        allowed = ONLY_IN.get(target.split(".")[0])
        if allowed and not any(is_within(module.package, package) for package in allowed):
            yield f"imports {target}, which belongs to {' and '.join(allowed)} alone"
        return
    other = modules[target]
    if other.is_package:
        if target == module.package:
            yield f"imports its own package {target}: import the module"
    elif not is_within(module.package, other.package):
        yield f"imports {target}: go through {other.package}"
    for package, chooser in CHOSEN_IN.items():
        outside = module.name != chooser and not is_within(module.name, package)
        if outside and is_within(target, package):
            yield f"imports {target}: only {chooser} may choose it"
    yield from against_the_layers(module, imported)


def against_the_layers(module: Module, imported: Import) -> Iterator[str]:
    """Yield a problem if the import goes upwards in LAYERS, or between strangers."""
    here, there = module.name.split("."), imported.target.split(".")
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    if shared == len(here) or shared == len(there):
        return  # one is the package that holds the other
    layers = LAYERS.get(".".join(here[:shared]), [])
    mine, other = here[shared], there[shared]
    if layer_of(mine, layers) > layer_of(other, layers):
        yield f"imports {imported.target}, which is above it"
    lazily = (mine, other) == ("cli", "web") and imported.function.startswith("serve")
    if (mine, other) in STRANGERS and not lazily:
        yield f"imports {imported.target}: {mine} must not know of {other}"


def layer_of(member: str, layers: list[set[str]]) -> int:
    return next((i for i, layer in enumerate(layers) if member in layer), len(layers))


def is_within(package: str, enclosing: str) -> bool:
    return package == enclosing or package.startswith(f"{enclosing}.")


def circles(modules: dict[str, Module]) -> list[str]:
    """Return one circle of imports, as a line of text, or nothing."""
    graph = {
        name: {found.target for found in module.imports if found.target in modules}
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"imports go round: {' ← '.join(error.args[1])}"]
    return []


def long_files(root: Path) -> list[str]:
    """Return the files with more than MAX_LINES lines, tests included."""
    found = []
    for folder in (*PACKAGES, "tests"):
        for suffix in ("py", "js", "css"):
            for path in sorted((root / folder).rglob(f"*.{suffix}")):
                lines = len(path.read_text("utf-8").splitlines())
                if lines > MAX_LINES:
                    found.append(f"{path.relative_to(root)}: {lines} lines; {MAX_LINES} are enough")
    return found
