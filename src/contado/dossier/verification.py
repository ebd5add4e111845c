"""The second actor: verify what another declared, without ever editing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from contado.documents import is_whole, read_content, software_now, unrepeated
from contado.dossier.assess import assess
from contado.dossier.freeze import plain, sealed
from contado.dossier.model import Act, Correction, Dossier
from contado.errors import BadInput, Problem
from contado.interventions import Intervention, as_declared, declared_again

if TYPE_CHECKING:
    from contado.interventions import State
    from contado.norms import Rules
    from contado.territory import Territory

_FIELDS = {
    "realisation": 2,
    "surfaces": 3,
    "measures": 3,
}
_STATES = ("before", "after")
_EXTENT = ("area", "share")
_MEASURE_FIELDS = (*_EXTENT, "runoff_reduction", "cooling", "overlapping")
_LET_IN = ("signature", "reworded")
"""Under a plan whose signature is not recognised the new dossier keeps the disclaimer; and every
sentence is worded anew."""
_LEAST_REASON, _MOST_REASON = 3, 2000  # signs, as `Correction` allows
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A declared value that the verification wants otherwise, and why.

    ``field`` is ``realisation.ITEM``, ``surfaces.before.KIND``, ``surfaces.after.KIND`` or
    ``measures.CODE.FIELD``; ``value`` None takes the value away.
    """

    field: str
    value: Any
    reason: str


def begin(
    received: Dossier,
    proposals: Sequence[Proposal],
    act: Act,
    state: State,
    *,
    territory: Territory,
    rules: Rules,
) -> Dossier:
    """Return a new dossier that verifies a received one, which stays as it is.

    Parameters
    ----------
    received
        The dossier of the self-assessment, untouched.
    proposals
        Declared values to change; none where all are confirmed.
    act
        Office, role and date of the verification; its corrections are filled in here.
    state
        ``in_verifica``, ``verificata`` or ``rinviata``.
    territory, rules
        The ground and the plan to verify on: usually the dossier's own snapshot and plan.

    Raises
    ------
    BadInput
        ``dossier.altered`` or ``dossier.does_not_repeat``: there is nothing to verify. Else what
        is wrong with the act (``dossier.blank_act``, ``dossier.act_too_early``) and with the
        proposals, as `corrected`, all at once.
    """
    _refuse_unsound(received, territory)
    problems = list(_act_problems(act, received))
    try:
        changed, corrections = corrected(received.intervention, proposals, tuple(rules.measures))
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems)
    work = changed.model_copy(update={"state": state})
    sheets = [verdict.sheet for verdict in received.verdicts]
    made = assess([work], sheets, territory, rules, annexes=received.annexes)[0]
    own = {"kind": "verification", "corrections": corrections, "of": received.digest}
    signed = act.model_copy(update=own)
    acts = (*received.acts, signed)
    return sealed(
        made.model_copy(update={"acts": acts, "based_on": received.digest, "state": state})
    )


def _refuse_unsound(received: Dossier, territory: Territory) -> None:
    where = received.intervention.id
    document = read_content(plain(received), where)
    if not is_whole(document.plain):
        raise BadInput(Problem("dossier.altered", where))
    findings = [each for each in unrepeated(document, territory) if each.kind not in _LET_IN]
    if findings:
        before, after = received.software, software_now()
        raise BadInput(
            Problem(
                "dossier.does_not_repeat",
                where,
                {"subject": finding.subject, "before": before, "after": after},
            )
            for finding in findings[:_SHOWN]
        )


def _act_problems(act: Act, received: Dossier) -> Iterator[Problem]:
    for field, text in (("office", act.office), ("role", act.role)):
        if not text.strip():
            yield Problem("dossier.blank_act", field)
    last = max(_days(received))
    if act.date < last:
        yield Problem("dossier.act_too_early", "date", {"date": act.date, "last": last})


def _days(dossier: Dossier) -> Iterator[date]:
    """Yield the days before which nobody can have verified the dossier."""
    yield dossier.on
    if dossier.filed_on:
        yield dossier.filed_on
    yield from (act.date for act in dossier.acts)


