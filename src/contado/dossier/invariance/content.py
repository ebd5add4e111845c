"""Every string and drawing that the pages of a report lay out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contado.dossier.invariance.chart import by_duration, hydrograph
from contado.dossier.invariance.declared import rows as declared_rows
from contado.dossier.invariance.formulas import runs
from contado.dossier.invariance.model import Report, Storm
from contado.dossier.invariance.words import said, words
from contado.dossier.pages.parameters import Names, plain
from contado.dossier.pages.parameters import content as parameter_text
from contado.dossier.pages.say import answer, day
from contado.drainage.invariance.steps import Quantity, Step
from contado.norms.trace import ParameterUse
from contado.terms import term
from contado.units import format_number

_DIGEST_SHOWN = 16
_OUTCOMES = {"yes": "complies", "no": "complies_not"}
_ANSWERED = {
    "discharge_limit_l_s": ("discharge_limit", "l/s"),
    "minimum_volume_m3": ("minimum_volume", "m3"),
    "rain_only_volume_m3": ("rain_only_volume", "m3"),
}


def content(report: Report, language: str = "it") -> dict[str, Any]:
    """Return what the pages of a report say, in one language; strings, lists and dicts only."""
    heading = said("kicker", language)
    dated = report.dated
    return {
        "lang": language,
        "w": {key: text.say(language) for key, text in words().items()},
        "title": report.object,
        "heading": heading,
        "disclaimer": report.disclaimer.say(language) if report.disclaimer else "",
        "footer": f"{report.software} · {heading} · {report.digest[:_DIGEST_SHOWN]}",
        "date": None if dated is None else [dated.year, dated.month, dated.day],
        "identity": _identity(report, language),
        "outcome": _outcome(report, language),
        "summary": _summary(report, language),
        "requirements": _requirements(report, language),
        "declared": declared_rows(report.design, language),
        "steps": [_step(step, language) for step in report.steps],
        "design_steps": [_step(step, language) for step in report.design_steps],
        "storm": _storm(report, language) if report.sizing else None,
        "assumptions": _assumptions(report, language),
        "references": _references(report, language),
        "software": report.software,
        "digest": report.digest,
    }


def _identity(report: Report, language: str) -> list[list[str]]:
    plan = "plan_proposed" if report.disclaimer else "plan_signed"
    pairs = [
        ("municipality", report.municipality),
        ("report_date", day(report.dated, language) if report.dated else ""),
        ("law_date", day(report.on, language)),
        ("plan", said(plan, language, profile=report.profile)),
        ("software", report.software),
    ]
    return [[said(key, language), text] for key, text in pairs if text]


def _outcome(report: Report, language: str) -> dict[str, Any]:
    if report.verdict is None:
        return {"state": "known", "text": said("no_design", language), "needed": []}
    given = report.verdict.outcome
    return {
        "state": given.state,
        "text": said(_OUTCOMES.get(given.value or "", "cannot_tell"), language),
        "needed": [lacking.text.say(language) for lacking in given.deciding],
    }


def _summary(report: Report, language: str) -> list[list[str]]:
    return [[said(key, language), text] for key, text in _figures(report, language)]


def _figures(report: Report, language: str) -> Iterator[tuple[str, str]]:
    yield "class", str(report.answer["class"])
    yield "method", _method(report, language)
    yield "phi", format_number(report.answer["phi"], "1", language, decimals=4)
    for key, (name, unit) in _ANSWERED.items():
        if report.answer[key] is not None:
            yield name, format_number(report.answer[key], unit, language)
    if report.required is not None:
        yield "required_volume", format_number(report.required, "m3", language)
    if report.available is not None:
        yield "available_volume", format_number(report.available, "m3", language)
    if report.sizing is not None:
        yield "critical_duration", format_number(report.sizing.hours, "h", language)
        if report.sizing.emptying is not None:
            yield "emptying", format_number(report.sizing.emptying, "h", language)
    if report.check is not None:
        yield "check_volume", format_number(report.check.volume, "m3", language)


def _method(report: Report, language: str) -> str:
    from contado.facts import catalogue

    names = catalogue()["design.method"].names
    found = report.answer["method"]
    return names[found].say(language) if found in names else term("cannot_tell", language)


def _requirements(report: Report, language: str) -> list[dict[str, str]]:
    if report.verdict is None:
        return []
    return [
        {
            "code": row.criterion,
            "label": row.label.say(language),
            "answer": answer(row.answer, language),
            "state": row.answer.state,
            "sentence": row.sentence.say(language),
            "needed": "; ".join(lacking.text.say(language) for lacking in row.answer.deciding),
        }
        for part in report.verdict.parts
        for row in part.criteria
    ]


def _step(step: Step, language: str) -> dict[str, Any]:
    return {
        "label": step.label.say(language),
        "formula": runs(step.formula),
        "inputs": [_quantity(each, language) for each in step.inputs],
        "result": _quantity(step.result, language),
        "article": step.article,
        "confidence": term(step.confidence, language),
        "doubtful": step.confidence in ("verify", "assumption"),
        "note": step.note.say(language) if step.note else "",
    }


def _quantity(quantity: Quantity, language: str) -> dict[str, Any]:
    symbol, _, value = quantity.say(language).partition(" = ")
    return {"symbol": runs(symbol), "value": value}


def _storm(report: Report, language: str) -> dict[str, Any]:
    storm = report.sizing
    assert storm is not None, "asked only where there is one"
    hours = format_number(storm.hours, "h", language)
    volume = format_number(storm.volume, "m3", language)
    peak = format_number(max(storm.series.inflow), "l/s", language)
    years = format_number(storm.years, "1", language, decimals=0)
    return {
        "title": said("storm_chart", language, years=years, hours=hours),
        "svg": hydrograph(storm.series, _levels(report, language), language),
        "alt": said("storm_alt", language, hours=hours, peak=peak, volume=volume),
        "balance": said(
            "balance", language, error=format_number(storm.imbalance, "m3", language, decimals=6)
        ),
        "unbounded": "" if storm.bounded else said("unbounded", language),
        "durations_svg": by_duration(storm.durations, storm.hours, language),
        "durations_alt": said("duration_alt", language, hours=hours, volume=volume),
        "durations": _durations(storm, language),
    }


def _levels(report: Report, language: str) -> list[tuple[str, float]]:
    found = [("level_required", report.required), ("level_available", report.available)]
    return [
        (f"{said(name, language)}: {format_number(value, 'm3', language)}", value)
        for name, value in found
        if value is not None
    ]


def _durations(storm: Storm, language: str) -> list[dict[str, Any]]:
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
        return said("table_whole", names.language)
    if isinstance(use.value, dict) and axes:
        rows = (
            f"{names.row(use.parameter, row)}: {plain(value, names.language)}"
            for row, value in use.value.items()
        )
        return "; ".join(rows)
    return parameter_text(use, names.language, names)
