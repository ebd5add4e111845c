"""The case that `urban_models.py` times, and how each side is run as a process of its own.

Nothing here times anything inside a process: a run is what the operating system tells of it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

PEER = Path(__file__).with_name("invest_peer.py")
TIMED = Path(__file__).with_name("timed.py")
MODELS = ("cooling", "runoff")
T_REF, UHI_MAX = 21.5, 3.5
COOLING_DISTANCE, MIXING_RADIUS = 450.0, 2000.0
RAIN = 60.0
HOW_TO_INSTALL = """\
InVEST was not found: nothing was compared. It is no dependency of Contado. PyPI has it as source
only; this recipe built natcap-invest 3.20.2 on Debian 12 with Python 3.11:

    apt-get install --no-install-recommends libgdal-dev
    uv venv v && export VIRTUAL_ENV=$PWD/v
    uv pip install "numpy>=2,<2.3" "setuptools>=77,<81" wheel "cython<3.1" setuptools-scm babel
    uv pip install --no-build-isolation "gdal[numpy]==3.6.2"
    printf 'gdal==3.6.2\\nnumpy<2.3\\n' > ov.txt
    uv pip install --no-build-isolation "pygeoprocessing==2.4.11" --override ov.txt
    uv pip install --no-build-isolation "natcap-invest==3.20.2" --override ov.txt

    python benchmarks/urban_models.py --invest v/bin/python

gdal must be the version that `gdal-config --version` tells."""


@dataclass(frozen=True)
class Run:
    """A process: seconds from start to end, peak memory in MiB, and what it told of itself."""

    seconds: float
    peak: float
    told: dict = field(default_factory=dict)


def installed(python: str | None) -> bool:
    if not python:
        return False
    asked = [python, "-c", "import natcap.invest"]
    try:
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command: list[str]) -> Run:
    """Run a command; stop everything where it fails, showing what it said."""
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        timed = [sys.executable, "-I", "-S", str(TIMED), told.name, *command]
        done = subprocess.run(timed, check=False, capture_output=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\n{done.stdout.decode(errors='replace')}")
        return Run(**json.loads(Path(told.name).read_text(encoding="utf-8")))


def invest(
    python: str,
    model: str,
    city: Path,
    out: Path,
    *,
    land_cover: str = "lulc",
    radius: float = MIXING_RADIUS,
) -> Run:
    """Run one model of InVEST into the folder ``out``, which is emptied before."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    asked, answered = out / "asked.json", out / "answered.json"
    arguments = peer_arguments(model, city, out, land_cover, radius)
    asked.write_text(json.dumps({"model": model, "arguments": arguments}), encoding="utf-8")
    seen = run([python, str(PEER), str(asked), str(answered)])
    return Run(seen.seconds, seen.peak, json.loads(answered.read_text(encoding="utf-8")))


def peer_arguments(model: str, city: Path, out: Path, land_cover: str, radius: float) -> dict:
    lulc, units = str(city / f"{land_cover}.tif"), str(city / "aoi.gpkg")
    common = {"workspace_dir": str(out / "workspace"), "n_workers": -1}
    if model == "runoff":
        return common | {
            "lulc_path": lulc,
            "soils_hydrological_group_raster_path": str(city / "soil.tif"),
            "aoi_watersheds_path": units,
            "curve_number_table_path": str(city / "curve_numbers.csv"),
            "rainfall_depth": RAIN,
        }
    return common | {
        "lulc_raster_path": lulc,
        "ref_eto_raster_path": str(city / "eto.tif"),
        "aoi_vector_path": units,
        "biophysical_table_path": str(city / "biophysical.csv"),
        "green_area_cooling_distance": COOLING_DISTANCE,
        "t_air_average_radius": radius,
        "t_ref": T_REF,
        "uhi_max": UHI_MAX,
        "cc_method": "factors",
        "cc_weight_shade": 0.6,
        "cc_weight_albedo": 0.2,
        "cc_weight_eti": 0.2,
        "do_energy_valuation": False,
        "do_productivity_valuation": False,
    }


def contado(
    model: str, city: Path, out: Path, *, land_cover: str = "lulc", radius: float = MIXING_RADIUS
) -> Run:
    """Run one command of Contado into the folder ``out``, which is removed before."""
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", "from contado.cli import main; main()"]
    return run([*command, *our_arguments(model, city, land_cover, radius), "--out", str(out)])


def our_arguments(model: str, city: Path, land_cover: str, radius: float) -> list[str]:
    given = {"--land-cover": city / f"{land_cover}.tif", "--units": city / "aoi.gpkg"}
    if model == "runoff":
        words = ["storm", "runoff"]
        given |= {"--soil": city / "soil.tif", "--curve-numbers": city / "curve_numbers.csv"}
        given |= {"--rain": RAIN}
    else:
        words = ["warm", "cooling"]
        given |= {"--reference-et": city / "eto.tif", "--biophysical": city / "biophysical.csv"}
        given |= {"--t-ref": T_REF, "--uhi-max": UHI_MAX}
        given |= {"--cooling-distance": COOLING_DISTANCE, "--mixing-radius": radius}
    return [*words, *(str(part) for pair in given.items() for part in pair)]
