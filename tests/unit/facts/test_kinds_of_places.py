"""Facts of parcels, stops and proposals, stated in a catalogue and measured as any other."""
# ruff: noqa: PD011 - the values of a fact are no frame

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tests.unit.facts.conftest import CRS, SOURCE, box, make

from contado.facts import catalogue, catalogue_of, measure, specs
from contado.norms import Rules, evaluate
from contado.shipped import read_yaml
from contado.survey import Provided, Survey
from contado.territory import Places, Territory
from contado.territory.building import Building
from contado.values import Labels, Missing, Numbers, Table

UNSAID = Missing("not_declared", "activity")
CATALOGUE = read_yaml("""
siting.excluded:
  label: {it: Quota in esclusione, en: Share excluded}
  of: parcel
  unit: share
  method: overlap.v1
  needs: {layers: [constraints, municipalities], parameters: [survey.minimum_coverage]}
  source: measured
  measured_by: {before: "contado.facts.stated:overlap_share"}
  options: {layer: constraints, by: effect, kinds: [exclusion]}
siting.constrained:
  label: {it: Area vincolata, en: Area under constraints}
  of: parcel
  unit: m2
  method: overlap.v1
  needs: {layers: [constraints, municipalities], parameters: [survey.minimum_coverage]}
  source: measured
  measured_by: {before: "contado.facts.stated:overlap"}
  options: {layer: constraints}
siting.to_rail:
  label: {it: Distanza dal ferro, en: Distance to rail}
  of: parcel
  unit: m
  method: proximity.v1
  needs: {layers: [stops, municipalities], parameters: [survey.minimum_coverage]}
  source: measured
  measured_by: {before: "contado.facts.stated:distance"}
  options: {layer: stops, by: mode, kinds: [rail, metro]}
siting.jobs:
  label: {it: Addetti, en: Jobs}
  of: parcel
  unit: person
  method: declared.v1
  needs: {declared: [jobs]}
  source: declared
  measured_by: {before: "contado.facts.stated:declared_number"}
  options: {name: jobs}
access.services_near:
  label: {it: Servizi vicini, en: Services nearby}
  of: stop
  unit: "1"
  method: proximity.v1
  needs: {layers: [services, municipalities], parameters: [access.walk, survey.minimum_coverage]}
  source: measured
  measured_by: {before: "contado.facts.stated:features_within"}
  options: {layer: services, within: access.walk}
access.in_parks:
  label: {it: Parchi toccati, en: Parks met}
  of: stop
  unit: "1"
  method: overlap.v1
  needs: {layers: [parks, municipalities], parameters: [survey.minimum_coverage]}
  source: measured
  measured_by: {before: "contado.facts.stated:features_met"}
  options: {layer: parks}
access.reached:
  label: {it: Abitanti raggiunti, en: Residents reached}
  of: stop
  unit: person
  method: provided.v1
  needs: {layers: [population_grid], providers: [network]}
  source: measured
  measured_by: {before: "contado.facts.stated:provided_number"}
  options: {provider: network, quantity: residents}
proposal.activity:
  label: {it: Attività, en: Activity}
  of: proposal
  method: declared.v1
  needs: {declared: [activity]}
  source: declared
  measured_by: {before: "contado.facts.stated:declared_label"}
  options: {name: activity}
""")
PARAMETER = """\
  values: [{{value: {value}, reference: {{title: Atto}}, confidence: seed}}]
"""
PLAN = {
    "profile.yaml": "profile: p\nlabel: {it: P, en: P}\nstatus: proposed\nextends: contado\n",
    "categories.yaml": (
        "answer:\n  label: {it: Risposta, en: Answer}\n"
        "  names: {no: {it: respinto, en: refused}, yes: {it: ammesso, en: admitted}}\n"
    ),
    "parameters/p.yaml": "".join(
        f"{name}:\n  label: {{it: {name}, en: {name}}}\n  unit: {unit}\n"
        + PARAMETER.format(value=value)
        for name, unit, value in (("access.walk", "m", 50), ("siting.most", "share", 0.1))
    ),
    "sheets/siting.yaml": """\
sheet: siting
label: {it: Localizzazione, en: Siting}
of: parcel
in_force: {from: 2024-01-01, is: approval, confidence: seed, reference: {title: Atto}}
parts:
  - part: A
    label: {it: Requisiti, en: Gates}
    criteria:
      - criterion: G1
        kind: gate
        label: {it: Fuori dalle esclusioni, en: Out of exclusions}
        when: {fact: siting.excluded, at_most: siting.most}
    combine: {all_hold: true}
""",
}


