"""Every analysis answers what it answered when its outputs were recorded.

Only what was recorded is held: every value, column, file, layer and option of then is there with
its value; more of them are welcome. What is asked stands in ``tests/data/recorded/cases.yaml``,
what was answered in ``tests/data/recorded/answers``, by command, case and path
(`record_outputs` says how a path is written). What a change replaces, and the changelog says, is
listed in `REPLACED`, or is recorded again, where the meaning stays and the numbers are better:

    python tests/integration/record_outputs.py              # all of them
    python tests/integration/record_outputs.py night-cells  # some cases
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from record_outputs import (
    ANSWERS,
    COMMANDS,
    MACHINE,
    OPTIONS,
    answer_of,
    cases,
    command_of,
    machine,
    make_ground,
    options,
    packed,
    unpacked,
)
from recorded_outlines import ANY

# What was recorded → what stands for it now; None where the changelog says that it is gone. A key
# is a path or its beginning, for all cases, or after the name of one case or command and a colon:
# "files/table.csv", "storm runoff:answer/units[]", "night-cells:files/run.json/kind".
# An option is "storm runoff:options/--units".
RAIN: dict[str, str | None] = {
    "storm runoff:aside": None,  # the standing of the plan: with the answer, and in the record
    "storm runoff:files/table.csv": None,  # units stand in the headings
    "storm runoff:files/run.json/model": "files/run.json/summary/model",
    "storm runoff:files/run.json/source": None,  # the reference of the declaration
    "storm runoff:files/run.json/on": "files/run.json/plan/on",
    "storm runoff:files/run.json/event": "files/run.json/summary/event",
    "storm runoff:files/run.json/grid": "files/run.json/summary/grid",
    "storm runoff:files/run.json/inputs/units": "files/run.json/inputs/by",
    "storm runoff:answer/units[]": "answer/tables/units[]",
    # what was asked is there without files too; what an option replaces is not used
    **{f"runoff-{case}:files/run.json/inputs": None for case in (
        "landscape-units", "municipalities", "zones-rain-of-a-comune",
    )},
    "runoff-files-wet:files/run.json/parameters[]/runoff.lambda": None,
    "runoff-files-wet:files/run.json/parameters[]/runoff.moisture": None,
    "runoff-municipalities:files/run.json/parameters[]/runoff.moisture": None,
    "runoff-zones-rain-of-a-comune:files/page.html/notices[]": None,  # the rain is a layer read
    "runoff-two-soils:problems[]": None,  # analyses.out_of_place
    "runoff-unknown-units:problems[]": None,  # analyses.no_place
    "storm rainfall:answer/heights[]": "answer/tables/heights[]",
    **{f"storm rainfall:answer/{name}": f"answer/summary/{name}" for name in (
        "parameters", "imputed[]", "source", "growth[]",
    )},
    # layers tell that they are simulated
    "rainfall-municipality:answer/notices[]": None,
    "rainfall-point:answer/notices[]": None,
    "rainfall-curve-shown:shown/--rain": None,  # the curve itself
    "rainfall-curve-shown:shown/3": "shown/3,00",
}  # fmt: skip
# What was at the top of the record is under its summary now; None is told otherwise: a code by the
# id of the analysis, what to beware of by the notices, files by the outputs.
COUNTED = ("by", "units", "not_computable", "kind")
VULNERABILITY: dict[str, str | None] = {
    **{key: f"summary/{key}" for key in (
        *COUNTED, "sheet", "method", "classes", "cannot_tell", "class_labels", "reasons",
    )},
    "beware": None, "rows[]": "tables/units[]",
}  # fmt: skip
SUMMARY: dict[str, dict[str, str | None]] = {
    "storm vulnerability": VULNERABILITY,
    "warm vulnerability": VULNERABILITY,
    "warm night": {
        **{key: f"summary/{key}" for key in (
            *COUNTED, "kind_label", "reference_c", "levels", "classes", "cell_m", "legend",
            "class_labels", "cells", "area_shares", "cells_without_data",
        )},
        "rows[]": "tables/units[]",
    },
    "warm exposed": {
        **{key: f"summary/{key}" for key in (
            *COUNTED, "municipalities_not_spread", "age_groups", "class_labels",
        )},
        "totals[]": "tables/totals[]", "rows[]": "tables/exposed[]",
    },
}  # fmt: skip
MOVED: dict[str, str | None] = {
    f"{command}:{top}/{old}": new and f"{top}/{new}"
    for command, names in SUMMARY.items()
    for top in ("answer", "files/run.json")
    for old, new in {**names, "command": None, "note": None, "files[]": None}.items()
}
WORDED: dict[str, str | None] = {
    # the ground stands in every title, the places beside it
    **{f"{command} vulnerability:files/page.html/title[]": None for command in ("storm", "warm")},
    "warm night:files/table.csv": None,  # units stand in the headings
    "warm exposed:files/table.csv": None,  # of the first table, the totals
    "warm exposed:files/run.json/totals[]": None,  # in totals.csv
    "warm exposed:files/page.html/notices[]": None,  # simulated layers first
    # in the language that was asked for
    "exposed-landscape-units:answer/totals[]/class_label": None,
    "exposed-landscape-units:files/totals.csv/rows[]/class_label": None,
}
COOLING: dict[str, str | None] = {
    # warm cooling: what was at the top of the record is its summary, assumptions are notices, the
    # unit of a column stands in its heading, and the plan's standing in the answer
    "warm cooling:answer/units[]": "answer/tables/units[]",
    **{
        f"warm cooling:files/run.json/{name}": f"files/run.json/summary/{name}"
        for name in (
            "model",
            "source",
            "settings",
            "grid",
            "filters",
            "classes",
            "not_computable",
            "units",
        )
    },
    "warm cooling:files/run.json/assumptions[]": "files/run.json/notices[]",
    "warm cooling:files/run.json/on": "files/run.json/plan/on",
    "warm cooling:files/run.json/inputs/units": "files/run.json/inputs/by",
    **{
        f"cooling-{name}:files/run.json/inputs": None  # places by role are an input too
        for name in ("landscape-units", "municipalities", "zones")
    },
    **{
        f"cooling-{name}:files/run.json/settings/weights": None  # at night nothing is weighed
        for name in ("files-intensity", "municipalities")
    },
    "warm cooling:files/table.csv": None,
    "warm cooling:aside": None,
    "cooling-nothing-given:problems[]": None,  # analyses.required
    "cooling-own-files-on-a-territory:problems[]": None,  # analyses.out_of_place
    "warm cooling:options/--profile": None,  # by default that of the territory
    # a sign that would drive the terminal is not shown
    **{f"{case}-shown:shown/Nabre\x9eina": None for case in ("storm", "night", "exposed")},
    # warm tropical: the years are a table, and the page tells what they rest on
    **{
        f"warm tropical:{start}{old}": new and f"{start}{new}"
        for start in ("answer/", "files/run.json/")
        for old, new in {
            "command": None,
            "kind": "summary/kind",
            "series": "summary/series",
            "series/file": "inputs/file/file",
            "series/sha256": "inputs/file/sha256",
        }.items()
    },
    "warm tropical:answer/rows[]": "answer/tables/tropical[]",
    "warm tropical:files/run.json/rows[]": "files/tropical.csv/rows[]",
    "warm tropical:shown": None,
    "warm tropical:options/--profile": None,
    # warm calibrate: what was at the top of the record is its summary
    **{
        f"warm calibrate:{start}{old}": new and f"{start}{new}"
        for start in ("answer/", "files/run.json/")
        for old, new in {
            "command": None,
            "model": "summary/model",
            "model/sha256": None,
            "model/credit": None,
            "observed": "summary/observed",
            "observed/sha256": "inputs/observed/sha256",
            "observed/credit": None,
            "different_kinds": "summary/different_kinds",
            "pairs": "summary/pairs",
            "least_pairs": "summary/least_pairs",
            "agreement": "summary/agreement",
            "set_aside[]": "summary/set_aside[]",
        }.items()
    },
    "warm calibrate:files/page.html/notices[]": None,  # that the model is simulated is said too
    **{
        f"calibrate-stations:{start}parameters[]/survey.minimum_coverage": None  # not used
        for start in ("answer/", "files/run.json/")
    },
    "warm calibrate:options/--profile": None,
    # which band is asked of a raster of several, never taken for the first
    "warm calibrate:options/--model-band": None,
    "warm calibrate:options/--observed-band": None,
}
SCENARIOS: dict[str, str | None] = {
    # results.json and comparison.json: run.json, differences.csv and comparison.csv hold it all
    **{
        f"scenario {command}:{top}": None
        for command, file, keys in (
            ("run", "results", ("schema_version", "places[]")),
            ("compare", "comparison", ("scenarios", "rows[]")),
        )
        for top in (f"files/{file}.json", *(f"answer/{key}" for key in keys))
    },
    **{
        f"scenario run:files/results.json/{key}": f"files/run.json/{key}"
        for key in ("software", "disclaimer", "territory/name", "territory/crs", "parameters[]")
    },
    **{
        f"scenario run:{old}/{key}": f"{new}/summary/{key}"
        for old, new in (("files/results.json", "files/run.json"), ("answer", "answer"))
        for key in ("scenario", "model")
    },
    "scenario run:answer/territory/layers[]": "answer/layers[]",
    # a description is no notice; layers stand in the order of the territory
    "scenario run:files/page.html/notices[]": None,
    "scenario compare:files/page.html/notices[]": None,
    "scenario run:answer/notices[]": None,
}  # fmt: skip
REPLACED: dict[str, str | None] = {**SCENARIOS, **MOVED, **WORDED, **RAIN, **COOLING}

SAME_MACHINE = json.loads(MACHINE.read_text(encoding="utf-8"))["machine"] == machine()
WITHIN = 1e-9 if SAME_MACHINE else 1e-5  # relative; another processor rounds otherwise
SINGLE = 2e-6  # effects were recorded in single precision
BITS = {"array"}  # digests of numbers, which are the same on the same machine only
ASKED = cases()


def recorded(name: str) -> dict[str, Any]:
    file = ANSWERS / f"{command_of(ASKED[name]).replace(' ', '-')}.json"
    return unpacked(json.loads(file.read_text(encoding="utf-8"))[name])


def place_now(where: str, names: tuple[str, ...]) -> str | None:
    """Return where a recorded path is now: the most particular of `REPLACED` holds."""
    for name in (*(f"{each}:" for each in names), ""):
        ends = [i for i, sign in enumerate(where) if sign in "/[" and i] + [len(where)]
        for end in reversed(ends):
            if (key := name + where[:end]) in REPLACED:
                new = REPLACED[key]
                return None if new is None else new + where[end:]
    return where


def differences(old: dict[str, Any], new: dict[str, Any], *names: str) -> Iterator[str]:
    for where, value in old.items():
        place = place_now(where, names)
        if place is None or (value == ANY and place in new):
            continue
        if place not in new:
            yield f"{where} is gone: it was {value!r}"
        elif not same(value, new[place], where):
            yield f"{where} was {value!r}, is {new[place]!r}"


def same(old: Any, new: Any, where: str) -> bool:
    if old == ANY or (where.rpartition("/")[2] in BITS and not SAME_MACHINE):
        return True
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            n in new and same(old[n], new[n], f"{where}/{n}") for n in old
        )
    if isinstance(old, list):
        pairs = zip(old, new, strict=False) if isinstance(new, list) else ()
        return (
            isinstance(new, list) and len(old) == len(new) and all(same(*p, where) for p in pairs)
        )
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (old, new)):
        return new == pytest.approx(old, rel=WITHIN, abs=SINGLE if "effects" in where else 1e-12)
    return type(old) is type(new) and old == new


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ground(tmp_path_factory.mktemp("recorded") / "ground")


@pytest.mark.parametrize("name", ASKED)
def test_an_analysis_answers_what_was_recorded(name: str, ground: Path, tmp_path: Path) -> None:
    now = answer_of(ASKED[name], ground, tmp_path)
    found = list(differences(recorded(name), now, name, command_of(ASKED[name])))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_recorded_option_is_still_there(command: str) -> None:
    old = json.loads(OPTIONS.read_text(encoding="utf-8"))[command]
    found = []
    now = options()[command]
    for name, about in old.items():
        place = place_now(f"options/{name}", (command,))
        if place is None:
            continue
        new = now.get(place.removeprefix("options/"))
        if new is None:
            found.append(f"{name} is gone")
            continue
        if new["required"] and not about["required"]:
            found.append(f"{name} is now required")
        if about["default"] != new["default"]:
            found.append(f"the default of {name} was {about['default']}, is {new['default']}")
        if new["choices"] and not set(about["choices"]) <= set(new["choices"]):
            found.append(f"{name} took {about['choices']}, takes {new['choices']}")
    assert not found, "\n".join(found)


def test_every_case_is_recorded_and_a_record_is_read_as_it_was_written() -> None:
    for name in ASKED:
        assert unpacked(packed(recorded(name))) == recorded(name)


def test_a_change_is_seen_and_what_is_added_is_not() -> None:
    old = {"exit": 0, "files/a.csv/rows[]/n": [1.0, None], "files/b.tif/mean": 2.0}
    more = {"files/a.csv/rows[]/m": [1], "files/c.csv/rows[]/n": []}
    assert not list(differences(old, old | more))
    assert len(list(differences(old, {"exit": 0}))) == 2
    for change in (
        {"exit": 3}, {"files/b.tif/mean": 2.0001}, {"files/a.csv/rows[]/n": [1.0, 0.0]},
        {"files/a.csv/rows[]/n": [1.0]},
    ):  # fmt: skip
        assert len(list(differences(old, old | change))) == 1


def test_what_was_replaced_is_looked_for_where_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REPLACED, "files/a.csv", "files/z.csv")
    monkeypatch.setitem(REPLACED, "one:files/a.csv/rows[]/n", None)
    old = {"files/a.csv/rows[]/n": [1], "files/a.csv/rows[]/m": [2]}
    assert not list(differences(old, {"files/z.csv/rows[]/m": [2]}, "one"))
    assert len(list(differences(old, {"files/z.csv/rows[]/m": [2]}, "two"))) == 1
