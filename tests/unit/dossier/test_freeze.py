"""A dossier is one JSON text, its digest covers all of it, and hostile files are refused."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.documents import digest_of, read_plain
from contado.dossier.freeze import load, of_plain, plain, sealed, to_json
from contado.errors import BadInput

NESTED = "[" * 100_000 + "]" * 100_000


def written(folder: Path, text: str) -> Path:
    path = folder / "dossier.json"
    path.write_text(text, encoding="utf-8")
    return path


def codes(error: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def leaves(content: object, path: tuple = ()) -> list[tuple]:
    if isinstance(content, dict):
        return [leaf for key, each in content.items() for leaf in leaves(each, (*path, key))]
    if isinstance(content, list):
        return [leaf for key, each in enumerate(content) for leaf in leaves(each, (*path, key))]
    return [path]


def test_the_disclaimer_opens_the_json(sample) -> None:
    assert to_json(sample).splitlines()[1].strip().startswith('"disclaimer"')


def test_what_is_read_back_is_what_was_written(sample, tmp_path) -> None:
    assert load(written(tmp_path, to_json(sample))) == sample


def test_the_digest_is_of_everything_but_itself(sample) -> None:
    assert sealed(sample.model_copy(update={"digest": "0" * 64})) == sample
    assert digest_of(plain(sample)) == sample.digest


@given(data=st.data())
def test_any_changed_value_changes_the_digest(sample, data) -> None:
    content = plain(sample)
    places = [path for path in leaves(content) if path != ("digest",)]
    *path, last = data.draw(st.sampled_from(places))
    changed = copy.deepcopy(content)
    inner = changed
    for key in path:
        inner = inner[key]
    inner[last] = "otherwise" if inner[last] != "otherwise" else "else"
    assert digest_of(changed) != sample.digest


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"a": NaN}', '{"a": 1, "a": 2}', NESTED],
    ids=["empty", "cut", "list", "null", "nan", "twice", "deep"],
)
def test_a_file_that_is_not_one_plain_object_is_refused(tmp_path, text) -> None:
    with pytest.raises(BadInput) as error:
        read_plain(written(tmp_path, text))
    assert codes(error) == {"documents.unreadable"}


def test_a_missing_file_and_bytes_that_are_not_text_are_refused(tmp_path) -> None:
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.json", "binary.json"):
        with pytest.raises(BadInput) as error:
            read_plain(tmp_path / name)
        assert codes(error) == {"documents.unreadable"}


def test_another_schema_version_is_named(sample) -> None:
    with pytest.raises(BadInput) as error:
        of_plain(plain(sample) | {"schema_version": "9"}, "x")
    assert codes(error) == {"dossier.other_version"}


def test_every_wrong_field_is_told_with_its_place(sample) -> None:
    content = plain(sample) | {"facts": [{"fact": 1}], "state": "approvata", "extra": 1}
    with pytest.raises(BadInput) as error:
        of_plain(content, "x.json")
    places = {problem.where for problem in error.value.problems}
    assert codes(error) == {"dossier.not_a_dossier"}
    assert {"x.json: state", "x.json: extra"} <= places


def test_no_number_in_the_json_is_infinite_or_not_a_number(sample) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(to_json(sample), parse_constant=refuse)


def test_what_is_no_dossier_is_told_in_the_readers_words(sample, tmp_path) -> None:
    content = json.loads(to_json(sample)) | {"on": "ieri", "owner": "x"}
    del content["snapshot"]
    with pytest.raises(BadInput) as refused:
        load(written(tmp_path, json.dumps(content)))
    said = " ".join(problem.line("it") for problem in refused.value.problems)
    assert "non è una data scritta AAAA-MM-GG" in said
    assert "manca" in said
    assert not any(word in said for word in ("Input should", "Field required", "not permitted"))
