"""A document verifies on another processor: the kernels of a BLAS sum in orders of their own."""

import os
import subprocess
import sys

import numpy as np
import pytest

from contado.survey import Distribution
from contado.tiles import Grid, RasterFile, Window, rasters_written

KERNELS = ("", "Nehalem", "Sandybridge", "Prescott", "Core2")  # the first is the machine's own
COMMAND = "from contado.cli import main; main()"
MEANS = """
import hashlib
import numpy as np
from contado.norms import Range
from contado.survey import ClassWeights, Distribution, product
rng = np.random.default_rng(7)
names = [str(name) for name in range(27)]
table = {name: Range(low=w, high=w + 0.1) for name, w in zip(names, rng.random(27).round(2))}
areas = rng.integers(0, 1000, (5000, 27)) * 1.7
low, high, data = ClassWeights.of(table, names).mean(areas)
both = product(areas, rng.random((27, 4)))
print(hashlib.sha256(b"".join(each.tobytes() for each in (low, high, data, both))).hexdigest())
"""


def on(kernel: str, *words: object) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=place, check=False)


def test_means_of_classes_have_the_same_bits_with_every_kernel() -> None:
    said = {kernel: on(kernel, "-c", MEANS) for kernel in KERNELS}
    assert all(each.returncode == 0 for each in said.values()), said
    assert len({each.stdout for each in said.values()}) == 1


def test_a_dossier_verifies_with_another_kernel(contado, ground, square, tmp_path) -> None:
    sheets = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
    words = ("--territory", ground.root, *sheets, "--out", tmp_path / "out", "--format", "json")
    assert contado("assess", square, *words)[0] == 0
    file = tmp_path / "out" / "piazza" / "dossier.json"
    again = on("Core2", "-c", COMMAND, "verify", file, "--territory", ground.root)
    assert (again.returncode, again.stderr) == (0, "")


@pytest.mark.parametrize(("moved", "agrees"), [(1.0, True), (0.5, True), (2000.0, False)])
def test_ground_between_two_steps_may_stand_on_either(moved, agrees) -> None:
    areas = np.array([4e5, 3e5, 3e5])
    one = Distribution(np.array([1, 2, 3]), areas)
    two = Distribution(np.array([1, 2, 3]), areas + np.array([moved, -moved, 0.0]))
    assert one.agrees(two) == two.agrees(one) == agrees


def test_a_distribution_of_more_ground_is_another() -> None:
    one = Distribution(np.array([1, 2]), np.array([1e6, 1e6]))
    assert not one.agrees(Distribution(np.array([1, 2]), np.array([1e6, 1.0005e6])))


@pytest.mark.parametrize("content", [{}, {"step": 0.001}, {"step": 0.001, "values": [2, 1],
    "areas": [1, 1]}, {"step": 0.001, "values": [True], "areas": [1]},
    {"step": 0.001, "values": [10**400], "areas": [1]}])  # fmt: skip
def test_what_is_no_distribution_is_compared_as_it_stands(content) -> None:
    assert Distribution.read(content) is None


def test_a_raster_has_the_same_bytes_however_it_was_cut(tmp_path) -> None:
    grid = Grid("EPSG:32632", 500_000, 5_040_000, 10, 700, 1100)
    cells = np.random.default_rng(3).random((700, 1100), dtype=np.float32)
    raster = RasterFile("a")
    for side in (256, 512, 2048):
        with rasters_written(tmp_path / str(side), [raster], grid) as out:
            for row in range(0, 700, side):
                for column in range(0, 1100, side):
                    window = Window(row, column, min(side, 700 - row), min(side, 1100 - column))
                    out.write("a", cells[window.slices], window)
    assert len({(tmp_path / str(side) / "a.tif").read_bytes() for side in (256, 512, 2048)}) == 1
