"""Write values, dates and flags as a language does."""

from __future__ import annotations

from datetime import date

from contado.days import day_text
from contado.dossier.model import FactReading, Flag, Interval, Value
from contado.dossier.words import word
from contado.facts import catalogue
from contado.norms import Answer, FactUse, Lacking
from contado.terms import TERMS, Text, term
from contado.units import UNITS, format_number

NONE = "—"


def day(value: date | None, language: str) -> str:
    """Write a date; a dash for none.

    Examples
    --------
    >>> day(date(2024, 6, 1), "it"), day(date(2024, 6, 1), "en")
    ('01/06/2024', '1 June 2024')
    """
    return NONE if value is None else day_text(value, language)


def number(value: Interval | None, unit: str, language: str, fact: str = "") -> str:
    """Write a number, or the bounds it lies between, with the decimals of its fact or unit.

    Examples
    --------
    >>> number(Interval(low=0.46, high=0.58), "1", "it")
    '0,46–0,58'
    >>> number(Interval(low=2500, high=2500), "m2", "it")
    '2.500 m²'
    >>> number(Interval(low=0.35, high=0.35), "degC", "it", "measure.cooling")
    '0,35 °C'
    """
    if value is None:
        return NONE
    known = unit if unit in UNITS else "1"
    spec = catalogue().get(fact)
    low, high = (
        format_number(bound, known, language, decimals=spec.decimals if spec else None)
        for bound in (value.low, value.high)
    )
    if low == high:
        return low
    label = UNITS[known].label.say(language)
    return f"{low.removesuffix(f' {label}')}–{high}" if label else f"{low}–{high}"


def amount(value: float, unit: str, language: str) -> str:
    """Write one exact number with its unit."""
    return number(Interval(low=value, high=value), unit, language)


def value(
    content: Value, unit: str, language: str, label: Text | None = None, fact: str = ""
) -> str:
    """Write the value of a fact: a number, a label's name, or a dash where there is none."""
    if isinstance(content, Interval):
        return number(content, unit, language, fact)
    if content is None:
        return NONE
    if label is not None:
        return label.say(language)
    return term(content, language) if content in TERMS else content


def lacking(reason: Lacking, language: str) -> str:
    """Say which datum is missing; a place that is in no unit of a kind lacks nothing."""
    what = reason.text.say(language)
    if reason.code == "no_place":
        return what
    unmeasured = reason.code in {"no_layer", "outside_layer", "low_coverage"}
    return word("lacking_measured" if unmeasured else "lacking", language, what=what)


def source(reading: FactReading, language: str) -> str:
    """Say where a value comes from; what a model gives is estimated, never measured."""
    if stated(reading):
        return word("source_stated", language)
    known = catalogue().get(reading.fact)
    modelled = reading.source == "measured" and (
        reading.state == "after" or (known is not None and known.modelled)
    )
    return word("source_modelled" if modelled else f"source_{reading.source}", language)


def stated(reading: FactReading) -> bool:
    """Tell whether a value is written in a layer by who made it: nobody measures it."""
    known = catalogue().get(reading.fact)
    return reading.source == "measured" and known is not None and known.source == "stated"


def missing(use: FactUse, reading: FactReading | None) -> Lacking | None:
    """Return what a criterion misses; too little data as the reading says it, with the share."""
    if reading and reading.lacking and use.lacking and reading.lacking.code == "low_coverage":
        return reading.lacking
    return use.lacking


def flags(marks: tuple[Flag, ...], language: str) -> list[str]:
    """Name the flags that stand beside a number."""
    return [word(f"flag_{flag}", language) for flag in marks]


def answer(given: Answer, language: str) -> str:
    """Write an answer; one that is open names the classes still possible.

    Examples
    --------
    >>> low, high = Text(it="bassa", en="low"), Text(it="alta", en="high")
    >>> answer(Answer(state="cannot_tell", value=None, label=low, possible=("l", "h"),
    ...               possible_labels=(low, high)), "it")
    'non determinabile (bassa o alta)'
    """
    if given.state == "known":
        return given.label.say(language)
    if given.state == "not_applicable":
        return term("not_applicable", language)
    named = either(given.possible_labels, language)
    return f"{term('cannot_tell', language)} ({named})" if named else term("cannot_tell", language)


def possible(given: Answer, language: str) -> str:
    """Say which classes an open answer may still have, or the one that is left; else nothing.

    Examples
    --------
    >>> low = Text(it="bassa", en="low")
    >>> possible(Answer(state="cannot_tell", value=None, label=low, possible=("l",),
    ...                 possible_labels=(low,)), "it")
    'Classe ancora possibile: bassa.'
    """
    labels = given.possible_labels
    if given.state != "cannot_tell" or not labels:
        return ""
    key = "possible_one" if len(labels) == 1 else "possible"
    return word(key, language, classes=either(labels, language))


def either(labels: tuple[Text, ...], language: str) -> str:
    """Join names with commas and a last *or*; a word they all begin or end with is written once.

    Examples
    --------
    >>> low, high = Text(it="bassa efficacia", en="low"), Text(it="alta efficacia", en="high")
    >>> either((low, high), "it")
    'bassa o alta efficacia'
    >>> low, high = Text(it="priorità bassa", en="low"), Text(it="priorità alta", en="high")
    >>> either((low, high), "it")
    'priorità bassa o alta'
    """
    split = [label.say(language).split() for label in labels]
    if len(split) > 1 and all(len(words) > 1 for words in split):
        if len({words[-1] for words in split}) == 1:
            split = [*(words[:-1] for words in split[:-1]), split[-1]]
        elif len({words[0] for words in split}) == 1:
            split = [split[0], *(words[1:] for words in split[1:])]
    names = [" ".join(words) for words in split]
    return joined(names, "o" if language == "it" else "or")


def joined(names: list[str], last: str) -> str:
    """Join names with commas and a last word.

    Examples
    --------
    >>> joined(["bassa", "media", "alta"], "o")
    'bassa, media o alta'
    """
    *first, end = names or [""]
    return f"{', '.join(first)} {last} {end}" if first else end