def corrected(
    work: Intervention, proposals: Sequence[Proposal], codes: Collection[str]
) -> tuple[Intervention, tuple[Correction, ...]]:
    """Return the intervention with the proposals applied, and each as a correction.

    What results is checked as if it had been declared so from the start.

    Parameters
    ----------
    codes
        Codes of the abacus; those already declared may stay.

    Raises
    ------
    BadInput
        ``dossier.no_such_field``, ``dossier.no_reason``, ``dossier.field_twice``, or what a
        declaration is refused for (``interventions.*``): all of them at once.
    """
    problems = [problem for each in proposals for problem in _problems(each)]
    problems += _repeated(proposals)
    sound = [each for each in proposals if _known(each.field.split("."))]
    content = as_declared(work)
    before = [_changed(content, each, work) for each in sound]
    known = dict.fromkeys((*codes, *(measure.measure for measure in work.measures)))
    try:
        changed = declared_again(work, content, known)
    except BadInput as error:
        problems += [_named(problem, content["measures"]) for problem in error.problems]
    if problems:
        raise BadInput(problems)
    return _untouched(work, changed, sound), tuple(
        Correction(field=each.field, before=old, after=each.value, reason=each.reason.strip())
        for each, old in zip(sound, before, strict=True)
    )


def _problems(proposal: Proposal) -> Iterator[Problem]:
    values = {"field": proposal.field[:60]}
    if not _known(proposal.field.split(".")):
        yield Problem("dossier.no_such_field", values=values)
    length = len(proposal.reason.strip())
    if length < _LEAST_REASON:
        yield Problem("dossier.no_reason", values=values)
    if length > _MOST_REASON:
        limit = {"field": "reason", "limit": _MOST_REASON}
        yield Problem("interventions.too_long", proposal.field[:60], limit)


def _known(steps: Sequence[str]) -> bool:
    if len(steps) != _FIELDS.get(steps[0], 0) or not all(steps):
        return False
    if steps[0] == "surfaces":
        return steps[1] in _STATES
    return steps[0] != "measures" or steps[2] in _MEASURE_FIELDS


def _repeated(proposals: Sequence[Proposal]) -> Iterator[Problem]:
    """Yield fields that two proposals change; area and share of a measure are one."""
    seen: set[tuple[str, ...]] = set()
    for proposal in proposals:
        steps = proposal.field.split(".")
        one = tuple("share" if steps[0] == "measures" and s in _EXTENT else s for s in steps)
        if one in seen:
            yield Problem("dossier.field_twice", values={"field": proposal.field[:60]})
        seen.add(one)


def _changed(content: dict[str, Any], proposal: Proposal, work: Intervention) -> object:
    """Change one field of a declaration in place, and return what it was."""
    steps = proposal.field.split(".")
    if steps[0] == "measures":
        return _change_measure(content["measures"], steps, proposal.value, work)
    return _change(content, steps, proposal.value)


def _change(content: dict[str, Any], steps: Sequence[str], value: object) -> object:
    place = content[steps[0]]
    if steps[0] == "surfaces":
        place[steps[1]] = place[steps[1]] or {}
        place = place[steps[1]]
    before = place.get(steps[-1])
    if value is None:
        place.pop(steps[-1], None)
    else:
        place[steps[-1]] = value
    if steps[0] == "surfaces" and not place:
        content["surfaces"][steps[1]] = None
    return before


def _change_measure(
    rows: list[dict[str, Any]], steps: Sequence[str], value: object, work: Intervention
) -> object:
    _, code, field = steps
    row = next((each for each in rows if each["measure"] == code), None)
    if row is None:
        row = {"measure": code}
        rows.append(row)
    if field in _EXTENT:
        for extent in _EXTENT:
            row.pop(extent, None)
    row[field] = value
    if field in _EXTENT and not isinstance(value, bool) and value in (None, 0):
        rows.remove(row)
    declared = next((each for each in work.measures if each.measure == code), None)
    return getattr(declared, field, 0.0 if field in _EXTENT else None)


def _named(problem: Problem, rows: Sequence[dict[str, Any]]) -> Problem:
    """Return a problem with the measure named by its code, as corrections name it."""
    where = problem.where
    for at, row in enumerate(rows):
        where = where.replace(f"measures[{at}]", f"measures.{row['measure']}"[:60])
    return Problem(problem.code, where, problem.values)


def _untouched(
    work: Intervention, changed: Intervention, proposals: Sequence[Proposal]
) -> Intervention:
    """Return the changed intervention with measures nobody corrected to the last digit."""
    touched = {each.field.split(".")[1] for each in proposals if each.field.startswith("measures.")}
    left = {m.measure: m for m in work.measures if m.measure not in touched}
    return changed.model_copy(
        update={"measures": tuple(left.get(m.measure, m) for m in changed.measures)}
    )
