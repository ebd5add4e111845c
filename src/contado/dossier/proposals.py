"""The declared values that a verification wants otherwise, from a YAML file."""

from __future__ import annotations

from pathlib import Path

from contado.dossier.verification import Proposal
from contado.errors import BadInput, Problem

_MAX_BYTES = 1 << 20
_KEYS = {"field", "value", "reason"}


def read_proposals(path: Path) -> tuple[Proposal, ...]:
    """Read a list of ``{field, value, reason}``.

    Raises
    ------
    BadInput
        ``dossier.proposals_unreadable``.
    """
    import yaml

    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_proposal(each) for each in content)
    except (OSError, ValueError, TypeError, RecursionError, yaml.YAMLError):
        raise BadInput(Problem("dossier.proposals_unreadable", path.name)) from None


def _proposal(content: object) -> Proposal:
    if not isinstance(content, dict) or set(content) != _KEYS:
        raise ValueError
    field, value = str(content["field"]), content["value"]
    if isinstance(value, bool) and field.startswith("realisation."):
        value = "yes" if value else "no"  # YAML reads a bare yes as true
    return Proposal(field, value, str(content["reason"] or ""))
