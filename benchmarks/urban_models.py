"""Urban cooling and runoff beside InVEST: the same files, the same outputs, paired runs.

    python benchmarks/urban_models.py --invest INVEST_PYTHON [--rows 4000] [--cell 10] [--runs 5]
                                      [--folder DIR] [--page] [--alone]

The case is the synthetic city of `city.py`: 16 million cells and 283 overlapping units. What both
sides write is compared first, and nothing is timed where it differs by more than is said in
`urban_agreement.py`. Then, peer and ours by turns:

- *whole process*: both models with rasters and tables, from the start of Python to its end;
- *warm*: the same inside a process that has run before, nothing of the city kept;
- *further scenario*: another land cover in every cell, what depends on the city alone kept;
- *1 % changed*: only what the changed square can reach is computed again and written;
- *floor*: the inputs read once and the outputs written once, as fast as the library writes them.

The last four are beside the peer's own `execute`, without its start and imports, of the same round:
the peer keeps nothing between runs, so a further scenario takes it as long as the first.

`--alone` times ours without the peer. How to install the peer is said where it is not found. The
result is a Markdown table with date and machine, as `docs/benchmarks.md` carries it.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import page
import urban_agreement
from city import made
from city_fields import City
from urban_peer import HOW_TO_INSTALL, MODELS, Run, contado, installed, invest
from urban_warm import KINDS, Warm

MOST = {"whole": 25, "warm": 60, "everywhere": 80, "window": 500}
SAME = 1e-5
WHAT = {
    "whole": "whole process, both models, rasters and tables",
    "cooling": "· of which cooling",
    "runoff": "· of which runoff",
    "warm": "warm, in process, nothing kept",
    "everywhere": "further scenario, land cover changed everywhere, all rasters",
    "window": "further scenario, 1 % changed, its window alone",
    "floor": "floor: inputs read once, outputs written once",
}


@dataclass
class Rounds:
    """What each round took, in seconds, by what was timed; and the greatest memory, in MiB."""

    peer: dict[str, list[float]] = field(default_factory=dict)
    ours: dict[str, list[float]] = field(default_factory=dict)
    peer_peak: dict[str, float] = field(default_factory=dict)
    our_peak: dict[str, float] = field(default_factory=dict)
    version: str = ""

    def add(self, side: str, runs: dict[str, Run]) -> None:
        times, peaks = getattr(self, side), self.peer_peak if side == "peer" else self.our_peak
        times.setdefault("whole", []).append(sum(run.seconds for run in runs.values()))
        for model, run in runs.items():
            times.setdefault(model, []).append(run.seconds)
            peaks[model] = max(peaks.get(model, 0), run.peak)
        if side == "peer":
            inside = sum(run.told["execute"] for run in runs.values())
            times.setdefault("execute", []).append(inside)
            self.version = next(iter(runs.values())).told["version"]

    def ratio(self, kind: str) -> float | None:
        """Return the median of the ratios of each round, the peer's time over ours."""
        theirs = self.peer.get(_beside(kind))
        if not theirs or kind not in self.ours:
            return None
        return statistics.median(
            peer / mine for peer, mine in zip(theirs, self.ours[kind], strict=True)
        )


def _beside(kind: str) -> str:
    return "execute" if kind in KINDS else kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invest", help="interpreter of the environment with InVEST")
    parser.add_argument("--alone", action="store_true", help="time ours without the peer")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--columns", type=int, help="as many as rows where not given")
    parser.add_argument("--cell", type=float, default=10.0, help="metres")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the city and the outputs are kept")
    parser.add_argument("--page", action="store_true", help="put the table in docs/benchmarks.md")
    asked = parser.parse_args()
    if not asked.alone and not installed(asked.invest):
        print(HOW_TO_INSTALL)
        sys.exit(2)
    city = City(asked.rows, asked.columns or asked.rows, asked.cell)
    folder = made(city, asked.folder)
    outputs = folder.with_name(f"{folder.name}-outputs")
    peer = None if asked.alone else asked.invest
    report = measured(city, folder, outputs, peer, asked.runs)
    print(report)
    if asked.page:
        page.put("urban_models", report)


