"""How the trace speaks: sentences in Italian and English, with numbers and their units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contado.norms.trace import Interval
from contado.phrases import Phrases
from contado.terms import TERMS, Text
from contado.units import RESOLUTION, UNITS, format_number, shown, spanned
from contado.values import Missing

if TYPE_CHECKING:
    from contado.norms.engine import Compiled
    from contado.norms.rules import Rules

_MOST_DECIMALS = 9
_QUOTES = {"it": ("«", "»"), "en": ("“", "”")}


_WORDS = Phrases.of("contado.norms")


def say(key: str, *, page: str = "sentences", **values: Text | str) -> Text:
    """Return a sentence in both languages, its values filled in.

    Examples
    --------
    >>> say("first", high=Text(it="0,15", en="0.15")).en
    'below 0.15'
    """
    return _WORDS.text(f"{page}.{key}", **values)


def join(texts: Sequence[Text], separator: str) -> Text:
    """Join texts in both languages."""
    return Text.by_language(lambda language: separator.join(t.say(language) for t in texts))


def quoted(texts: Sequence[Text]) -> Text:
    """Return a list of names, each in the quotation marks of its language.

    Examples
    --------
    >>> quoted([Text(it="bassa", en="low"), Text(it="media", en="medium")]).it
    '«bassa», «media»'
    """

    def listed(language: str) -> str:
        left, right = _QUOTES[language]
        return ", ".join(f"{left}{text.say(language)}{right}" for text in texts)

    return Text.by_language(listed)


def decimals_for(value: float, unit: str) -> int:
    """Return the decimals that write a number of the plan as the plan does.

    A number without a unit has the usual ones, for it is read beside scores.

    Examples
    --------
    >>> decimals_for(0.15, "degC"), decimals_for(2.0, "degC"), decimals_for(0.3, "1")
    (2, 0, 2)
    """
    known = UNITS[unit]
    usual = 0 if known.label.it else known.decimals
    for decimals in range(usual, _MOST_DECIMALS):
        if abs(float(shown(value, unit, decimals)) - value * known.scale) <= RESOLUTION / 2:
            return decimals
    return _MOST_DECIMALS


def exact(value: float, unit: str) -> Text:
    """Return a number of the plan, in full."""
    return written(value, unit, decimals_for(value, unit))


def written_apart(value: float, unit: str, edges: Sequence[float] = ()) -> Text:
    """Return a number of a place, with enough decimals not to be read across an edge.

    Examples
    --------
    >>> written_apart(0.29994, "1", [0.15, 0.30]).it
    '0,2999'
    """
    return written(value, unit, decimals_across(value, unit, edges))


def decimals_across(
    value: float, unit: str, edges: Sequence[float], least: int | None = None
) -> int:
    """Return the decimals with which a number is not read across an edge.

    Parameters
    ----------
    least
        Decimals to begin with; the unit's own by default.
    """
    decimals = UNITS[unit].decimals if least is None else least
    while decimals < _MOST_DECIMALS and any(_crosses(value, e, unit, decimals) for e in edges):
        decimals += 1
    return decimals


def written(value: float, unit: str, decimals: int) -> Text:
    """Return a number with its unit and so many decimals."""
    return Text.by_language(
        lambda language: format_number(value, unit, language, decimals=decimals)
    )


def _crosses(value: float, edge: float, unit: str, decimals: int) -> bool:
    """Tell whether a number, as written, seems on another side of an edge than it is."""
    true = round(value - edge, 9)
    seen = shown(value, unit, decimals) - shown(edge, unit, _MOST_DECIMALS)
    return (true > 0) != (seen > 0) or (true < 0) != (seen < 0)


def number(
    value: Interval, unit: str, edges: Sequence[float] = (), least: int | None = None
) -> Text:
    """Return a number, or its bounds, written as `decimals_across` says."""
    decimals = decimals_of(value, unit, edges, least)
    low, high = (written(end, unit, decimals) for end in (value.low, value.high))
    if value.low == value.high:
        return low
    return Text.by_language(
        lambda language: spanned(low.say(language), high.say(language), language)
    )


def decimals_of(
    value: Interval, unit: str, edges: Sequence[float], least: int | None = None
) -> int:
    """Return the decimals with which neither bound of a number is read across an edge."""
    return max(decimals_across(end, unit, edges, least) for end in (value.low, value.high))


def distance(value: float, edge: float, unit: str, decimals: int) -> Text:
    """Return how far a number is from an edge: the difference of the two as they are written.

    Parameters
    ----------
    decimals
        Decimals that ``value`` is written with.

    Examples
    --------
    >>> distance(0.35, 0.5, "degC", 2).it, distance(0.657, 0.5, "share", 0).it
    ('0,15 °C', '16 punti percentuali')
    """
    of_edge = decimals_for(edge, unit)
    gap = abs(shown(value, unit, decimals) - shown(edge, unit, of_edge))
    most = max(decimals, of_edge)
    if UNITS[unit].label.it != UNITS["%"].label.it:
        return written(float(gap), unit, most)
    points = written(float(gap), "%", most)
    bare = Text.by_language(lambda language: points.say(language).removesuffix(" %"))
    return say("point" if gap == 1 else "points", number=bare)


def class_range(index: int, breaks: Sequence[float], unit: str) -> Text:
    """Return the range of a class in words."""
    if not breaks:
        return say("only")
    if index == 0:
        return say("first", high=exact(breaks[0], unit))
    if index == len(breaks):
        return say("last", low=exact(breaks[-1], unit))
    return say("middle", low=exact(breaks[index - 1], unit), high=exact(breaks[index], unit))


def of_children(kind: str, weight: str, label: Text) -> Text:
    """Return of what a mean over children is, and by which of their facts it is weighted.

    Parameters
    ----------
    kind
        Kind of the children.
    weight, label
        The fact that weighs, and what it is called.
    """
    return say(
        "mean_of",
        children=_WORDS.get(f"children.{kind}") or say("any_children"),
        weight=_WORDS.get(f"weights.{weight}") or say("any_weight", weight=quoted([label])),
    )


def none_of(kind: str) -> Text:
    """Say that there are no children of a kind."""
    return _WORDS.get(f"none_of.{kind}") or say("mean_empty")


def missing_text(missing: Missing, rules: Rules) -> Text:
    """Return which datum is missing and why, in words."""
    return say("reason", subject=subject(missing.subject, rules), why=why(missing.code))


def why(code: str) -> Text:
    """Return why a datum is missing, without naming it."""
    return say(code, page="missing")


def subject_text(name: str) -> Text | None:
    """Return what a datum that is no fact is called, None where it has no name of its own."""
    return _WORDS.get(f"subjects.{name}")


def subject(name: str, rules: Rules) -> Text:
    """Return what a datum is called: a fact, an item of the checklist, a layer, a parameter."""
    known = subject_text(name)
    if known is not None:
        return known
    for fact, spec in rules.facts.items():
        if name == fact or fact.endswith(f".{name}"):
            return spec.label
    if name in rules.parameters:
        return rules.parameters[name].label
    return Text.same(name)


def class_labels(compiled: Compiled, name: str) -> tuple[Text, ...]:
    """Return the classes of a criterion or part as people read them."""
    rules, sheet = compiled.rules, compiled.sheet
    for part in sheet.parts:
        classed = part.outcome or part.classify
        if part.part == name and classed:
            return tuple(rules.categories[classed.classes].names.values())
    for _, one in sheet.criteria:
        if one.criterion == name and one.kind == "class":
            return tuple(rules.categories[one.classify.classes].names.values())
        if one.criterion == name and one.kind == "table":
            return tuple(rules.categories[one.classes].names.values())
        if one.criterion == name and one.kind == "score":
            return tuple(rules.fact(one.fact).names.values())
    return (TERMS["no"], TERMS["yes"])
