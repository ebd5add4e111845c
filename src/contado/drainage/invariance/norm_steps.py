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
from contado.drainage.invariance.steps import WORDS, Step, StepValue, confidence_of, weakest
from contado.drainage.invariance.storage import LITRES_A_SECOND
from contado.norms import Answer, Confidence
from contado.terms import TERMS, Text, term

_TABLE_1 = "r.r. Lombardia 7/2017, art. 9, tabella 1"
_GOVERNED = "r.r. Lombardia 7/2017, art. 12"
_GREATER = "r.r. Lombardia 7/2017, art. 11 c. 2 lett. e) n. 3"
_LOOKS_LIKE = 5e-5  # half of the last digit that is shown


def class_steps(reckoning: Reckoning) -> Iterator[Step]:
    """Yield the class of the works and the method of calculation."""
    classified = reckoning.classified
    sure = confidence_of(reckoning.rules, classified.parameters)
    area, phi = reckoning.question.surfaces.area, reckoning.ground.phi
    yield Step(
        code="class",
        label=WORDS["labels.class"],
        formula="tabella 1: S, φ_m",
        inputs=(
            StepValue(symbol="S", value=area, unit="m2"),
            StepValue(symbol="φ_m", value=phi, unit="1"),
        ),
        result=StepValue(symbol="classe", value=_answered(classified.area_class)),
        article=_TABLE_1,
        confidence=sure,
        parameters=classified.parameters,
        note=_unrounded(reckoning.rules.number(PHI_LIMIT), phi),
    )
    yield Step(
        code="method",
        label=WORDS["labels.method"],
        formula="tabella 1: classe, area di criticità",
        inputs=(
            StepValue(symbol="classe", value=_answered(classified.area_class)),
            StepValue(symbol="area", value=reckoning.question.criticality or TERMS["cannot_tell"]),
        ),
        result=StepValue(symbol="modalità", value=_answered(classified.method)),
        article=_TABLE_1,
        confidence=sure,
        note=_chosen(reckoning),
    )


def _chosen(reckoning: Reckoning) -> Text | None:
    """Return what the designer chose instead of the method of the class."""
    if reckoning.procedure == reckoning.method:
        return None
    return WORDS["notes.chosen" if reckoning.method == "rain_only" else "notes.chosen_for_minimum"]


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


def limit_step(reckoning: Reckoning) -> Iterator[Step]:
    """Yield the discharge limit, where the area of criticality is known."""
    looked, limit = reckoning.regulation_limit, reckoning.discharge_limit
    if looked is None or limit is None:
        return
    declared = reckoning.question.receiver_limit
    own = () if declared is None else (StepValue(symbol="Q_ric", value=declared, unit="l/s"),)
    stricter = declared is not None and limit == declared
    yield Step(
        code="discharge_limit",
        label=WORDS["labels.discharge_limit"],
        formula="Q_lim = min(u_lim · S · φ_m; Q_ric)" if own else "Q_lim = u_lim · S · φ_m",
        inputs=(
            StepValue(symbol="u_lim", value=looked.number, unit="l/s/ha"),
            _hectares(reckoning),
            *own,
        ),
        result=StepValue(symbol="Q_lim", value=limit, unit="l/s"),
        article=f"{looked.article} e c. 2" if own else looked.article,
        confidence=looked.use.confidence,
        parameters=(DISCHARGE_LIMIT,),
        note=(WORDS["notes.stricter"] if stricter else WORDS["notes.looser"]) if own else None,
    )


def _hectares(reckoning: Reckoning) -> StepValue:
    return StepValue(symbol="S·φ_m", value=reckoning.ground.impermeable_hectares, unit="ha")


def minimum_step(reckoning: Reckoning) -> Iterator[Step]:
    """Yield the minimum volume, where the area it depends on is known."""
    if reckoning.minimum is None or reckoning.minimum_area is None:
        return
    unit = look_up(reckoning.rules, MINIMUM_VOLUME, reckoning.minimum_area)
    reduced, with_p = reckoning.reduction > 0.0, reckoning.minimum_area == WITH_P
    read = (
        MINIMUM_VOLUME,
        *_when(COEFFICIENT_P, _p_is_default(reckoning)),
        *_when(REDUCTION, reduced),
    )
    inputs = [StepValue(symbol="w", value=unit.number, unit="m3/ha")]
    inputs += [StepValue(symbol="P", value=reckoning.coefficient, unit="1")] if with_p else []
    inputs += [_hectares(reckoning)]
    inputs += [StepValue(symbol="r", value=reckoning.reduction, unit="%")] if reduced else []
    yield Step(
        code="minimum_volume",
        label=WORDS["labels.minimum_volume"],
        formula=f"W_min = w{' · P' if with_p else ''} · S · φ_m{' · (1 − r)' if reduced else ''}",
        inputs=tuple(inputs),
        result=StepValue(symbol="W_min", value=reckoning.minimum, unit="m3"),
        article=_GOVERNED + (" c. 1" if reckoning.method == "minimum_small" else " c. 2"),
        confidence=weakest([unit.use.confidence, confidence_of(reckoning.rules, read[1:])]),
        parameters=read,
        note=unit.use.note,
    )


