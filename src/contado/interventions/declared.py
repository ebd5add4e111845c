"""The properties of a declaration: what may be written, and what is wrong in people's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from contado.archives import printable
from contado.errors import Problem
from contado.interventions.model import (
    REALISATION_ITEMS,
    Answer,
    SquareMetres,
    SurfaceChange,
)
from contado.interventions.source import Findings
from contado.interventions.words import shown
from contado.models import Record
from contado.numerals import readable
from contado.terms import Text as Words

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1950, 2101)
_CLOSE = 0.75
MOST_MEASURES = 100
"""Measures an intervention may have."""

_HUGE = 10**18
_MOST_NAMES = 100
_SHORT = 4
_ISTAT = 6  # digits of the code of a municipality
_NOT_PLAIN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})  # signs that hide or disturb


def _plain(text: str) -> str:
    if not text.strip() or any(category(sign) in _NOT_PLAIN for sign in text):
        raise PydanticCustomError("plain_text", "blank or with control signs")
    return text.strip()


def _number_as_text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _HUGE:
        return str(value)
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
        with suppress(ValueError):
            value = date.fromisoformat(value.strip())
    if type(value) is not date:
        raise PydanticCustomError("iso_date", "not a date")
    if value.year not in _YEARS:
        raise PydanticCustomError("far_date", "not a year of ours")
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _known_items(value: object) -> object:
    """Drop items with no answer: unanswered is not an answer."""
    if isinstance(value, Mapping):
        return {item: answer for item, answer in value.items() if answer is not None}
    return value


def _istat(text: str) -> str:
    if text.isdigit() and len(text) < _ISTAT:
        offered = text.zfill(_ISTAT)
        raise PydanticCustomError("istat_code", "a code without its zeros", {"offered": offered})
    return text


Text = Annotated[str, Field(max_length=500), AfterValidator(_plain)]
Identifier = Annotated[
    str, BeforeValidator(_number_as_text), Field(max_length=200), AfterValidator(_plain)
]
Municipality = Annotated[
    str, BeforeValidator(_number_as_text), Field(max_length=500), AfterValidator(_plain),
    AfterValidator(_istat),
]  # fmt: skip
Day = Annotated[date, BeforeValidator(_day)]


class _Input(Record):
    model_config = ConfigDict(strict=True)


class MeasureInput(_Input):
    """A measure as declared; exactly one of ``share``, ``area`` and ``geometry`` says how much."""

    measure: Text
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    area: SquareMetres | None = None
    geometry: Any = None
    overlapping: bool = False
    runoff_reduction: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    cooling: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] | None = None


class Declaration(_Input):
    """The properties of an intervention as declared."""

    id: Identifier
    name: Text | None = None
    comune: Municipality | None = None
    filed_on: Day | None = None
    measures: Annotated[list[MeasureInput], Field(default_factory=list, max_length=MOST_MEASURES)]
    surfaces: SurfaceChange = SurfaceChange()
    realisation: Annotated[
        dict[str, Answer],
        Field(default_factory=dict, max_length=_MOST_NAMES),
        BeforeValidator(_known_items),
    ]
    cadastral: Annotated[
        list[Text], Field(default_factory=list, max_length=1000), BeforeValidator(_as_list)
    ]


def declaration_of(
    properties: Mapping[str, object], where: str, findings: Findings
) -> Declaration | None:
    """Return the declaration that properties make, or None with every problem noted.

    Fields without a value count as left out. A field that is none of ours is ignored, and reported
    so; one that nearly is one of ours is refused, for it would be lost.
    """
    present = {key: value for key, value in properties.items() if value is not None}
    ours = {key: value for key, value in present.items() if key in Declaration.model_fields}
    misspelt = _others(set(present) - set(ours), ours, where, findings)
    unknown = _unknown_items(ours.get("realisation"), where)
    findings.problems.extend(unknown)
    try:
        declared = Declaration.model_validate(ours, strict=True)
    except ValidationError as error:
        findings.problems.extend(problem_of(detail, where) for detail in error.errors())
        return None
    return None if unknown or misspelt else declared


def identifier_of(properties: Mapping[str, object]) -> str | None:
    """Return the id that properties declare, whatever else is wrong with them.

    Examples
    --------
    >>> identifier_of({"id": 7, "filed_on": "ieri"}), identifier_of({"id": " "})
    ('7', None)
    """
    given = _number_as_text(properties.get("id"))
    return given.strip() or None if isinstance(given, str) else None


def _others(names: set[str], ours: Mapping[str, object], where: str, findings: Findings) -> bool:
    """Note the fields that are not ours; tell whether one looks misspelt."""
    if len(names) > _MOST_NAMES:
        limit = {"field": "properties", "limit": _MOST_NAMES}
        findings.problems.append(Problem("interventions.too_long", where, limit))
        return True
    free = tuple(field for field in Declaration.model_fields if field not in ours)
    close = {name: near for name in names if (near := _meant(name, free))}
    for name, near in sorted(close.items()):
        values = {"field": printable(name), "nearest": near[0]}
        findings.problems.append(Problem("interventions.misspelt", where, values))
    ignored = sorted(printable(name) for name in names - set(close))
    if ignored:
        values = {"fields": printable(", ".join(ignored), 300)}
        findings.notices.append(Problem("interventions.ignored", where, values))
    return bool(close)


def _meant(name: str, free: tuple[str, ...]) -> list[str]:
    """Return the field, not given otherwise, that a name may stand for; short ones to the letter.

    Without that care the ``fid`` that every GIS writes would be taken for ``id``.
    """
    near = near_misses(name, free)
    return near if len(name) > _SHORT or name.lower() in near else []


def _unknown_items(realisation: object, where: str) -> list[Problem]:
    answers = realisation if isinstance(realisation, Mapping) else {}
    return [
        Problem(
            "interventions.unknown_item",
            f"{where} realisation",
            {"item": printable(item), "items": offered(item, REALISATION_ITEMS)},
        )
        for item, answer in islice(answers.items(), _MOST_NAMES)
        if answer is not None and item not in REALISATION_ITEMS
    ]


@lru_cache(maxsize=4096)
def near_misses(name: str, known: tuple[str, ...]) -> list[str]:
    """Return the known names that a name may have been meant for, small letters or not.

    Examples
    --------
    >>> near_misses("nbs1", ("NBS01", "NBS02", "TREE"))
    ['NBS01', 'NBS02']
    """
    by_key = {_key(code): code for code in known}
    return [by_key[near] for near in get_close_matches(_key(name[:40]), by_key, 3, _CLOSE)]


def _key(name: str) -> str:
    """Return a name as it is compared: small letters, numbers without leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", name.lower())


