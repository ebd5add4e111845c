"""Vector layers and tables of a recipe: its files read, renamed, joined, mended and stacked."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any

from contado.crs import read_crs
from contado.errors import BadInput, Problem
from contado.territory.reading import read_vector, to_crs
from contado.territory.recipes.bench import Bench
from contado.territory.recipes.model import Join, RowsLayer, SourcePart
from contado.territory.recipes.repairs import REPAIRS, Done, far_left_out, fitted_to_outline
from contado.territory.roles import Role, roles

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

_SHOWN = 12


def make_rows(layer: RowsLayer, bench: Bench) -> tuple[pd.DataFrame, list[Done]]:
    """Return the rows of a layer, in the territory's CRS, and what was repaired.

    Raises
    ------
    BadInput
        A file that is not the one the recipe was written for: columns, values, codes or CRS.
    """
    import pandas as pd

    frames, done = [], []
    for part in layer.parts:
        frame, repaired = _make_part(part, roles()[layer.role], bench)
        frames.append(frame)
        done += repaired
    return pd.concat(frames, ignore_index=True), done


def _make_part(part: SourcePart, role: Role, bench: Bench) -> tuple[pd.DataFrame, list[Done]]:
    frame = _named(_read(part, bench), part)
    if part.join:
        frame = _joined(frame, part.join, bench)
    frame = _classed(frame, part)
    if part.among:
        known = bench.made[part.among]["istat_code"]
        frame = frame[frame["istat_code"].isin(known)]
    frame, done = _repaired(frame, part, bench)
    if part.dissolve:
        frame = _dissolved(frame, part, role)
    if part.numbered:
        frame = frame.assign(id=[f"{part.numbered}:{n}" for n in range(1, len(frame) + 1)])
    return _typed(frame, role), done


def _read(part: SourcePart, bench: Bench) -> pd.DataFrame:
    """Return the rows that the recipe keeps of a file, in the territory's CRS."""
    path = bench.path(part.file)
    if part.crs is None:
        raw = _read_csv(part.file, bench)
    else:
        raw = read_vector(path, layer=part.layer)
        if not raw.crs.equals(read_crs(part.crs, part.file), ignore_axis_order=True):
            values = {"found": raw.crs.name, "crs": part.crs}
            raise BadInput(Problem("recipes.other_crs", part.file, values))
        raw, _ = to_crs(raw, bench.recipe.crs, part.file)
    _need(raw, [*part.where, *part.where_not], part.file)
    for column, kept in part.where.items():
        raw = raw[raw[column].isin(kept)]
    for column, left in part.where_not.items():
        raw = raw[~raw[column].isin(left)]
    return raw


def _read_csv(file: str, bench: Bench) -> pd.DataFrame:
    """Return a CSV, compressed or not, all text, so that codes keep their zeros."""
    import pandas as pd

    try:
        return pd.read_csv(bench.path(file), dtype=str)
    except (ValueError, OSError, EOFError) as error:
        fault = str(error).splitlines()[0][:200]
        raise BadInput(Problem("territory.unreadable", file, {"fault": fault})) from None


def _need(raw: pd.DataFrame, columns: list[str], file: str) -> None:
    if missing := [name for name in columns if name not in raw.columns]:
        values = {"columns": ", ".join(missing), "present": ", ".join(map(str, raw.columns))}
        raise BadInput(Problem("recipes.column_missing", file, values))


def _named(raw: pd.DataFrame, part: SourcePart) -> pd.DataFrame:
    """Return our columns, their values taken from the source's."""
    read = [name for form in part.columns.values() for name in _fields(form)]
    _need(raw, read, part.file)
    ours: dict[str, Any] = {name: _column(raw, form) for name, form in part.columns.items()}
    shapes = raw[["geometry"]] if "geometry" in raw.columns else raw[[]]
    return shapes.assign(**ours, **part.values).reset_index(drop=True)


def _fields(form: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(form) if name] if "{" in form else [form]


def _column(raw: pd.DataFrame, form: str) -> list[object]:
    if "{" not in form:
        return list(raw[form])
    rows = raw[_fields(form)].astype(object).to_dict("records")
    return [form.format_map(row) for row in rows]


def _joined(frame: pd.DataFrame, join: Join, bench: Bench) -> pd.DataFrame:
    table = _read_csv(join.file, bench)
    _need(table, [join.key, *join.columns.values()], join.file)
    taken = table.set_index(join.key)
    if absent := sorted(set(frame[join.key]) - set(taken.index)):
        values = {"file": join.file, "codes": ", ".join(absent[:_SHOWN])}
        raise BadInput(Problem("recipes.not_joined", join.file, values))
    columns = {ours: taken[theirs] for ours, theirs in join.columns.items()}
    return frame.assign(**{name: frame[join.key].map(to) for name, to in columns.items()})


def _classed(frame: pd.DataFrame, part: SourcePart) -> pd.DataFrame:
    """Return the frame with the source's values turned into ours, each of them known."""
    problems = []
    for column, known in part.classes.items():
        if strange := sorted(set(frame[column].dropna()) - set(known)):
            values = {"column": column, "values": ", ".join(map(str, strange[:_SHOWN]))}
            problems.append(Problem("recipes.value_unknown", part.file, values))
        frame = frame.assign(**{column: frame[column].map(known)})
    if problems:
        raise BadInput(problems)
    return frame


def _repaired(
    frame: pd.DataFrame, part: SourcePart, bench: Bench
) -> tuple[pd.DataFrame, list[Done]]:
    done = []
    for name, options in part.repairs.items():
        frame, touched = REPAIRS[name](frame, **options)
        done.append(Done(name, part.file, tuple(touched)))
    if part.fills:
        frame, touched = fitted_to_outline(frame, outline=bench.municipality(part.fills))
        done.append(Done(fitted_to_outline.__name__, part.file, tuple(touched)))
    if "municipalities" in bench.made and "geometry" in frame.columns:
        reach = bench.recipe.reach
        frame, touched = far_left_out(frame, area=bench.outline, within=reach)
        done.append(Done(far_left_out.__name__, part.file, tuple(touched)))
    return frame, [one for one in done if one.touched]


def _dissolved(frame: GeoDataFrame, part: SourcePart, role: Role) -> GeoDataFrame:
    """Return one row for each value of the column, with the weakest of its ordered values."""
    assert part.dissolve
    ranked = {
        column: frame[column].map({value: rank for rank, value in enumerate(order)})
        for column, order in part.weakest.items()
    }
    columns = [name for name in role.columns if name in frame.columns]
    joined = frame.assign(**ranked)[[*columns, "geometry"]].dissolve(
        by=part.dissolve,
        aggfunc={name: _pick(name, part) for name in columns if name != part.dissolve},
        as_index=False,
    )
    back = {c: joined[c].map(dict(enumerate(order))) for c, order in part.weakest.items()}
    return joined.assign(**back)[[*columns, "geometry"]]


def _pick(column: str, part: SourcePart) -> str:
    return "max" if column in part.weakest else "first"


def _typed(frame: pd.DataFrame, role: Role) -> pd.DataFrame:
    """Return the frame with the numbers of a text table as numbers."""
    import pandas as pd

    numbers = [
        name
        for name, spec in role.columns.items()
        if spec.type in {"integer", "number"} and name in frame.columns
    ]
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})
