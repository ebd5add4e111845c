"""How a run of the cooling model was made, so that it can be repeated."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.files import sha256_of, written

if TYPE_CHECKING:
    from contado.heat.cooling_inputs import CoolingInputs
    from contado.heat.cooling_run import CoolingRun

SOURCE = "InVEST, Urban Cooling Model: users guide and program 3.20.2 (equations)"


def record(run: CoolingRun, inputs: CoolingInputs, folder: Path) -> None:
    """Write ``run.json``: software, numbers with their sources, inputs and outputs by SHA-256.

    It holds no clock and no path: the same inputs give the same bytes.
    """
    content = {
        "model": "cooling",
        "software": f"contado {__version__}",
        "source": SOURCE,
        "on": None if run.rules.on == date.max else run.rules.on.isoformat(),
        "settings": asdict(run.settings) | {"humidity": run.humidity, "extent": run.extent},
        "parameters": [run.rules.use(name).model_dump(mode="json") for name in run.parameters],
        "grid": _grid(inputs),
        "inputs": run.files.hashes(),
        "assumptions": assumptions(inputs, run.method),
        "outputs": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
    }
    with written(folder / "run.json") as draft:
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _grid(inputs: CoolingInputs) -> dict[str, Any]:
    grid = inputs.grid
    return {
        "crs": grid.crs, "left": grid.left, "top": grid.top, "cell": grid.cell,
        "rows": grid.rows, "columns": grid.columns,
    }  # fmt: skip


def assumptions(inputs: CoolingInputs, method: str) -> list[dict[str, str]]:
    """Return what the run takes for granted, in both languages."""
    if method != "factors" or inputs.has_water:
        return []
    return [
        {
            "it": "Evapotraspirazione di riferimento uniforme: il suo indice è Kc.",
            "en": "Uniform reference evapotranspiration: its index is Kc.",
        }
    ]