def offered(name: str, known: tuple[str, ...]) -> str:
    """Return the near misses of a name, or all known names where there is none, for a message."""
    return ", ".join(near_misses(name, known) or known)


_CODES = {
    "missing": "interventions.missing_field",
    "extra_forbidden": "interventions.unknown_field",
    "literal_error": "interventions.unknown_answer",
    "finite_number": "interventions.not_finite_value",
    "iso_date": "interventions.bad_date",
    "far_date": "interventions.far_date",
    "plain_text": "interventions.not_text",
    "istat_code": "interventions.istat_code",
    "string_type": "interventions.not_text",
    "string_unicode": "interventions.not_text",
    "string_too_long": "interventions.too_long",
    "too_long": "interventions.too_long",
    "float_type": "interventions.not_number",
    "bool_type": "interventions.not_boolean",
    "list_type": "interventions.not_list",
    "greater_than_equal": "interventions.out_of_range",
    "less_than_equal": "interventions.out_of_range",
}


def problem_of(detail: ErrorDetails, where: str) -> Problem:
    """Return one validation error in people's words, with the path of its field."""
    context = detail.get("ctx", {})
    values = {
        "field": printable(str(detail["loc"][-1])),
        "value": shown(detail["input"]),
        "bound": _bound(context),
        "limit": context.get("max_length", ""),
        "offered": context.get("offered", ""),
        "first": _YEARS[0],
        "last": _YEARS[-1],
        "choices": "yes, partly, no, not_applicable",
    }
    code = _CODES.get(detail["type"], "interventions.not_object")
    return Problem(code, f"{where} {path_of(detail['loc'])}", values)


def _bound(context: Mapping[str, Any]) -> Words:
    sign, end = ("≥", context["ge"]) if "ge" in context else ("≤", context.get("le", 0))
    return Words.by_language(lambda language: f"{sign} {readable(end, language)}")


def path_of(location: tuple[int | str, ...]) -> str:
    """Write the path of a field.

    Examples
    --------
    >>> path_of(("measures", 0, "share"))
    'measures[0].share'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{printable(step)}" for step in location)
    return "".join(steps).lstrip(".")