def frame(shapes: list[shapely.Geometry], **columns: list[object]) -> gpd.GeoDataFrame:
    ids = [f"{at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=shapes, crs=CRS)


def point(x: float, y: float) -> shapely.Point:
    return box(x - 1, y - 1, x + 1, y + 1).centroid


def features(made: Building) -> None:
    """Two exclusions that overlap, an attention beside them, three stops and two services."""
    shapes = [box(0, 0, 60, 50), box(40, 0, 100, 50), box(0, 100, 100, 200)]
    effects = ["exclusion", "exclusion", "attention"]
    kinds = ["flood", "railway", "landscape"]
    made.add_vector("constraints", frame(shapes, kind=kinds, effect=effects), source=SOURCE)
    stops = [
        box(120, 0, 122, 2).centroid,
        box(20, 20, 22, 22).centroid,
        box(200, 0, 202, 2).centroid,
    ]
    modes = ["rail", "bus", "metro"]
    made.add_vector("stops", frame(stops, name=list("abc"), mode=modes), source=SOURCE)
    services = [point(131, 1), box(150, 0, 190, 40)]
    made.add_vector("services", frame(services, kind=["school", "library"]), source=SOURCE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make(tmp_path_factory.mktemp("served") / "servita", more=features)


@pytest.fixture(scope="module")
def siting(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("plan")
    for name, text in PLAN.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    known = {**catalogue(), **catalogue_of(CATALOGUE)}
    return Rules.load(folder, on=date(2024, 6, 1), facts=specs(known))


PARCELS = Places(
    "parcel", ["a", "b", "out"],
    np.array([box(0, 0, 100, 100), box(100, 0, 200, 100), box(900, 0, 950, 100)]),
)  # fmt: skip


def test_parcels_are_measured_and_judged(served: Territory, siting: Rules) -> None:
    known = catalogue_of(CATALOGUE)
    names = [name for name, fact in known.items() if fact.of == "parcel"]
    declared = {"parcel": pd.DataFrame({"jobs": [12.0]}, index=["b"])}
    facts = measure(PARCELS, names, served, siting, declared=declared, catalogue=known)
    low = {name: fact.values.low.tolist() for name, fact in facts.items()}  # type: ignore[union-attr]
    assert low["siting.excluded"][:2] == [0.5, 0.0]  # 5,000 m², the overlap counted once
    assert low["siting.constrained"][:2] == [5_000.0, 0.0]
    assert low["siting.to_rail"][:2] == [pytest.approx(21.0), 0.0]  # the bus stop is no rail
    assert facts["siting.excluded"].coverage.tolist() == [1.0, 1.0, 0.0]
    assert facts["siting.excluded"].values.why(2) == Missing("outside_layer", "constraints")
    assert facts["siting.jobs"].values.why(0) == Missing("not_declared", "jobs")
    assert facts["siting.jobs"].values.low[1] == 12.0  # type: ignore[union-attr]
    assert facts["siting.excluded"].flags.tolist() == [1, 1, 1]  # the layer is simulated
    verdicts = evaluate(siting, "siting", facts.table())
    assert verdicts.labels("A", "en").tolist() == ["no", "yes", "cannot tell"]


class Network:
    """A provider for tests: as many residents as the place is metres from the west."""

    def provide(self, survey: Survey, quantity: str) -> Provided:
        assert quantity == "residents"
        assert survey.places.kind == "stop"
        west = shapely.get_x(survey.places.geometry) - 500_000.0
        return Provided(Numbers.exact(west), layers=("population_grid",))


def test_stops_are_measured(served: Territory, siting: Rules) -> None:
    known = catalogue_of(CATALOGUE)
    stops = Places.of(served.layers["stops"].frame(), "stop")
    names = [name for name, fact in known.items() if fact.of == "stop"]
    facts = measure(stops, names, served, siting, catalogue=known, providers={"network": Network()})
    assert facts["access.services_near"].values.low.tolist() == [2.0, 0.0, 1.0]  # type: ignore[union-attr]
    assert [use.parameter for use in facts["access.services_near"].parameters] == [
        "access.walk", "survey.minimum_coverage"
    ]  # fmt: skip
    assert facts["access.in_parks"].values.why(0) == Missing("no_layer", "parks")
    assert facts["access.reached"].values.low.tolist() == [121.0, 21.0, 201.0]  # type: ignore[union-attr]
    assert facts["access.reached"].layers == ("population_grid@1",)
    alone = measure(stops, ["access.reached"], served, siting, catalogue=known)
    assert alone["access.reached"].values.why(0) == Missing("no_provider", "network")


@pytest.mark.parametrize("kind", ["parcel", "stop"])
def test_what_is_read_is_within_the_needs(served: Territory, siting: Rules, kind: str) -> None:
    known = catalogue_of(CATALOGUE)
    names = [name for name, fact in known.items() if fact.of == kind]
    for name, fact in measure(PARCELS, names, served, siting, catalogue=known).items():
        assert fact.method == known[name].method
        assert {use.parameter for use in fact.parameters} <= set(known[name].needs.parameters)
        assert {layer.partition("@")[0] for layer in fact.layers} <= set(known[name].needs.layers)


@pytest.mark.parametrize(
    "declared",
    [
        {"proposal": pd.DataFrame({"activity": ["logistics", None]}, index=["p", "q"])},
        {"proposal": Table(2, {"activity": Labels.of(["logistics", None], UNSAID)})},
    ],
    ids=["frame", "table"],
)  # fmt: skip
def test_what_is_declared_of_places_that_lie_nowhere(declared: Mapping, siting: Rules) -> None:
    known = catalogue_of(CATALOGUE)
    drafts = Places.nowhere("proposal", ["p", "q"])
    facts = measure(drafts, ["proposal.activity"], None, siting, declared=declared, catalogue=known)
    labels = facts["proposal.activity"].values
    assert [labels.name(row) for row in (0, 1)] == ["logistics", None]  # type: ignore[union-attr]
    assert labels.why(1) == UNSAID


def test_a_class_that_nothing_has_and_a_column_that_is_not_there(
    served: Territory, siting: Rules
) -> None:
    def excluded(**options: object) -> Missing | None:
        entry = CATALOGUE["siting.to_rail"] | {"options": {"layer": "stops", **options}}
        known = catalogue_of({"fact": entry})
        return measure(PARCELS, ["fact"], served, siting, catalogue=known)["fact"].values.why(0)

    assert excluded(by="mode", kinds=["tram"]) == Missing("no_feature", "stops")
    assert excluded(by="lines", kinds=["1"]) == Missing("no_column", "stops.lines")
    assert excluded(by="mode", kinds="bus") is None


@pytest.mark.parametrize(
    "places",
    [
        Places("stop", ["a"], np.array([point(1, 1)])),
        Places("street", ["a"], np.array([shapely.LineString([point(1, 1), point(1, 9)])])),
        Places.nowhere("proposal", ["a"]),
    ],
    ids=lambda places: places.kind,
)  # fmt: skip
def test_what_needs_ground_says_so_of_places_that_have_none(
    places: Places, rich_ground: Territory, rules: Rules
) -> None:
    facts = measure(places, list(catalogue()), rich_ground, rules)
    for name in ("place.area", "drainage.draining_index", "heat.night_anomaly", "people.density"):
        assert facts[name].values.why(0).code == "not_applicable", name  # type: ignore[union-attr]
    inside = facts["place.municipality"].values.name(0)  # type: ignore[union-attr]
    assert inside == (None if places.kind == "proposal" else "Unit 015001")
