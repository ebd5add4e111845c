"""What would change the verdict of one intervention, worked out by hand."""

import json
from datetime import date

import numpy as np
import pytest
import shapely

from contado.dossier.changes import changes
from contado.dossier.variants import variants, variants_table
from contado.facts import specs
from contado.interventions.model import REALISATION_ITEMS, DeclaredMeasure, Intervention
from contado.norms import Rules, evaluate
from contado.norms.sheets import Sheet
from contado.norms.testing import table_of
from contado.survey import Measures

LOT = 1000.0
PLACE = {
    "drainage.unit_low_share": 0.3,
    "drainage.draining_index": 0.4,
    "nature.runoff_regulation_rank": 0.5,
    "heat.unit_hot_share": 0.3,
    "heat.night_anomaly": 1.5,
    "nature.microclimate_regulation_rank": 0.5,
}
"""Part A medium on both sheets: every criterion 0.5."""
NO = dict.fromkeys(REALISATION_ITEMS, "no")


@pytest.fixture(scope="module")
def rules():
    return Rules.load(on=date(2024, 6, 1), facts=specs())


def work(*measures, realisation=NO, **declared):
    return Intervention(
        id="a",
        name="Piazza",
        geometry=shapely.box(0, 0, 50, 20).wkb_hex,
        measures=tuple(
            DeclaredMeasure(measure=code, share=share, area=share * LOT, **declared)
            for code, share in measures
        ),
        realisation=realisation,
    )


def judged(rules, sheet, one, place=PLACE):
    abacus = rules.measures
    below = [
        {
            "measure.kind": m.measure,
            "measure.area": m.area,
            "measure.share": m.share,
            "measure.runoff_reduction": abacus[m.measure].quantity("runoff_reduction").midpoint,
            "measure.cooling": abacus[m.measure].quantity("cooling").midpoint,
        }
        for m in one.measures
    ]
    low, high = Measures.of([one.measures]).treated(1)
    place = place | {"measures.incidence": (float(low[0]), float(high[0]))}
    said = {f"realisation.{item}": answer for item, answer in one.realisation.items()}
    return evaluate(rules, sheet, table_of(rules, [{**place, **said}], [below]))


def found(rules, one, sheet="scheda-norma-1"):
    return {c.kind: c for c in changes(one, judged(rules, sheet, one), 0)}


def test_the_least_share_is_the_first_whole_per_cent_that_reaches_the_class(rules):
    """A 0.5, C low. B: (s·1 + 45·0)/(s + 45) at least 0.5 when s is 45: rank 2, so high on 90 %.

    Low to medium then: (0.5 + 1 + 0)/3.
    """
    change = found(rules, work(("NBS02", 0.2), ("NBS10", 0.45)))["measure_share"]
    (changed,) = change.changed
    assert (changed.field, changed.before.low, changed.after.low) == (
        "measures.NBS02.share",
        0.2,
        0.45,
    )
    assert (change.outcome_before.value, change.outcome_after.value) == ("low", "medium")
    assert [(e.part, e.before.value, e.after.value) for e in change.effects] == [
        ("B", "medium", "high")
    ]
    assert change.sentence.it == (
        "Portando la quota di «Giardino della pioggia, area di bioritenzione» dal 20 % al 45 %, "
        "l'esito passa da «bassa efficacia» a «media efficacia» (parte B da «media» a «alta»)."
    )
    assert change.sentence.en == (
        "Raising the share of “Rain garden, bioretention” from 20 % to 45 % takes the verdict "
        "from “low effectiveness” to “medium effectiveness” (part B from “medium” to “high”)."
    )


def test_a_share_is_not_raised_past_what_is_left_of_the_lot(rules):
    """It would take 51 %, and 49 % is left."""
    assert "measure_share" not in found(rules, work(("NBS02", 0.2), ("NBS10", 0.51)))


def test_a_small_measure_is_raised_to_the_incidence_that_counts(rules):
    """Rank 3 on 10 % is medium, on 20 % high."""
    change = found(rules, work(("NBS02", 0.1)))["measure_share"]
    assert change.changed[0].after.low == 0.2


def test_an_overlapping_measure_may_be_raised_over_the_others(rules):
    """Rain gardens and a green wall that overlap: s/(s + 0.9) is 0.5, rank 2, at 90 %."""
    one = work(("NBS02", 0.2), ("NBS10", 0.9), overlapping=True)
    assert found(rules, one)["measure_share"].changed[0].after.low == 0.9


