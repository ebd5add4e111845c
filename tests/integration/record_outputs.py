"""What every analysis answers, as one flat mapping a case: asked, outlined and recorded.

    python tests/integration/record_outputs.py              # every case, and the options
    python tests/integration/record_outputs.py night-cells  # some cases only

writes ``tests/data/recorded/answers/COMMAND.json``: ``{case: {where: value}}``. `where` is a path
whose parts stand between slashes, for instance ``exit``, ``answer/classes/high`` (of ``--json``),
``files/run.json/event/rain``, ``files/units.csv/rows[]/flood_vol``, ``files/T_air.tif/mean``,
``files/units.gpkg/night/columns/code``, ``files/page.html/front[]``. A list of rows is a column a
name (``rows[]/name``): the values themselves of a few rows, a summary of many. What is not
compared (digests, versions, the text of a coordinate system) is recorded as `ANY`: it is there.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import numpy as np
import typer
import yaml
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from recorded_outlines import Outline, content_of, outline

from contado.cli import app
from contado.cli.shell import Exit
from contado.errors import BadInput

DATA = Path(__file__).parents[1] / "data"
FOLDER = DATA / "recorded"
ANSWERS = FOLDER / "answers"
OPTIONS = FOLDER / "options.json"
MACHINE = FOLDER / "machine.json"
INPUTS, INVEST = FOLDER / "inputs", DATA / "invest_case" / "inputs"
COMMANDS = (
    "storm runoff", "storm rainfall", "storm vulnerability", "storm invariance", "storm design",
    "warm vulnerability", "warm night", "warm exposed", "warm tropical", "warm cooling",
    "warm calibrate", "scenario run", "scenario compare", "assess",
)  # fmt: skip


def cases() -> dict[str, dict[str, Any]]:
    """Return what is asked, by the name of the case."""
    return yaml.safe_load((FOLDER / "cases.yaml").read_text(encoding="utf-8"))


def command_of(case: Mapping[str, Any]) -> str:
    """Return the command that a case asks."""
    return next(name for name in COMMANDS if case["words"].startswith(name))


def machine() -> str:
    """Return what the last bits of a number depend on."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return " ".join([platform.machine(), np.__version__, *found])


# Asking


def make_ground(path: Path) -> Path:
    """Make the territory of the cases: the demo of a small province, with districts."""
    words = ["territory", "new", path, "--recipe", "demo", "--area", "032", "--cell", "100"]
    _done(*words, "--seed", "3")
    about = ["--producer", "Prova", "--licence", "CC0-1.0", "--date", "2026-01-01", "--simulated"]
    _done("territory", "add", path, "districts", INPUTS / "districts.geojson", *about)
    _done("territory", "accept", path, "districts@1", "--on", "2026-01-02")
    return path


def _done(*words: object) -> None:
    result = CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)
    assert result.exit_code == Exit.DONE, result.output


def answer_of(case: Mapping[str, Any], ground: Path, work: Path) -> Outline:
    """Ask a case and return the outline of what it answered and wrote under ``work``."""
    names = {"ground": ground, "invest": INVEST, "inputs": INPUTS, "work": work}
    places = {name: str(path) for name, path in (names | {"out": work / "out"}).items()}
    for words in case.get("before", ()):
        _done(*(word.format(**places) for word in words.split()))
    earlier = set(_files(work))
    words = [word.format(**places) for word in case["words"].split()]
    as_json = case.get("json", True)
    environment = {"CONTADO_LANG": case.get("language", "it"), "COLUMNS": "400"}
    result = CliRunner().invoke(app, [*words, *(["--json"] * as_json)], env=environment)
    record: dict[str, Any] = {"exit": result.exit_code}
    if isinstance(result.exception, BadInput):
        problems = [problem.code for problem in result.exception.problems]
        record = {"exit": int(Exit.BAD_INPUT), "problems": problems}
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    elif as_json:
        record["answer"] = _short(json.loads(result.stdout))
    else:
        record["shown"] = dict.fromkeys(_words(result.stdout), "shown")
    made = [file for file in _files(work) if file not in earlier]
    record |= {
        "aside": dict.fromkeys(_words(result.stderr), "shown"),
        "files": {_named(file, work): content_of(file) for file in made},
    }
    record = {name: each for name, each in record.items() if each != {}}
    return outline(_placed(record, places))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _short(answer: Any) -> Any:
    """Leave the reasons out of the answers on many works: their dossiers have tests."""
    for work in answer if isinstance(answer, list) else ():
        for each in (*work.get("verdicts", ()), *work.get("effects", ())):
            for name in ("parts", "parameters", "label"):
                each.pop(name, None)
            each.get("outcome", {}).pop("deciding", None)
    return answer


def _named(file: Path, work: Path) -> str:
    return file.relative_to(work).as_posix().removeprefix("out/")


def _words(text: str) -> list[str]:
    """Return the words a person reads, without the lines of a table."""
    return sorted(set(re.sub(r"[─-╿]", " ", text).split()))


def _placed(record: dict[str, Any], places: Mapping[str, str]) -> Any:
    """Put the names of folders where their paths are, the longest first."""
    text = json.dumps(record, ensure_ascii=False)
    for name in sorted(places, key=lambda each: -len(places[each])):
        text = text.replace(places[name], f"{{{name}}}")
    return json.loads(text)


