"""How a run of the cooling model was made, so that it can be repeated."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from contado.tiles.results import grid_of_record, hashes, write_record

if TYPE_CHECKING:
    from contado.heat.cooling.inputs import CoolingInputs
    from contado.heat.cooling.run import CoolingRun
    from contado.heat.cooling.stages import Coarseness

SOURCE = "InVEST, Urban Cooling Model: users guide and program 3.20.2 (equations)"


def record(run: CoolingRun, inputs: CoolingInputs, coarse: Coarseness, folder: Path) -> None:
    """Write ``run.json``: numbers with their sources, inputs by SHA-256, and what is assumed."""
    day = run.rules.day
    content = {
        "model": "cooling",
        "source": SOURCE,
        "on": day.isoformat() if day else None,
        "settings": asdict(run.settings) | {"humidity": run.humidity, "extent": run.extent},
        "parameters": [run.rules.use(name).model_dump(mode="json") for name in run.parameters],
        "grid": grid_of_record(inputs.grid),
        "filters": asdict(coarse),
        "inputs": hashes(run.files.named()),
        "assumptions": assumptions(run.method, has_reference_et=inputs.has_reference_et),
    }
    write_record(folder, content)


def assumptions(method: str, *, has_reference_et: bool) -> list[dict[str, str]]:
    """Return what the run takes for granted, in both languages."""
    if method != "factors" or has_reference_et:
        return []
    return [
        {
            "it": "Evapotraspirazione di riferimento presa uniforme: il suo indice è il "
            "coefficiente colturale.",
            "en": "Reference evapotranspiration taken as uniform: its index is the crop "
            "coefficient.",
        }
    ]
