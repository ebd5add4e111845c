"""Blocks of a territory as files: what was worked out once is read again, and believed if whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput
from contado.files import canonical_json, written
from contado.survey.blocks import Blocks

_TEXTS = ("units", "names", "soils")


def write_blocks(path: Path, blocks: Blocks) -> None:
    """Keep the blocks; a folder that cannot be written is left as it is."""
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, npt.NDArray[np.generic]] = {
        "unit": blocks.unit, "block": blocks.block, "area": blocks.area
    }  # fmt: skip
    flat = blocks.grounds.reshape(len(blocks.area), -1)
    columns |= {f"class {i}": column for i, column in enumerate(flat.T)}
    columns |= {f"product {role}": values for role, values in blocks.products.items()}
    columns |= {f"known {role}": values for role, values in blocks.known.items()}
    meta = {key: json.dumps(getattr(blocks, key)) for key in _TEXTS}
    meta["sha256"] = json.dumps(content_of(columns, *(getattr(blocks, key) for key in _TEXTS)))
    try:
        with written(path) as draft:
            pq.write_table(pa.table(columns).replace_schema_metadata(meta), draft)
    except BadInput:
        return


def content_of(columns: Mapping[str, npt.NDArray[np.generic]], *texts: Sequence[str]) -> str:
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
        column = {name: table[name].to_numpy() for name in table.column_names}
        units, names, soils = (tuple(meta[key]) for key in _TEXTS)
        if meta["sha256"] != content_of(column, units, names, soils):
            return None
        kinds = range(len(names) * (len(soils) + 1))
        flat = np.stack([column["area"], *(column[f"class {i}"] for i in kinds)], axis=1)[:, 1:]
    except (pa.ArrowException, KeyError, ValueError, TypeError, OSError, AttributeError):
        return None
    return Blocks(
        units, column["unit"], column["block"], column["area"],
        names, soils, flat.reshape(len(flat), len(names), len(soils) + 1),
        {k.removeprefix("product "): v for k, v in column.items() if k.startswith("product ")},
        {k.removeprefix("known "): v for k, v in column.items() if k.startswith("known ")},
    )  # fmt: skip
