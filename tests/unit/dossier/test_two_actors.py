"""Verification changes declared values only with a reason; comparing shows both sides."""

import pytest

from contado.documents import differing
from contado.dossier.compare import compare
from contado.dossier.days import by_day
from contado.dossier.model import Act, Correction
from contado.dossier.proposals import read_proposals
from contado.dossier.verification import Proposal, corrected
from contado.errors import BadInput

WHY = "verificato sul posto"
ABACUS = ("NBS01", "NBS02", "NBS11")


def codes(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def change(work, field, value):
    return corrected(work, [Proposal(field, value, WHY)], ABACUS)


def test_an_answer_changes_and_the_first_declaration_stays(sample) -> None:
    work = sample.intervention
    changed, (correction,) = change(work, "realisation.monitoring", "yes")
    assert changed.realisation["monitoring"] == "yes"
    assert work.realisation["monitoring"] == "no"
    assert (correction.before, correction.after, correction.reason) == ("no", "yes", WHY)


def test_an_answer_can_be_taken_away(sample) -> None:
    changed, _ = change(sample.intervention, "realisation.monitoring", None)
    assert "monitoring" not in changed.realisation


def test_a_measure_keeps_area_and_share_together(sample) -> None:
    by_area, _ = change(sample.intervention, "measures.NBS01.area", 1000.0)
    by_share, _ = change(sample.intervention, "measures.NBS01.share", 0.2)
    assert by_area.measures[0] == by_share.measures[0]
    assert (by_area.measures[0].area, by_area.measures[0].share) == (1000.0, 0.2)


def test_a_measure_can_be_added_and_taken_away(sample) -> None:
    added, (correction,) = change(sample.intervention, "measures.NBS02.share", 0.1)
    assert [(m.measure, m.area) for m in added.measures][-1] == ("NBS02", 500.0)
    assert correction.before == 0.0
    removed, _ = change(sample.intervention, "measures.NBS11.area", 0)
    assert [m.measure for m in removed.measures] == ["NBS01"]


def test_a_surface_changes(sample) -> None:
    changed, _ = change(sample.intervention, "surfaces.after.sealed", 2000.0)
    assert changed.surfaces.after.sealed == 2000.0
    assert changed.surfaces.before == sample.intervention.surfaces.before


def test_all_that_is_wrong_with_the_proposals_is_told_at_once(sample) -> None:
    wrong = [
        Proposal("geometry", "0", WHY),
        Proposal("realisation.monitoring", "yes", " "),
        Proposal("measures.NBS01", 1, ""),
    ]
    with pytest.raises(BadInput) as error:
        corrected(sample.intervention, wrong, ABACUS)
    assert codes(error) == [
        "dossier.no_such_field", "dossier.no_reason", "dossier.no_such_field", "dossier.no_reason",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("realisation.monitoring", "maybe", "interventions.unknown_answer"),
        ("realisation.boh", "yes", "interventions.unknown_item"),
        ("measures.NBS01.share", 1.5, "interventions.out_of_range"),
        ("measures.NBS01.share", "0.3", "interventions.not_number"),
        ("measures.NBS01.area", "1e9", "interventions.not_number"),
        ("measures.NBS01.area", 1e9, "interventions.area_too_large"),
        ("measures.NBS01.area", False, "interventions.not_number"),
        ("measures.NBS02.share", 0.51, "interventions.over_one"),
        ("measures.NBS11.overlapping", "yes", "interventions.not_boolean"),
        ("measures.NBS99.share", 0.1, "interventions.unknown_measure"),
        ("measures.NBS02.cooling", 1.0, "interventions.one_extent"),
        ("measures.NBS01.cooling", 90.0, "interventions.out_of_range"),
        ("measures.NBS01.colour", 1, "dossier.no_such_field"),
        ("surfaces.during.sealed", 1, "dossier.no_such_field"),
        ("surfaces.after.gravel", 1, "interventions.unknown_field"),
        ("surfaces.after.sealed", -1, "interventions.out_of_range"),
        ("surfaces.after.sealed", "much", "interventions.not_number"),
    ],
)
def test_a_value_its_field_does_not_allow_is_refused(sample, field, value, code) -> None:
    with pytest.raises(BadInput) as error:
        change(sample.intervention, field, value)
    assert set(codes(error)) == {code}


def test_all_that_is_wrong_with_the_values_is_told_at_once(sample) -> None:
    wrong = [
        Proposal("realisation.boh", "yes", WHY),
        Proposal("measures.NBS99.share", "0.3", WHY),
        Proposal("surfaces.after.sealed", -1, WHY),
        Proposal("geometry", "0", "x"),
        Proposal("measures.NBS01.area", 10, WHY),
        Proposal("measures.NBS01.share", 0.5, WHY),
    ]
    with pytest.raises(BadInput) as error:
        corrected(sample.intervention, wrong, ABACUS)
    assert set(codes(error)) == {
        "interventions.unknown_item", "interventions.unknown_measure", "interventions.not_number",
        "interventions.out_of_range", "dossier.no_such_field", "dossier.no_reason",
        "dossier.field_twice",
    }  # fmt: skip
    named = [p.where for p in error.value.problems if p.code == "interventions.unknown_measure"]
    assert named == ["piazza-trento measures.NBS99"]


