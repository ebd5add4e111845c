"""``territory.toml``: what holds for the whole territory."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from contado.crs import is_metric, read_crs
from contado.errors import BadInput, Problem
from contado.faults import faulty
from contado.models import Record
from contado.territory.grid import Lattice

FILE = "territory.toml"


class Settings(Record):
    """Name, metric CRS, grid, languages, plan profile and the role whose union is the area."""

    name: str = Field(min_length=1)
    crs: str
    grid: Lattice
    languages: tuple[Literal["it", "en"], ...] = ("it", "en")
    profile: str = "contado"
    area: str = "municipalities"


def check_settings(settings: Settings, where: str) -> list[Problem]:
    """Return what is wrong with the CRS: unknown, or not in metres."""
    try:
        crs = read_crs(settings.crs, where)
    except BadInput as error:
        return list(error.problems)
    return [] if is_metric(crs) else [Problem("territory.not_metric", where, {"crs": settings.crs})]


def read_settings(root: Path) -> Settings:
    """Read ``territory.toml``.

    Raises
    ------
    BadInput
        ``territory.absent``, ``territory.settings_invalid``, ``territory.not_metric`` or
        ``crs.unknown``.
    """
    path = root / FILE
    if not path.is_file():
        raise BadInput(Problem("territory.absent", str(root), {"file": FILE}))
    try:
        settings = Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, ValueError) as error:
        raise BadInput(invalid("territory.settings_invalid", str(path), error)) from None
    if problems := check_settings(settings, str(path)):
        raise BadInput(problems)
    return settings


def invalid(code: str, where: str, error: ValueError) -> list[Problem]:
    """Return a problem for each fault that ``error`` tells of."""
    if not isinstance(error, ValidationError):
        return [Problem(code, where, {"fault": str(error)})]
    return [Problem(code, where, {"fault": faulty(one)}) for one in error.errors()]


def write_settings(root: Path, settings: Settings) -> None:
    """Write ``territory.toml``."""
    content = settings.model_dump(mode="json")
    grid = content.pop("grid")
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
    lines += ["", "[grid]", *(f"{key} = {float(value)!r}" for key, value in grid.items()), ""]
    (root / FILE).write_text("\n".join(lines), encoding="utf-8")
