"""A write that fails is one sentence and exit code 2, and leaves nothing behind."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

MAIN = "from contado.cli import main; main()"


def limited(*words: object, limit: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that may write files of ``limit`` bytes at most."""

    def hold() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-B", "-c", MAIN, *map(str, words)],  # -B: bytecode would be cut short
        capture_output=True,
        text=True,
        cwd=folder,
        env={"COLUMNS": "200", "PATH": "", "HOME": os.environ.get("HOME", "")},
        preexec_fn=hold,
        check=False,
    )


def sheets(*names: str) -> list[str]:
    return [word for name in names for word in ("--sheet", name)]


ALL = sheets("scheda-norma-1", "scheda-norma-2")


@pytest.fixture
def compiled(ground, square, tmp_path_factory) -> None:
    """Assess once without a limit: kernels that are compiled only then are files too."""
    folder = tmp_path_factory.mktemp("compiled")
    words = ["assess", square, "--territory", ground.root, *ALL, "--format", "json", "--out", "out"]
    limited(*words, limit=resource.RLIM_INFINITY, folder=folder)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("form", "limit"), [("json", 4096), ("html", 60_000), ("gpkg", 65_536)])
def test_a_dossier_that_cannot_be_written_whole_is_not_there(
    ground, square, tmp_path, form, limit
) -> None:
    words = ["assess", square, "--territory", ground.root, *ALL, "--format", form, "--out", "out"]
    run = limited(*words, limit=limit, folder=tmp_path)
    assert run.returncode == 2, run.stderr
    assert "Non si è potuto scrivere «piazza»" in run.stderr
    assert "Traceback" not in run.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_a_checklist_that_cannot_be_written_is_not_there(tmp_path) -> None:
    run = limited("checklist", "--out", "parte-c.html", limit=100, folder=tmp_path)
    assert (run.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "«parte-c.html»: supera lo spazio concesso." in run.stderr


@pytest.mark.parametrize(
    "refusal",
    [
        ("afile", "il percorso non è una cartella"),
        ("afile/deep", "il percorso non è una cartella"),
        ("/proc/contado", "la cartella non c'è"),
        ("n" * 300, "il nome è troppo lungo"),
    ],
)
def test_a_folder_that_cannot_be_made_is_told(contado, ground, square, tmp_path, refusal) -> None:
    out, fault = refusal
    (tmp_path / "afile").write_text("taken")
    words = ["assess", square, "--territory", ground.root, *ALL, "--format", "json"]
    code, _, err = contado(*words, "--out", tmp_path / out)
    assert (code, fault in err) == (2, True), err
    assert (tmp_path / "afile").read_text() == "taken"


def test_a_checklist_is_no_folder(contado, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = contado("checklist", "--out", ".", "--format", "html")
    assert code == 2
    assert "«.»: è una cartella." in err
