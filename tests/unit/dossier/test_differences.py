"""Numbers agree within the tolerance of their unit; names and outcomes exactly; wording never."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.dossier.differences import differences, reworded
from contado.dossier.freeze import plain
from contado.units import UNITS

units = st.sampled_from(sorted(UNITS))
numbers = st.floats(-1e5, 1e5)


def fact(value: float, unit: str) -> dict[str, object]:
    return {"facts": [{"fact": "a.b", "unit": unit, "value": {"low": value, "high": value}}]}


@given(units, numbers, st.floats(-0.9, 0.9))
def test_within_the_tolerance_of_the_unit_nothing_differs(unit, value, share) -> None:
    near = value + share * UNITS[unit].tolerance
    assert differences(fact(value, unit), fact(near, unit)) == []


@given(units, st.floats(-100, 100))
def test_beyond_the_tolerance_the_fact_is_named(unit, value) -> None:
    far = value + 3 * UNITS[unit].tolerance
    found = differences(fact(value, unit), fact(far, unit))
    assert [each.where for each in found] == ["facts a.b value low", "facts a.b value high"]


def test_a_dossier_does_not_differ_from_itself_reworded_or_reordered(sample) -> None:
    before = plain(sample)
    after = copy.deepcopy(before)
    after["verdicts"][0]["sentence"] = {"it": "Altro.", "en": "Else."}
    after["facts"].reverse()
    after["software"] = "contado 9"
    assert differences(before, after) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("facts", 0, "measured", "low"), 0.13, "facts drainage.draining_index measured low"),
        (("facts", 1, "flags"), [], "facts drainage.unit_low_share flags 0"),
        (("verdicts", 0, "outcome", "value"), "low", "verdicts scheda-norma-1 outcome value"),
        (("geometry", "coordinates", 0, 0, 0), 9.2, "geometry coordinates 0 0 0"),
        (("facts", 2, "value"), {"low": 0.0, "high": 0.0}, "facts heat.night_anomaly value"),
    ],
)
def test_what_differs_is_named_by_what_it_is(sample, path, value, where) -> None:
    before = plain(sample)
    after = copy.deepcopy(before)
    inner = after
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert where in {each.where for each in differences(before, after)}


TEXT = {"it": "Altro.", "en": "Else."}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdicts", 0, "parts", 0, "criteria", 1, "margin"), "sentence"),
        (("verdicts", 0, "parts", 0), "note"),
        (("facts", 0), "basis"),
        (("facts", 1), "label"),
        (("provenance", 0), "about"),
    ],
)
def test_words_said_for_the_first_time_are_no_difference(sample, path, value) -> None:
    after = plain(sample)
    inner = after
    for key in path:
        inner = inner[key]
    before = copy.deepcopy(after)
    inner[value] = TEXT
    assert differences(before, after) == []
    put_there = [*differences(after, before), *reworded(after, before)]
    assert put_there, "words that nothing says were put there"


def test_a_number_in_words_and_a_share_written_otherwise_are_no_difference(sample) -> None:
    before = plain(sample)
    after = copy.deepcopy(before)
    score = after["verdicts"][0]["parts"][1]["criteria"][0]["answer"]
    for content in (before, after):
        content["verdicts"][0]["parts"][1]["criteria"][0]["answer"]["value"] = None
    score["label"] = TEXT
    after["verdicts"][0]["parts"][0]["criteria"][1]["facts"][0]["unit"] = "share"
    assert differences(before, after) == []


def test_the_name_of_an_answer_is_compared(sample) -> None:
    before = plain(sample)
    after = copy.deepcopy(before)
    after["verdicts"][0]["outcome"]["label"] = TEXT
    (found,) = differences(before, after)
    assert found.where == "verdicts scheda-norma-1 outcome label"