def test_what_nobody_corrected_stays_to_the_last_digit(sample) -> None:
    third = sample.intervention.measures[0].model_copy(update={"area": 5000 / 3, "share": 1 / 3})
    work = sample.intervention.model_copy(update={"measures": (third,), "remarks": ()})
    changed, _ = change(work, "realisation.monitoring", "yes")
    assert changed.measures == (third,)
    assert changed.model_copy(update={"realisation": work.realisation}) == work


def test_surfaces_of_a_state_can_be_taken_away(sample) -> None:
    gone = [
        Proposal(f"surfaces.after.{kind}", None, WHY)
        for kind in ("sealed", "semi_permeable", "permeable")
    ]
    changed, _ = corrected(sample.intervention, gone, ABACUS)
    assert changed.surfaces.after is None


def test_a_reason_longer_than_a_dossier_holds_is_refused(sample) -> None:
    with pytest.raises(BadInput) as error:
        corrected(
            sample.intervention, [Proposal("realisation.monitoring", "yes", "x" * 2001)], ABACUS
        )
    assert codes(error) == ["interventions.too_long"]


def test_proposals_are_read_from_yaml_where_a_bare_yes_is_an_answer(tmp_path) -> None:
    page = tmp_path / "c.yaml"
    page.write_text("- {field: realisation.monitoring, value: yes, reason: vista}\n")
    assert read_proposals(page) == (Proposal("realisation.monitoring", "yes", "vista"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "- 1",
        "- {field: a}",
        "- [",
        "- {field: 7, value: yes}",
        "- !!python/object:os.system {}",
    ],
)
def test_proposals_that_cannot_be_read_are_refused(tmp_path, text) -> None:
    page = tmp_path / "c.yaml"
    page.write_text(text)
    with pytest.raises(BadInput) as error:
        read_proposals(page)
    assert codes(error) == ["dossier.proposals_unreadable"]


def test_comparing_shows_value_source_and_reason_of_both(sample) -> None:
    facts = tuple(
        fact.model_copy(update={"source": "declared", "layers": ()})
        if fact.fact == "drainage.draining_index"
        else fact
        for fact in sample.facts
    )
    act = Act(
        kind="verification", office="Ufficio metropolitano", role="istruttore", date="2024-07-01",
        corrections=(
            Correction(field="surfaces.before.sealed", before=1, after=2, reason="rilievo nuovo"),
        ),
    )  # fmt: skip
    rows = compare(sample, sample.model_copy(update={"facts": facts, "acts": (act,)}))
    index = next(row for row in rows if row.where == ("scheda-norma-1", "A", "A2"))
    assert (index.a.value, index.a.source) == ("0,12", "stimato dal modello (land_cover@1)")
    assert (index.b.value, index.b.source) == ("0,12", "dichiarato")
    assert index.b.reason.endswith("rilievo nuovo")
    assert index.differs
    assert [row for row in rows if row.differs] == [index]


def reviewed(sample, field):
    correction = Correction(field=field, before=1, after=2, reason="rilievo nuovo")
    act = Act(
        kind="verification", office="U", role="r", date="2024-07-01", corrections=[correction]
    )
    return compare(sample, sample.model_copy(update={"acts": (act,)}))


def test_the_reason_of_a_correction_stands_beside_what_reads_it(sample) -> None:
    touched = [row.where[-1] for row in reviewed(sample, "surfaces.before.sealed") if row.differs]
    assert touched == ["A2"]
    assert not [row for row in reviewed(sample, "surfaces.after.sealed") if row.differs]


def test_what_differs_stands_under_the_outcome_of_its_sheet(sample) -> None:
    rows = differing(reviewed(sample, "surfaces.before.sealed"))
    assert [row.where for row in rows] == [
        ("scheda-norma-1", "", ""),
        ("scheda-norma-1", "A", "A2"),
    ]
    assert not rows[0].differs


def test_dossiers_without_a_common_sheet_are_not_compared(sample) -> None:
    one, two = (sample.model_copy(update={"verdicts": (v,)}) for v in sample.verdicts)
    with pytest.raises(BadInput) as error:
        compare(one, two)
    assert codes(error) == ["dossier.other_sheets"]


def test_each_work_is_judged_on_its_own_day_and_none_is_presumed(sample) -> None:
    dated = sample.intervention
    undated = dated.model_copy(update={"filed_on": None})
    assert by_day([dated, undated], dated.filed_on) == ({dated.filed_on: [0, 1]}, [])
    days, problems = by_day([undated, dated], None)
    assert days == {dated.filed_on: [1]}
    assert [(each.code, each.where) for each in problems] == [("dossier.no_date", undated.id)]
