"""Every string and drawing that the pages of a report lay out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contado.documents import seal_of
from contado.dossier.invariance.chart import by_duration, hydrograph, rain_only
from contado.dossier.invariance.declared import area_name
from contado.dossier.invariance.declared import rows as declared_rows
from contado.dossier.invariance.formulas import runs
from contado.dossier.invariance.model import DesignStorm, RainCurve, Report
from contado.dossier.invariance.requirements import requirements
from contado.dossier.invariance.words import WORDS, word
from contado.dossier.pages.parameters import Names, plain
from contado.dossier.pages.parameters import content as parameter_text
from contado.dossier.pages.say import day
from contado.drainage.invariance import Step, StepValue
from contado.norms import UNCONFIRMED, ParameterUse
from contado.numerals import readable
from contado.terms import term
from contado.units import UNITS, format_number

_DIGEST_SHOWN = 16
_OUTCOMES = {"yes": "complies", "no": "complies_not"}
_FIRST = ("no_criticality", "no_rain", "imputed_rain", "rain_range", "expired", "remark")
"""Kinds of assumption that the first page tells too."""

_EVERY = 10
"""Of the durations of the rain-only method, one in so many is in the table."""


def content(report: Report, language: str = "it") -> dict[str, Any]:
    """Return what the pages of a report say, in one language; strings, lists and dicts only."""
    heading = word("kicker", language)
    dated = report.dated
    return {
        "lang": language,
        "w": {key: WORDS[key].say(language) for key in WORDS},
        "title": report.object,
        "heading": heading,
        "disclaimer": report.disclaimer.say(language) if report.disclaimer else "",
        "footer": f"{report.software} · {heading} · {report.digest[:_DIGEST_SHOWN]}",
        "date": None if dated is None else [dated.year, dated.month, dated.day],
        "identity": _identity(report, language),
        "outcome": _outcome(report, language),
        "warnings": _warnings(report, language),
        "summary": _summary(report, language),
        "requirements": list(requirements(report.verdict, language)) if report.verdict else [],
        "alternatives": _alternatives(report, language),
        "declared": declared_rows(report.question, report.design, language),
        "steps": [_step(step, language) for step in report.steps],
        "design_steps": [_step(step, language) for step in report.design_steps],
        "rain": _rain(report.rain_only, language) if report.rain_only else None,
        "storm": _storm(report, report.sizing, language) if report.sizing else None,
        "assumptions": _assumptions(report, language),
        "references": _references(report, language),
        "software": report.software,
        "digest": report.digest,
        "seal": seal_of(report.digest),
    }


def _identity(report: Report, language: str) -> list[list[str]]:
    is_signed = report.plan["profile"].get("signed") is not None
    plan = "plan_declared" if is_signed and report.disclaimer else "plan_proposed"
    plan = plan if report.disclaimer else "plan_signed"
    law = word("law_last", language) if report.on is None else day(report.on, language)
    pairs = [
        ("municipality", report.municipality or word("not_declared", language)),
        ("report_date", day(report.dated, language) if report.dated else ""),
        ("law_date", law),
        ("plan", word(plan, language, profile=report.profile)),
        ("software", report.software),
    ]
    return [[word(key, language), text] for key, text in pairs if text]


def _outcome(report: Report, language: str) -> dict[str, Any]:
    why = report.why.say(language) if report.why else ""
    if report.verdict is None:
        return {**_what_is_required(report, language), "needed": [], "why": why}
    given = report.verdict.outcome
    return {
        "state": given.state,
        "text": word(_OUTCOMES.get(given.value or "", "cannot_tell"), language),
        "needed": [lacking.text.say(language) for lacking in given.deciding],
        "why": why,
    }


def _what_is_required(report: Report, language: str) -> dict[str, str]:
    if report.required is None:
        return {"state": "cannot_tell", "text": word("required_unknown", language)}
    volume = format_number(report.required, "m3", language)
    return {"state": "known", "text": word("required_is", language, volume=volume)}


def _warnings(report: Report, language: str) -> list[str]:
    """Return what must not be missed on the first page."""
    return [one.text.say(language) for one in report.assumptions if one.code in _FIRST]


def _summary(report: Report, language: str) -> list[list[str]]:
    return [[word(key, language), text] for key, text in _figures(report, language)]


def _figures(report: Report, language: str) -> Iterator[tuple[str, str]]:
    if report.design:
        yield from _measures(report.required, "required_volume", "m3", language)
        yield from _measures(report.available, "available_volume", "m3", language)
    yield from _measures(report.answer["discharge_limit_l_s"], "discharge_limit", "l/s", language)
    by_rain = "rain_only_volume" if report.rain_only else "rain_only_compared"
    yield from _measures(report.answer["rain_only_volume_m3"], by_rain, "m3", language)
    yield from _measures(report.answer["minimum_volume_m3"], "minimum_volume", "m3", language)
    if report.sizing is not None:
        own = "as_designed" if report.answer["detailed_volume_m3"] is None else "detailed_volume"
        yield from _measures(report.sizing.volume, own, "m3", language)
    if report.check is not None:
        yield from _measures(report.check.volume, "check_volume", "m3", language)
    yield from _measures(report.emptying, "emptying", "h", language)
    for step in report.steps:
        if step.code == "monetisation":
            yield "monetised", step.result.say(language).partition(" = ")[2]
    yield "class", str(report.answer["class"])
    yield "method", _method(report.answer["method"], language)
    yield "phi", StepValue(symbol="", value=report.answer["phi"], unit="1").say(language)[3:]


def _measures(
    value: float | None, name: str, unit: str, language: str
) -> Iterator[tuple[str, str]]:
    if value is not None:
        yield name, format_number(value, unit, language)


def _method(method: str | None, language: str) -> str:
    from contado.facts import catalogue

    names = catalogue()["design.method"].names
    return (
        names[method].say(language) if method and method in names else term("cannot_tell", language)
    )


def _alternatives(report: Report, language: str) -> list[list[str]]:
    return [
        [
            area_name(row.criticality, language),
            _method(row.method, language),
            _or_unknown(row.discharge_limit, "l/s", language),
            _or_unknown(row.minimum, "m3", language),
            _or_unknown(row.required, "m3", language),
        ]
        for row in report.alternatives
    ]


def _or_unknown(value: float | None, unit: str, language: str) -> str:
    return term("cannot_tell", language) if value is None else format_number(value, unit, language)


def _step(step: Step, language: str) -> dict[str, Any]:
    return {
        "label": step.label.say(language),
        "formula": runs(step.formula),
        "inputs": [_quantity(each, language) for each in step.inputs],
        "result": _quantity(step.result, language),
        "article": step.article,
        "confidence": term(step.confidence, language),
        "doubtful": step.confidence in UNCONFIRMED,
        "note": step.note.say(language) if step.note else "",
    }


def _quantity(quantity: StepValue, language: str) -> dict[str, Any]:
    symbol, _, value = quantity.say(language).partition(" = ")
    return {"symbol": runs(symbol), "value": value}


def _storm(report: Report, storm: DesignStorm, language: str) -> dict[str, Any]:
    hours = format_number(storm.hours, "h", language)
    volume = format_number(storm.volume, "m3", language)
    peak = format_number(max(storm.series.inflow), "l/s", language)
    years = format_number(storm.years, "1", language, decimals=0)
    return {
        "title": word("storm_chart", language, years=years, hours=hours),
        "svg": hydrograph(storm.series, _levels(report, language), language),
        "alt": word("storm_alt", language, hours=hours, peak=peak, volume=volume),
        "unbounded": "" if storm.bounded else word("unbounded", language),
        "durations_svg": by_duration(storm.durations, storm.hours, language),
        "durations_alt": word("duration_alt", language, hours=hours, volume=volume),
        "durations": _durations(storm, language),
    }


def _rain(curve: RainCurve, language: str) -> dict[str, Any]:
    hours = format_number(curve.hours, "h", language)
    volume = format_number(curve.volume, "m3", language)
    return {
        "svg": rain_only(curve, language),
        "alt": word("rain_alt", language, hours=hours, volume=volume),
        "rows": [
            {
                "hours": format_number(row.hours, "h", language),
                "incoming": format_number(row.incoming, "m3", language),
                "outgoing": format_number(row.outgoing, "m3", language),
                "volume": format_number(row.volume, "m3", language),
                "critical": row.hours == curve.hours,
            }
            for place, row in enumerate(curve.rows)
            if place % _EVERY == _EVERY - 1 or row.hours == curve.hours
        ],
    }


def _levels(report: Report, language: str) -> list[tuple[str, float]]:
    levels = [("level_required", report.required), ("level_available", report.available)]
    return [
        (f"{word(name, language)}: {format_number(value, 'm3', language)}", value)
        for name, value in levels
        if value is not None
    ]


def _durations(storm: DesignStorm, language: str) -> list[dict[str, Any]]:
    """Return every other duration, and the critical one."""
    rows = [
        row
        for place, row in enumerate(storm.durations)
        if place % 2 == 0 or row.hours == storm.hours
    ]
    return [
        {
            "hours": format_number(row.hours, "h", language),
            "depth": format_number(row.depth, "mm", language),
            "volume": format_number(row.volume, "m3", language),
            "critical": row.hours == storm.hours,
        }
        for row in rows
    ]


def _assumptions(report: Report, language: str) -> list[dict[str, str]]:
    return [
        {
            "text": one.text.say(language),
            "where": one.reference or "",
            "confidence": term(one.confidence, language) if one.confidence else "",
        }
        for one in report.assumptions
        if one.code != "proposed"  # the head of every page says it
    ]


def _references(report: Report, language: str) -> list[dict[str, str]]:
    names = Names(report.plan, language)
    return [
        {
            "label": use.label.say(language),
            "value": _value(use, names),
            "source": use.reference.title,
            "confidence": term(use.confidence, language),
        }
        for use in report.references
    ]


def _value(use: ParameterUse, names: Names) -> str:
    """Write a value of the plan; a table of several axes is only in the JSON."""
    axes = names.embedded["parameters"].get(use.parameter, {}).get("by", {})
    if len(axes) > 1:
        return word("table_whole", names.language)
    if isinstance(use.value, float):
        return f"{readable(use.value, names.language)}{_unit(use, names)}"
    if isinstance(use.value, dict) and axes:
        rows = (
            f"{names.row(use.parameter, row)}: {plain(value, names.language)}"
            f"{'' if value is None else _unit(use, names)}"
            for row, value in use.value.items()
        )
        return "; ".join(rows)
    return parameter_text(use, names.language, names)


def _unit(use: ParameterUse, names: Names) -> str:
    label = UNITS[use.unit].label.say(names.language) if use.unit in UNITS else ""
    return f" {label}" if label else ""
