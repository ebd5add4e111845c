"""The second actor: verify what another declared, without ever editing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import ValidationError

from contado.dossier.assess import assess
from contado.dossier.freeze import digest_of, plain, sealed
from contado.dossier.model import Act, Correction, Dossier
from contado.errors import BadInput, Problem
from contado.interventions.geometry import geometry_of
from contado.interventions.model import Intervention

if TYPE_CHECKING:
    from contado.interventions.model import State
    from contado.norms import Rules
    from contado.territory import Territory

_FIELDS = {
    "realisation": 2,
    "surfaces": 3,
    "measures": 3,
}
_MEASURE_FIELDS = ("area", "share", "runoff_reduction", "cooling", "overlapping")


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
        ``dossier.altered``, ``dossier.no_such_field``, ``dossier.wrong_value``,
        ``dossier.no_reason``: all of them at once.
    """
    if digest_of(plain(received)) != received.digest:
        raise BadInput(Problem("dossier.altered", received.intervention.id))
    changed, corrections = corrected(received.intervention, proposals)
    work = changed.model_copy(update={"state": state})
    sheets = [verdict.sheet for verdict in received.verdicts]
    made = assess([work], sheets, territory, rules)[0]
    said = act.model_copy(update={"kind": "verification", "corrections": corrections})
    return sealed(
        made.model_copy(
            update={"acts": (*received.acts, said), "based_on": received.digest, "state": state}
        )
    )


def corrected(
    work: Intervention, proposals: Sequence[Proposal]
) -> tuple[Intervention, tuple[Correction, ...]]:
    """Return the intervention with the proposals applied, and each as a correction.

    Raises
    ------
    BadInput
        As `begin`.
    """
    problems = [problem for each in proposals for problem in _problems(each)]
    if problems:
        raise BadInput(problems)
    content, corrections = work.model_dump(mode="json"), []
    whole = float(geometry_of(work).area)
    for proposal in proposals:
        before = _change(content, proposal.field.split("."), proposal.value, whole)
        corrections.append(
            Correction(
                field=proposal.field, before=before, after=proposal.value, reason=proposal.reason
            )
        )
    return _intervention(content), tuple(corrections)


def _problems(proposal: Proposal) -> list[Problem]:
    steps = proposal.field.split(".")
    found = []
    if len(steps) != _FIELDS.get(steps[0], 0) or not all(steps):
        found.append(Problem("dossier.no_such_field", values={"field": proposal.field[:60]}))
    if len(proposal.reason.strip()) < 3:  # noqa: PLR2004 - the shortest reason the schema allows
        found.append(Problem("dossier.no_reason", values={"field": proposal.field[:60]}))
    return found


def _change(content: dict[str, Any], steps: Sequence[str], value: object, whole: float) -> object:
    """Change one field of a declaration in place, and return what it was."""
    if steps[0] == "measures":
        return _change_measure(content, steps, value, whole)
    place = content[steps[0]]
    if steps[0] == "surfaces":
        if steps[1] not in place:
            raise _no_such_field(steps)
        place[steps[1]] = place[steps[1]] or {}
        place = place[steps[1]]
    before = place.get(steps[-1])
    if value is None:
        place.pop(steps[-1], None)
    else:
        place[steps[-1]] = value
    return before


def _change_measure(
    content: dict[str, Any], steps: Sequence[str], value: object, whole: float
) -> object:
    code, field = steps[1], steps[2]
    if field not in _MEASURE_FIELDS:
        raise _no_such_field(steps)
    rows = content["measures"]
    row = next((each for each in rows if each["measure"] == code), None)
    if row is None:
        row = {"measure": code, "area": 0.0, "share": 0.0}
        rows.append(row)
    before = row.get(field)
    row[field] = value
    if _is_number(value) and field in {"area", "share"}:
        row["share" if field == "area" else "area"] = (
            value / whole if field == "area" else value * whole
        )
    if not row["area"]:
        rows.remove(row)
    return before


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _no_such_field(steps: Sequence[str]) -> BadInput:
    return BadInput(Problem("dossier.no_such_field", values={"field": ".".join(steps)[:60]}))


def _intervention(content: Mapping[str, Any]) -> Intervention:
    try:
        return Intervention.model_validate(content)
    except ValidationError as error:
        raise BadInput(
            Problem(
                "dossier.wrong_value",
                values={"field": ".".join(map(str, each["loc"])), "fault": each["msg"]},
            )
            for each in error.errors()
        ) from None
