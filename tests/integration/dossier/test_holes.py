"""A file that another program wrote again verifies; one with a hole or a field of its own, not."""

import copy
import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.documents import digest_of, holes, is_whole, read_content
from contado.dossier.again import made_again
from contado.dossier.differences import differences
from contado.dossier.freeze import plain as plain_of
from contado.errors import BadInput
from contado.files import digest

FILED = Path(__file__).parents[2] / "data" / "filed"
REPEATS, REFUSES, DIFFERS = 0, 2, 4
SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")


@pytest.fixture
def assessed(contado, ground, square, tmp_path) -> Path:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    assert contado("assess", square, *words)[0] == 0
    return tmp_path / "out" / "piazza" / "dossier.json"


def respelled(content: object, *, backwards: bool) -> object:
    """Return plain values as another program writes them: keys sorted, 1.0 as 1."""
    if isinstance(content, dict):
        keys = sorted(content, reverse=backwards)
        return {key: respelled(content[key], backwards=backwards) for key in keys}
    if isinstance(content, list):
        return [respelled(each, backwards=backwards) for each in content]
    whole = isinstance(content, float) and content.is_integer()
    return int(content) if whole else content


@pytest.mark.parametrize("backwards", [False, True])
def test_neither_key_order_nor_number_spelling_matters(
    contado, assessed, ground, backwards
) -> None:
    content = json.loads(assessed.read_text(encoding="utf-8"))
    assessed.write_text(json.dumps(respelled(content, backwards=backwards)), encoding="utf-8")
    code, said, errors = contado("verify", assessed, "--territory", ground.root)
    assert (code, "NOTA" in said) == (REPEATS, False), said + errors


@pytest.mark.parametrize("name", ["sheet-1", "review", "design", "scenario"])
def test_a_document_filed_before_verifies_with_its_keys_sorted(contado, tmp_path, name) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    content = json.loads((FILED / f"{name}.json").read_text(encoding="utf-8"))
    file = tmp_path / "sorted.json"
    file.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")
    said = [
        contado("verify", each, "--territory", ground) for each in (FILED / f"{name}.json", file)
    ]
    assert said[0] == said[1]


NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = st.text(max_size=4)
PLAIN = st.recursive(
    NUMBERS | st.booleans() | st.none() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(content=st.dictionaries(KEYS, PLAIN, max_size=4))
def test_one_content_has_one_digest_however_it_is_spelled(content) -> None:
    made = digest_of(content)
    assert digest_of(respelled(content, backwards=True)) == made
    assert is_whole({**content, "digest": made})
    assert is_whole(
        {**content, "digest": digest({k: v for k, v in content.items() if k != "digest"})}
    )


@given(one=NUMBERS, two=NUMBERS)
def test_two_numbers_have_two_digests(one, two) -> None:
    assert (digest_of({"a": one}) == digest_of({"a": two})) == (one == two)


@pytest.mark.parametrize("number", ["1e400", "-1e999", "NaN", "Infinity"])
def test_a_number_that_is_none_is_refused(contado, tmp_path, number) -> None:
    file = tmp_path / "a.json"
    text = (FILED / "design.json").read_text(encoding="utf-8")
    file.write_text(text.replace('"available": ', f'"available": {number}, "x": ', 1))
    assert contado("verify", file)[0] == REFUSES


def fields(content: object, path: tuple = ()) -> list[tuple]:
    """Return the place of every field of objects, at any depth."""
    inner = content.items() if isinstance(content, dict) else enumerate(content)
    return [
        found
        for key, each in inner
        for found in [
            *([(*path, key)] if isinstance(content, dict) else ()),
            *(fields(each, (*path, key)) if isinstance(each, dict | list) else ()),
        ]
    ]


def rewritten(file: Path, content: dict) -> Path:
    content["digest"] = digest_of(content)
    written = file.with_name("rewritten.json")
    written.write_text(json.dumps(content), encoding="utf-8")
    return written


@pytest.fixture
def frozen(assessed, ground) -> tuple[dict, dict, list[tuple]]:
    """Return a dossier, what is made again of it, and the places of its fields."""
    content = json.loads(assessed.read_text(encoding="utf-8"))
    again = plain_of(made_again(read_content(content, "a.json").content, ground))
    own = ("map", "intervention", "digest")  # drawn, and declared: not made again
    known = [each for each in fields(content) if each[0] not in own]
    return content, again, known


def is_found(plain: dict, again: dict) -> bool:
    """Tell whether a rewritten dossier is refused, or differs from what is made again."""
    try:
        document = read_content(plain, "a.json")
        whole = document.kind.whole(document.content)
    except BadInput:
        return True
    return any(holes(plain, whole)) or any(differences(plain_of(document.content), again))


SAMPLE = 60


@pytest.mark.parametrize("how", ["hole", "field of its own"])
def test_no_default_fills_a_hole_and_no_field_is_passed_over(frozen, how) -> None:
    content, again, known = frozen
    for *path, last in random.Random(11).sample(known, SAMPLE):
        changed = copy.deepcopy(content)
        inner = changed
        for key in path:
            inner = inner[key]
        if how == "hole":
            del inner[last]
        else:
            inner["signed_by"] = "Città metropolitana"
        assert is_found(changed, again), (*path, last)


def test_a_hole_and_a_field_of_its_own_are_named(contado, assessed, ground) -> None:
    content = json.loads(assessed.read_text(encoding="utf-8"))
    del content["provenance"][0]["about"]
    words = ("--territory", ground.root)
    code, said, _ = contado("verify", rewritten(assessed, content), *words)
    assert (code, "MANCA: il campo provenance.0.about" in said) == (DIFFERS, True)
    content["provenance"][0] |= {"about": None, "stamp": "Comune"}
    code, _, errors = contado("verify", rewritten(assessed, content), *words)
    assert (code, "provenance.0.stamp" in errors) == (REFUSES, True)


@pytest.mark.parametrize("name", ["sheet-1", "self-assessment", "design"])
def test_what_an_earlier_version_did_not_bear_is_told_and_not_condemned(
    contado, tmp_path, name
) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    _, out, _ = contado("verify", FILED / f"{name}.json", "--territory", ground, "--json")
    said = json.loads(out)
    told = {each["kind"] for each in said["notes"]}
    assert {"lacking"} <= told <= {"lacking", "reworded"}
    assert not {each["kind"] for each in said["findings"]} & {"lacking", "altered"}
