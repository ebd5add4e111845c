"""The pages beside a document carry its digest and a hash of their own; verify compares them."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from contado.documents import seal_of, sealed

FILED = Path(__file__).parents[2] / "data" / "filed"
SHEETS = ("--sheet", "scheda-norma-1")
REPEATS, REFUSES, DIFFERS = 0, 2, 4
SEAL = re.compile(rb"contado:[0-9a-f]{64}:[0-9a-f]{64}")
PAGES = ("dossier.html", "dossier.pdf", "dossier.gpkg")


@pytest.fixture
def folder(contado, ground, square, tmp_path) -> Path:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out")
    code, _, errors = contado("assess", square, *words)
    assert code == 0, errors
    return tmp_path / "out" / "piazza"


def changed(path: Path) -> None:
    """Change a page where people read it; the seal stays."""
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("UPDATE facts SET state = 'x'")
    elif path.suffix == ".html":
        path.write_text(path.read_text("utf-8").replace("efficacia", "inefficacia"), "utf-8")
    else:
        path.write_bytes(path.read_bytes().replace(b"/Type", b"/Typf", 1))


def test_a_folder_verifies_with_all_its_pages(contado, folder, ground) -> None:
    code, said, errors = contado("verify", folder, "--territory", ground.root)
    assert (code, "si ripete" in said, "NOTA" in said) == (REPEATS, True, False), said + errors


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_was_changed_is_named(contado, folder, ground, name) -> None:
    changed(folder / name)
    code, said, _ = contado("verify", folder, "--territory", ground.root)
    assert (code, f"PAGINA: {name}" in said) == (DIFFERS, True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_another_document_or_without_a_seal_is_named(
    contado, folder, ground, name
) -> None:
    own = json.loads((folder / "dossier.json").read_text("utf-8"))["digest"]
    page = (folder / name).read_bytes()
    other = sealed(SEAL.sub(seal_of("a" * 64).encode(), page))
    none = re.sub(rb"contado:[0-9a-f]{64}", b"nothing:" + own.encode(), page)
    for forged in (other, none):
        (folder / name).write_bytes(forged)
        code, said, _ = contado("verify", folder, "--territory", ground.root)
        assert (code, f"PAGINA: {name}" in said) == (DIFFERS, True)


def test_a_page_sealed_anew_is_not_believed(contado, folder, ground) -> None:
    page = folder / "dossier.html"
    changed(page)
    own = json.loads((folder / "dossier.json").read_text("utf-8"))["digest"]
    text = re.sub(r"contado:[0-9a-f]{64}:[0-9a-f]{64}", seal_of(own), page.read_text("utf-8"))
    page.write_bytes(sealed(text.encode()))
    code, said, _ = contado("verify", folder, "--territory", ground.root)
    assert (code, "PAGINA: dossier.html" in said) == (DIFFERS, True)


def test_the_pages_of_a_report_are_verified(contado, tmp_path) -> None:
    code, _, errors = contado(
        "storm", "invariance", "--area", 12000, "--sealed", 9000, "--permeable", 3000,
        "--criticality", "A", "--on", "2026-05-04",
        "--rain", "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179",
        "--out", tmp_path / "r",
    )  # fmt: skip
    assert code == 0, errors
    code, said, _ = contado("verify", tmp_path / "r")
    assert (code, "NOTA" in said) == (REPEATS, False), said
    page = tmp_path / "r" / "relazione.html"
    page.write_text(page.read_text("utf-8").replace("m³", "m²"), "utf-8")
    code, said, _ = contado("verify", tmp_path / "r")
    assert (code, "PAGINA: relazione.html" in said) == (DIFFERS, True)


def test_a_page_of_an_earlier_version_is_told_and_not_condemned(contado, tmp_path) -> None:
    shutil.copy(FILED / "design.json", tmp_path / "relazione.json")
    (tmp_path / "relazione.html").write_text("<p>senza impronta</p>", encoding="utf-8")
    code, said, _ = contado("verify", tmp_path)
    assert (code, "NOTA: relazione.html" in said) == (REPEATS, True)


@pytest.mark.parametrize("names", [(), ("dossier.json", "relazione.json")])
def test_a_folder_of_no_document_or_of_two_is_refused(contado, tmp_path, names) -> None:
    for name in names:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    code, _, errors = contado("verify", tmp_path)
    assert (code, "dossier.json, relazione.json" in errors) == (REFUSES, True)
