"""What the trace says, in both languages."""

import re
from datetime import date
from decimal import Decimal

import pytest

from contado.facts import specs
from contado.norms import Rules, evaluate
from contado.norms.answers import ClassedValue, margin
from contado.norms.sentences import number, written_apart
from contado.norms.testing import table_of
from contado.norms.trace import CriterionReason, Interval, SheetReason
from contado.terms import Text


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2024, 6, 1), facts=specs())


def explained(rules: Rules, value: object) -> SheetReason:
    table = table_of(rules, [{"drainage.draining_index": value}], [[]])  # type: ignore[dict-item]
    return evaluate(rules, "scheda-norma-1", table).explain(0)


def criterion(reason: SheetReason, name: str) -> CriterionReason:
    return next(c for part in reason.parts for c in part.criteria if c.criterion == name)


def test_the_days_of_a_sheet_that_was_not_in_force_are_written_as_people_read_them() -> None:
    early = Rules.load(on=date(2024, 1, 8), facts=specs())
    said = explained(early, 0.22).sentence
    assert "Il 08/01/2024 la scheda non era in vigore (dal 28/02/2024)." in said.it
    assert "On 8 January 2024 the sheet was not in force (since 28 February 2024)." in said.en


def test_a_known_class_is_said_with_its_range(rules: Rules) -> None:
    found = criterion(explained(rules, 0.22), "A2")
    assert found.sentence.it == (
        "Indice di superficie drenante: 0,22, cioè tra 0,15 (compreso) e 0,30 (escluso); "
        "classe «bassa»."
    )
    assert found.sentence.en == (
        "Draining index: 0.22, that is from 0.15 (included) to 0.30 (excluded); class “low”."
    )


def test_a_class_within_bounds_says_which_remain(rules: Rules) -> None:
    found = criterion(explained(rules, (0.2, 0.4)), "A2")
    assert found.answer.possible == ("low", "medium")
    assert found.answer.deciding[0].code == "within_bounds"
    assert "tra 0,20 e 0,40" in found.sentence.it
    assert "«bassa», «media»" in found.sentence.it


def test_a_missing_datum_is_named_and_all_classes_remain(rules: Rules) -> None:
    found = criterion(explained(rules, None), "A2")
    assert found.answer.state == "cannot_tell"
    assert len(found.answer.possible) == 5
    assert found.facts[0].lacking is not None
    assert "da dichiarare" in found.sentence.it


@pytest.mark.parametrize(
    ("value", "distance", "beyond"),
    [
        (0.22, 0.07, "very_low"),
        (0.29, 0.01, "medium"),
        (0.30, 0.0, "low"),
        (0.05, 0.10, "low"),
        (0.9, 0.2, "good"),
        ((0.19, 0.24), 0.04, "very_low"),
    ],
)
def test_the_margin_is_the_distance_from_the_nearest_edge(
    rules: Rules, value: object, distance: float, beyond: str
) -> None:
    margin = criterion(explained(rules, value), "A2").margin
    assert margin is not None
    assert margin.distance == pytest.approx(distance, abs=1e-9)
    assert margin.beyond == beyond


def test_an_open_class_has_no_margin(rules: Rules) -> None:
    assert criterion(explained(rules, (0.2, 0.4)), "A2").margin is None


def test_a_criterion_carries_the_parameters_it_used(rules: Rules) -> None:
    used = [use.parameter for use in criterion(explained(rules, 0.2), "A2").parameters]
    assert used == ["idren.breaks", "sheet.draining_points"]


def test_a_number_is_never_written_across_an_edge() -> None:
    assert written_apart(0.2996, "1", [0.30]).en == "0.2996"
    assert written_apart(0.30, "1", [0.30]).en == "0.30"
    assert written_apart(0.3004, "1", [0.30]).en == "0.3004"


