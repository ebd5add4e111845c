"""Layers that a person supplies with ``--layer ROLE=FILE``, in the place of a recipe's own.

The terms of the file are written beside it, in ``FILE.yaml``; without them the layer says that
nothing was declared, and its licence stays unstated.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue, ValidationError

from contado.errors import BadInput, Problem
from contado.models import Record
from contado.shipped import read_yaml
from contado.territory.align import Resampling, align_raster
from contado.territory.building import Building
from contado.territory.catalogue import Source
from contado.territory.raster_opening import look
from contado.territory.reading import read_table, read_vector, to_crs
from contado.territory.recipes.cells import check_night
from contado.territory.roles import roles
from contado.territory.settings import invalid

if TYPE_CHECKING:
    import pandas as pd

UNDECLARED = "non dichiarato / not declared"


class Terms(Record):
    """What ``FILE.yaml`` may say of a file: its terms, and how it is read.

    Parameters
    ----------
    producer, licence, date, attribution, source, simulated, stand_in
        As in `contado.territory.catalogue.Source`.
    meta
        What the role asks of the layer as a whole.
    layer, crs
        Which layer of a GeoPackage; the CRS of a vector that declares none.
    columns
        Our name of a column, and the file's.
    align, cell, band
        For a raster off the grid: the resampling and the side of the cells (m); the band, from 1,
        of one that has several.
    """

    producer: str = UNDECLARED
    licence: str = "unstated"
    date: datetime.date | None = None
    attribution: str = ""
    source: str = ""
    simulated: bool = False
    stand_in: bool = False
    meta: dict[str, JsonValue] = Field(default_factory=dict)
    layer: str | None = None
    crs: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    align: Resampling | None = None
    cell: float | None = None
    band: int | None = None

    def source_for(self, otherwise: datetime.date, file: str) -> Source:
        """Return the terms of the layer, dated ``otherwise`` where no date is declared."""
        return Source(
            producer=self.producer,
            licence=self.licence,
            date=self.date or otherwise,
            attribution=self.attribution,
            source=self.source or file,
            simulated=self.simulated,
            stand_in=self.stand_in,
        )


def check_supplied(files: Mapping[str, Path]) -> list[Problem]:
    """Return a problem for each role that nobody knows and for each file that is not there."""
    problems = [
        Problem("territory.role_unknown", f"--layer {role}", {"role": role, "known": _known()})
        for role in files
        if role not in roles()
    ]
    problems += [
        Problem("territory.file_missing", f"--layer {role}", {"file": str(file)})
        for role, file in files.items()
        if not file.is_file()
    ]
    return problems


def _known() -> str:
    return ", ".join(roles())


def read_terms(file: Path) -> Terms:
    """Return what ``FILE.yaml`` says; nothing declared where there is no such file.

    Raises
    ------
    BadInput
        ``recipes.terms_invalid``, one for each fault.
    """
    import yaml

    page = file.with_name(f"{file.name}.yaml")
    if not page.is_file():
        return Terms()
    try:
        return Terms.model_validate(read_yaml(page.read_text(encoding="utf-8")))
    except (ValidationError, ValueError) as error:
        raise BadInput(invalid("recipes.terms_invalid", page.name, error)) from None
    except yaml.YAMLError as error:
        fault = str(error).splitlines()[0]
        raise BadInput(Problem("recipes.terms_invalid", page.name, {"fault": fault})) from None


def add_supplied(
    made: Building, role: str, file: Path, otherwise: datetime.date
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Add a supplied layer to a territory being made.

    Parameters
    ----------
    made, role, file
        The territory, the role and the file that plays it.
    otherwise
        Date of the layer where none is declared.

    Returns
    -------
    frame, notices
        The rows, in the territory's CRS, of a vector or a table; that the terms are undeclared.

    Raises
    ------
    BadInput
        Every problem of the file.
    """
    terms = read_terms(file)
    source, spec = terms.source_for(otherwise, file.name), roles()[role]
    about: dict[str, Any] = {"source": source, "meta": terms.meta, "where": file.name}
    frame: pd.DataFrame | None = None
    noticed: list[Problem] = []
    if spec.kind == "raster":
        band = None if terms.align else terms.band
        made.add_raster(role, _on_grid(made, role, file, terms), **about, band=band)
    elif spec.kind == "table":
        frame = _renamed(read_table(file, spec, notices=noticed), terms)
        made.add_table(role, frame, **about)
    else:
        raw = read_vector(file, layer=terms.layer, crs=terms.crs, notices=noticed)
        read = _renamed(raw, terms)
        asked = terms.crs is not None
        made.add_vector(role, read, crs_asked=asked, **about)
        frame, _ = to_crs(read, made.crs, file.name, asked=asked)
    known = terms.producer != UNDECLARED and terms.date is not None
    values = {"role": role, "page": f"{file.name}.yaml", "date": str(source.date)}
    return frame, noticed + ([] if known else [Problem("recipes.undeclared", file.name, values)])


def _renamed(frame: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    return frame.rename(columns={theirs: ours for ours, theirs in terms.columns.items()})


def _on_grid(made: Building, role: str, file: Path, terms: Terms) -> Path:
    """Return the raster, brought onto the grid where its terms ask for it."""
    with look(file, band=terms.band) as raster:
        named = raster.dataset.descriptions[raster.band - 1]
    problems = check_night(named, file.name) if role == "night_temperature" else []
    if problems:
        raise BadInput(problems)
    if terms.align is None:
        return file
    return align_raster(
        file,
        made.work / f"{role}.supplied.tif",
        crs=made.crs,
        grid=made.grid,
        resampling=terms.align,
        cell=terms.cell,
        band=terms.band,
    )
