"""What every record that is written to a file or read from one has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Named values that never change, none of them unknown.

    Examples
    --------
    >>> class Point(Record):
    ...     x: float
    >>> Point(x=1).x
    1.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
