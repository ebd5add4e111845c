"""What differs between two runs: numbers beyond their tolerance, names, outcomes; never words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeGuard

from contado.terms import TERMS
from contado.units import UNITS

TOLERANCE = 1e-6
"""Of a number that has no unit."""

_UNRECOGNISED = TERMS["unrecognised_signature"].model_dump()
_PURE = ("1", "share")  # units of one number: they differ in how it is printed
_RELATIVE = 1e-9
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One value that is not the same in two runs, and where it stands.

    ``worded``: it is a sentence, or what something is called, which may be said otherwise.
    """

    where: str
    before: Any
    after: Any
    worded: bool = False


class RunComparison:
    """Compares plain values of one kind of document; a kind overrides what it has otherwise.

    Attributes
    ----------
    keys
        Fields whose text names an item of a list; the first that is there counts.
    later
        Fields that documents filed earlier have not: where the first has none, none is missed.

    Examples
    --------
    >>> one, two, other = ({"facts": [{"fact": "a", "unit": "m2", "value": v}]}
    ...                    for v in (1.0, 1.0005, 1.5))
    >>> class Facts(RunComparison):
    ...     keys = ("fact",)
    >>> list(Facts().differences(one, two, ["facts"]))
    []
    >>> list(Facts().differences(one, other, ["facts"]))
    [Discrepancy(where='facts a value', before=1.0, after=1.5, worded=False)]
    """

    keys: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    def tolerance(self, content: Mapping[str, Any], where: str, otherwise: float) -> float:  # noqa: ARG002
        """Return how far the numbers of an object may be apart: as its unit has it, or as above."""
        unit = content.get("unit")
        if not isinstance(unit, str):
            return otherwise
        return UNITS[unit].tolerance if unit in UNITS else TOLERANCE

    def name(self, item: object) -> str:
        """Return what names an item of a list; empty where its place does."""
        if not isinstance(item, dict):
            return ""
        key = next((key for key in self.keys if isinstance(item.get(key), str)), None)
        return "" if key is None else str(item[key])

    def named(self, key: str, before: dict[str, Any], after: dict[str, Any], where: str) -> bool:  # noqa: ARG002
        """Tell whether a field is a name that is compared, though it is words for people."""
        return False

    def differences(
        self, before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str]
    ) -> Iterator[Discrepancy]:
        """Yield what differs in some fields, words for people apart: see `reworded`."""
        return (each for each in self._all(before, after, fields) if not each.worded)

    def reworded(
        self, before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str]
    ) -> Iterator[Discrepancy]:
        """Yield the words for people that another run says otherwise.

        Words are what has a text in each language. Another version may word the same result
        otherwise; the same software does not, but for the last digit of a number.
        """
        return (each for each in self._all(before, after, fields) if each.worded)

    def _all(
        self, before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str]
    ) -> Iterator[Discrepancy]:
        for field in fields:
            yield from self.walk(before.get(field), after.get(field), field)

    def walk(
        self, before: object, after: object, where: str, allowed: float = TOLERANCE
    ) -> Iterator[Discrepancy]:
        """Yield what differs between two values, and between what they hold."""
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._objects(before, after, where, allowed)
        elif isinstance(before, list) and isinstance(after, list):
            one, two = self._by_name(before), self._by_name(after)
            for key in dict.fromkeys((*one, *two)):
                yield from self.walk(one.get(key), two.get(key), f"{where} {key}".strip(), allowed)
        elif not _same(before, after, allowed):
            yield Discrepancy(where, before, after)

    def _objects(
        self, before: dict[str, Any], after: dict[str, Any], where: str, allowed: float
    ) -> Iterator[Discrepancy]:
        inner = self.tolerance(before, where, allowed)
        for key in dict.fromkeys((*before, *after)):
            if key in self.later and key not in before:
                continue
            one, two = before.get(key), after.get(key)
            place = f"{where} {key}".strip()
            if self.named(key, before, after, where):
                if one not in (None, two):
                    yield Discrepancy(place, one, two)
            elif key not in before or (two is None and key not in after):
                yield Discrepancy(place, one, two)
            elif _reworded(one, two):
                if not same_words(one, two):
                    yield Discrepancy(place, one, two, worded=True)
            elif not (key == "unit" and one in _PURE and two in _PURE):
                yield from self.walk(one, two, place, inner)

    def _by_name(self, items: list[Any]) -> dict[str, Any]:
        """Return the items by what names them, else by their place."""
        named: dict[str, Any] = {}
        for place, item in enumerate(items):
            name = self.name(item) or str(place)
            named[name if name not in named else f"{name} {place}"] = item
        return named


def disclaimers(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Discrepancy]:
    """Return whether one run alone has a disclaimer, or two runs of one version differ in it."""
    one, two = before.get("disclaimer"), after.get("disclaimer")
    if any(each == _UNRECOGNISED for each in (one, two)) and (one is None or two is None):
        return []  # said by what verifies the signature; where it is recognised, nothing is claimed
    reworded = before.get("software") == after.get("software") and one != two
    if reworded or (one is None) != (two is None):
        return [Discrepancy("disclaimer", one, two)]
    return []


def _reworded(one: object, two: object) -> bool:
    """Tell whether these are words for people, or words that are said for the first time."""
    return _wording(two) and (_wording(one) or one is None or one == [])


def same_words(one: object, two: object) -> bool:
    """Tell whether two texts say the same, but for one in the last digit of their numbers.

    Examples
    --------
    >>> same_words({"it": "circa 0,35 m", "en": "about 0.35 m"},
    ...            {"it": "circa 0,36 m", "en": "about 0.36 m"})
    True
    >>> same_words({"it": "35 % fuori", "en": ""}, {"it": "53 % fuori", "en": ""})
    False
    """
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same_words, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return all(map(_same_sentence, one.values(), map(two.get, one)))
    return False


def _same_sentence(one: object, two: object) -> bool:
    left, right = (_NUMBER.split(str(each)) for each in (one, two))
    if len(left) != len(right) or left[::2] != right[::2]:
        return False
    return all(map(_same_number, left[1::2], right[1::2]))


def _same_number(one: str, two: str) -> bool:
    places = {len(each.replace(".", ",").rpartition(",")[2]) for each in (one, two)}
    digits = [int("".join(filter(str.isdigit, each))) for each in (one, two)]
    return one == two or (len(places) == 1 and abs(digits[0] - digits[1]) <= 1)


def _wording(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(map(_wording, value))
    return isinstance(value, dict) and set(value) == {"it", "en"}


def _same(before: object, after: object, allowed: float) -> bool:
    if _number(before) and _number(after):
        with suppress(OverflowError):  # whole numbers of hundreds of digits, in a rewritten file
            return bool(abs(before - after) <= max(allowed, _RELATIVE * abs(before)))
    return bool(before == after and isinstance(before, bool) == isinstance(after, bool))


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
