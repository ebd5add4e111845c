"""How the plan is shown in a terminal: tables of values, references and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from contado.days import day_text
from contado.dossier.pages import AXES, Names, as_written, plain
from contado.errors import BadInput, Problem
from contado.norms import QUANTITIES, UNCONFIRMED, as_json, parameters_of
from contado.phrases import Phrases
from contado.terms import term
from contado.units import UNITS

if TYPE_CHECKING:
    from contado.norms import (
        Criterion,
        Difference,
        Measure,
        ParameterUse,
        Quantity,
        Reference,
        Rules,
        Sheet,
        TableRow,
    )

Page = list[Table | str]
_WORDS = Phrases.of("contado.cli")


def _say(key: str, language: str, **values: object) -> str:
    return _WORDS(f"norms.{key}", language, **values)


def _table(language: str, *keys: str, title: str = "") -> Table:
    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left")
    for key in keys:
        table.add_column(_say(key, language), overflow="fold", no_wrap=key == "id")
    return table


def overview(rules: Rules) -> dict[str, Any]:
    """Return what a plan defines, as plain values."""
    return {
        "profile": rules.profile.model_dump(mode="json", exclude_none=True),
        "sheets": {name: sheet.label.model_dump() for name, sheet in rules.sheets.items()},
        "parameters": {name: one.label.model_dump() for name, one in rules.parameters.items()},
        "measures": {code: entry.label.model_dump() for code, entry in rules.abacus.items()},
    }


def listing(rules: Rules, language: str) -> Page:
    """Return the tables of everything a plan defines."""
    sheets = _table(
        language, "id", "label", "validity", "confidence", title=_say("sheets", language)
    )
    for name, sheet in rules.sheets.items():
        confidence = term(sheet.in_force.confidence, language)
        sheets.add_row(name, sheet.label.say(language), _force(sheet, rules, language), confidence)
    title = _say("parameters", language)
    parameters = _table(language, "id", "label", "unit", "confidence", title=title)
    for name, one in sorted(rules.parameters.items()):
        confidence = term(one.values[-1].confidence, language)
        parameters.add_row(
            name, one.label.say(language), _unit(one.unit or "", language), confidence
        )
    measures = _table(language, "id", "label", "on_sheets", title=_say("measures", language))
    for code, measure in rules.measures.items():
        measures.add_row(code, measure.label.say(language), ", ".join(measure.sheets))
    return [sheets, parameters, measures]


def _unit(unit: str, language: str) -> str:
    return UNITS[unit].label.say(language) if unit in UNITS else unit


def _in_each_time(rules: Rules, values: Sequence[Any]) -> Iterator[Rules]:
    """Yield the plan on the first day of each of some dated values."""
    for value in values:
        yield replace(rules, on=value.valid_from or date.min)


def parameter(rules: Rules, name: str, language: str, *, dated: bool) -> tuple[Any, Page]:
    """Return a parameter: all its values, or the one in force on the day of the rules."""
    times = [rules] if dated else list(_in_each_time(rules, rules.parameter(name).values))
    uses = [one.use(name) for one in times]
    page: Page = [f"{name}: {uses[0].label.say(language)}"]
    for use in uses:
        page += [_values(rules, use, language), *_about(use, language)]
    return [use.model_dump(mode="json") for use in uses], page


def _values(rules: Rules, use: ParameterUse, language: str) -> Table:
    names = _names(rules, language)
    unit = _unit(use.unit, language)
    table = Table(box=SIMPLE_HEAD)
    table.add_column(_say("id", language))
    table.add_column(f"{_say('value', language)} {unit}".strip())
    is_table = bool(rules.parameter(use.parameter).by)
    written = as_written(use.value, use.unit)
    rows = written if is_table and isinstance(written, dict) else {"": written}
    own = {AXES.join(key): row for key, row in rules.own_marks(use.parameter).items()}
    for key in ("confidence", "note") if own else ():
        table.add_column(_say(key, language), overflow="fold")
    for key, value in rows.items():
        text = (
            names.value(use.parameter, value) if isinstance(value, str) else plain(value, language)
        )
        marks = _marks(own.get(key), use, language) if own else ()
        table.add_row(names.row(use.parameter, key) if key else use.parameter, text, *marks)
    return table


def _marks(row: TableRow | None, use: ParameterUse, language: str) -> tuple[str, str]:
    """Return the mark of a row, that of its parameter where it has none, and its note."""
    own = row.confidence if row and row.confidence else use.confidence
    return term(own, language), row.note.say(language) if row and row.note else ""


def _names(rules: Rules, language: str) -> Names:
    embedded = {"parameters": as_json(rules.parameters), "categories": as_json(rules.categories)}
    return Names(embedded, language)


def _about(use: ParameterUse, language: str) -> Iterator[str]:
    """Say validity, reference, confidence and note of a dated value."""
    validity = _validity(use.valid_from, use.valid_to, language)
    expired = f" ({_say('expired', language)})" if use.expired else ""
    yield f"{_say('validity', language)}: {validity}{expired}"
    yield f"{_say('reference', language)}: {_reference(use.reference)}"
    yield f"{_say('confidence', language)}: {term(use.confidence, language)}"
    if use.checked and use.confidence not in UNCONFIRMED:
        yield f"{_say('checked', language)}: {day_text(use.checked, language)}"
    if use.note:
        yield f"{_say('note', language)}: {use.note.say(language)}"


def _validity(first: date | None, last: date | None, language: str) -> str:
    ends = [
        _say(key, language, day=day_text(day, language))
        for key, day in (("since", first), ("until", last))
        if day
    ]
    return " ".join(ends) or _say("always", language)


def _reference(reference: Reference) -> str:
    return f"{reference.title} {reference.url or ''}".strip()


def measure(rules: Rules, code: str, language: str, *, dated: bool) -> tuple[Any, Page]:
    """Return a measure of the abacus: as it was and is, or on the day of the rules."""
    times = [rules] if dated else list(_in_each_time(rules, rules.abacus[code].values))
    versions = [one.measures[code] for one in times if code in one.measures]
    if not versions:
        first = rules.abacus[code].values[0].valid_from
        values = {"parameter": code, "on": rules.on, "first": first}
        raise BadInput(Problem("norms.too_early", code, values))
    page: Page = [f"{code}: {rules.abacus[code].label.say(language)}"]
    for one in versions:
        page += _measure(one, language)
    return [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in versions], page


def _measure(one: Measure, language: str) -> Page:
    table = _table(language, "quantity", "value", "confidence", "note")
    for name, unit in QUANTITIES.items():
        quantity = one.quantity(name)
        confidence = quantity.confidence or one.sizing.confidence
        note = quantity.note.say(language) if quantity.note else ""
        value = _quantity(quantity, unit, language)
        table.add_row(_say(name, language), value, term(confidence, language), note)
    cost = one.sizing.cost
    bounds = plain({"low": cost.low, "high": cost.high}, language)
    price = f"{bounds} {_say(cost.per, language)}"
    table.add_row(_say("cost", language), price, term(one.sizing.confidence, language), "")
    head = [f"{_say('on_sheets', language)}: {', '.join(one.sheets)}"]
    head += [_say("synergic", language)] if one.synergic else []
    validity = _validity(one.valid_from, one.sizing.valid_to, language)
    return [
        *head,
        table,
        f"{_say('validity', language)}: {validity}",
        f"{_say('reference', language)}: {_reference(one.sizing.reference)}",
    ]


def _quantity(quantity: Quantity, unit: str, language: str) -> str:
    if quantity.range is None:
        return _say(quantity.declare or "none", language)
    bounds = plain(quantity.range.model_dump(), language)
    return f"{bounds} {_unit(unit, language)}".strip()


def sheet(rules: Rules, name: str, language: str, *, dated: bool) -> tuple[Any, Page]:
    """Return a sheet: its parts and criteria, and the parameters they use."""
    definition = rules.sheet(name)
    uses = [rules.use(one) for one in dict.fromkeys(parameters_of(definition))]
    page: Page = [
        f"{name}: {definition.label.say(language)}",
        _force(definition, rules, language, dated=dated),
        f"{_say('reference', language)}: {_reference(definition.in_force.reference)}",
        f"{_say('confidence', language)}: {term(definition.in_force.confidence, language)}",
    ]
    for part in definition.parts:
        title = _say("part", language, part=part.part, label=part.label)
        table = _table(language, "id", "criterion", "reads", title=title)
        for criterion in part.criteria:
            table.add_row(criterion.criterion, criterion.label.say(language), _reads(criterion))
        if part.outcome:
            table.add_row(part.part, ", ".join(part.outcome.by), part.outcome.table)
        page.append(table)
    content = {
        "sheet": as_json({name: definition})[name],
        "parameters": [use.model_dump(mode="json") for use in uses],
    }
    return content, [*page, _used(rules, uses, language, dated=dated)]


def _reads(criterion: Criterion) -> str:
    """Return what a criterion reads: a fact, a table, or facts in a condition."""
    from contado.norms import fact_states_of_criterion

    facts = [fact for fact, _, _ in fact_states_of_criterion(criterion, "")]
    table = [criterion.table] if criterion.kind == "table" else []
    return ", ".join(dict.fromkeys([*facts, *table]))


def _used(rules: Rules, uses: Sequence[ParameterUse], language: str, *, dated: bool) -> Table:
    title = _say("parameters", language)
    table = _table(language, "id", "value", "confidence", "reference", title=title)
    for use in uses:
        is_table = bool(rules.parameter(use.parameter).by)
        value = (
            "…" if is_table else f"{plain(use.value, language)} {_unit(use.unit, language)}".strip()
        )
        confidence = term(use.confidence, language)
        if dated and use.expired:
            confidence += f", {_say('expired', language)}"
        table.add_row(use.parameter, value, confidence, use.reference.title)
    return table


def _force(sheet: Sheet, rules: Rules, language: str, *, dated: bool = False) -> str:
    force = sheet.in_force
    act = _say(force.is_, language)
    text = _say("in_force", language, day=day_text(force.valid_from, language), act=act)
    over = force.valid_to is not None and force.valid_to < rules.on
    if dated and (rules.on < force.valid_from or over):
        day = day_text(rules.on, language)
        text += f"; {_say('not_in_force', language, day=day)}"
    return text


def differences(rows: Sequence[Difference], names: tuple[str, str], language: str) -> Page:
    """Return the table of what two plans say differently."""
    if not rows:
        return [_say("same", language)]
    table = Table(box=SIMPLE_HEAD)
    for title in (_say("id", language), _say("where", language), *names):
        table.add_column(title, overflow="fold")
    for one in rows:
        sides = (_written(value, language) for value in (one.before, one.after))
        table.add_row(one.name, one.path, *sides)
    return [table]


def _written(value: Any, language: str) -> str:  # noqa: ANN401 - whatever a plan holds
    if value is None:
        return "—"
    if isinstance(value, dict) and len(value) > len(("low", "high")):
        return _say("whole", language)
    return plain(value, language)


def counts(rules: Rules, cases: int) -> dict[str, int]:
    """Return how much of each kind there is in a plan."""
    return {
        "sheets": len(rules.sheets),
        "parameters": len(rules.parameters),
        "measures": len(rules.abacus),
        "cases": cases,
    }


def counts_text(rules: Rules, cases: int, language: str) -> str:
    """Say that a plan holds together, and how much of it there is."""
    return _say("all_well", language, **counts(rules, cases))
