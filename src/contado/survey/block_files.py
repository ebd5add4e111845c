"""Blocks of a territory as files: what was worked out once is read again, and believed if whole.

Of the classes and soils of a block only those that it has are kept, as lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput
from contado.files import canonical_json, digest, written
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey.blocks import BLOCK, METHOD, NUMBERS, Blocks, blocks_made, layers_of
from contado.territory import values_of
from contado.values import Floats

if TYPE_CHECKING:
    import pyarrow as pa

    from contado.territory import Layer, Territory

_TEXTS = ("units", "names", "soils")
_LISTS = ("pair", "ground")
_COUNT = "pairs"

Columns = dict[str, npt.NDArray[Any]]


def blocks_of(territory: Territory, role: str) -> Blocks | None:
    """Return the blocks of the units of a layer; None where the territory cannot have them.

    They are read from ``derived`` when they were made from these very layers and are whole, else
    made; where the folder cannot be written they are only returned. A territory open ``afresh``
    always has them made: who verifies believes the layers alone.
    """
    units = territory.layer(role)
    rasters = layers_of(territory, (LAND_COVER, *NUMBERS))
    if units is None or not rasters:
        return None
    if role == territory.settings.area:  # only of the whole territory are soils asked
        rasters += layers_of(territory, (SOIL_GROUPS,))
    store = territory.derived / f"blocks-{role}-{_key(territory, units, rasters)}.parquet"
    if not territory.afresh and (kept := read_blocks(store)) is not None:
        return kept
    made = blocks_made(territory, units, rasters)
    write_blocks(store, made)
    return made


def _key(territory: Territory, units: Layer, rasters: list[Layer]) -> str:
    grid = territory.grid
    hashes: dict[str, object] = {
        layer.role: [layer.sha256, {str(code): name for code, name in layer.legend.items()}]
        for layer in rasters
    }
    return digest([METHOD, BLOCK, grid.x0, grid.y0, units.sha256, hashes])[:16]


def write_blocks(path: Path, blocks: Blocks) -> None:
    """Keep the blocks; a folder that cannot be written is left as it is."""
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _columns(blocks)
    meta = {key: json.dumps(getattr(blocks, key)) for key in _TEXTS}
    meta["sha256"] = json.dumps(content_of(columns, *(getattr(blocks, key) for key in _TEXTS)))
    ends = pa.array(np.r_[0, np.cumsum(columns[_COUNT])], type=pa.int32())
    table = pa.table({
        name: pa.ListArray.from_arrays(ends, pa.array(values)) if name in _LISTS else values
        for name, values in columns.items()
        if name != _COUNT
    })  # fmt: skip
    try:
        with written(path) as draft:
            pq.write_table(table.replace_schema_metadata(meta), draft)
    except BadInput:
        return


def _columns(blocks: Blocks) -> Columns:
    flat = blocks.grounds.reshape(len(blocks.area), -1)
    row, pair = np.nonzero(flat)
    columns: Columns = {"unit": blocks.unit, "block": blocks.block, "area": blocks.area}
    columns |= {f"product {role}": values for role, values in blocks.products.items()}
    columns |= {f"known {role}": values for role, values in blocks.known.items()}
    counts = np.bincount(row, minlength=len(flat)).astype(np.int32)
    return columns | {_COUNT: counts, "pair": pair.astype(np.int32), "ground": flat[row, pair]}


def columns_of(table: pa.Table) -> Columns:
    """Return the columns of kept blocks; those of lists end to end, with the length of each."""
    import pyarrow as pa

    columns: Columns = {}
    for name in table.column_names:
        if name not in _LISTS:
            columns[name] = values_of(table[name])
            continue
        lists = pa.concat_arrays(table[name].chunks)
        columns[name] = values_of(pa.chunked_array([lists.values]))
        offsets = values_of(pa.chunked_array([lists.offsets]))
        columns[_COUNT] = np.diff(offsets).astype(np.int32)
    return columns


def content_of(columns: Mapping[str, npt.NDArray[Any]], *texts: Sequence[str]) -> str:
    """Return the SHA-256 of what blocks say, in hexadecimal."""
    seen = sha256(canonical_json([*map(list, texts), sorted(columns)]))
    for name in sorted(columns):
        seen.update(np.ascontiguousarray(columns[name]).data)
    return seen.hexdigest()


def read_blocks(path: Path) -> Blocks | None:
    """Return kept blocks; None where there are none or they are not as they were written."""
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        return None
    try:
        table = pq.ParquetFile(path).read()
        meta = {key.decode(): json.loads(text) for key, text in table.schema.metadata.items()}
        column = columns_of(table)
        units, names, soils = (tuple(meta[key]) for key in _TEXTS)
        if meta["sha256"] != content_of(column, units, names, soils):
            return None
        grounds = _grounds(column, (len(names), len(soils) + 1))
    except (pa.ArrowException, KeyError, ValueError, TypeError, OSError, AttributeError):
        return None
    return Blocks(
        units, column["unit"], column["block"], column["area"], names, soils, grounds,
        {k.removeprefix("product "): v for k, v in column.items() if k.startswith("product ")},
        {k.removeprefix("known "): v for k, v in column.items() if k.startswith("known ")},
    )  # fmt: skip


def _grounds(column: Columns, shape: tuple[int, int]) -> Floats:
    size = len(column["unit"])
    flat = np.zeros((size, shape[0] * shape[1]))
    flat[np.repeat(np.arange(size), column[_COUNT]), column["pair"]] = column["ground"]
    return flat.reshape(size, *shape)
