"""A change that a dossier names, applied and assessed again, gives the outcome it promised."""

from datetime import date

import geopandas as gpd
import pytest
import shapely

from contado.dossier.assess import assess
from contado.dossier.verification import Proposal, corrected
from contado.facts import specs
from contado.interventions.model import (
    REALISATION_ITEMS,
    DeclaredMeasure,
    Intervention,
    SurfaceChange,
    Surfaces,
)
from contado.norms import Rules
from contado.territory import Lattice, Settings, Source, Territory, building

CRS, X, Y = "EPSG:32632", 500_000.0, 5_000_000.0
SHEETS = ("scheda-norma-1", "scheda-norma-2")


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """Only a municipality: of part A only what is declared can be told."""
    path = tmp_path_factory.mktemp("ground") / "prova"
    source = Source(producer="Prova", licence="CC0-1.0", date=date(2024, 1, 1), simulated=True)
    comune = {"istat_code": ["015001"], "name": ["Prova"]}
    frame = gpd.GeoDataFrame(comune, geometry=[shapely.box(X, Y, X + 1e3, Y + 1e3)], crs=CRS)
    with building(path, Settings(name="Prova", crs=CRS, grid=Lattice(X, Y, 10.0))) as made:
        made.add_vector("municipalities", frame, source=source)
    return Territory.open(path)


@pytest.fixture(scope="module")
def rules():
    return Rules.load(on=date(2024, 6, 1), facts=specs())


def work(answer, *measures):
    shares = ((code, share, 1e4 * share) for code, share in measures)
    return Intervention(
        id="piazza",
        name="Piazza",
        geometry=shapely.box(X + 100, Y + 100, X + 200, Y + 200).wkb_hex,
        measures=tuple(DeclaredMeasure(measure=c, share=s, area=a) for c, s, a in shares),
        surfaces=SurfaceChange(before=Surfaces(sealed=9000, permeable=1000)),
        realisation=dict.fromkeys(REALISATION_ITEMS, answer),
    )


def changed(one, change):
    if change.kind == "other_measure":
        (part,) = change.changed
        measures = tuple(
            m.model_copy(update={"measure": part.after}) if m.measure == part.before else m
            for m in one.measures
        )
        return one.model_copy(update={"measures": measures})
    proposals = [
        Proposal(part.field, getattr(part.after, "low", part.after), "prova")
        for part in change.changed
    ]
    return corrected(one, proposals, {m.measure for m in one.measures})[0]


@pytest.mark.parametrize(
    ("one", "sheet", "kinds"),
    [
        (work("no", ("NBS01", 0.4)), "scheda-norma-1", {"realisation"}),
        # in the place of a green wall nothing else fits
        (work("yes", ("NBS02", 0.2), ("NBS10", 0.3)), "scheda-norma-1", {"measure_share"}),
        (work("yes", ("NBS11", 0.3)), "scheda-norma-1", {"other_measure"}),
    ],
)
def test_what_a_dossier_says_would_change_the_verdict_does(ground, rules, one, sheet, kinds):
    dossier = assess([one], SHEETS, ground, rules)[0]
    assert {change.kind for change in dossier.changes if change.sheet == sheet} == kinds
    for change in dossier.changes:
        again = assess([changed(one, change)], [change.sheet], ground, rules)[0]
        assert again.verdicts[0].outcome.value == change.outcome_after.value
        now = {part.part: part.answer.value for part in again.verdicts[0].parts}
        assert all(now[effect.part] == effect.after.value for effect in change.effects)
