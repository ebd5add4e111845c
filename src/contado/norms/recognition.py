"""Whether a plan that a document embeds is one that this machine knows as signed."""

from __future__ import annotations

from contado.errors import BadInput
from contado.norms.rules import Rules
from contado.norms.signatures import registered_as

_SHELVES = ("categories", "parameters", "measures", "sheets")


def is_recognised(rules: Rules) -> bool:
    """Tell whether a registered profile bears the same signature and holds all of a plan."""
    return any(
        _holds(Rules.load(folder, on=rules.on), rules) for folder in registered_as(rules.profile)
    )


def _holds(installed: Rules, frozen: Rules) -> bool:
    own = frozen.embed(frozen.parameters, frozen.sheets)
    try:
        theirs = installed.embed(frozen.parameters, frozen.sheets)
    except (BadInput, KeyError):  # a parameter or a sheet that the profile has not, or not yet
        return False
    return all(
        theirs[shelf].get(name) == made for shelf in _SHELVES for name, made in own[shelf].items()
    )