def _when(parameter: str, holds: bool) -> tuple[str, ...]:
    return (parameter,) if holds else ()


def _p_is_default(reckoning: Reckoning) -> bool:
    return reckoning.minimum_area == WITH_P and reckoning.question.coefficient is None


def required_steps(reckoning: Reckoning) -> Iterator[Step]:
    """Yield the volume required, how long it takes to empty, and what may be paid instead."""
    if reckoning.governing is None or reckoning.minimum is None:
        return
    calculated = reckoning.procedure in CALCULATED
    least = StepValue(symbol="W_min", value=reckoning.minimum, unit="m3")
    worked = (StepValue(symbol="W_0", value=reckoning.calculated, unit="m3"),) if calculated else ()
    yield Step(
        code="required_volume",
        label=WORDS["labels.required_volume"],
        formula="W = max(W_0; W_min)" if calculated else "W = W_min",
        inputs=(*worked, least),
        result=StepValue(symbol="W", value=reckoning.required, unit="m3"),
        article=_clause(reckoning),
        confidence=weakest(
            [_sureness(reckoning), *(one.confidence for one in minimum_step(reckoning))]
        ),
        note=WORDS["notes.smallest"]
        if reckoning.method == "minimum_small"
        else reckoning.governing.why,
    )
    yield from _emptying(reckoning)
    yield from _payment(reckoning)


def _sureness(reckoning: Reckoning) -> Confidence:
    """Return the confidence of the volume that is worked out, where one is."""
    if reckoning.procedure not in CALCULATED:
        return "known"
    read = reckoning.shape.parameters if reckoning.procedure == "detailed" else ()
    return confidence_of(reckoning.rules, read, reckoning.sureness_of_rain)


def _clause(reckoning: Reckoning) -> str:
    clauses = {"minimum_small": f"{_GOVERNED} c. 1", "minimum": f"{_GOVERNED} c. 2"}
    return clauses.get(reckoning.method or "", _GREATER)


def _emptying(reckoning: Reckoning) -> Iterator[Step]:
    if reckoning.discharge_limit is None or reckoning.required is None:
        return
    hours = reckoning.required / (LITRES_A_SECOND * reckoning.discharge_limit)
    longest = reckoning.rules.number(EMPTYING_TIME)
    yield Step(
        code="emptying_of_required",
        label=WORDS["labels.emptying_of_required"],
        formula="t = W / (3,6 · Q_lim) ≤ t_max",
        inputs=(
            StepValue(symbol="W", value=reckoning.required, unit="m3"),
            StepValue(symbol="Q_lim", value=reckoning.discharge_limit, unit="l/s"),
            StepValue(symbol="t_max", value=longest, unit="h"),
        ),
        result=StepValue(symbol="t", value=hours, unit="h"),
        article=reckoning.rules.use(EMPTYING_TIME).reference.title,
        confidence=reckoning.rules.use(EMPTYING_TIME).confidence,
        parameters=(EMPTYING_TIME,),
        note=WORDS["notes.in_time"] if hours <= longest else WORDS["notes.late"],
    )


def _payment(reckoning: Reckoning) -> Iterator[Step]:
    if reckoning.monetised is None:
        return
    use = reckoning.rules.use(MONETISATION)
    price = StepValue(symbol="c", value=reckoning.rules.number(MONETISATION), unit="EUR/m3")
    yield Step(
        code="monetisation",
        label=WORDS["labels.monetisation"],
        formula="M = c · W",
        inputs=(price, StepValue(symbol="W", value=reckoning.required, unit="m3")),
        result=StepValue(symbol="M", value=reckoning.monetised, unit="EUR"),
        article=use.reference.title,
        confidence=use.confidence,
        parameters=(MONETISATION,),
        note=WORDS["notes.article_16"],
    )
