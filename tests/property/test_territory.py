"""What always holds of grids, snapshots and contributions."""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.territory import Lattice, Territory, accept, add, check, snapshot_id
from contado.territory.catalogue import LayerRow
from contado.territory.testing import LEGEND, SOURCE, land_cover, make_territory, write_raster

coordinates = st.floats(-1e6, 1e7, allow_nan=False)
grids = st.builds(Lattice, coordinates, coordinates, st.sampled_from([1.0, 5.0, 10.0, 100.0]))
spans = st.tuples(coordinates, coordinates, st.floats(0.1, 1e5), st.floats(0.1, 1e5))


@given(grids, spans, st.integers(1, 10))
def test_snapped_bounds_hold_the_bounds_and_lie_on_the_grid(grid, span, times) -> None:
    west, south, wide, high = span
    side = grid.cell * times
    snapped = grid.snap((west, south, west + wide, south + high), side)
    slack = 1e-5 * side
    assert snapped[0] <= west + slack
    assert snapped[1] <= south + slack
    assert snapped[2] >= west + wide - slack
    assert snapped[3] >= south + high - slack
    assert grid.holds(grid.transform(snapped, side))
    rows, columns = grid.shape(snapped, side)
    assert rows * side < high + 2 * side + slack
    assert columns * side < wide + 2 * side + slack


@given(grids, st.integers(-1000, 1000), st.floats(0.01, 0.99))
def test_a_raster_off_the_corners_is_not_on_the_grid(grid, cells, part) -> None:
    west = grid.x0 + (cells + part) * grid.cell
    assert not grid.holds(Affine(grid.cell, 0, west, 0, -grid.cell, grid.y0))


texts = st.text("abcdef0123456789", min_size=4, max_size=4)
rows = st.builds(
    LayerRow,
    role=st.sampled_from(["stops", "parks", "water", "services", "zones"]),
    version=st.integers(1, 9),
    file=texts,
    sha256=texts,
    producer=texts,
    licence=st.just("CC-BY-4.0"),
    date=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    state=st.sampled_from(["in_review", "accepted"]),
)
states = st.lists(rows, unique_by=lambda row: row.role)


@given(states, st.randoms())
def test_the_snapshot_does_not_depend_on_the_order_of_rows_nor_on_their_state(
    found, chance
) -> None:
    mixed = [row.model_copy(update={"state": "accepted"}) for row in found]
    chance.shuffle(mixed)
    assert snapshot_id(mixed) == snapshot_id(found)


@given(states.filter(bool), st.sampled_from(["sha256", "licence", "simulated", "meta", "date"]))
def test_the_snapshot_changes_with_anything_a_row_says(found, name) -> None:
    other = {
        "sha256": "other",
        "licence": "ODbL-1.0",
        "simulated": not found[0].simulated,
        "meta": {"kind": "air"},
        "date": date(1999, 1, 1),
    }
    changed = [found[0].model_copy(update={name: other[name]}), *found[1:]]
    assert snapshot_id(changed) != snapshot_id(found)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(["add", "accept"]), max_size=6), st.randoms())
def test_adding_and_accepting_never_change_an_earlier_snapshot(acts, chance) -> None:
    with tempfile.TemporaryDirectory() as folder:
        territory = make_territory(Path(folder) / "a")
        seen = {territory.snapshot: read(territory)}
        for act in acts:
            territory = perform(act, territory, chance)
            seen.setdefault(territory.snapshot, read(territory))
        for snapshot, content in seen.items():
            assert read(Territory.open(territory.root, snapshot)) == content
        assert check(territory) == []


def read(territory: Territory) -> dict[str, bytes]:
    return {layer.id: layer.path.read_bytes() for layer in territory.layers.values()}


def perform(act: str, territory: Territory, chance) -> Territory:
    if act == "add":
        cover = land_cover()
        cover[chance.randrange(100), chance.randrange(200)] = 1
        page = write_raster(territory.root.parent / "cover.tif", np.ascontiguousarray(cover))
        add(territory, "land_cover", page, source=SOURCE, meta={"legend": LEGEND})
        return Territory.open(territory.root)
    waiting = [row.id for row in territory.catalogue.layers if row.id not in ids(territory)]
    return accept(territory, chance.choice(waiting)) if waiting else territory


def ids(territory: Territory) -> set[str]:
    return {layer.id for layer in territory.layers.values()}
