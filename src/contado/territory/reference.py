"""The reference of roles as a page, written from their entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contado.phrases import Phrases
from contado.territory.roles import Role, RoleColumn, roles
from contado.units import UNITS

_WORDS = Phrases.of("contado.territory")


def describe_roles(language: str = "it", chosen: Iterable[Role] | None = None) -> str:
    """Return the reference of roles as Markdown.

    Parameters
    ----------
    language
        ``it`` or ``en``.
    chosen
        Roles to describe; all by default.

    Examples
    --------
    >>> print(describe_roles("en").splitlines()[0])
    # Layer roles
    """
    every = roles().values() if chosen is None else chosen
    lines = [f"# {_word('title', language)}"]
    for role in every:
        lines += ["", *_describe(role, language)]
    return "\n".join(lines) + "\n"


def _word(key: str, language: str) -> str:
    return _WORDS(f"reference.{key}", language)


def _describe(role: Role, language: str) -> Iterator[str]:
    shapes = ", ".join(_word(shape, language) for shape in role.geometry)
    kind = _word(role.kind, language) + (f" ({shapes})" if shapes else "")
    yield f"## `{role.role}`: {role.label.say(language)}"
    yield ""
    yield f"{role.meaning.say(language)}. *{kind}*{_need(role.required, language)}."
    yield f"{_word('source', language)}: {role.source.say(language)}."
    if role.key:
        yield f"{_word('key', language)}: {', '.join(f'`{name}`' for name in role.key)}."
    yield from _cells(role, language)
    for name, field in role.meta.items():
        need = "" if field.required else f" ({_word('optional', language)})"
        allowed = f": {', '.join(field.allowed)}" if field.allowed else ""
        heading = f"{_word('declare', language)}{need}: `{name}`{allowed}."
        yield f"{heading} {field.meaning.say(language)}."
    yield from _columns(role, language)


def _need(required: bool, language: str) -> str:
    return f", {_word('required', language)}" if required else ""


def _cells(role: Role, language: str) -> Iterator[str]:
    if role.cells is None:
        return
    bounds = _bounds(role.cells.min, role.cells.max, role.cells.unit, language)
    yield f"{_word('cells', language)}: {role.cells.meaning.say(language)}{bounds}."
    if role.cells.classes:
        yield from _table("classes", language)
        fixed = {key: code for code, key in role.cells.codes.items()}
        for key, text in role.cells.classes.items():
            code = f" = {fixed[key]}" if key in fixed else ""
            yield f"| `{key}`{code} | {text.say(language)} |"
        yield ""


def _columns(role: Role, language: str) -> Iterator[str]:
    if not role.columns:
        return
    yield from _table("columns", language)
    for name, column in role.columns.items():
        kind = _word(column.type, language)
        kind += "" if column.required else f" ({_word('optional', language)})"
        values = _values(column, language)
        yield f"| `{name}` | {kind} | {values} | {column.meaning.say(language)} |"


def _values(column: RoleColumn, language: str) -> str:
    if column.allowed:
        return ", ".join(column.allowed)
    if column.pattern:
        return f"`{column.pattern}`"
    return _bounds(column.min, column.max, column.unit, language).strip(" ()")


def _bounds(low: float | None, high: float | None, unit: str | None, language: str) -> str:
    if low is None and high is None and unit is None:
        return ""
    label = UNITS[unit].label.say(language) if unit else ""
    span = f"{_edge(low)}–{_edge(high)}" if low is not None or high is not None else ""
    return f" ({span} {label})".replace(" )", ")").replace("( ", "(")


def _edge(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:g}"


def _table(key: str, language: str) -> Iterator[str]:
    heading = _word(key, language)
    yield ""
    yield f"| {heading} |"
    yield "|" + " --- |" * (heading.count("|") + 1)
