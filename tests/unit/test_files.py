"""Folders are whole or absent, whatever happened to those who filled them."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from contado.errors import BadInput
from contado.files import folder_written, must_be_new


def test_what_a_killed_process_left_half_filled_is_taken_away_and_what_another_fills_is_not(
    tmp_path: Path,
) -> None:
    goal = tmp_path / "results"
    fill = (
        "import os, sys, pathlib, contado.files as files\n"
        "with files.folder_written(pathlib.Path(sys.argv[1])) as draft:\n"
        "    (draft / 'map.tif').write_bytes(b'half')\n"
        "    print('ready', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with Popen([sys.executable, "-c", fill, goal], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        (left,) = tmp_path.iterdir()
        with folder_written(tmp_path / "results.too"):
            pass
        with pytest.raises(ZeroDivisionError), folder_written(goal):
            raise ZeroDivisionError
        assert left.exists()
        other.kill()
    assert left.exists()
    with folder_written(goal) as draft:
        (draft / "map.tif").write_bytes(b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "results.too"]


def test_a_folder_that_is_there_or_a_file_of_its_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file"):
        with pytest.raises(BadInput) as refused:
            must_be_new(path)
        assert [problem.code for problem in refused.value.problems] == ["files.exists"]
