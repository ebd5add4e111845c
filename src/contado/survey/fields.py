"""Fields and documents that are declared of the places of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from contado.survey.declared import Declared
from contado.values import Column, Labels, Missing, Numbers, Table

if TYPE_CHECKING:
    import pandas as pd

    from contado.survey.survey import Survey

T = TypeVar("T")


def field(survey: Survey, name: str) -> Column | None:
    """Return a field that is declared of the places of a survey; None where it is of none.

    Raises
    ------
    ValueError
        A table has not a row a place, or a frame declares a place twice.
    """
    stated = survey.stated
    if isinstance(stated, Table):
        if stated.size != len(survey):
            raise ValueError("one row a place")
        return stated.columns.get(name)
    if stated is None or isinstance(stated, Declared) or not hasattr(stated, "columns"):
        return None
    frame: pd.DataFrame = stated  # type: ignore[assignment]
    return _column(frame[name].reindex(list(survey.places.ids))) if name in frame else None


def documents(survey: Survey, kind: type[T]) -> Sequence[T]:
    """Return the documents that are declared of the places of a survey, one a place, or none.

    Raises
    ------
    ValueError
        There is not one a place.
    """
    stated = survey.stated
    rows = [one for one in stated if isinstance(one, kind)] if isinstance(stated, Sequence) else []
    if rows and len(rows) != len(survey):
        raise ValueError("one document a place")
    return rows


def _column(values: pd.Series) -> Column:
    """Return a column of a frame as numbers or labels; yes and no for what is true or not."""
    import pandas as pd

    absent = Missing("not_declared", str(values.name))
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return Numbers(numbers, numbers, np.isnan(numbers).astype(np.int16), (absent,))
    return Labels.of([None if pd.isna(one) else _word(one) for one in values], absent)


def _word(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return str(value)
