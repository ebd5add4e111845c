"""The territory and the plan, kept open between requests.

A territory is opened again when its catalogue has changed, so that a layer accepted while the
service runs is seen at the next request.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Territory


def territory() -> Territory:
    """Return the territory of this service, in its current snapshot."""
    folder = Path(settings.TERRITORY)
    return _opened(folder, (folder / "catalogue.json").stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _opened(folder: Path, _changed: int) -> Territory:
    from contado.territory import Territory

    return Territory.open(folder)


@lru_cache(maxsize=8)
def rules(profile: str, on: date | None) -> Rules:
    """Return the plan of ``profile`` on a day; without one, with the last value of everything."""
    from contado.facts import specs
    from contado.norms import Rules

    return Rules.load(profile, on=on, facts=specs())


def today() -> date:
    """Return the day of the request: the day whose law judges unless another is asked for."""
    from django.utils import timezone

    return timezone.localdate()
