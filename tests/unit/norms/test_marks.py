"""What a value's mark says of it, wherever it is read."""

from datetime import date

from contado.norms import UNCONFIRMED, Rules
from contado.terms import term

ON = date(2024, 6, 1)


def test_a_recalled_value_is_never_said_to_come_from_a_source() -> None:
    assert term("known", "it") == "noto, da confermare"
    assert all("fonte" not in term(mark, "it") for mark in UNCONFIRMED)
    assert all("source" not in term(mark, "en") for mark in UNCONFIRMED)


def test_a_recalled_value_is_doubtful_as_one_to_verify_is() -> None:
    rules = Rules.load(on=ON)
    marks = {name: rules.use(name) for name in rules.parameters if rules.parameter(name)}
    assert {use.confidence for use in marks.values() if use.doubtful} >= {"known", "verify"}
    assert not any(use.doubtful for use in marks.values() if use.confidence == "sourced")


def test_rows_keep_marks_and_notes_of_their_own() -> None:
    own = Rules.load(on=ON).own_marks("invariance.minimum_volume")
    assert list(own) == [("B",)]
    assert own["B",].confidence == "verify"
    assert "600" in own["B",].note.it


def test_an_index_of_ours_cites_no_resolution() -> None:
    rules = Rules.load(on=ON)
    for name in ("storm", "warm"):
        force = rules.sheet(name).in_force
        assert (force.is_, force.confidence) == ("proposal", "assumption")
        assert "deliberazione" not in force.reference.title


def test_the_regulation_of_invariance_has_its_entry_into_force() -> None:
    for name in ("invarianza", "invarianza-progetto"):
        force = Rules.load(on=ON).sheet(name).in_force
        assert (force.valid_from, force.is_) == (date(2017, 11, 28), "entry_into_force")
