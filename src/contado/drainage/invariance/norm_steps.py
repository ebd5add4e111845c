"""The steps of the regulation: class, method, limit, minimum and required volume, payment."""

from __future__ import annotations

from collections.abc import Iterator

from contado.drainage.invariance.reckoning import CALCULATED, WITH_P, Reckoning
from contado.drainage.invariance.rules import (
    COEFFICIENT_P,
    DISCHARGE_LIMIT,
    EMPTYING_TIME,
    MINIMUM_VOLUME,
    MONETISATION,
    PHI_LIMIT,
    REDUCTION,
    look_up,
)
from contado.drainage.invariance.steps import WORDS, Quantity, Step, confidence_of, weakest
from contado.drainage.invariance.storage import LITRES_A_SECOND
from contado.norms.trace import Answer, Confidence
from contado.terms import TERMS, Text, term

_TABLE_1 = "r.r. Lombardia 7/2017, art. 9, tabella 1"
_GOVERNED = "r.r. Lombardia 7/2017, art. 12"
_LOOKS_LIKE = 5e-5  # half of the last digit that is shown


def class_steps(found: Reckoning) -> Iterator[Step]:
    """Yield the class of the works and the method of calculation."""
    classified = found.classified
    sure = confidence_of(found.rules, classified.parameters)
    area, phi = found.question.surfaces.area, found.ground.phi
    yield Step(
        code="class",
        label=WORDS["labels.class"],
        formula="tabella 1: S, φ_m",
        inputs=(
            Quantity(symbol="S", value=area, unit="m2"),
            Quantity(symbol="φ_m", value=phi, unit="1"),
        ),
        result=Quantity(symbol="classe", value=_answered(classified.area_class)),
        article=_TABLE_1,
        confidence=sure,
        parameters=classified.parameters,
        note=_unrounded(found.rules.number(PHI_LIMIT), phi),
    )
    yield Step(
        code="method",
        label=WORDS["labels.method"],
        formula="tabella 1: classe, area di criticità",
        inputs=(
            Quantity(symbol="classe", value=_answered(classified.area_class)),
            Quantity(symbol="area", value=found.question.criticality or TERMS["cannot_tell"]),
        ),
        result=Quantity(symbol="modalità", value=_answered(classified.method)),
        article=_TABLE_1,
        confidence=sure,
        note=WORDS["notes.chosen"] if found.procedure != found.method else None,
    )


def _unrounded(limit: float, phi: float) -> Text | None:
    """Return a coefficient that only looks like the limit in all its digits."""
    if phi == limit or abs(phi - limit) >= _LOOKS_LIKE:
        return None
    exact = Text(it=str(phi).replace(".", ","), en=str(phi))
    return WORDS.text("notes.unrounded", phi=exact)


def _answered(answer: Answer) -> Text:
    """Return a class as people read it; where it is undecided, the classes still possible."""
    if answer.state == "known":
        return answer.label

    def listed(language: str) -> str:
        labels = (label.say(language) for label in answer.possible_labels)
        return f"{term('cannot_tell', language)}: {WORDS('notes.or', language).join(labels)}"

    return Text.by_language(listed)


def limit_step(found: Reckoning) -> Iterator[Step]:
    """Yield the discharge limit, where the area of criticality is known."""
    looked, limit = found.regulation_limit, found.discharge_limit
    if looked is None or limit is None:
        return
    declared = found.question.receiver_limit
    own = () if declared is None else (Quantity(symbol="Q_ric", value=declared, unit="l/s"),)
    stricter = declared is not None and limit == declared
    yield Step(
        code="discharge_limit",
        label=WORDS["labels.discharge_limit"],
        formula="Q_lim = min(u_lim · S · φ_m; Q_ric)" if own else "Q_lim = u_lim · S · φ_m",
        inputs=(
            Quantity(symbol="u_lim", value=looked.number, unit="l/s/ha"),
            _hectares(found),
            *own,
        ),
        result=Quantity(symbol="Q_lim", value=limit, unit="l/s"),
        article=f"{looked.article} e c. 2" if own else looked.article,
        confidence=looked.use.confidence,
        parameters=(DISCHARGE_LIMIT,),
        note=(WORDS["notes.stricter"] if stricter else WORDS["notes.looser"]) if own else None,
    )


def _hectares(found: Reckoning) -> Quantity:
    return Quantity(symbol="S·φ_m", value=found.ground.impermeable_hectares, unit="ha")