def measured(city: City, folder: Path, outputs: Path, peer: str | None, runs: int) -> str:
    """Compare, then time; return what was found as Markdown."""
    run_ours(folder, outputs)  # compiles, and is not among those that count
    warm = Warm(folder, city, outputs / "warm")
    parts, rounds = [scenarios(warm)], Rounds()
    for number in range(runs):
        print(f"round {number + 1} of {runs}", file=sys.stderr)
        if peer:
            theirs = run_peer(peer, folder, outputs)
            rounds.add("peer", theirs)
            if number == 0:
                parts.insert(0, agreement(theirs, outputs))
        rounds.add("ours", run_ours(folder, outputs))
        for kind in KINDS:
            rounds.ours.setdefault(kind, []).append(warm.seconds(kind))
    return "\n\n".join([heading(city, rounds, runs), *parts, table(rounds)])


def run_ours(folder: Path, outputs: Path) -> dict[str, Run]:
    return {model: contado(model, folder, outputs / "ours" / model) for model in MODELS}


def run_peer(python: str, folder: Path, outputs: Path) -> dict[str, Run]:
    return {model: invest(python, model, folder, outputs / "peer" / model) for model in MODELS}


def agreement(theirs: dict[str, Run], outputs: Path) -> str:
    """Return the table of differences; stop where one is not allowed."""
    gaps = [
        gap
        for model, run in theirs.items()
        for gap in urban_agreement.compare(model, run.told["files"], outputs / "ours" / model)
    ]
    said = urban_agreement.table(gaps)
    if wrong := [gap.name for gap in gaps if not gap.allowed]:
        sys.exit(f"{said}\nThe outputs differ: {', '.join(wrong)}. Nothing was timed.")
    return said


def scenarios(warm: Warm) -> str:
    """Return how far the maps of the scenarios are from those of whole runs; stop where too far."""
    everywhere = warm.away(warm.whole_maps(), "lulc_everywhere")
    window = warm.away(warm.changed_maps(), "lulc_one_percent")
    said = (
        "Maps of the scenarios beside those of whole runs, greatest difference: "
        f"{everywhere:.1e} (changed everywhere), {window:.1e} (1 % changed)."
    )
    if max(everywhere, window) > SAME:
        sys.exit(f"{said} Nothing was timed.")
    return said


def heading(city: City, rounds: Rounds, runs: int) -> str:
    peer = f"InVEST {rounds.version}" if rounds.version else "without the peer"
    return (
        f"{city.cells / 1e6:.1f} million cells of {city.cell:g} m, 283 units, {peer}; medians of "
        f"{runs} paired runs. {machine()}, {date.today()}."  # noqa: DTZ011 - of this machine
    )


def machine() -> str:
    """Return cores, processor, memory, system and Python of this machine."""
    import os

    cpu = _first("/proc/cpuinfo", "model name") or platform.processor()
    memory = int((_first("/proc/meminfo", "MemTotal") or "0").split()[0]) / 2**20
    system = (_first("/etc/os-release", "PRETTY_NAME", "=") or platform.system()).strip('"')
    python = platform.python_version()
    return f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, {system}, Python {python}"


def _first(file: str, name: str, sign: str = ":") -> str | None:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.split(sign, 1)[1].strip() for line in lines if line.startswith(name)), None)


def table(rounds: Rounds) -> str:
    lines = ["| what | InVEST | Contado | ratio | goal |", "| --- | --- | --- | --- | --- |"]
    for kind, what in WHAT.items():
        if kind in rounds.ours:
            goal = f"{MOST[kind]}×" if kind in MOST else ""
            beside = None if kind == "floor" else rounds.peer.get(_beside(kind))
            cells = [_seconds(beside), _seconds(rounds.ours[kind])]
            ratio = rounds.ratio(kind) if beside else None
            lines.append(f"| {what} | {' | '.join(cells)} | {_times(ratio)} | {goal} |")
    warm, floor = (statistics.median(rounds.ours[kind]) for kind in ("warm", "floor"))
    lines.append(f"| warm, over the floor | | {warm / floor:.1f}× | | |")
    peaks = [_memory(peaks) for peaks in (rounds.peer_peak, rounds.our_peak)]
    lines.append(f"| peak memory, cooling and runoff | {peaks[0]} | {peaks[1]} | | |")
    return "\n".join(lines)


def _seconds(times: list[float] | None) -> str:
    if not times:
        return ""
    middle = statistics.median(times)
    digits = 3 if middle < 1 else 2 if middle < 10 else 1
    return f"{middle:.{digits}f} s ({min(times):.{digits}f}–{max(times):.{digits}f})"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"**{ratio:.0f}×**"


def _memory(peaks: dict[str, float]) -> str:
    return ", ".join(f"{peaks[model] / 1024:.2f} GiB" for model in MODELS if model in peaks)


if __name__ == "__main__":
    main()