# Options


def options() -> dict[str, Outline]:
    """Return the options and arguments of each command: default, choices, whether required."""
    root = typer.main.get_command(app)
    return {name: _options(_command(root, name.split())) for name in COMMANDS}


def _command(group: Any, words: Iterable[str]) -> Any:
    for word in words:
        group = group.get_command(None, word)
    return group


def _options(command: Any) -> Outline:
    return {
        name: {
            "default": None if each.default is None else str(each.default),
            "required": each.required,
            "choices": _choices(each.type_descriptor.annotation),
        }
        for each in command.params
        for name in (each.opts if each.param_type_name == "option" else [str(each.name).upper()])
    }


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(each) for each in get_args(annotation)]
    return [one for each in get_args(annotation) for one in _choices(each)]


# Recording


def packed(record: Outline) -> dict[str, Any]:
    """Return a record as a tree, to be written: what repeats is said once.

    A leaf is under ``:`` where it is a mapping or has paths below it. ``{"as": path}`` stands for
    what is at another path of the same record and for all that is under it.
    """
    tree: dict[str, Any] = {}
    earlier: dict[tuple[str, str], str] = {}
    for where, value in _once(record).items():
        node = tree
        for part in where.split("/"):
            node = node.setdefault(part, {})
        text = json.dumps(_short_numbers(value), ensure_ascii=False)
        first = earlier.setdefault((where.rpartition("/")[2], text), where)
        longer = len(text) > len(first) + 16
        node[":"] = {"as": first} if first != where and longer else json.loads(text)
    return _plain_leaves(tree)


def _once(record: Outline) -> Outline:
    """Return what is in files first, and of the answer only what no file holds as it is."""
    told = {where: v for where, v in record.items() if not where.startswith("answer/")}
    for key in dict.fromkeys(w.split("/")[1] for w in record if w.startswith("answer/")):
        own = _under(record, f"answer/{key}")
        files = ("run.json", "results.json", "comparison.json", "invarianza.json")
        same = [f"files/{f}/{key}" for f in files if _under(record, f"files/{f}/{key}") == own]
        kept = {f"answer/{key}{rest}": value for rest, value in own.items()}
        told |= {f"answer/{key}": {"as": same[0]}} if same else kept
    return told


def _under(record: Outline, start: str) -> Outline:
    return {
        w[len(start) :]: v for w, v in record.items() if w == start or w.startswith(f"{start}/")
    }


def unpacked(tree: dict[str, Any]) -> Outline:
    """Return the flat record that `packed` wrote."""
    record = dict(_leaves(tree, ""))
    others = {w: v["as"] for w, v in record.items() if isinstance(v, dict) and list(v) == ["as"]}
    plain = {where: value for where, value in record.items() if where not in others}
    while others:  # what one stands for may hold another
        ready = {where: first for where, first in others.items() if not _under(others, first)}
        plain |= {
            f"{where}{rest}": value
            for where, first in ready.items()
            for rest, value in _under(plain, first).items()
        }
        others = {where: first for where, first in others.items() if where not in ready}
    return plain


def _plain_leaves(node: dict[str, Any]) -> Any:
    if list(node) == [":"] and not isinstance(node[":"], dict):
        return node[":"]
    return {name: each if name == ":" else _plain_leaves(each) for name, each in node.items()}


def _leaves(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(node, dict):
        yield where, node
        return
    for name, each in node.items():
        if name == ":":
            yield where, each
        else:
            yield from _leaves(each, f"{where}/{name}" if where else name)


def _short_numbers(value: Any) -> Any:
    """Return numbers with the digits that are compared."""
    if isinstance(value, float):
        return float(f"{value:.11g}")
    if isinstance(value, list):
        return [_short_numbers(each) for each in value]
    if isinstance(value, dict):
        return {name: _short_numbers(each) for name, each in value.items()}
    return value


def answers(names: Iterable[str], ground: Path, work: Path) -> Iterator[tuple[str, Outline]]:
    """Ask cases one after the other, each in a folder of its own."""
    asked = cases()
    for name in names:
        (work / name).mkdir()
        yield name, answer_of(asked[name], ground, work / name)


def _record(names: Sequence[str]) -> None:
    asked, kept = cases(), {}
    ANSWERS.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp())
    ground = make_ground(work / "ground")
    for name, record in answers(names or asked, ground, work):
        sys.stdout.write(f"{name}\n")
        kept[name] = packed(record)
        assert set(unpacked(kept[name])) == set(record), name
    for command in COMMANDS:
        file = ANSWERS / f"{command.replace(' ', '-')}.json"
        earlier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        own = {n: kept.get(n, earlier.get(n)) for n in asked if command_of(asked[n]) == command}
        _write(file, own)
    _write(OPTIONS, options())
    _write(MACHINE, {"machine": machine()})
    shutil.rmtree(work)


def _write(file: Path, content: object) -> None:
    file.write_text(f"{_lines(content, 3)}\n", encoding="utf-8")


def _lines(content: object, depth: int) -> str:
    """Return JSON with a line for each of the outer parts, so that a change shows where it is."""
    if depth == 0 or not isinstance(content, dict):
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    parts = [f"{json.dumps(name)}:{_lines(each, depth - 1)}" for name, each in content.items()]
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    _record(sys.argv[1:])
