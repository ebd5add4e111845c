"""Write a dossier to its folder: every format, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from contado.dossier.freeze import to_json
from contado.dossier.model import FORMATS, Dossier
from contado.errors import BadInput, Problem
from contado.files import folder_written, there, written
from contado.interventions import folder_names


def write(
    dossier: Dossier,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    language: str = "it",
) -> Path:
    """Write ``dossier.json`` and the other formats into ``folder``, whole or not at all.

    Writing the same dossier again is allowed and gives the same bytes; a different one is never
    written over it.

    Parameters
    ----------
    folder
        The folder of this dossier; made here.
    formats
        Some of ``json``, ``html``, ``pdf``, ``gpkg``. The JSON is always written.
    language
        Language of HTML and PDF.

    Raises
    ------
    BadInput
        ``dossier.exists``, ``dossier.unknown_format``, ``dossier.no_report_extra``.
    """
    asked = known(formats)
    if there(folder):
        _same_or_refuse(dossier, folder)
        for name in asked:
            with written(folder / f"dossier.{name}") as draft:
                _WRITERS[name](dossier, draft, language)
        return folder
    with folder_written(folder) as place:
        for name in asked:
            _WRITERS[name](dossier, place / f"dossier.{name}", language)
    return folder


def write_all(
    dossiers: Sequence[Dossier],
    out: Path,
    formats: Iterable[str] = FORMATS,
    language: str = "it",
    done: Callable[[int], None] | None = None,
) -> list[Path]:
    """Write each dossier into its own folder under ``out``, named after its identifier."""
    names = folder_names([dossier.intervention for dossier in dossiers])
    asked = known(formats)
    for name, dossier in zip(names, dossiers, strict=True):
        if there(out / name):
            _same_or_refuse(dossier, out / name)
    folders = []
    for count, (name, dossier) in enumerate(zip(names, dossiers, strict=True), start=1):
        folders.append(write(dossier, out / name, asked, language))
        if done:
            done(count)
    return folders


def known(formats: Iterable[str]) -> list[str]:
    """Return the formats asked for, in their order, the JSON always among them.

    Raises
    ------
    BadInput
        ``dossier.unknown_format``.

    Examples
    --------
    >>> known(["pdf"])
    ['json', 'pdf']
    """
    wanted = list(formats)
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise BadInput(
            Problem("dossier.unknown_format", values={"format": name[:20]}) for name in unknown
        )
    return [name for name in FORMATS if name in wanted or name == "json"]


def _same_or_refuse(dossier: Dossier, folder: Path) -> None:
    file = folder / "dossier.json"
    if not file.is_file() or file.read_text(encoding="utf-8") != to_json(dossier):
        raise BadInput(Problem("dossier.exists", folder.name))


def _json(dossier: Dossier, path: Path, _: str) -> None:
    path.write_text(to_json(dossier), encoding="utf-8")


def _html(dossier: Dossier, path: Path, language: str) -> None:
    from contado.dossier.html import html

    path.write_text(html(dossier, language), encoding="utf-8")


def _pdf(dossier: Dossier, path: Path, language: str) -> None:
    from contado.dossier.pdf import pdf

    path.write_bytes(pdf(dossier, language))


def _gpkg(dossier: Dossier, path: Path, _: str) -> None:
    from contado.dossier.geopackage import write_geopackage

    write_geopackage(dossier, path)


def page_of(dossier: Dossier, name: str, language: str) -> bytes:
    """Return the bytes of a dossier in a format."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dossier.{name}"
        _WRITERS[name](dossier, path, language)
        return path.read_bytes()


_WRITERS: dict[str, Callable[[Dossier, Path, str], None]] = {
    "json": _json,
    "html": _html,
    "pdf": _pdf,
    "gpkg": _gpkg,
}
