"""YAML of the plan: plain data that remembers on which line each value stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from contado.errors import BadInput, Problem
from contado.faults import Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 2_000_000
_MOST_VALUES = 200_000
_MOST_DEPTH = 40

Place = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""


class _Loader(_Base):  # type: ignore[misc]
    """Safe loader in which ``no``, ``on`` and ``015`` stay text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", "~n\0"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?", "-+0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^({_pattern})$"), [*_first.replace("\0", ""), ""]
    )


@dataclass(slots=True)
class Document:
    """A YAML file as data, and the line of every value in it.

    Dates stay text in the form ``2024-02-28``: the models read them.
    """

    name: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """Return ``file:line`` of a value, or of the nearest value above that exists."""
        known: Place = ()
        for step in place:
            if (*known, step) in self.lines:
                known = (*known, step)
        return f"{self.name}:{self.lines.get(known, 1)}"


def read_document(file: File, name: str, problems: list[Problem]) -> Document | None:
    """Read a YAML file; what is wrong with it is added to ``problems``.

    Parameters
    ----------
    file
        The file.
    name
        How messages name it, relative to the folder of the plan.
    problems
        Receives ``norms.unreadable``, ``norms.duplicate_key`` and ``norms.too_large``.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            problems.append(Problem("norms.too_large", name))
            return None
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        problems.append(_unreadable(name, error))
        return None
    document = Document(name, {})
    try:
        if root is not None:
            document.data = _Walk(document, problems).value(root, ())
    except BadInput as refused:
        problems.extend(refused.problems)
        return None
    return document


def _unreadable(name: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{name}:{mark.line + 1}" if mark is not None else name
    key = next((key for kind, key in _UNREADABLE.items() if isinstance(error, kind)), "bad_syntax")
    return Problem("norms.unreadable", where, {"detail": Unfit.of(key).text})


_UNREADABLE = {
    UnicodeDecodeError: "not_text",
    yaml.reader.ReaderError: "not_text",
    OSError: "cannot_open",
    RecursionError: "too_nested",
}


class _Walk:
    """Turns the nodes of a document into data, once each."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems
        self.seen = 0
        self.within: list[yaml.Node] = []

    def value(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401 - YAML is anything
        self.seen += 1
        if any(node is one for one in self.within):
            raise self._unreadable(node, "alias_circle")
        if self.seen > _MOST_VALUES or len(place) > _MOST_DEPTH:
            raise BadInput(Problem("norms.too_large", self._where(node)))
        self.document.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        self.within.append(node)
        content = self._collection(node, place)
        self.within.pop()
        return content

    def _collection(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401 - YAML is anything
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]

    def _where(self, node: yaml.Node) -> str:
        return f"{self.document.name}:{node.start_mark.line + 1}"

    def _unreadable(self, node: yaml.Node, key: str) -> BadInput:
        detail = {"detail": Unfit.of(key).text}
        return BadInput(Problem("norms.unreadable", self._where(node), detail))

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._unreadable(key_node, "key_expected")
            key = str(key_node.value)
            if key in content:
                where = self._where(key_node)
                self.problems.append(Problem("norms.duplicate_key", where, {"key": key}))
            self.document.lines[*place, key] = key_node.start_mark.line + 1
            content[key] = self.value(value_node, (*place, key))
        return content


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    text: str = node.value
    match node.tag.rsplit(":", 1)[-1]:
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "bool":
            return text == "true"
        case "null":
            return None
    return text


def entries(document: Document, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a document that maps identifiers to definitions."""
    if isinstance(document.data, Mapping):
        yield from document.data.items()
    else:
        values = {"field": document.name, "detail": Unfit.of("entries_expected").text}
        problems.append(Problem("norms.wrong_value", document.where(()), values))
