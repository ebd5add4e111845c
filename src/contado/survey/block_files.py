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
from contado.files import canonical_json, written
from contado.survey.blocks import Blocks
from contado.values import Floats

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("units", "names", "soils")
_LISTS = ("pair", "ground")
_COUNT = "pairs"

Columns = dict[str, npt.NDArray[Any]]


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

    found: Columns = {}
    for name in table.column_names:
        if name not in _LISTS:
            found[name] = table[name].to_numpy()
            continue
        lists = pa.concat_arrays(table[name].chunks)
        found[name] = lists.flatten().to_numpy()
        found[_COUNT] = np.diff(lists.offsets.to_numpy()).astype(np.int32)
    return found


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
        table = pq.read_table(path)
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
