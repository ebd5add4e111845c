"""The steps of the rain and of the rain-only method."""

from __future__ import annotations

from collections.abc import Iterator

from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.invariance.rules import DISCHARGE_LIMIT, RETURN_PERIOD
from contado.drainage.invariance.steps import WORDS, Step, StepValue, confidence_of
from contado.drainage.invariance.volumes import RainOnly
from contado.drainage.rainfall import DURATIONS, Rainfall
from contado.drainage.rainfall.territory import SHORT_EXPONENT
from contado.norms import Confidence, Rules
from contado.terms import Text

ARTICLE = "r.r. Lombardia 7/2017, allegato G"

_GEV = "w_T = ε + (α/κ) · {1 − [ln(T/(T−1))]^κ}"
_GUMBEL = "w_T = ε − α · ln(ln(T/(T−1)))"
_FORMULAS = {
    "critical_duration": "D_w = [Q_lim / (2,78 · S · φ_m · a · n)]^(1/(n−1))",
    "incoming": "W_in = 10 · S · φ_m · a · D_w^n",
    "outgoing": "W_out = 3,6 · Q_lim · D_w",
    "volume": "W_0 = W_in − W_out",
}


def curve_steps(rules: Rules, rain: Rainfall) -> Iterator[Step]:
    """Yield the growth factor and the depth of one hour for the return period of sizing."""
    years = rules.number(RETURN_PERIOD)
    sure = rules.use(RETURN_PERIOD).confidence if not rain.imputed else "assumption"
    yield Step(
        code="growth_factor",
        label=WORDS["labels.growth_factor"],
        formula=_GEV if rain.kappa else _GUMBEL,
        inputs=(
            StepValue(symbol="T", value=years, unit="year"),
            StepValue(symbol="α", value=rain.alpha, unit="1"),
            StepValue(symbol="κ", value=rain.kappa, unit="1"),
            StepValue(symbol="ε", value=rain.epsilon, unit="1"),
        ),
        result=StepValue(symbol="w_T", value=rain.growth(years), unit="1"),
        article=f"{rules.use(RETURN_PERIOD).reference.title}; ARPA Lombardia, LSPP",
        confidence=sure,
        parameters=(RETURN_PERIOD,),
    )
    yield Step(
        code="hourly_rain",
        label=WORDS["labels.hourly_rain"],
        formula="a = a1 · w_T",
        inputs=(
            StepValue(symbol="a1", value=rain.a1, unit="mm/h^n"),
            StepValue(symbol="w_T", value=rain.growth(years), unit="1"),
        ),
        result=StepValue(symbol="a", value=rain.hourly(years), unit="mm/h^n"),
        article="ARPA Lombardia, LSPP",
        confidence=sure,
    )


def rain_only_steps(
    rules: Rules,
    hectares: float,
    limit: float,
    curve: PowerCurve,
    sizing: RainOnly,
    *,
    compared: bool = False,
    sureness: Confidence = "known",
) -> Iterator[Step]:
    """Yield critical duration, what comes in, what goes out and the volume.

    Parameters
    ----------
    hectares
        Impermeable contributing hectares.
    limit
        Discharge limit, l/s.
    compared
        Whether the method is not the one that sizes the works.
    sureness
        Of the rain.
    """
    impermeable = StepValue(symbol="S·φ_m", value=hectares, unit="ha")
    flow = StepValue(symbol="Q_lim", value=limit, unit="l/s")
    rain = StepValue(symbol="a", value=curve.a, unit="mm/h^n")
    exponent = StepValue(symbol="n", value=sizing.exponent, unit="1")
    duration = StepValue(symbol="D_w", value=sizing.duration, unit="h")
    coming = StepValue(symbol="W_in", value=sizing.incoming, unit="m3")
    going = StepValue(symbol="W_out", value=sizing.outgoing, unit="m3")
    volume = StepValue(symbol="W_0", value=sizing.volume, unit="m3")
    short = (SHORT_EXPONENT,) if sizing.exponent != curve.n else ()
    sure = confidence_of(rules, (DISCHARGE_LIMIT, DURATIONS, *short), sureness)
    steps = (
        ("critical_duration", (flow, impermeable, rain, exponent), duration),
        ("incoming", (impermeable, rain, duration, exponent), coming),
        ("outgoing", (flow, duration), going),
        ("volume", (coming, going), volume),
    )
    for code, inputs, result in steps:
        first = code == "critical_duration"
        aside = WORDS["notes.compared"] if compared and code == "volume" else None
        yield Step(
            code=f"rain_only.{code}",
            label=WORDS[f"labels.rain_only.{code}"],
            formula=_FORMULAS[code],
            inputs=inputs,
            result=result,
            article=ARTICLE,
            confidence=sure,
            parameters=(DURATIONS, *short) if first else (),
            note=_note(rules, curve, sizing) if first else aside,
        )


def _note(rules: Rules, curve: PowerCurve, sizing: RainOnly) -> Text | None:
    """Return what must be known of the critical duration, where it is out of the ordinary."""
    return WORDS["notes.short"] if sizing.exponent != curve.n else beyond_range(rules, sizing)


def beyond_range(rules: Rules, sizing: RainOnly) -> Text | None:
    """Return the warning of a critical duration that the depth-duration curves do not hold for."""
    longest = rules.interval(DURATIONS).high
    if sizing.duration <= longest:
        return None
    return WORDS.text("notes.rain_range", hours=f"{longest:g}")
