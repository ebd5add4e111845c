"""Whatever a stranger sends is read or refused: nothing but `BadInput` comes out."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping

from contado.errors import BadInput
from contado.interventions import Read, from_geojson, geometry_of, read_interventions, slug
from contado.interventions.geometry import PRECISION, stored

EXAMPLES = Path(__file__).parents[2] / "examples"
TERRITORY: dict[str, Any] = {
    "territory_crs": "EPSG:32632",
    "boundary": shapely.box(480_000, 5_010_000, 550_000, 5_060_000),
    "measures": [f"NBS{number:02d}" for number in range(1, 18)],
}
WHOLE = json.loads((EXAMPLES / "piazza.geojson").read_text(encoding="utf-8"))

odd_numbers = st.one_of(
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.sampled_from([0, -0.0, 1e308, 5e-324, 10**400]),
)
odd_texts = st.one_of(
    st.text(st.characters(), max_size=30), st.sampled_from(["", "Polygon", "{0}", "%s", "\ud800"])
)
leaves = st.one_of(st.none(), st.booleans(), odd_numbers, odd_texts)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(odd_texts, inner, max_size=4),
    max_leaves=12,
)


def paths(node: object, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every node of a JSON value."""
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [above, *(path for key, value in inner for path in paths(value, (*above, key)))]


PLACES = [path for path in paths(WHOLE) if path]


def judged(content: Any) -> Read | None:
    """Read; return None where it is refused, with messages that can be said."""
    try:
        return from_geojson(content, **TERRITORY)
    except BadInput as error:
        refused = error
    for problem in refused.problems:
        for language in ("it", "en"):
            problem.line(language).encode()
    return None


@settings(max_examples=150, deadline=None)
@given(content=anything)
def test_arbitrary_json_is_refused(content: Any) -> None:
    assert judged(content) is None


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_declaration_with_anything_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    content = copy.deepcopy(WHOLE)
    place = data.draw(st.sampled_from(PLACES))
    node = content
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = data.draw(anything)
    read = judged(content)
    for lot in read.interventions if read else ():
        shape = geometry_of(lot)
        assert shape.is_valid
        assert 0 <= sum(m.share for m in lot.measures if not m.overlapping) <= 1 + 1e-4
        assert all(m.area == pytest.approx(m.share * shape.area, abs=1e-3) for m in lot.measures)
        json.dumps(lot.model_dump(mode="json")).encode()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    name=st.sampled_from(["interventi.gpkg", "parcheggio.zip", "tetto.dxf", "filare.csv"]),
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    content = bytearray((EXAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / name
    kept = data.draw(st.just(len(content)) | st.integers(1, len(content)))
    path.write_bytes(content[:kept])
    try:
        read = read_interventions(path, crs="EPSG:32632", **TERRITORY)
    except BadInput as error:
        assert str(error)  # noqa: PT017 - it may also be read
    else:
        assert read.interventions


def starry(radii: list[float]) -> shapely.Polygon:
    """Return a star-shaped polygon, which is always valid."""
    from math import cos, pi, sin

    steps = [2 * pi * at / len(radii) for at in range(len(radii))]
    return shapely.Polygon(
        [(515_000 + r * cos(a), 5_034_000 + r * sin(a)) for r, a in zip(radii, steps, strict=True)]
    )


lots = st.lists(st.floats(5, 300), min_size=4, max_size=12).map(starry)


@settings(max_examples=80, deadline=None)
@given(lot=lots, turn=st.integers(0, 11), backwards=st.booleans())
def test_an_area_has_one_stored_form(lot: shapely.Polygon, turn: int, backwards: bool) -> None:
    ring = list(lot.exterior.coords)[:-1]
    ring = ring[turn % len(ring) :] + ring[: turn % len(ring)]
    again = shapely.Polygon(ring[::-1] if backwards else ring)
    assert stored(again) == stored(lot)
    kept = shapely.from_wkb(stored(lot))
    assert stored(kept) == stored(lot)
    assert kept.area == pytest.approx(lot.area, abs=lot.length * PRECISION)


@settings(max_examples=60, deadline=None)
@given(lot=lots, share=st.floats(0, 1))
def test_a_share_and_the_area_it_makes_are_the_same_declaration(
    lot: shapely.Polygon, share: float
) -> None:
    def declared(measure: dict[str, object]) -> Any:
        content = {
            "type": "Feature",
            "properties": {"id": "a", "measures": [{"measure": "NBS01"} | measure]},
            "geometry": mapping(lot),
            "crs": {"type": "name", "properties": {"name": "EPSG:32632"}},
        }
        return from_geojson(content, **TERRITORY).interventions[0].measures[0]

    by_share = declared({"share": share})
    by_area = declared({"area": by_share.area})
    assert by_area.share == pytest.approx(share, abs=1e-6)
    assert by_area.area == by_share.area


@given(identifier=st.text(max_size=200))
def test_a_slug_is_always_a_plain_name(identifier: str) -> None:
    name = slug(identifier)
    assert name.isascii()
    assert len(name) <= 63
    assert all(sign.isalnum() or sign == "-" for sign in name)
    assert slug(name) == name
