"""Modules and classes of the whole package: no circle between modules, one class a name."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import contado

ROOT = Path(contado.__file__).parents[1]


def test_no_modules_import_each_other_in_a_circle() -> None:
    """A module that is read needs nothing of what reads it."""
    assert circles(imports(ROOT)) == []


@given(st.permutations(["a", "b", "c", "d"]))
def test_a_circle_is_seen_wherever_it_starts(order: list[str]) -> None:
    """The check itself: a circle of three, one of two, and a line."""
    three = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    two = {"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": {"c"}}
    line = {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set[str]()}
    assert circles({name: three[name] for name in order}) == [["a", "b", "c"]]
    assert circles({name: two[name] for name in order}) == [["a", "b"]]
    assert circles({name: line[name] for name in order}) == []


def imports(root: Path) -> dict[str, set[str]]:
    """Return the modules that each one imports at its own level."""
    files = {_name(path, root): path for path in root.rglob("*.py")}
    return {
        name: set(_imported(ast.parse(path.read_text("utf-8")).body, files)) - {name}
        for name, path in files.items()
    }


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return groups of modules, each of which reaches all others of its group."""
    reached = {name: _reached(name, graph) for name in graph}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in graph
        if name in reached[name]
    }
    return [list(group) for group in sorted(groups)]


def _reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    rest = [*graph[start]]
    while rest:
        if (name := rest.pop()) not in seen:
            seen.add(name)
            rest += graph[name]
    return seen


def _name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(body: Iterable[ast.stmt], known: dict[str, Path]) -> Iterator[str]:
    """Yield what the statements of a module import, those for types alone too."""
    for node in body:
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names if alias.name in known)
            case ast.ImportFrom(module=str(module)):
                for alias in node.names:
                    whole = f"{module}.{alias.name}"
                    yield from [name for name in (whole, module) if name in known][:1]
            case ast.If() | ast.Try():
                yield from _imported([*node.body, *node.orelse], known)


def test_a_class_name_is_of_one_thing() -> None:
    """Who meets a name in two rooms meets one class; a table is of its room."""
    names = [
        node.name
        for path in ROOT.joinpath("contado").rglob("*.py")
        if path.parent.name != "migrations"
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    assert {name for name in names if names.count(name) > 1} <= {"Table"}


PASSES_BY = {
    "contado.drainage.invariance.rules.SHEET",  # of its room there are two
    "contado.survey.reference.blocks",  # a module of that name stands beside it
}


def test_rooms_are_entered_by_their_face() -> None:
    """A name of another room is imported from the room, unless a module there has that name."""
    files = {_name(path, ROOT): path for path in ROOT.joinpath("contado").rglob("*.py")}
    rooms = {name for name, path in files.items() if path.name == "__init__.py"}
    passing = [
        f"{node.module}.{alias.name}"
        for name, path in files.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in files and node.module not in rooms
        for alias in node.names
        if (parts := node.module.split("."))[1:2] != name.split(".")[1:2] and len(parts) > 2
        if alias.name != parts[-1] and not alias.name.startswith("_")
    ]
    assert set(passing) == PASSES_BY
