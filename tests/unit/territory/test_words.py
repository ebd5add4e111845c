"""What a territory refuses is said in the reader's words: no library's English, no codes."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from contado.errors import BadInput
from contado.territory import add
from contado.territory.catalogue import Source
from contado.territory.settings import invalid
from contado.territory.testing import SOURCE, make_territory

LIBRARY = re.compile(r"Input should|valid |Field required|None|person\b")


def test_the_faults_of_a_source_are_told_in_italian() -> None:
    with pytest.raises(ValidationError) as wrong:
        Source.model_validate({"producer": "", "date": "ieri", "simulated": "boh", "owner": "x"})
    said = [p.line("it") for p in invalid("territory.source_invalid", "add", wrong.value)]
    assert len(said) == 5
    assert not any(LIBRARY.search(line) for line in said), said
    assert any("date non è una data scritta AAAA-MM-GG" in line for line in said)
    assert any("licence manca" in line for line in said)
    assert any("producer è vuoto" in line for line in said)
    assert any("owner non è un campo previsto" in line for line in said)


def test_bounds_are_said_with_their_unit_and_an_open_end_is_not_none(tmp_path: Path) -> None:
    territory = make_territory(tmp_path / "prova")
    page = tmp_path / "population.csv"
    page.write_text("istat_code,age,female,male\n015001,130,10,-1\n")
    with pytest.raises(BadInput) as refused:
        add(territory, "population", page, source=SOURCE)
    said = " ".join(problem.line("it") for problem in refused.value.problems)
    assert "almeno 0 abitanti" in said
    assert "da 0 a 120 anni" in said
    assert not LIBRARY.search(said)
