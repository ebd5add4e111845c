"""What fits a declared project: the place, its ground, and what it costs, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from contado.dossier.fitting import Fitting
from contado.dossier.variants import variants
from contado.facts import specs
from contado.interventions import DeclaredMeasure, Intervention
from contado.interventions.model import SurfaceChange, Surfaces
from contado.norms import Rules

LOT = 1000.0


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2026, 12, 1), facts=specs())


def work(code: str, share: float, before: Surfaces | None = None) -> Intervention:
    return Intervention(
        id="a", name="Piazza", geometry=shapely.box(0, 0, 50, 20).wkb_hex,
        measures=(DeclaredMeasure(measure=code, share=share, area=share * LOT),),
        surfaces=SurfaceChange(before=before),
    )  # fmt: skip


def instead(rules: Rules, one: Intervention) -> set[str]:
    fitting = Fitting(one, rules)
    return {code for code in rules.measures if fitting.may_replace(one.measures[0], code)} - {
        one.measures[0].measure
    }


@pytest.mark.parametrize(
    ("own", "before", "fits", "not_fitting"),
    [
        # a swale on a river: nothing says that there is sealed ground, nor a roof
        ("NBS03", None, {"NBS02"}, {"NBS01", "NBS07", "NBS08", "NBS10", "NBS16", "NBS17"}),
        # 500 m² on 200 m² sealed are too many to de-pave; on 600 m² they are not
        ("NBS03", Surfaces(sealed=200, permeable=800), {"NBS02"}, {"NBS01", "NBS07", "NBS11"}),
        ("NBS03", Surfaces(sealed=600, permeable=400), {"NBS01", "NBS07"}, {"NBS08"}),
        ("NBS03", Surfaces(permeable=1000), {"NBS02"}, {"NBS01", "NBS07"}),
        # of a park over 2 ha there is no room in 500 m²
        ("NBS02", None, {"NBS12"}, {"NBS13", "NBS14"}),
        ("NBS10", None, set(), {"NBS01", "NBS02", "NBS08", "NBS16"}),
        ("NBS08", None, {"NBS09", "NBS17"}, {"NBS01", "NBS10"}),
    ],
)
def test_another_measure_is_one_that_can_be_made_there(
    rules: Rules, own: str, before: Surfaces | None, fits: set[str], not_fitting: set[str]
) -> None:
    able = instead(rules, work(own, 0.5, before))
    assert fits <= able
    assert not not_fitting & able


def test_more_of_a_measure_takes_no_more_than_its_ground(rules: Rules) -> None:
    """200 m² of 400 m² sealed are de-paved: 40 % of the lot is the most."""
    one = work("NBS01", 0.2, Surfaces(sealed=400, permeable=600))
    shares = [
        each.share
        for each in variants(one, rules.sheet("scheda-norma-1"), rules)
        if each.kind == "measure_share"
    ]
    assert max(shares) == 0.4


def test_a_measure_costs_its_area_by_the_abacus_to_the_cent(rules: Rules) -> None:
    """Rain garden, 80 to 200 EUR/m²; trees have a price each, and no number of them is known."""
    fitting = Fitting(work("NBS02", 0.5), rules)
    cost = fitting.cost("NBS02", 33.33)
    assert cost is not None
    assert (cost.low, cost.high) == (Decimal("2666.40"), Decimal("6666.00"))
    assert fitting.cost("NBS11", 100) is None


@given(sealed=st.floats(0, LOT), share=st.floats(0.01, 1))
def test_nothing_is_de_paved_beyond_what_is_sealed(
    rules: Rules, sealed: float, share: float
) -> None:
    one = work("NBS03", share, Surfaces(sealed=sealed, permeable=LOT - sealed))
    assert ("NBS01" in instead(rules, one)) == (share * LOT <= sealed + 1e-6)
