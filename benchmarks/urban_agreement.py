"""Whether both sides of `urban_models.py` gave the same maps and tables, and how far apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROWS = 512
LAST_BIT = 1e-6
RASTERS = {
    "cooling": {
        "cc": "cc",
        "hm": "hm",
        "t_air_nomix": "T_air_nomix",
        "t_air": "T_air",
    },
    "runoff": {
        "q_mm": "Q_mm",
        "runoff_retention_index": "Runoff_retention_index",
        "runoff_retention_m3": "Runoff_retention_m3",
    },
}
TABLES = {"cooling": "uhi_results", "runoff": "flood_risk_service"}
COLUMNS = {
    "cooling": ("avg_cc", "avg_tmp_v", "avg_tmp_an"),
    "runoff": ("rnf_rt_idx", "rnf_rt_m3", "flood_vol"),
}
# What is asked of a raster: the greatest difference, and the share of cells that may exceed it.
# At exact ties of the 2 ha of green the peer's transform decides by its rounding, ours by counting.
LIMITS = {
    "cc": (0.0, 0.0),
    "hm": (LAST_BIT, 1e-5),
    "T_air_nomix": (4e-6, 1e-5),
    "T_air": (5e-5, 0.0),
    "Q_mm": (0.0, 0.0),
    "Runoff_retention_index": (0.0, 0.0),
    "Runoff_retention_m3": (0.0, 0.0),
}
UNITS_LIMIT = 2e-6


@dataclass(frozen=True)
class Gap:
    """How far two rasters, or two columns of a table, are apart."""

    name: str
    valid: int
    greatest: float
    mean: float
    beyond: int
    masks: int

    @property
    def allowed(self) -> bool:
        return not self.masks and self.beyond <= LIMITS.get(self.name, (0, 0.0))[1] * self.valid


def rasters(name: str, theirs: Path, ours: Path) -> Gap:
    """Compare two rasters by strips: differences where both have data, cells where only one has."""
    limit = LIMITS[name][0]
    gap, total = Gap(name, 0, 0.0, 0.0, 0, 0), 0.0
    for (a, known_a), (b, known_b) in zip(strips(theirs), strips(ours), strict=True):
        both = known_a & known_b
        away = np.abs(a[both].astype(np.float64) - b[both])
        total += float(away.sum())
        gap = replace(
            gap,
            valid=gap.valid + len(away),
            greatest=max(gap.greatest, float(away.max(initial=0))),
            beyond=gap.beyond + int((away > limit).sum()),
            masks=gap.masks + int((known_a != known_b).sum()),
        )
    return replace(gap, mean=total / max(gap.valid, 1))


def strips(path: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(path) as raster:
        for top in range(0, raster.height, ROWS):
            rows = min(ROWS, raster.height - top)
            values = raster.read(1, window=Window(0, top, raster.width, rows))
            known = ~np.isnan(values)
            if raster.nodata is not None and not np.isnan(raster.nodata):
                known &= values != np.asarray(raster.nodata, values.dtype)
            yield values, known


def units(model: str, theirs: Path, ours: Path) -> list[Gap]:
    """Compare the columns of the tables of units, row by row, relative to the peer's values."""
    import pandas as pd
    import pyogrio

    peer, mine = pyogrio.read_dataframe(theirs, read_geometry=False), pd.read_csv(ours)
    gaps = []
    for column in COLUMNS[model]:
        a, b = peer[column].to_numpy(np.float64), mine[column].to_numpy(np.float64)
        known_a, known_b = np.isfinite(a), np.isfinite(b)
        both = known_a & known_b
        away = np.abs(a[both] - b[both]) / np.maximum(np.abs(a[both]), 1e-9)
        beyond = int((away > UNITS_LIMIT).sum())
        masks = int((known_a != known_b).sum())
        gaps.append(Gap(column, len(away), float(away.max()), float(away.mean()), beyond, masks))
    return gaps


def compare(model: str, peer_files: dict[str, str], ours: Path) -> list[Gap]:
    """Compare all that a model wrote."""
    gaps = [
        rasters(name, Path(peer_files[key]), ours / f"{name}.tif")
        for key, name in RASTERS[model].items()
        if (ours / f"{name}.tif").exists()
    ]
    return gaps + units(model, Path(peer_files[TABLES[model]]), ours / "units.csv")


def table(gaps: list[Gap]) -> str:
    """Return the gaps as a Markdown table."""
    lines = ["| output | values | greatest difference | mean | beyond the limit | masks differ |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    lines += [
        f"| `{g.name}` | {g.valid:,} | {_small(g.greatest)} | {_small(g.mean)} | {g.beyond:,} | "
        f"{g.masks:,} |"
        for g in gaps
    ]
    return "\n".join(lines)


def _small(value: float) -> str:
    return "0" if value == 0 else f"{value:.1e}"
