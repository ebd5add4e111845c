"""The form of an analysis, from its declaration: fields, choices, what was typed, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contado.analyses import CELLS, FILE_KINDS, option_of
from contado.errors import Problem, Sentences
from contado.pages import day
from contado.site.assessing import plan
from contado.site.ground import territory, today
from contado.site.search import any_place
from contado.terms import Text
from contado.territory import roles
from contado.units import format_number

if TYPE_CHECKING:
    from contado.analyses import Analysis, Input

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; ``widget`` tells the template how it is drawn."""

    name: str
    widget: str
    label: str
    hint: str
    value: str
    choices: tuple[Choice, ...]
    low: float | None
    high: float | None
    required: bool
    many: bool
    folded: bool
    problems: tuple[Sentences, ...]
    one: str = ""  # the one place that is asked for, in its own field
    area: str = ""  # an area that was drawn, GeoJSON


@dataclass(frozen=True, slots=True)
class AnalysisForm:
    """A form: the fields that are always seen, those beneath, and what concerns no field."""

    fields: tuple[FormField, ...]
    problems: tuple[Sentences, ...]

    @property
    def first(self) -> list[FormField]:
        """The fields that are always seen."""
        return [field for field in self.fields if not field.folded]

    @property
    def more(self) -> list[FormField]:
        """The fields that are seen when they are asked for."""
        return [field for field in self.fields if field.folded]

    @property
    def is_open(self) -> bool:
        """Whether something beneath is filled in or wrong."""
        return any(field.problems or field.value for field in self.more)


def form_of(
    what: Analysis, typed: Typed, language: str, problems: Sequence[Problem] = (),
    handed: Mapping[str, str] = MappingProxyType({}),
) -> AnalysisForm:  # fmt: skip
    """Return the form of an analysis with what was typed and what is wrong with it.

    Parameters
    ----------
    handed
        The input of each file that was handed in, by the name of the file.
    """
    beside = {name: [] for name in what.asked}  # type: dict[str, list[Sentences]]
    others: list[Sentences] = []
    for problem in problems:
        field = _field_of(problem, what, handed)
        beside.get(field, others).append(on_page(problem, what, language))
    fields = tuple(
        _field(name, spec, typed, language, tuple(beside[name]))
        for name, spec in what.asked.items()
    )
    return AnalysisForm(fields, tuple(others))


def _field_of(problem: Problem, what: Analysis, handed: Mapping[str, str]) -> str:
    """Return the input that a problem is of, empty where it is of none."""
    of_file = (name for file, name in handed.items() if problem.where.startswith(file))
    return _options(what).get(problem.where) or next(of_file, "")


def _options(what: Analysis) -> dict[str, str]:
    """Return the input that each name of one stands for: that of the terminal, and its own."""
    own = what.asked
    return {option_of(name, spec): name for name, spec in own.items()} | {
        name: name for name in own
    }


def on_page(problem: Problem, what: Analysis, language: str) -> Sentences:
    """Return a message as a page says it: fields by their name, not by that of the terminal."""
    said = problem.say(language)
    file = "" if problem.where in _options(what) else Path(problem.where).name
    start = f"{file}: " if file else ""
    texts = (f"{start}{said.what}", said.why, said.mend)
    return Sentences(*(named(text, what, language) for text in texts))


def named(text: str, what: Analysis, language: str) -> str:
    """Return a text with the fields of a form in place of the options of the terminal.

    Examples
    --------
    >>> from contado.analyses import analysis
    >>> named("Altri luoghi con --by.", analysis("warm-night"), "it")
    'Altri luoghi con «Luoghi».'
    """
    titles = {option_of(name, spec): title_of(spec, language) for name, spec in what.inputs.items()}
    quoted = "“{}”" if language == "en" else "«{}»"
    for option in sorted(titles, key=len, reverse=True):
        if option.startswith("--"):
            text = re.sub(rf"{option}(?![\w-])", quoted.format(titles[option]), text)
    return text


