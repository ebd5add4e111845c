"""What was filed with an earlier version verifies with this one."""

import shutil
from pathlib import Path

import pytest

FILED = Path(__file__).parents[2] / "data" / "filed"
DOSSIERS = ("sheet-1", "sheet-2", "self-assessment", "review")
REPORTS = ("invariance", "invariance-detailed", "invariance-unknown", "design")


@pytest.fixture
def territory(tmp_path: Path) -> Path:
    """Return a copy of the territory: what is worked out is kept in its folder."""
    return shutil.copytree(FILED / "territory", tmp_path / "territory")


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_filed_dossier_verifies(contado, territory, name) -> None:
    code, out, errors = contado("verify", FILED / f"{name}.json", "--territory", territory)
    assert (code, errors) == (4, "")
    # all that differs is how rain, draining index and residents around are measured since
    moved = (
        "draining_index.v1, ora con draining_index.v2",
        "event_runoff.v1, ora con event_runoff.v2",
        "residents.v1, ora con residents.v2",
    )
    lines = [line for line in out.strip().splitlines() if not line.startswith("NOTA: ")]
    assert lines
    assert all(
        line.startswith("METODO: ") and any(each in line for each in moved) for line in lines
    )


def test_a_filed_scenario_repeats(contado, territory) -> None:
    code, out, _ = contado("verify", FILED / "scenario.json", "--territory", territory)
    assert (code, "si ripete" in out) == (0, True)


@pytest.mark.parametrize("name", REPORTS)
def test_a_filed_report_repeats_with_no_territory(contado, name) -> None:
    code, out, errors = contado("verify", FILED / f"{name}.json")
    assert (code, errors) == (0, "")
    assert "è intatta e il calcolo si ripete" in out
