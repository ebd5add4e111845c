"""Tropical nights of series reckoned by hand, and of a real sensor of Milan."""

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contado.errors import BadInput
from contado.heat.tropical.nights import daily, from_hours, tropical_nights
from contado.heat.tropical.series import read_series
from contado.norms import Rules

SENSOR = (
    Path(__file__).parents[4] / "shared/data/climate/arpa_temperatura_oraria_5897_2012_2015.csv.gz"
)


def year_of(year=2023, temperature=10.0):
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    return days, np.full(len(days), temperature)


def counts(series, rules):
    return {(one.year, one.period): one for one in tropical_nights(series, rules)}


def test_a_night_at_the_threshold_is_not_tropical_and_one_above_is(rules):
    days, least = year_of()
    least[180:183] = [20.0, 20.0000001, 20.1]
    found = counts(daily(days, least), rules)
    assert (found[2023, "year"].nights, found[2023, "summer"].nights) == (2, 2)


def test_a_missing_day_is_never_counted_as_cool(rules):
    days, least = year_of(temperature=21.0)
    least[200] = np.nan
    found = counts(daily(days, least), rules)[2023, "year"]
    assert (found.nights, found.possible, found.missing, found.computable) == (364, 365, 1, True)


def test_days_that_the_file_leaves_out_are_missing_like_empty_ones(rules):
    days, least = year_of()
    kept = np.r_[0:100, 120:365]
    found = counts(daily(days[kept], least[kept]), rules)[2023, "year"]
    assert (found.missing, found.possible, found.computable) == (20, 20, False)


def test_fifteen_missing_days_a_year_are_borne_and_sixteen_are_not(rules):
    days, least = year_of()
    for missing, computable in ((15, True), (16, False)):
        some = least.copy()
        some[:missing] = np.nan
        assert counts(daily(days, some), rules)[2023, "year"].computable is computable


def hours(day, values):
    return np.datetime64(day) + np.arange(len(values)).astype("timedelta64[h]"), values


def test_the_minimum_of_a_day_is_the_least_of_its_hours():
    times, values = hours("2023-07-01", [24.0, 21.5, 23.0] * 8)
    found = from_hours(times, values, 20)
    assert (found.least.tolist(), found.whole.tolist()) == ([21.5], [True])


def test_a_day_with_few_hours_is_not_tropical_if_one_is_cool_else_it_cannot_be_told(rules):
    one, first = hours("2023-07-01", [21.0, 19.0])
    two, second = hours("2023-07-02", [21.0, 22.0])
    series = from_hours(np.r_[one, two], np.r_[first, second], 20)
    found = counts(series, rules)[2023, "summer"]
    # The other 90 days of the summer are not in the series: they may be anything.
    assert (found.nights, found.possible, found.missing) == (0, 91, 92)


def test_an_hour_that_comes_in_quarters_is_one_hour():
    quarters = np.datetime64("2023-07-01T00:00") + 15 * np.arange(40).astype("timedelta64[m]")
    assert not from_hours(quarters, np.full(40, 21.0), 20).whole[0]


def test_an_empty_series_has_no_years(rules):
    nothing = daily(np.zeros(0, dtype="datetime64[D]"), [])
    assert tropical_nights(nothing, rules) == ()


def read(tmp_path, text, **more):
    file = tmp_path / "series.csv"
    file.write_text(text, encoding="utf-8")
    return read_series(file, **more)


def test_a_table_of_days_is_read_with_its_gaps(tmp_path):
    found = read(tmp_path, "date,tmin\n2023-07-01,21.5\n2023-07-02,\n2023-07-03,NA\n")
    assert not found.hourly
    assert found.values[0] == 21.5
    assert np.isnan(found.values[1:]).all()


