"""What is at hand while a recipe is followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.files import sha256_of
from contado.territory.catalogue import Source
from contado.territory.licences import derived_licence
from contado.territory.recipes.model import Credit, DeclaredRecipe, locate

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry


@dataclass
class Bench:
    """The recipe, its sources and the tables and vectors made so far.

    Parameters
    ----------
    recipe, sources
        What is followed, and the folder of its files.
    made
        Frames by role, in the territory's CRS.
    """

    recipe: DeclaredRecipe
    sources: Path
    made: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def outline(self) -> BaseGeometry:
        """The territory: union of the municipalities, which are made first."""
        return self.made["municipalities"].geometry.union_all()

    def municipality(self, istat_code: str) -> BaseGeometry:
        """Return the polygon of a municipality."""
        frame = self.made["municipalities"]
        return frame.geometry[frame["istat_code"] == istat_code].union_all()

    def path(self, file: str) -> Path:
        """Return where a file of the recipe lies."""
        return locate(file, self.sources)

    def terms(self, file: str, credits_owed: list[str]) -> list[dict[str, Any]]:
        """Return what a layer's ``meta`` keeps of a file: its hash, and a row for each credit."""
        seen = sha256_of(self.path(file))
        return [
            {"file": file, "sha256": seen, **self.recipe.credits[name].model_dump(mode="json")}
            for name in credits_owed
        ]


def source_of(owed: list[Credit], *, stand_in: bool = False) -> Source:
    """Return the terms of a layer made of several files.

    The producers and attributions are all named; the licence is that of the files, or follows from
    theirs where they differ; the date is that of the newest one, so that data newer than the law
    they are read with are seen.

    Examples
    --------
    >>> from datetime import date
    >>> source = {"producer": "A", "attribution": "a", "source": "s"}
    >>> a = Credit(licence="CC-BY-4.0", date=date(2020, 1, 1), **source)
    >>> b = a.model_copy(update={"producer": "B", "licence": "unstated", "date": date(2023, 1, 1)})
    >>> both = source_of([a, b])
    >>> both.producer, both.licence, str(both.date)
    ('A; B', 'unstated', '2023-01-01')
    """
    licences = {credit.licence for credit in owed}
    licence = licences.pop() if len(licences) == 1 else derived_licence(licences).licence
    return Source(
        producer=_distinct(credit.producer for credit in owed),
        licence=licence,
        date=max(credit.date for credit in owed),
        attribution=_distinct(credit.attribution for credit in owed),
        source=_distinct(credit.source for credit in owed),
        stand_in=stand_in,
    )


def _distinct(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
