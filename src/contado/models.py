"""The base of every record read from a file or kept in one."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A record that never changes and refuses a field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
