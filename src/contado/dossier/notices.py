"""What the reader must know before relying on an outcome, on the first page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contado.dossier.model import FactReading, LayerUse, Notice, ReferenceUse
from contado.dossier.words import phrase
from contado.interventions import Intervention, Surfaces, slug, surfaces_differ
from contado.norms import Interval, ParameterUse, SheetReason, join, number
from contado.terms import Text
from contado.units import format_number

OLD_YEARS = 5
"""Years before the day of the assessment from which data are called old."""


@dataclass(frozen=True)
class Grounds:
    """All that one outcome rests on.

    Parameters
    ----------
    enough
        Share of the territory that a reference distribution should see; None where the plan has
        no such value.
    municipalities
        Names of the municipalities by ISTAT code, where one was declared by its code.
    """

    on: date
    work: Intervention
    layers: Sequence[LayerUse]
    used: Sequence[ParameterUse]
    verdicts: Sequence[SheetReason]
    facts: Sequence[FactReading]
    references: Sequence[ReferenceUse] = ()
    enough: float | None = None
    municipalities: Mapping[str, str] = field(default_factory=dict)


def notices(grounds: Grounds) -> tuple[Notice, ...]:
    """Return what the reader must know, the gravest first, in a fixed order."""
    on, layers = grounds.on, grounds.layers
    newer = [layer for layer in layers if layer.date and layer.date > on.isoformat()]
    coarse = {one.label.it: one.label for one in grounds.facts if "coarse" in one.flags}
    notices = [
        _listed("not_in_force", [one.label for one in grounds.verdicts if not one.in_force]),
        _listed("simulated", [one.title for one in layers if "simulated" in one.flags]),
        _of_another(grounds),
        *_differing(grounds),
        _listed("disagrees", list(_disagreeing(grounds.facts))),
        _listed("undetermined", list(_undetermined(grounds.verdicts))),
        _listed("stand_in", [one.title for one in layers if "stand_in" in one.flags]),
        *(_heat(layer) for layer in _judging(grounds) if layer.surface_temperature),
        _listed("data_older", list(_older(grounds))),
        _listed("partial_reference", list(_partial(grounds))),
        _listed("data_newer", [layer.title for layer in newer]),
        _listed("coarse", list(coarse.values())),
        _listed("expired", [use.label for use in grounds.used if use.expired]),
        *(Notice(code="reader", subjects=(), text=text) for text in grounds.work.remarks),
    ]
    return tuple(notice for notice in notices if notice is not None)


def _listed(code: str, subjects: Sequence[Text]) -> Notice | None:
    if not subjects:
        return None
    return _notice(code, tuple(text.it for text in subjects), subjects=join(subjects, ", "))


def _notice(code: str, of: tuple[str, ...], **values: Text) -> Notice:
    text = phrase(f"warn_{code}", **values)
    return Notice.model_validate({"code": code, "subjects": of, "text": text})


def _of_another(grounds: Grounds) -> Notice | None:
    """Tell a declared municipality that is not the one most of the outline lies in."""
    declared = grounds.work.municipality
    facts = (one for one in grounds.facts if one.fact == "place.municipality")
    measured = next((one.value for one in facts if isinstance(one.value, str)), None)
    if declared is None or measured is None:
        return None
    name = grounds.municipalities.get(declared.strip())
    if slug(name or declared) == slug(measured):
        return None
    own = f"{name} ({declared})" if name else f"«{declared}»"
    differing = {"declared": Text.same(own), "found": Text.same(measured)}
    return _notice("municipality_differs", (declared,), **differing)


def _differing(grounds: Grounds) -> Iterator[Notice]:
    """Yield declared surfaces that do not add up to the outline, each total once."""
    area = _area(grounds.facts)
    change = grounds.work.surfaces
    totals: dict[float, list[str]] = {}
    for state, declared in (("before", change.before), ("after", change.after)):
        if declared is not None:
            totals.setdefault(round(_total(declared), 3), []).append(state)
    for total, states in totals.items():
        if area and surfaces_differ(total, area):
            yield _notice(
                "surfaces_differ",
                tuple(f"surfaces.{state}" for state in states),
                states=phrase(f"state_{'_and_'.join(states)}"),
                total=_amount(total, "m2"),
                area=_amount(area, "m2"),
                gap=_signed(total / area - 1),
            )


def _area(facts: Sequence[FactReading]) -> float:
    for reading in facts:
        if reading.fact == "place.area" and isinstance(reading.value, Interval):
            return reading.value.low
    return 0.0


def _total(declared: Surfaces) -> float:
    return declared.sealed + declared.semi_permeable + declared.permeable


def _amount(value: float, unit: str) -> Text:
    return Text.by_language(lambda language: format_number(value, unit, language))


def _signed(share: float) -> Text:
    sign = "+" if share > 0 else "−"
    return Text.by_language(lambda language: sign + format_number(abs(share), "share", language))


def _disagreeing(facts: Sequence[FactReading]) -> Iterator[Text]:
    for one in facts:
        if "disagrees" in one.flags:
            assert isinstance(one.declared, Interval)
            assert isinstance(one.measured, Interval)
            yield phrase(
                "disagreement",
                fact=one.label,
                declared=number(one.declared, one.unit),
                measured=number(one.measured, one.unit),
            )


def _undetermined(verdicts: Sequence[SheetReason]) -> Iterator[Text]:
    """Yield the criteria that cannot tell under a part that has a class all the same."""
    for sheet in verdicts:
        for part in sheet.parts:
            if part.answer.state == "known":
                for criterion in part.criteria:
                    if criterion.answer.state == "cannot_tell":
                        yield phrase(
                            "criterion_of",
                            code=criterion.criterion,
                            sheet=short_name(sheet.label),
                        )


def short_name(label: Text) -> Text:
    """Return the name of a sheet without what it is about.

    Examples
    --------
    >>> short_name(Text(it="Scheda Norma 1: drenaggio", en="Norm sheet 1: drainage")).it
    'Scheda Norma 1'
    """
    return Text.by_language(lambda language: label.say(language).partition(":")[0])


def _judging(grounds: Grounds) -> list[LayerUse]:
    """Return the layers that were read by facts on which a sheet was judged."""
    judged = {
        (use.fact, use.state)
        for sheet in grounds.verdicts
        for part in sheet.parts
        for criterion in part.criteria
        for use in criterion.facts
    }
    read = {
        layer for one in grounds.facts if (one.fact, one.state) in judged for layer in one.layers
    }
    return [layer for layer in grounds.layers if layer.layer in read]


def _heat(layer: LayerUse) -> Notice:
    about = layer.about or layer.title
    return _notice("surface_temperature", (layer.title.it,), about=about)


def _older(grounds: Grounds) -> Iterator[Text]:
    for layer in _judging(grounds):
        if layer.date is None:
            continue
        made = date.fromisoformat(layer.date)
        years = grounds.on.year - made.year
        if years >= OLD_YEARS:
            yield phrase("age", title=layer.title, year=str(made.year), years=str(years))


def _partial(grounds: Grounds) -> Iterator[Text]:
    """Yield the distributions that saw too little; a value a unit says its own coverage."""
    for one in grounds.references:
        of_all = "units" not in one.content
        if of_all and grounds.enough and one.share is not None and one.share < grounds.enough:
            yield phrase("seen_share", label=one.label, share=_amount(one.share, "share"))