def numbers_in(text: str) -> list[Decimal]:
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    return [Decimal(number.replace(",", ".")) for number in found]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "breaks", "said"),
    [
        (0.35, "degC", 2, [0.15, 0.5], "Da 0,5 °C in su diventa «alto» (margine 0,15 °C)"),
        (1.25, "degC", 2, [0.15, 1.0], "Sotto 1 °C diventa «medio» (margine 0,25 °C)"),
        (4.57, "degC", 1, [3.0, 9.0], "Sotto 3 °C diventa «basso» (margine 1,6 °C)"),
        (0.657, "share", None, [0.2, 0.9], "Da 90 % in su diventa «alto» (margine 24 punti perc"),
        (65.0, "%", None, [60.0, 90.0], "Sotto 60 % diventa «basso» (margine 5 punti percentuali)"),
        (0.49996, "1", None, [0.2, 0.5], "Da 0,50 in su diventa «alto» (margine 0,00004)"),
    ],
)
def test_printed_threshold_less_printed_value_is_the_printed_margin(
    value: float, unit: str, decimals: int | None, breaks: list[float], said: str
) -> None:
    index = sum(value >= edge for edge in breaks)
    used = [(name, Text(it=name, en=name)) for name in ("basso", "medio", "alto")]
    exactly = Interval(low=value, high=value)
    found = margin(ClassedValue(exactly, unit, decimals, index, breaks, used))
    assert found is not None
    assert found.sentence is not None
    assert found.sentence.it.startswith(said)
    (printed,) = numbers_in(number(exactly, unit, breaks, decimals).it)
    edge, gap = numbers_in(found.sentence.it)
    assert abs(printed - edge) == gap


def test_a_mean_over_measures_says_so_and_an_empty_one_that_there_are_none(rules: Rules) -> None:
    kind = {"measure.kind": "NBS01", "measure.area": 10.0, "measure.runoff_reduction": 65.0}
    one = evaluate(rules, "scheda-norma-1", table_of(rules, [{}], [[kind]])).explain(0)
    none = explained(rules, 0.2)
    assert criterion(one, "B1").sentence.it == (
        "Media dei punti delle misure, pesata sulla loro area: 1,00, cioè da 0,83 in su; classe"
        " «3 (elevata)»."
    )
    assert criterion(none, "B1").sentence.it == "Nessuna misura dichiarata."


def test_a_part_says_how_it_is_to_be_read(rules: Rules) -> None:
    a, b, *_ = explained(rules, 0.2).parts
    assert a.note is not None
    assert "dove intervenire serve di più" in a.note.it
    assert b.note is not None
    assert "una parte piccola non basta per «alta»" in b.note.it


@pytest.mark.parametrize("rank", [20.0, 45.0, 80.0])
def test_the_note_of_part_b_is_true_of_the_proposed_values(rules: Rules, rank: float) -> None:
    kind = {"measure.kind": "NBS01", "measure.area": 10.0, "measure.runoff_reduction": rank}
    place = {"measures.incidence": 0.199}
    found = evaluate(rules, "scheda-norma-1", table_of(rules, [place], [[kind]])).explain(0)
    assert found.parts[1].answer.value != "high"


def stated(rules: Rules, level: str | None, share: object) -> CriterionReason:
    facts = {"drainage.unit_official_level": level, "drainage.unit_low_share": share}
    table = table_of(rules, [facts], [[]])  # type: ignore[list-item]
    return criterion(evaluate(rules, "scheda-norma-1", table).explain(0), "A1")


def test_an_official_level_is_said_with_the_measured_share_beside(rules: Rules) -> None:
    found = stated(rules, "high", 0.1)
    assert found.sentence.it == (
        "Livello ufficiale di vulnerabilità dell'UPA, drenaggio: «alto», che vale al posto del "
        "valore calcolato. Quota dell'UPA con indice di superficie drenante nelle classi peggiori: "
        "10 %; il calcolo darebbe «basso»."
    )
    assert found.sentence.en == (
        "Official vulnerability level of the UPA, drainage: “high”, which holds in the place of "
        "the computed one. Share of the UPA with a draining index in the worst classes: 10 %; "
        "the computation would give “low”."
    )
    assert [use.fact for use in found.facts] == [
        "drainage.unit_official_level", "drainage.unit_low_share"
    ]  # fmt: skip
    assert (found.answer.value, found.margin) == ("high", None)


def test_an_official_level_holds_whatever_is_known_of_the_share(rules: Rules) -> None:
    assert "il calcolo lascerebbe possibili «basso», «medio»" in (
        stated(rules, "high", (0.1, 0.3)).sentence.it
    )
    lacking = stated(rules, "high", None)
    assert "dato mancante" in lacking.sentence.it
    assert (lacking.answer.state, lacking.answer.deciding) == ("known", ())


def test_without_an_official_level_the_reason_is_the_share_alone(rules: Rules) -> None:
    found = stated(rules, None, 0.1)
    assert [use.fact for use in found.facts] == ["drainage.unit_low_share"]
    assert "classe «basso»" in found.sentence.it
