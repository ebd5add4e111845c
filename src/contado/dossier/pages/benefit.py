"""What the works are worth beside their class: the effect in plain words, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contado.dossier.model import Dossier, WorksEffect
from contado.dossier.pages import say
from contado.dossier.plan_values import APPRECIABLE, REFERENCE_RAIN, frozen_number
from contado.dossier.words import word
from contado.facts import catalogue
from contado.interventions import geometry_of
from contado.norms import SheetReason
from contado.units import UNITS, format_number, shown, spanned

_MILLIMETRES = 1000.0
_FEW = 0.2  # share of the area below which measures are too few to show
_ROUNDED_FROM = 10.0
"""Size from which decimals would only claim a precision that no interval has."""


@dataclass(frozen=True, slots=True)
class _Gain:
    """What is gained where ``low`` and ``high`` are above 0, and from when it is appreciable."""

    low: float
    high: float
    step: float

    @property
    def kind(self) -> str:
        """Which sentence says it."""
        if max(-self.low, self.high) < self.step or self.low == self.high == 0:
            return "small"
        if self.low > 0:
            return "better"
        if self.high < 0:
            return "worse"
        if self.low == 0:
            return "at_most_better"
        return "at_most_worse" if self.high == 0 else "open"


def benefits(sheet: SheetReason, dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return what the works change in what a sheet is about, and where the class says otherwise.

    Each row has ``sentence`` and ``contrast``, which is empty where class and effect agree.
    """
    return [
        {
            "sentence": _sentence(effect, dossier, language),
            "contrast": _contrast(sheet, effect, dossier, language),
        }
        for effect in dossier.effects
        if sheet.sheet in effect.sheets and effect.fact in APPRECIABLE
    ]


def _gain(effect: WorksEffect, dossier: Dossier) -> _Gain | None:
    """Return the gain of an effect: what it takes from runoff or from the temperature."""
    change = effect.difference.value
    if change is None:
        return None
    low, high = (_plain(-bound, effect) for bound in (change.high, change.low))
    step = frozen_number(dossier, APPRECIABLE[effect.fact]) or 0.0
    if effect.unit == "m3":
        rain = frozen_number(dossier, REFERENCE_RAIN) or 0.0
        step *= rain / _MILLIMETRES * float(geometry_of(dossier.intervention).area)
    return _Gain(low, high, step)


def _plain(value: float, effect: WorksEffect) -> float:
    """Return a bound, 0 where it is written as nothing."""
    return value if shown(value, effect.unit, _decimals(effect)) else 0.0


def _sentence(effect: WorksEffect, dossier: Dossier, language: str) -> str:
    what, gain = _what(effect), _gain(effect, dossier)
    if gain is None:
        return _missing(effect, what, language)
    return word(
        f"benefit_{what}_{gain.kind}",
        language,
        size=_size(gain.low, gain.high, effect, language),
        less=_amount(gain.low, effect, language),
        more=_amount(gain.high, effect, language),
        step=say.amount(gain.step, effect.unit, language),
        rain=_rain(dossier, language),
    )


def _size(low: float, high: float, effect: WorksEffect, language: str) -> str:
    """Write a gain or a loss: one number, or from the smaller to the greater."""
    small, great = sorted((abs(low), abs(high)))
    least, most = (_amount(bound, effect, language) for bound in (small, great))
    if least == most:
        return spanned(least, most, language)
    label = UNITS[effect.unit].label.say(language)
    return word("from_to", language, low=least.removesuffix(f" {label}"), high=most)


def _amount(value: float, effect: WorksEffect, language: str) -> str:
    decimals = 0 if abs(value) >= _ROUNDED_FROM else _decimals(effect)
    return format_number(abs(value), effect.unit, language, decimals=decimals)


def _rain(dossier: Dossier, language: str) -> str:
    depth = frozen_number(dossier, REFERENCE_RAIN) or 0.0
    return format_number(depth, "mm", language, decimals=0 if depth.is_integer() else None)


def _missing(effect: WorksEffect, what: str, language: str) -> str:
    lacking = effect.difference.lacking
    why = lacking.text.say(language) if lacking else say.NONE
    return word(f"benefit_{what}_missing", language, why=why)


def _contrast(sheet: SheetReason, effect: WorksEffect, dossier: Dossier, language: str) -> str:
    """Say that the best class stands on little, or the worst on something, and why."""
    scale, gain = dossier.plan.scales.get(sheet.sheet, ()), _gain(effect, dossier)
    if gain is None or not scale or sheet.outcome.state != "known":
        return ""
    outcome = sheet.outcome.label
    if outcome == scale[-1] and gain.kind != "better":
        key = f"contrast_{gain.kind}"
    elif outcome == scale[0] and gain.kind == "better" and gain.low >= gain.step:
        key = "contrast_better"
    else:
        return ""
    return word(
        key, language,
        outcome=outcome.say(language), step=say.amount(gain.step, effect.unit, language),
        why=_why_small(effect, dossier, language),
    )  # fmt: skip


def _why_small(effect: WorksEffect, dossier: Dossier, language: str) -> str:
    """Say why an effect is small: few measures, or what the ground and the air do already."""
    work = dossier.intervention
    whole = float(geometry_of(work).area)
    taken = sum(measure.area for measure in work.measures if not measure.overlapping)
    few = taken < _FEW * whole
    return word(
        "small_few" if few else f"small_{_what(effect)}", language,
        taken=say.amount(taken, "m2", language), whole=say.amount(whole, "m2", language),
    )  # fmt: skip


def _what(effect: WorksEffect) -> str:
    return "rain" if effect.unit == "m3" else "air"


def _decimals(effect: WorksEffect) -> int | None:
    fact = catalogue().get(_change(effect))
    return fact.decimals if fact else None


def _change(effect: WorksEffect) -> str:
    known = catalogue().get(effect.fact)
    return known.change or "" if known else ""
