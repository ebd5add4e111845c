"""The plan on a day: every value that holds then, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from contado.errors import BadInput, Problem
from contado.norms.catalogue import FactSpec
from contado.norms.check import check
from contado.norms.dated import Range, in_force
from contado.norms.frozen import thawed
from contado.norms.measures import QUANTITIES, Measure, MeasureEntry
from contado.norms.name_order import ORDER, orders_of
from contado.norms.parameters import (
    Category,
    Parameter,
    ParameterValue,
    Plain,
    TableRow,
    plain,
    readable,
    rows,
)
from contado.norms.profile import BUILT_IN, PlanContent, Profile, as_json, read_plan
from contado.norms.sheets import Sheet
from contado.norms.signatures import is_registered
from contado.norms.trace import ParameterUse
from contado.terms import TERMS, Text

_NO_DAY = date.max  # after every value of the plan: the last ones hold


@dataclass(frozen=True, eq=False)
class Rules:
    """A plan profile on a day, read-only.

    Make one with `Rules.load` (from the plan's files) or `Rules.of` (from what a dossier froze).

    Parameters
    ----------
    profile
        Whose plan it is, and whether it is signed.
    on
        The day; see `day` where none was asked for.
    categories, parameters, abacus, sheets
        The definitions, with all their dated values.
    facts
        The catalogue of facts; empty where the rules serve only to read parameters.
    recognised
        Whether this machine recognises that the profile is signed: see `contado.norms.signatures`.
    read
        Names of the parameters whose value was asked for so far.

    Examples
    --------
    >>> rules = Rules.load(on=date(2024, 6, 1))
    >>> rules.numbers("idren.breaks")
    (0.15, 0.3, 0.5, 0.7)
    >>> rules.measures["NBS01"].quantity("cooling").midpoint
    0.35
    """

    profile: Profile
    on: date
    categories: Mapping[str, Category]
    parameters: Mapping[str, Parameter]
    abacus: Mapping[str, MeasureEntry]
    sheets: Mapping[str, Sheet]
    facts: Mapping[str, FactSpec] = field(default_factory=dict)
    recognised: bool = False
    _uses: dict[str, ParameterUse] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _rows: dict[str, dict[tuple[str, ...], Plain]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    read: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @classmethod
    def load(
        cls,
        profile: str | Path = BUILT_IN,
        *,
        on: date | None,
        facts: Mapping[str, FactSpec] | None = None,
    ) -> Rules:
        """Read a profile and check all of it.

        Parameters
        ----------
        profile
            ``contado`` for the plan that comes with the software, or a folder with a
            ``profile.yaml``.
        on
            The day whose law holds; None for the last value of everything.
        facts
            The catalogue of facts. Without it parameters can be read, but sheets are neither
            checked against facts nor evaluated.

        Raises
        ------
        BadInput
            Everything wrong with the plan, each with file and line.
        """
        problems: list[Problem] = []
        plan = read_plan(profile, problems)
        problems.extend(check(plan, facts))
        if problems or plan.profile is None:
            raise BadInput(problems)
        rules = cls._from(plan, plan.profile, on or _NO_DAY, facts or {})
        if plan.profile.signed is None:
            return rules
        return replace(rules, recognised=is_registered(profile, plan.profile))

    @classmethod
    def _from(
        cls, plan: PlanContent, profile: Profile, on: date, facts: Mapping[str, FactSpec]
    ) -> Rules:
        return cls(
            profile, on, plan.categories, plan.parameters, plan.measures, plan.sheets, dict(facts)
        )

    @property
    def day(self) -> date | None:
        """The day that was asked for; None where these are the plan's last values."""
        return None if self.on == _NO_DAY else self.on

    def at(self, day: date) -> Rules:
        """Return the same plan on another day."""
        return replace(self, on=day)

    @classmethod
    def of(cls, embedded: Mapping[str, Any]) -> Rules:
        """Return the rules that `embed` froze.

        Raises
        ------
        BadInput
            Everything wrong with what was frozen, as `load` does with the files of a plan.
        """
        from contado.norms.recognition import is_recognised

        rules = cls._from(*thawed(embedded))
        return replace(rules, recognised=is_recognised(rules)) if rules.profile.signed else rules

    @property
    def disclaimer(self) -> Text | None:
        """What every answer opens with; None under a signed plan that this machine recognises."""
        if self.profile.signed is None:
            return TERMS["proposed_values"]
        return None if self.recognised else TERMS["unrecognised_signature"]

    def embed(self, parameters: Iterable[str], sheets: Iterable[str]) -> dict[str, Any]:
        """Return what a dossier freezes: the sheets, and the parameters they and it used.

        Only the value in force on the day is kept of each parameter. The abacus goes in whole,
        so that what would change the verdict can still be searched.

        Parameters
        ----------
        parameters
            Identifiers of parameters used in measuring; those of ``abacus.`` are ignored.
        sheets
            Identifiers of the sheets.

        Returns
        -------
        dict
            JSON-ready; `Rules.of` makes of it rules that evaluate identically.
        """
        from contado.norms.uses import facts_of, parameters_of

        kept = {name: self.sheets[name] for name in sorted(set(sheets))}
        used = {name for name in parameters if not name.startswith("abacus.")}
        used.update(name for sheet in kept.values() for name in parameters_of(sheet))
        read = (fact for sheet in kept.values() for fact in (*facts_of(sheet), *sheet.effects))
        named = sorted(set(read))
        embedded = {
            "on": self.on.isoformat(),
            "profile": self._profile_of(kept.values()),
            "categories": as_json(self.categories),
            "parameters": as_json({name: self._only_today(name) for name in sorted(used)}),
            "measures": as_json({code: self._row_today(code) for code in self.measures}),
            "sheets": as_json(kept),
            "facts": as_json({name: self.facts[name] for name in named if name in self.facts}),
        }
        return embedded | {ORDER: orders_of(embedded)}

    def _profile_of(self, sheets: Iterable[Sheet]) -> dict[str, Any]:
        """Return the profile, of its identity lists those of the places that sheets judge."""
        kinds = {sheet.of for sheet in sheets}
        own = {kind: facts for kind, facts in self.profile.identity.items() if kind in kinds}
        profile = self.profile.model_copy(update={"identity": own})
        return profile.model_dump(mode="json", exclude_defaults=True)

    def _only_today(self, name: str) -> Parameter:
        return self.parameter(name).model_copy(update={"values": (self._value(name)[0],)})

    def _row_today(self, code: str) -> MeasureEntry:
        return self.abacus[code].model_copy(update={"values": (self.measures[code].sizing,)})

    def parameter(self, name: str) -> Parameter:
        """Return the definition of a parameter.

        Raises
        ------
        BadInput
            ``norms.unknown_parameter``.
        """
        parameter = self.parameters.get(name)
        if parameter is None:
            raise BadInput(Problem("norms.unknown_parameter", name, {"parameter": name}))
        return parameter

    def _value(self, name: str) -> tuple[ParameterValue, bool]:
        parameter = self.parameter(name)
        value, expired = in_force(parameter.values, self.on)
        if value is None:
            first = parameter.values[0].valid_from
            values = {"parameter": name, "on": self.on, "first": first}
            raise BadInput(Problem("norms.too_early", name, values))
        self.read.add(name)
        return value, expired

    def use(self, name: str) -> ParameterUse:
        """Return a parameter's value in force, with its validity, reference and confidence.

        Past the end of the last value the last value is returned, marked ``expired``. The
        quantities of the abacus are named ``abacus.NBS01.cooling``.

        Raises
        ------
        BadInput
            ``norms.unknown_parameter``, or ``norms.too_early`` where the day comes before the
            first value.
        """
        if name not in self._uses:
            from_abacus = name.startswith("abacus.")
            made = self._use_of_abacus(name) if from_abacus else self._use_of_parameter(name)
            self._uses[name] = made
        return self._uses[name]

    def _use_of_parameter(self, name: str) -> ParameterUse:
        parameter, (value, expired) = self.parameter(name), self._value(name)
        return ParameterUse(
            parameter=name,
            label=parameter.label,
            value=readable(value.value, parameter),
            unit=parameter.unit or "",
            valid_from=value.valid_from,
            valid_to=value.valid_to,
            checked=value.checked,
            reference=value.reference,
            confidence=value.confidence,
            expired=expired,
            note=value.note,
        )

    def _use_of_abacus(self, name: str) -> ParameterUse:
        _, _, rest = name.partition(".")
        code, _, column = rest.partition(".")
        measure = self.measures.get(code)
        if measure is None or column not in QUANTITIES:
            raise BadInput(Problem("norms.unknown_parameter", name, {"parameter": name}))
        quantity, sizing = measure.quantity(column), measure.sizing
        return ParameterUse(
            parameter=name,
            label=measure.label,
            value=quantity.range.model_dump() if quantity.range else quantity.declare,
            unit=QUANTITIES[column],
            valid_from=sizing.valid_from,
            valid_to=sizing.valid_to,
            checked=sizing.checked,
            reference=quantity.reference or sizing.reference,
            confidence=quantity.confidence or sizing.confidence,
            expired=measure.expired,
            note=quantity.note or sizing.note,
        )

    def own_marks(self, name: str) -> dict[tuple[str, ...], TableRow]:
        """Return the rows of a table that have a mark or a note of their own."""
        every = rows(self._value(name)[0].value, len(self.parameter(name).by))
        return {key: row for key, row in every if row.confidence or row.note or row.reference}

    def plain(self, name: str) -> Plain:
        """Return the typed value of a parameter without axes."""
        parameter = self.parameter(name)
        return plain(self._value(name)[0].value, is_number=parameter.unit is not None)

    def number(self, name: str) -> float:
        """Return a parameter that is one number."""
        return _of_kind(name, self.plain(name), float)

    def name(self, name: str) -> str:
        """Return a parameter that is one name, for example a method."""
        return _of_kind(name, self.plain(name), str)

    def interval(self, name: str) -> Range:
        """Return a parameter that is bounds."""
        return _of_kind(name, self.plain(name), Range)

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a parameter that is a list of numbers."""
        return tuple(_of_kind(name, v, float) for v in _of_kind(name, self.plain(name), tuple))

    def table(self, name: str) -> dict[str, Range | None]:
        """Return a table of numbers by one category; None where a row does not count.

        An exact number has equal bounds.
        """
        values = {key[0]: value for key, value in self.rows(name).items() if len(key) == 1}
        return {key: _bounds(name, value) for key, value in values.items()}

    def lookup(self, name: str) -> dict[tuple[str, ...], str]:
        """Return a table of names, by the names on its axes."""
        return {key: _of_kind(name, value, str) for key, value in self.rows(name).items()}

    def rows(self, name: str) -> dict[tuple[str, ...], Plain]:
        """Return the typed rows of a table, by the names on its axes."""
        value = self._value(name)[0].value  # noted as read each time
        if name not in self._rows:
            parameter = self.parameter(name)
            is_number = parameter.unit is not None
            self._rows[name] = {
                key: plain(row.value, is_number=is_number)
                for key, row in rows(value, len(parameter.by))
            }
        return dict(self._rows[name])

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The abacus on the day, by code; measures that come later are left out."""
        measures: dict[str, Measure] = {}
        for code, entry in self.abacus.items():
            sizing, expired = in_force(entry.values, self.on)
            if sizing is not None:
                measures[code] = Measure(
                    code=code,
                    label=entry.label,
                    synergic=entry.synergic,
                    sizing=sizing,
                    expired=expired,
                )
        return measures

    def fact(self, name: str) -> FactSpec:
        """Return what the catalogue says of a fact.

        Raises
        ------
        BadInput
            ``norms.no_catalogue`` where the rules were loaded without one.
        """
        spec = self.facts.get(name)
        if spec is None:
            raise BadInput(Problem("norms.no_catalogue", name))
        return spec

    def sheet(self, name: str) -> Sheet:
        """Return a sheet.

        Raises
        ------
        BadInput
            ``norms.unknown_sheet``.
        """
        sheet = self.sheets.get(name)
        if sheet is None:
            values = {"sheet": name, "sheets": ", ".join(sorted(self.sheets))}
            raise BadInput(Problem("norms.unknown_sheet", name, values))
        return sheet


T = TypeVar("T", float, str, tuple[Any, ...], Range)


def _of_kind(name: str, value: Plain, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise BadInput(Problem("norms.wrong_kind", name, {"parameter": name}))
    return value


def _bounds(name: str, value: Plain) -> Range | None:
    if value is None or isinstance(value, Range):
        return value
    number = _of_kind(name, value, float)
    return Range(low=number, high=number)
