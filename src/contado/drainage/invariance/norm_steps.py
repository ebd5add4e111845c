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
from contado.drainage.invariance.steps import Quantity, Step, confidence_of, weakest
from contado.drainage.invariance.storage import LITRES_A_SECOND
from contado.norms.trace import Answer, Confidence
from contado.terms import TERMS, Text

_TABLE_1 = "r.r. Lombardia 7/2017, art. 9, tabella 1"
_GOVERNED = "r.r. Lombardia 7/2017, art. 12"
_LOOKS_LIKE = 5e-5  # half of the last digit that is shown


def class_steps(found: Reckoning) -> Iterator[Step]:
    """Yield the class of the works and the method of calculation."""
    said = found.classified
    sure = confidence_of(found.rules, said.parameters)
    area, phi = found.question.surfaces.area, found.ground.phi
    yield Step(
        code="class",
        label=Text(it="Classe dell'intervento", en="Class of the works"),
        formula="tabella 1: S, φ_m",
        inputs=(
            Quantity(symbol="S", value=area, unit="m2"),
            Quantity(symbol="φ_m", value=phi, unit="1"),
        ),
        result=Quantity(symbol="classe", value=_answered(said.area_class)),
        article=_TABLE_1,
        confidence=sure,
        parameters=said.parameters,
        note=_unrounded(found.rules.number(PHI_LIMIT), phi),
    )
    yield Step(
        code="method",
        label=Text(it="Modalità di calcolo", en="Method of calculation"),
        formula="tabella 1: classe, area di criticità",
        inputs=(
            Quantity(symbol="classe", value=_answered(said.area_class)),
            Quantity(symbol="area", value=found.question.criticality or TERMS["cannot_tell"]),
        ),
        result=Quantity(symbol="modalità", value=_answered(said.method)),
        article=_TABLE_1,
        confidence=sure,
        note=_CHOSEN if found.procedure != found.method else None,
    )


def _unrounded(limit: float, phi: float) -> Text | None:
    """Return a coefficient that only looks like the limit in all its digits."""
    if phi == limit or abs(phi - limit) >= _LOOKS_LIKE:
        return None
    return Text(
        it=f"φ_m non è arrotondato prima del confronto: vale {str(phi).replace('.', ',')}.",
        en=f"φ_m is not rounded before it is compared: it is {phi}.",
    )


def _answered(answer: Answer) -> Text:
    """Return a class as people read it; where it cannot be told, the classes still possible."""
    if answer.state == "known":
        return answer.label
    unknown, labels = TERMS["cannot_tell"], answer.possible_labels
    return Text(
        it=f"{unknown.it}: {', oppure '.join(label.it for label in labels)}",
        en=f"{unknown.en}: {', or '.join(label.en for label in labels)}",
    )


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
        label=Text(it="Portata limite di scarico", en="Discharge limit"),
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
        note=(_STRICTER if stricter else _LOOSER) if own else None,
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
        label=Text(it="Volume minimo", en="Minimum volume"),
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
        label=Text(it="Volume richiesto", en="Volume required"),
        formula="W = max(W_0; W_min)" if calculated else "W = W_min",
        inputs=(*worked, least),
        result=Quantity(symbol="W", value=found.required, unit="m3"),
        article=_GOVERNED + _clause(found),
        confidence=weakest([_sureness(found), *(one.confidence for one in minimum_step(found))]),
        note=_SMALLEST if found.method == "minimum_small" else found.governing.why,
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
        label=Text(
            it="Svuotamento del volume richiesto alla portata limite",
            en="Emptying of the volume required at the limit",
        ),
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
        note=_IN_TIME if hours <= longest else _LATE,
    )


def _payment(found: Reckoning) -> Iterator[Step]:
    if found.monetised is None:
        return
    use = found.rules.use(MONETISATION)
    price = Quantity(symbol="c", value=found.rules.number(MONETISATION), unit="EUR/m3")
    yield Step(
        code="monetisation",
        label=Text(it="Monetizzazione del volume", en="Payment instead of the volume"),
        formula="M = c · W",
        inputs=(price, Quantity(symbol="W", value=found.required, unit="m3")),
        result=Quantity(symbol="M", value=found.monetised, unit="EUR"),
        article=use.reference.title,
        confidence=use.confidence,
        parameters=(MONETISATION,),
        note=_ARTICLE_16,
    )


_CHOSEN = Text(
    it="Il progettista sceglie la procedura dettagliata al posto del metodo delle sole piogge, "
    "come l'art. 9 c. 3 gli consente sempre.",
    en="The designer chooses the detailed procedure instead of the rain-only method, as "
    "art. 9 c. 3 always allows.",
)
_STRICTER = Text(
    it="Vale il limite del gestore del ricettore, più restrittivo (art. 8 c. 2).",
    en="The limit of the operator of the receiver holds, being stricter (art. 8 c. 2).",
)
_LOOSER = Text(
    it="Il limite del gestore del ricettore non è più restrittivo: vale quello del regolamento.",
    en="The limit of the operator of the receiver is not stricter: that of the regulation holds.",
)
_SMALLEST = Text(
    it="Per la classe 0 basta il volume minimo dell'area C. In alternativa: nessuno scarico in un "
    "ricettore (salvo laghi e fiumi Po, Ticino, Adda, Brembo, Serio, Oglio, Chiese e Mincio), con "
    "il modulo dell'allegato D e la dichiarazione del progettista; allora non è richiesto un "
    "volume.",
    en="For class 0 the minimum of area C is enough. Otherwise: no discharge into a receiver "
    "(lakes and the rivers Po, Ticino, Adda, Brembo, Serio, Oglio, Chiese and Mincio apart), with "
    "the form of annex D and the declaration of the designer; then no volume is required.",
)
_IN_TIME = Text(it="Entro il tempo massimo.", en="Within the longest time.")
_LATE = Text(
    it="Oltre il tempo massimo: l'art. 11 chiede un volume in più per un secondo evento, o "
    "l'infiltrazione.",
    en="Beyond the longest time: art. 11 asks for more volume for a second event, or infiltration.",
)
_ARTICLE_16 = Text(
    it="Il caso di monetizzazione è dichiarato dal progettista: il Comune ne verifica i requisiti.",
    en="The case for payment is declared by the designer: the municipality checks that it holds.",
)
