"""Effects of the works: a table and a sentence for each, sheet by sheet."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Dossier, Interval, WorksEffect
from contado.dossier.pages import say
from contado.dossier.words import word
from contado.facts import catalogue
from contado.norms import UNCONFIRMED
from contado.territory import roles
from contado.units import UNITS, format_number, shown

_WHOLE = 0.9995


def effects(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the effects that each sheet shows, as strings to lay out; sheets without are left out.

    Each row has ``sentence``, for those who read no tables.
    """
    return [
        {
            "id": verdict.sheet,
            "sheet": verdict.label.say(language),
            "rows": [row(one, dossier, language) for one in effects],
        }
        for verdict in dossier.verdicts
        if (effects := [one for one in dossier.effects if verdict.sheet in one.sheets])
    ]


def row(effect: WorksEffect, dossier: Dossier, language: str) -> dict[str, Any]:
    """Return an effect, as strings."""
    return {
        "fact": effect.fact,
        "label": effect.label.say(language),
        "before": say.number(effect.before.value, effect.unit, language, effect.fact),
        "after": say.number(effect.after.value, effect.unit, language, effect.fact),
        "difference": difference(effect, language),
        "source": "; ".join(_source(effect, dossier, language)),
        "notes": say.flags(effect.flags, language),
        "sentence": sentence(effect, language),
    }


def difference(effect: WorksEffect, language: str) -> str:
    """Write a difference with its sign, or the bounds it lies between; a dash for none."""
    interval = effect.difference.value
    if interval is None:
        return say.NONE
    low, high = (_signed(bound, effect, language) for bound in (interval.low, interval.high))
    if low == high:
        return low
    label = UNITS[effect.unit].label.say(language)
    return word("from_to", language, low=low.removesuffix(f" {label}"), high=high)


def sentence(effect: WorksEffect, language: str) -> str:
    """Say an effect in plain words: which way it goes and by how much, or why it is not known."""
    label, interval = effect.label.say(language), effect.difference.value
    if interval is None:
        return _missing(effect, label, language)
    bounds = (interval.low, interval.high)
    if not any(shown(bound, effect.unit, _decimals(effect)) for bound in bounds):
        step = _least(effect, language)
        key = "effect_small" if any(bounds) else "effect_none"
        return word(key, language, label=label, change=step)
    key, size = _direction(interval)
    change = say.number(size, effect.unit, language, _change_of(effect)) if size else ""
    return word(key, language, label=label, change=change or difference(effect, language))


def _direction(difference: Interval) -> tuple[str, Interval | None]:
    """Return which sentence says a difference, and its size; None where it may go both ways.

    Examples
    --------
    >>> _direction(Interval(low=-98.9, high=-34.0))
    ('effect_less', Interval(low=34.0, high=98.9))
    """
    low, high = difference.low, difference.high
    if high < 0:
        return "effect_less", Interval(low=-high, high=-low)
    if low > 0:
        return "effect_more", difference
    if high == 0:
        return "effect_at_most_less", Interval(low=-low, high=-low)
    if low == 0:
        return "effect_at_most_more", Interval(low=high, high=high)
    return "effect_open", None


def _missing(effect: WorksEffect, label: str, language: str) -> str:
    lacking = effect.difference.lacking
    why = lacking.text.say(language) if lacking else say.NONE
    return word("effect_missing", language, label=label, why=why)


def _source(effect: WorksEffect, dossier: Dossier, language: str) -> list[str]:
    """Say what the effect follows from: works, ground, coverage, values nobody confirmed."""
    lacking = effect.difference.lacking
    if lacking is not None:
        return [lacking.text.say(language)]
    parts = [word(f"effect_by_{effect.difference.source}", language)]
    if effect.before.source == effect.after.source == "declared":
        return [*parts, *_unsettled(effect, language)]
    titles = {source.layer: source.title.say(language) for source in dossier.provenance}
    layers = ", ".join(titles.get(layer, layer) for layer in effect.layers)
    parts += [word("effect_ground", language, layers=layers)] if layers else []
    absent = ", ".join(_absent(effect, language))
    parts += [word("effect_without", language, layers=absent)] if absent else []
    if effect.coverage is not None and effect.coverage < _WHOLE:
        share = say.amount(100 * effect.coverage, "%", language)
        parts.append(word("covered", language, share=share))
    return [*parts, *_unsettled(effect, language)]


def _unsettled(effect: WorksEffect, language: str) -> list[str]:
    """Say how many of the values used nobody approved or confirmed."""
    count = sum(one.confidence in UNCONFIRMED or one.expired for one in effect.parameters)
    key = "effect_unsettled_one" if count == 1 else "effect_unsettled"
    return [word(key, language, count=count)] if count else []


def _absent(effect: WorksEffect, language: str) -> list[str]:
    """Return the layers that the fact needs and that were not there: it is known within bounds."""
    needs = catalogue()[effect.fact].needs.layers if effect.fact in catalogue() else ()
    had = {layer.partition("@")[0] for layer in effect.layers}
    return [roles()[role].label.say(language) for role in needs if role not in had]


def _signed(value: float, effect: WorksEffect, language: str) -> str:
    decimals = _decimals(effect)
    text = format_number(abs(value), effect.unit, language, decimals=decimals)
    sign = shown(value, effect.unit, decimals)
    return f"{'+' if sign > 0 else '−' if sign < 0 else ''}{text}"


def _least(effect: WorksEffect, language: str) -> str:
    """Return the smallest number that is written with the decimals of a difference."""
    decimals = _decimals(effect)
    places = UNITS[effect.unit].decimals if decimals is None else decimals
    return format_number(
        10.0**-places / UNITS[effect.unit].scale, effect.unit, language, decimals=decimals
    )


def _decimals(effect: WorksEffect) -> int | None:
    fact = catalogue().get(_change_of(effect))
    return fact.decimals if fact else None


def _change_of(effect: WorksEffect) -> str:
    known = catalogue().get(effect.fact)
    return known.change or "" if known else ""
