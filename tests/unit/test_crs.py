"""Systems are read, and the likely one of misplaced coordinates is guessed."""

import pytest
from pyproj import Transformer

from contado.crs import LIKELY, Guess, guesses, read_crs
from contado.errors import BadInput

MILAN = (503_000.0, 5_026_000.0, 522_000.0, 5_043_000.0)
LOT = (514_000.0, 5_034_000.0, 514_100.0, 5_034_050.0)


def lot_in(crs: str) -> tuple[float, float, float, float]:
    into = Transformer.from_crs("EPSG:32632", crs, always_xy=True)
    return (*into.transform(*LOT[:2]), *into.transform(*LOT[2:]))


@pytest.mark.parametrize("crs", LIKELY)
def test_each_likely_system_is_recognised_both_ways_round(crs: str) -> None:
    x0, y0, x1, y1 = lot_in(crs)
    assert guesses((x0, y0, x1, y1), MILAN, "EPSG:32632") == (Guess(crs, swapped=False),)
    assert guesses((y0, x0, y1, x1), MILAN, "EPSG:32632") == (Guess(crs, swapped=True),)


@pytest.mark.parametrize(
    "bounds", [(0.0, 0.0, 100.0, 50.0), (1e300, 1e300, 1e301, 1e301), (12.4, 41.8, 12.5, 41.9)]
)
def test_coordinates_of_elsewhere_are_not_guessed(
    bounds: tuple[float, float, float, float],
) -> None:
    assert guesses(bounds, MILAN, "EPSG:32632") == ()


def test_a_guess_is_offered_as_options() -> None:
    assert (
        Guess("EPSG:3003", swapped=False).option == "--crs EPSG:3003 (Monte Mario / Italy zone 1)"
    )
    assert Guess("EPSG:4326", swapped=True).option == "--crs EPSG:4326 --swap-axes (WGS 84)"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "crs.missing"),
        ("", "crs.missing"),
        ("EPSG:1", "crs.unknown"),
        ("+init=/etc/passwd:root", "crs.unknown"),
        ("+proj=longlat +nadgrids=/etc/passwd", "crs.unknown"),
        ("\ud800", "crs.unknown"),
        ("a\0", "crs.unknown"),
        ("x" * 20_000, "crs.unknown"),
    ],
)
def test_what_names_no_system_is_refused(text: str | None, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_crs(text, "here")
    assert [problem.code for problem in caught.value.problems] == [code]