def minimum_step(found: Reckoning) -> Iterator[Step]:
    """Yield the minimum volume, where the area it depends on is known."""
    if found.minimum is None or found.minimum_area is None:
        return
    unit = look_up(found.rules, MINIMUM_VOLUME, found.minimum_area)
    reduced, with_p = found.reduction > 0.0, found.minimum_area == WITH_P
    read = (MINIMUM_VOLUME, *_when(COEFFICIENT_P, _p_is_default(found)), *_when(REDUCTION, reduced))
    inputs = [Quantity(symbol="w", value=unit.number, unit="m3/ha")]
    inputs += [Quantity(symbol="P", value=found.coefficient, unit="1")] if with_p else []
    inputs += [_hectares(found)]
    inputs += [Quantity(symbol="r", value=found.reduction, unit="%")] if reduced else []
    yield Step(
        code="minimum_volume",
        label=WORDS["labels.minimum_volume"],
        formula=f"W_min = w{' · P' if with_p else ''} · S · φ_m{' · (1 − r)' if reduced else ''}",
        inputs=tuple(inputs),
        result=Quantity(symbol="W_min", value=found.minimum, unit="m3"),
        article=_GOVERNED + (" c. 1" if found.method == "minimum_small" else " c. 2"),
        confidence=weakest([unit.use.confidence, confidence_of(found.rules, read[1:])]),
        parameters=read,
        note=unit.use.note,
    )


def _when(parameter: str, holds: bool) -> tuple[str, ...]:
    return (parameter,) if holds else ()


def _p_is_default(found: Reckoning) -> bool:
    return found.minimum_area == WITH_P and found.question.coefficient is None


def required_steps(found: Reckoning) -> Iterator[Step]:
    """Yield the volume required, how long it takes to empty, and what may be paid instead."""
    if found.governing is None or found.minimum is None:
        return
    calculated = found.method in CALCULATED
    least = Quantity(symbol="W_min", value=found.minimum, unit="m3")
    worked = (Quantity(symbol="W_0", value=found.calculated, unit="m3"),) if calculated else ()
    yield Step(
        code="required_volume",
        label=WORDS["labels.required_volume"],
        formula="W = max(W_0; W_min)" if calculated else "W = W_min",
        inputs=(*worked, least),
        result=Quantity(symbol="W", value=found.required, unit="m3"),
        article=_GOVERNED + _clause(found),
        confidence=weakest([_sureness(found), *(one.confidence for one in minimum_step(found))]),
        note=WORDS["notes.smallest"] if found.method == "minimum_small" else found.governing.why,
    )
    yield from _emptying(found)
    yield from _payment(found)


def _sureness(found: Reckoning) -> Confidence:
    """Return the confidence of the volume that is worked out, where one is."""
    if found.procedure not in CALCULATED:
        return "known"
    read = found.shape.parameters if found.procedure == "detailed" else ()
    return confidence_of(found.rules, read, found.sureness_of_rain)


def _clause(found: Reckoning) -> str:
    return {"minimum_small": " c. 1", "minimum": " c. 2"}.get(found.method or "", " c. 3")


def _emptying(found: Reckoning) -> Iterator[Step]:
    if found.discharge_limit is None or found.required is None:
        return
    hours = found.required / (LITRES_A_SECOND * found.discharge_limit)
    longest = found.rules.number(EMPTYING_TIME)
    yield Step(
        code="emptying_of_required",
        label=WORDS["labels.emptying_of_required"],
        formula="t = W / (3,6 · Q_lim) ≤ t_max",
        inputs=(
            Quantity(symbol="W", value=found.required, unit="m3"),
            Quantity(symbol="Q_lim", value=found.discharge_limit, unit="l/s"),
            Quantity(symbol="t_max", value=longest, unit="h"),
        ),
        result=Quantity(symbol="t", value=hours, unit="h"),
        article=found.rules.use(EMPTYING_TIME).reference.title,
        confidence=found.rules.use(EMPTYING_TIME).confidence,
        parameters=(EMPTYING_TIME,),
        note=WORDS["notes.in_time"] if hours <= longest else WORDS["notes.late"],
    )


def _payment(found: Reckoning) -> Iterator[Step]:
    if found.monetised is None:
        return
    use = found.rules.use(MONETISATION)
    price = Quantity(symbol="c", value=found.rules.number(MONETISATION), unit="EUR/m3")
    yield Step(
        code="monetisation",
        label=WORDS["labels.monetisation"],
        formula="M = c · W",
        inputs=(price, Quantity(symbol="W", value=found.required, unit="m3")),
        result=Quantity(symbol="M", value=found.monetised, unit="EUR"),
        article=use.reference.title,
        confidence=use.confidence,
        parameters=(MONETISATION,),
        note=WORDS["notes.article_16"],
    )
