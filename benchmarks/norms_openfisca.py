"""The engine of norms beside openfisca-core, on the same rules and the same places, in one run.

    python benchmarks/norms_openfisca.py --python OPENFISCA_PYTHON [--places 1000000]

The rules: three facts, each put into six classes by five thresholds that are a dated parameter,
the points of the classes, their weighted mean, and the class of the mean. Both sides answer for
the same day, and their answers are compared before any time is printed.

openfisca-core is under the AGPL, so it is neither a dependency of Contado nor imported by it: it
runs in a process of its own (`openfisca_peer.py`), in an environment made by hand:

    python3 -m venv .openfisca && .openfisca/bin/pip install openfisca-core
    python benchmarks/norms_openfisca.py --python .openfisca/bin/python

Prints places a second, medians of five runs, and the ratios. Contado holds numbers in double
precision and knows three values; openfisca-core holds them in single precision and knows two.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from contado.norms import FactSpec, Rules, Verdicts, evaluate
from contado.terms import Text
from contado.values import Missing, Numbers, Table

RUNS = 5
PLACES = 1_000_000
FACTS = ("first", "second", "third")
ON = "2024-06-15"
PLAN = {
    "thresholds": {
        "2024-01-01": [0.125, 0.25, 0.375, 0.5, 0.75],
        "2025-01-01": [0.1, 0.2, 0.3, 0.4, 0.5],
    },
    "points": [1, 0.75, 0.5, 0.5, 0.25, 0],
    "weights": [0.5, 0.25, 0.25],
    "breaks": [0.375, 0.625],
}
PEER = Path(__file__).with_name("openfisca_peer.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="interpreter of the environment with openfisca-core")
    parser.add_argument("--places", type=int, default=PLACES)
    asked = parser.parse_args()
    if not asked.python or not installed(asked.python):
        print(__doc__)
        print(
            "openfisca-core was not found: nothing was measured. How to install it is said above."
        )
        sys.exit(2)
    compare(asked.python, asked.places)


def installed(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", "import openfisca_core"], check=False).returncode == 0
    except OSError:
        return False


def compare(python: str, places: int) -> None:
    # Multiples of 1/1024: the same number in single and in double precision, edges among them.
    values = np.random.default_rng(1).integers(0, 1025, (len(FACTS), places)) / 1024
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rules = rules_of(home / "plan")
        exact = table_of(values)
        mine, verdicts = seconds(rules, exact)
        doubtful, _ = seconds(rules, with_doubts(values))
        theirs = peer(python, home, values)
    agree(verdicts, theirs["score"], theirs["classes"])
    report(places, mine, doubtful, theirs)


def rules_of(folder: Path) -> Rules:
    """Write the rules as a plan, and load it."""
    write_plan(folder)
    label = Text(it="dato", en="fact")
    facts = {f"place.{name}": FactSpec(label=label, of="place", unit="1") for name in FACTS}
    return Rules.load(folder, on=date.fromisoformat(ON), facts=facts)


def write_plan(folder: Path) -> None:
    label = {"it": "prova", "en": "trial"}
    about = {"reference": {"title": "prova"}, "confidence": "assumption"}
    classes = {f"c{i}": label for i in range(len(PLAN["points"]))}
    criteria = {f"A{i}": label for i in range(1, len(FACTS) + 1)}

    def parameter(values: list[dict], **more: object) -> dict:
        return {"label": label, "unit": "1", "values": [{**about, **v} for v in values], **more}

    pages = {
        "profile.yaml": {"profile": "prova", "label": label, "status": "proposed"},
        "categories.yaml": {
            "class": {"label": label, "names": classes},
            "criterion": {"label": label, "names": criteria},
            "level": {"label": label, "names": {"low": label, "medium": label, "high": label}},
        },
        "parameters/all.yaml": {
            "thresholds": parameter(
                [{"from": day, "value": value} for day, value in PLAN["thresholds"].items()]
            ),
            "points": parameter(
                [{"value": dict(zip(classes, PLAN["points"], strict=True))}], by={"class": "class"}
            ),
            "weights": parameter(
                [{"value": dict(zip(criteria, PLAN["weights"], strict=True))}],
                by={"criterion": "criterion"},
                weights=True,
            ),
            "breaks": parameter([{"value": PLAN["breaks"]}]),
        },
        "sheets/all.yaml": {
            "sheet": "prova",
            "label": label,
            "of": "place",
            "in_force": {"from": "2024-01-01", "is": "approval", **about},
            "parts": [
                {
                    "part": "A",
                    "label": label,
                    "criteria": [
                        {
                            "criterion": f"A{i}",
                            "kind": "class",
                            "label": label,
                            "fact": f"place.{name}",
                            "classify": {"breaks": "thresholds", "classes": "class"},
                            "points": "points",
                        }
                        for i, name in enumerate(FACTS, start=1)
                    ],
                    "combine": {"weighted_mean": "weights"},
                    "classify": {"breaks": "breaks", "classes": "level"},
                }
            ],
        },
    }
    for name, content in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML


def table_of(values: np.ndarray) -> Table:
    columns = {f"place.{name}": Numbers.exact(v) for name, v in zip(FACTS, values, strict=True)}
    return Table(values.shape[1], columns)


def with_doubts(values: np.ndarray) -> Table:
    """Return the same facts within bounds, one in ten of them missing."""
    random, columns = np.random.default_rng(2), {}
    for name, exact in zip(FACTS, values, strict=True):
        missing = (random.random(len(exact)) < 0.1).astype(np.int16)
        low = np.where(missing, np.nan, exact)
        reasons = (Missing("low_coverage", name),)
        columns[f"place.{name}"] = Numbers(low, low + 0.05, missing, reasons)
    return Table(values.shape[1], columns)


def seconds(rules: Rules, table: Table) -> tuple[float, Verdicts]:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        verdicts = evaluate(rules, "prova", table)
        times.append(time.perf_counter() - begun)
    return statistics.median(times), verdicts


def peer(python: str, home: Path, values: np.ndarray) -> dict:
    asked, answered = home / "asked.npz", home / "answered.npz"
    rules = json.dumps({**PLAN, "facts": FACTS, "period": ON[:7]})
    np.savez(asked, values=values, rules=rules, runs=RUNS)
    subprocess.run([python, str(PEER), str(asked), str(answered)], check=True)
    with np.load(answered) as read:
        return {name: read[name] for name in read.files}


def agree(verdicts: Verdicts, score: np.ndarray, classes: np.ndarray) -> None:
    """Stop unless both sides gave the same answers."""
    np.testing.assert_allclose(verdicts.low["A"], score, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(verdicts.codes("A"), classes)


def report(places: int, mine: float, doubtful: float, theirs: dict) -> None:
    calculate = statistics.median(theirs["calculate"])
    whole = statistics.median(theirs["whole"])
    print(f"{places:,} places, same answers on both sides; median of {RUNS} runs, one core each")
    for name, took in (
        ("contado", mine),
        ("contado, facts within bounds or missing", doubtful),
        (f"openfisca-core {theirs['version']}, calculation alone", calculate),
        (f"openfisca-core {theirs['version']}, with setting its inputs", whole),
    ):
        print(f"{name:58} {1e3 * took:9.1f} ms  {places / took:14,.0f} places/s")
    print(f"ratio, contado to openfisca-core: {calculate / mine:.2f} (calculation alone), ", end="")
    print(f"{whole / mine:.2f} (with inputs)")


if __name__ == "__main__":
    main()
