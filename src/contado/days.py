"""Days as people write them."""

from __future__ import annotations

import datetime
import re

from contado.errors import BadInput, Problem


def day_of(value: str | datetime.date, where: str) -> datetime.date:
    """Return the day that a text is.

    Raises
    ------
    BadInput
        ``cli.bad_day``.

    Examples
    --------
    >>> day_of("2024-06-01", "--on").year
    2024
    """
    if isinstance(value, datetime.date):
        return value
    try:
        # the library reads weeks and days without hyphens too
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
            raise ValueError(value)
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise BadInput(Problem("cli.bad_day", where, {"value": value[:40]})) from None
