"""The value of a parameter as people read it: numbers, lists, tables with named rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contado.dossier.pages import say
from contado.dossier.readings import ABACUS
from contado.dossier.words import WORDS, word
from contado.norms import ParameterUse
from contado.terms import term
from contado.units import UNITS

_LONG = 130
AXES = " · "
"""What stands between the names of a row of a table with several axes."""

_LARGEST_DIVISOR = 12
_SAME = 1e-9
_STEM = re.compile(r"^(.*?)(?:[:;]\s+(.*))?$", re.DOTALL)


@dataclass(frozen=True)
class Names:
    """The names of the plan's categories in one language, from what a dossier froze of it."""

    embedded: Mapping[str, Any]
    language: str

    def row(self, parameter: str, key: str) -> str:
        """Return the name of a row: the names of its categories, joined."""
        axes = list(self._parameter(parameter).get("by", {}).values())
        parts = key.split(AXES)
        if len(axes) != len(parts):
            return key
        return AXES.join(self._name(*pair) for pair in zip(axes, parts, strict=True))

    def value(self, parameter: str, value: str) -> str:
        """Return a value that is a name."""
        return self._name(self._parameter(parameter).get("names", ""), value)

    def _parameter(self, parameter: str) -> Mapping[str, Any]:
        own: Mapping[str, Any] = self.embedded.get("parameters", {}).get(parameter, {})
        return own

    def _name(self, category: str, name: str) -> str:
        known = self.embedded.get("categories", {}).get(category, {}).get("names", {})
        return str(known[name][self.language]) if name in known else name


def content(use: ParameterUse, language: str, names: Names | None = None) -> str:
    """Write the value of a parameter with its unit; a long table is cut and says so.

    Examples
    --------
    >>> from contado.norms.trace import Reference
    >>> from contado.terms import Text
    >>> content(ParameterUse(parameter="p", label=Text(it="p", en="p"), value=[0.15, 0.3],
    ...     unit="m", valid_from=None, valid_to=None, checked=None,
    ...     reference=Reference(title="r"), confidence="assumption"), "it")
    '0,15; 0,3 m'
    """
    to_declare = f"abacus_{use.value}"
    if use.parameter.startswith(ABACUS) and to_declare in WORDS:
        return word(to_declare, language)
    unit = UNITS.get(use.unit)
    label = unit.label.say(language) if unit else use.unit
    use = use.model_copy(update={"value": as_written(use.value, use.unit)})
    text = _table(use, names or Names({}, language), language)
    if len(text) > _LONG:
        return f"{text[:_LONG].rsplit(';', 1)[0]}… ({word('whole_in_json', language)})"
    return f"{text} {label}" if label else text


def as_written(value: object, unit: str) -> object:
    """Return a value in the scale in which its unit is written: shares in per cent."""
    known = UNITS.get(unit)
    if known is None or known.scale == 1:
        return value
    if isinstance(value, dict):
        return {key: as_written(each, unit) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_written(each, unit) for each in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(value * known.scale, 9) if is_number else value  # type: ignore[operator]


def _table(use: ParameterUse, names: Names, language: str) -> str:
    value = use.value
    if isinstance(value, dict) and not _is_bounds(value):
        if len(value) > 1 and len(set(map(str, value.values()))) == 1:
            each = plain(next(iter(value.values())), language, _least(use))
            return word("alike", language, value=each, count=len(value))
        return "; ".join(
            f"{names.row(use.parameter, key)}: {_cell(use, each, names, language)}"
            for key, each in value.items()
        )
    return _cell(use, value, names, language)


def _cell(use: ParameterUse, value: object, names: Names, language: str) -> str:
    if isinstance(value, str):
        return names.value(use.parameter, value)
    if isinstance(value, list | tuple) and value and all(isinstance(one, str) for one in value):
        return " + ".join(names.value(use.parameter, one) for one in value)
    return plain(value, language, _least(use))


def _least(use: ParameterUse) -> int:
    """Return the decimals a fraction has at least: without a unit, those of scores."""
    return UNITS["1"].decimals if use.unit == "1" else 0


def plain(value: object, language: str, least: int = 0) -> str:
    """Write a plain value: a number, bounds, a list; what is absent does not count.

    Parameters
    ----------
    least
        Decimals of a number that is not whole, at least.

    Examples
    --------
    >>> plain({"low": 50, "high": 80.5}, "it"), plain(None, "en"), plain([1 / 3, 0.66], "it")
    ('50–80,5', 'does not count', '1/3; 0,66')
    >>> plain([0.3, 1], "it", least=2)
    '0,30; 1'
    """
    if isinstance(value, dict):
        return _pairs(value, language, least)
    if isinstance(value, list | tuple):
        return "; ".join(plain(each, language, least) for each in value)
    if value is None:
        return word("does_not_count", language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, language, least)
    known = term("yes" if value else "no", language)
    return known if isinstance(value, bool) else say.value(str(value), "1", language)


def _number(value: float, language: str, least: int) -> str:
    """Write a number as the plan gives it: a third is a third, not a row of digits."""
    text = f"{value:.6g}"
    if abs(float(text) - value) > _SAME:
        near = Fraction(value).limit_denominator(_LARGEST_DIVISOR)
        if abs(float(near) - value) < _SAME:
            return f"{near.numerator}/{near.denominator}"
    whole, dot, decimals = text.partition(".")
    text = f"{whole}{dot}{decimals.ljust(least, '0')}" if dot and "e" not in text else text
    return text.replace(".", "," if language == "it" else ".")


def source_and_note(title: str) -> tuple[str, str]:
    """Part the title of a reference into who says it and what is added.

    Examples
    --------
    >>> source_and_note("Proposta di Contado: rango diviso 3")
    ('Proposta di Contado', 'rango diviso 3')
    >>> source_and_note("r.r. 7/2017, art. 8")
    ('r.r. 7/2017, art. 8', '')
    """
    parts = _STEM.match(title)
    return (parts[1], parts[2] or "") if parts else (title, "")


def _pairs(value: Mapping[str, object], language: str, least: int) -> str:
    if _is_bounds(value):
        ends = (plain(value[end], language, least) for end in ("low", "high"))
        return "–".join(dict.fromkeys(ends))
    return "; ".join(f"{key}: {plain(each, language, least)}" for key, each in value.items())


def _is_bounds(value: Mapping[str, object]) -> bool:
    return set(value) == {"low", "high"} and not isinstance(value["low"], str)
