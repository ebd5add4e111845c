"""A number of a design is a number: a truth, a text or another unit is a slip."""

from pathlib import Path

import pytest

from contado.drainage.invariance.declared import read_design
from contado.drainage.rainfall import rainfall_of
from contado.errors import BadInput

EXAMPLE = Path(__file__).parents[2] / "examples" / "progetto-invarianza.yaml"


@pytest.mark.parametrize("value", ["true", "'4400'", "'4,4'", "null", "[]", ".inf", "1e9"])
@pytest.mark.parametrize("field", ["sealed: 4400", "volume: 470", "a1: 29.87"])
def test_what_is_no_number_of_its_field_is_refused(tmp_path: Path, field: str, value: str) -> None:
    text = EXAMPLE.read_text()
    assert field in text
    name = field.partition(":")[0]
    if (name, value) == ("a1", "1e9"):
        pytest.skip("the bounds of the rain are those of its curve")
    page = tmp_path / "p.yaml"
    page.write_text(text.replace(field, f"{name}: {value}"))
    with pytest.raises(BadInput) as refused:
        read_design(page)
    assert [problem.code for problem in refused.value.problems] == ["detailed.wrong_value"]


def test_a_coefficient_of_rain_in_another_unit_is_refused() -> None:
    for a1 in ("29870", "1e308"):
        with pytest.raises(BadInput) as refused:
            rainfall_of(f"a1={a1},n=0.3,alpha=0.3,kappa=0,epsilon=0.8", 0.5)
        (problem,) = refused.value.problems
        assert problem.code == "rainfall.outside"
        assert problem.line("it")