def test_a_table_of_hours_is_read_packed_and_with_chosen_columns(tmp_path):
    file = tmp_path / "s.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("id,when,t\n1,2023-07-01 00:00,294.15\n2,2023-07-01T01:00,-999\n")
    found = read_series(file, columns=("when", "t"), missing=("-999",), unit="K")
    assert found.hourly
    assert found.values[0] == pytest.approx(21.0)
    assert np.isnan(found.values[1])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "night.series_unreadable"),
        ("a,b\n", "night.series_empty"),
        ("a,b,c\n1,2,3\n", "night.series_columns"),
        ("d,t\nieri,20\n", "night.series_bad_time"),
        ("d,t\n2023-07-01T00:00Z,20\n", "night.series_zone"),
        ("d,t\n2023-07-01 02:00+02:00,20\n", "night.series_zone"),
        ("d,t\n2023-07-01,20\n2023-07-01,21\n", "night.series_repeated"),
        ("d,t\n2023-07-01,warm\n", "night.series_bad_value"),
        ("d,t\n2023-07-01,inf\n", "night.series_bad_value"),
        ("d,t\n2023-07-01,294.1\n", "night.looks_kelvin"),
        ("d,t\n2023-07-01,20\n2023-07-02,20\n2023-07-03,-9999\n", "night.not_a_temperature"),
    ],
)
def test_a_bad_table_is_refused_with_one_clear_message(tmp_path, text, code):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    assert {problem.code for problem in caught.value.problems} == {code}
    assert all(problem.line("it") and problem.line("en") for problem in caught.value.problems)


def test_degrees_said_to_be_kelvin_are_refused(tmp_path):
    with pytest.raises(BadInput, match="look like °C"):
        read(tmp_path, "d,t\n2023-07-01,20\n", unit="K")


@pytest.mark.milan
@pytest.mark.skipif(not SENSOR.is_file(), reason=f"no data of Milan at {SENSOR}")
def test_the_sensor_of_via_brera_in_2012_to_2015():
    rules = Rules.load(on=date(2026, 1, 1))
    series = read_series(SENSOR)
    assert series.hourly
    assert np.isnan(series.values).sum() == 3192
    found = counts(series.minima(rules.number("night.least_hours")), rules)
    summers = {year: found[year, "summer"] for year in range(2012, 2016)}
    # ClimaMi gives a mean of 62 a year for central Milan; 2014 was a cool, wet summer.
    assert [summers[y].nights for y in (2012, 2014, 2015)] == [75, 28, 61]
    assert [summers[y].computable for y in summers] == [True, False, True, True]
    assert (found[2015, "year"].nights, found[2015, "year"].missing) == (64, 1)
    assert not any(found[year, "year"].computable for year in (2012, 2013, 2014))


def test_a_table_as_an_italian_sheet_writes_it_is_the_same_table(tmp_path):
    rows = [("2024-07-01", 20.5), ("2024-07-02", 19.0), ("2024-07-03", -0.5)]
    plain, italian = tmp_path / "a.csv", tmp_path / "b.csv"
    plain.write_text("day,min\n" + "".join(f"{d},{v}\n" for d, v in rows))
    italian.write_text("day;min\n" + "".join(f"{d};{v}\n".replace(".", ",") for d, v in rows))
    one, other = read_series(plain), read_series(italian)
    assert one.values.tolist() == other.values.tolist() == [20.5, 19.0, -0.5]


@pytest.mark.parametrize("path", ["/dev/zero", "nothing.csv"])
def test_what_is_no_plain_file_is_not_read(path):
    with pytest.raises(BadInput) as refused:
        read_series(Path(path))
    assert [problem.code for problem in refused.value.problems] == ["night.series_unreadable"]


def test_a_packed_table_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("contado.heat.calibration.observed_tables.MAX_BYTES", 1000)
    with gzip.open(tmp_path / "a.csv.gz", "wt") as packed:
        packed.write("day,min\n" + "2024-07-01,20\n" * 1000)
    with pytest.raises(BadInput) as refused:
        read_series(tmp_path / "a.csv.gz")
    assert [problem.code for problem in refused.value.problems] == ["night.series_unreadable"]


def test_a_day_of_another_age_is_a_slip(tmp_path):
    (tmp_path / "a.csv").write_text("day,min\n0001-01-01,20\n9999-12-31,20\n")
    with pytest.raises(BadInput) as refused:
        read_series(tmp_path / "a.csv")
    assert {problem.code for problem in refused.value.problems} == {"night.series_bad_time"}
