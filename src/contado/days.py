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


def day_text(day: datetime.date, language: str = "it") -> str:
    """Write a day as people read it: ``01/06/2024`` in Italian, ``1 June 2024`` in English.

    Examples
    --------
    >>> day_text(datetime.date(2024, 6, 1)), day_text(datetime.date(2024, 6, 1), "en")
    ('01/06/2024', '1 June 2024')
    """
    if language == "it":
        return f"{day:%d/%m}/{day.year:04}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
