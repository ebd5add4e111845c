"""What an atlas can be of: the sheet that judges, the facts shown beside it, the colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contado.terms import Text
from contado.territory.place_style import HEAT, RAIN, Shade


@dataclass(frozen=True, slots=True)
class Subject:
    """A sheet asked of every place.

    Parameters
    ----------
    command, sheet
        The command, and the sheet it asks.
    facts
        Facts shown, by column; sub-indices and composite among them.
    indices
        Columns of the sub-indices, with the criterion that classes each.
    composite
        Column of the composite.
    colours
        Palest to darkest.
    kicker, title
        The capability, and what the page is of.
    """

    command: str
    sheet: str
    facts: Mapping[str, str]
    indices: Mapping[str, str]
    composite: str
    colours: tuple[Shade, ...]
    kicker: str
    title: Text


_PEOPLE = {"density_per_km2": "people.density", "sensitive_share": "people.sensitive_share"}
_INDICES = {"pressure": "P", "sensitivity": "S", "adaptation": "AC"}


def _indices(room: str) -> dict[str, str]:
    return {
        "pressure": f"{room}.pressure",
        "sensitivity": "people.sensitivity",
        "adaptation": f"{room}.adaptation",
        "impact": f"{room}.impact",
        "vulnerability": f"{room}.vulnerability",
    }


STORM = Subject(
    command="storm vulnerability",
    sheet="storm",
    facts={
        "runoff_mm": "drainage.event_runoff",
        "retention_index": "drainage.retention_index",
        "draining_index": "drainage.draining_index",
        **_PEOPLE,
        **_indices("drainage"),
    },
    indices=_INDICES,
    composite="vulnerability",
    colours=RAIN,
    kicker="STORM",
    title=Text(it="Vulnerabilità alla pioggia", en="Vulnerability to rain"),
)

WARM = Subject(
    command="warm vulnerability",
    sheet="warm",
    facts={
        "night_anomaly_c": "heat.night_anomaly",
        "cooling_capacity": "nature.microclimate_regulation",
        **_PEOPLE,
        **_indices("heat"),
    },
    indices=_INDICES,
    composite="vulnerability",
    colours=HEAT,
    kicker="WARM",
    title=Text(it="Vulnerabilità al caldo", en="Vulnerability to heat"),
)