def test_the_fewest_items_are_turned_and_those_already_partly_so_come_first(rules):
    """C: 0.5 of 8 now; with three yes 3/8 = 0.375, medium. Two yes would be 2/8."""
    one = work(("NBS11", 0.6), realisation={**NO, "monitoring": "partly"})
    change = found(rules, one)["realisation"]
    assert [c.field for c in change.changed] == [
        "realisation.monitoring",
        "realisation.treated_area",
        "realisation.native_species",
    ]
    assert [(c.before, c.after) for c in change.changed] == [
        ("partly", "yes"),
        ("no", "yes"),
        ("no", "yes"),
    ]
    assert change.sentence.it.startswith("Portando a «sì» «Monitoraggio», «")


def test_what_does_not_apply_is_not_asked_for(rules):
    items = {**dict.fromkeys(REALISATION_ITEMS, "not_applicable"), "monitoring": "no"}
    change = found(rules, work(("NBS10", 0.5), realisation=items))["realisation"]
    assert [c.field for c in change.changed] == ["realisation.monitoring"]
    assert change.sentence.it.startswith("Portando a «sì» «Monitoraggio», l'esito")


def test_what_nobody_answered_is_asked_before_what_was_declared_is_turned(rules):
    """C: (1 + 0.5)/8 is surely low only where the two open items are no: they may decide."""
    given = {item: "no" for item in REALISATION_ITEMS if item not in ("visibility", "monitoring")}
    given |= {"treated_area": "yes", "native_species": "partly"}
    one = work(("NBS11", 0.6), realisation=given)
    asked, turned = (found(rules, one)[kind] for kind in ("answer", "realisation"))
    assert {c.field for c in asked.changed} == {"realisation.visibility", "realisation.monitoring"}
    assert [c.before for c in asked.changed] == [None, None]
    assert asked.sentence.it.startswith("Rispondendo «sì» a «")
    assert any(c.before is not None for c in turned.changed)


def test_an_effect_that_reads_the_same_is_left_out(rules):
    """Part C stays *cannot tell* whatever the first answers are: nobody is told so."""
    one = work(("NBS10", 0.5), realisation={})
    said = [change.sentence.it for change in found(rules, one).values()]
    assert all("da non determinabile a non determinabile" not in text for text in said)


def test_another_measure_of_the_same_sheet_is_offered_on_the_same_area(rules):
    change = found(rules, work(("NBS03", 0.5)), "scheda-norma-2")["other_measure"]
    (changed,) = change.changed
    assert (changed.field, changed.before) == ("measures.NBS03.measure", "NBS03")
    assert "scheda-norma-2" in rules.measures[changed.after].sheets
    assert (
        "al posto di «Fossato vegetato (swale)», sulla stessa area, l'esito" in change.sentence.it
    )


def test_the_best_outcome_is_left_alone(rules):
    one = work(("NBS01", 0.5), realisation=dict.fromkeys(REALISATION_ITEMS, "yes"))
    assert found(rules, one) == {}


def test_a_sheet_that_reads_the_ground_after_the_works_gets_no_other_measures(rules):
    """The draining index after the works follows from the measures, but is not computed here."""
    sheet = rules.sheet("scheda-norma-1")
    content = sheet.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["parts"][0]["criteria"][1]["state"] = "after"
    after = Sheet.model_validate_json(json.dumps(content))
    one = work(("NBS02", 0.2), ("NBS10", 0.6))
    assert {v.kind for v in variants(one, sheet, rules)} == {
        "measure_share",
        "realisation",
        "other_measure",
    }
    assert {v.kind for v in variants(one, after, rules)} == {"realisation"}


def test_variants_change_only_what_they_say(rules):
    one = work(("NBS02", 0.2), ("NBS10", 0.6))
    verdicts = judged(rules, "scheda-norma-1", one)
    tried = variants(one, verdicts.compiled.sheet, rules)
    table = variants_table(verdicts, 0, one, tried)
    area = table.children["measure"].table.columns["measure.area"].low.reshape(-1, 2)
    kinds = np.array(["", *(v.kind for v in tried)])
    shares = [v for v in tried if v.kind == "measure_share"]
    expected = [
        [1000 * v.share, 600] if v.at == 0 else [200, 1000 * v.share] for v in shares
    ]  # fmt: skip
    np.testing.assert_allclose(area[kinds == "measure_share"], expected)
    np.testing.assert_allclose(
        area[kinds != "measure_share"], [[200, 600]] * (kinds != "measure_share").sum()
    )