def title_of(spec: Input, language: str) -> str:
    """Return what a form calls an input."""
    return (spec.title or spec.label).say(language).rstrip(".:")


def _field(
    name: str, spec: Input, all_typed: Typed, language: str, problems: tuple[Sentences, ...]
) -> FormField:
    widget, typed = _widget(spec), all_typed.get(name, ())
    given = list(typed) or ([] if spec.default is None else [str(spec.default)])
    unit = "" if spec.unit is None else format_number(0, spec.unit, language).partition(" ")[2]
    title = title_of(spec, language)
    own = typed[0] if typed else "" if widget in {"select", "places"} else " ".join(given[:1])
    return FormField(
        name, widget, f"{title}, {unit}" if unit and unit not in title else title,
        " ".join(_hints(spec, language)), own,
        tuple(_choices(spec, given, language)), spec.low, spec.high, spec.required, spec.many,
        not spec.required and _is_minor(spec, widget), problems,
        *("".join(all_typed.get(f"{name}-{each}", ())) for each in ("one", "area")),
    )  # fmt: skip


def _widget(spec: Input) -> str:
    if spec.measures:
        return "measures"
    if spec.kind in FILE_KINDS:
        return "choice_or_file" if spec.choices else "file"
    widgets = {
        "places": "places", "choice": "select", "number": "number", "whole": "number",
        "day": "date", "flag": "checkbox",
    }  # fmt: skip
    return widgets.get(spec.kind, "lines" if spec.many else "text")


def _is_minor(spec: Input, widget: str) -> bool:
    """Tell whether most people leave a field as it is."""
    seldom = widget in {"file", "date", "checkbox"} or spec.parameter is not None or spec.many
    return spec.minor or seldom


def _hints(spec: Input, language: str) -> Iterator[str]:
    if spec.hint is not None:
        yield spec.hint.say(language)
    elif spec.title is not None and spec.kind in (*FILE_KINDS, "text") and not spec.choices:
        yield spec.label.say(language)
    if spec.parameter is not None and (value := _of_plan(spec.parameter, language)):
        yield _("Valore del piano: {value}.").format(value=value)


def _of_plan(parameter: str, language: str) -> str:
    """Return the value that the plan has where none is given; empty where it is no number."""
    use = plan(today()).use(parameter)
    if isinstance(use.value, bool) or not isinstance(use.value, int | float):
        return ""
    return format_number(float(use.value), use.unit, language)


def _choices(spec: Input, given: Sequence[str], language: str) -> Iterator[Choice]:
    if spec.measures:
        for code, measure in plan(today()).abacus.items():
            yield Choice(code, f"{code} {measure.label.say(language)}", code in given)
        return
    if spec.default is None and spec.choices and not spec.required:
        yield Choice("", _nothing(spec), not given)
    for value in spec.choices:
        if spec.kind != "places" or value == CELLS or value in territory().layers:
            yield Choice(value, choice_label(value, spec, language), value in given)


def _nothing(spec: Input) -> str:
    if spec.kind == "places":
        return _("tutto il territorio")
    return _("valore del piano") if spec.parameter else _("non indicato")


def choice_label(value: str, spec: Input, language: str) -> str:
    """Return what a value of a field is called."""
    if spec.kind == "day":
        return day(value, language)
    if spec.kind != "places":
        return spec.names.get(value, Text.same(value)).say(language)
    if value == CELLS:
        return _("Celle di un ettaro")
    if (known := roles().get(value)) is not None:
        return known.label.say(language)
    place = any_place(value)
    return place.name if place else value


def texts_of(inputs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the inputs of a job as they were typed, without its files."""
    return {
        name: [each for each in (given if isinstance(given, list) else [given]) if each is not True]
        if given is not True
        else ["on"]
        for name, given in inputs.items()
        if not isinstance(given, dict) and not (isinstance(given, list) and _of_files(given))
    }


def _of_files(given: list[Any]) -> bool:
    return any(isinstance(each, dict) for each in given)
