"""The form and the declaration say the same thing."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contado.errors import Problem
from contado.interventions.model import (
    REALISATION_ITEMS,
    DeclaredMeasure,
    Intervention,
    SurfaceChange,
    Surfaces,
)
from contado.site.declared import beside, fields_of, geometry_of, laid, typed_over, with_header
from contado.site.search import fold

squares = st.integers(0, 10_000).map(float)
surfaces = st.none() | st.builds(
    Surfaces, sealed=squares, semi_permeable=squares, permeable=squares
)
interventions = st.builds(
    Intervention,
    id=st.just("a"),
    name=st.just("Piazza"),
    geometry=st.just(""),
    measures=st.lists(
        st.builds(
            DeclaredMeasure,
            measure=st.sampled_from(["NBS01", "NBS02", "NBS03"]),
            area=st.just(1.0),
            share=st.integers(1, 1000).map(lambda per_mille: per_mille / 1000),
            overlapping=st.booleans(),
        ),
        unique_by=lambda measure: measure.measure,
    ).map(tuple),
    surfaces=st.builds(SurfaceChange, before=surfaces, after=surfaces),
    realisation=st.dictionaries(
        st.sampled_from(REALISATION_ITEMS),
        st.sampled_from(["yes", "partly", "no", "not_applicable"]),
    ),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(interventions)
def test_what_fills_the_form_is_declared_again_as_it_was(intervention) -> None:
    declared = laid(fields_of(intervention)).properties
    measures = [(m["measure"], m["overlapping"]) for m in declared["measures"]]
    assert measures == [(m.measure, m.overlapping) for m in intervention.measures]
    for mine, theirs in zip(declared["measures"], intervention.measures, strict=True):
        assert abs(mine["share"] - theirs.share) < 1e-9
    assert SurfaceChange.model_validate(declared["surfaces"]) == intervention.surfaces
    assert declared["realisation"] == intervention.realisation


def test_a_share_is_a_percentage_and_a_comma_is_a_decimal_sign() -> None:
    (measure,) = laid({"measures.NBS01.share": "12,5"}).properties["measures"]
    assert measure["share"] == 0.125


def test_a_measure_without_share_is_not_declared() -> None:
    assert (
        laid({"measures.NBS01.share": "", "measures.NBS02.share": "0"}).properties["measures"] == []
    )


def test_a_surface_left_empty_is_not_written_as_zero() -> None:
    assert laid({"surfaces.before.sealed": "10"}).properties["surfaces"] == {
        "before": {"sealed": 10.0}
    }


def test_a_problem_of_the_area_stands_where_the_area_came_in() -> None:
    odd = Problem("interventions.odd_area", "form #1")
    for entrance in ("file", "coordinates", "area"):
        assert beside([odd], entrance)[entrance] == [odd]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_geometry(text) -> None:
    found = geometry_of(text)
    assert found is None or json.dumps(found)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="0123456789.,; \n-", max_size=60))
def test_typed_vertices_get_exactly_one_header(vertices) -> None:
    once = with_header(vertices)
    assert once.startswith("x")
    assert with_header(once) == once


def test_only_what_was_typed_over_a_file_goes_on_to_the_next() -> None:
    measures = [
        DeclaredMeasure(measure=code, area=1, share=0.5, overlapping=True)
        for code in ("NBS01", "NBS02")
    ]
    first = Intervention(id="a", name="Prima", geometry="", measures=measures)
    values = fields_of(first) | {"measures.NBS02.share": "20", "realisation.monitoring": "no"}
    assert typed_over(values, first) == {
        "measures.NBS02.share": "20",
        "measures.NBS02.overlapping": "on",
        "realisation.monitoring": "no",
    }
