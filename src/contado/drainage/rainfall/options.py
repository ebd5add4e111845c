"""The rain of a site as a person writes it: ``a1=29.87,n=0.3006,alpha=…,kappa=…,epsilon=…``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite, isnan, nan

from contado.drainage.rainfall.curves import SITE_PARAMETERS, Rainfall, out_of_range
from contado.errors import BadInput, Problem

SHORT = "n_short"
_LONGEST_SHOWN = 40


def rainfall_of(text: str, short_exponent: float, where: str = "--rain") -> Rainfall:
    """Return the rain that an option describes.

    Parameters
    ----------
    text
        ``name=value`` of the five parameters of a site, parted by commas; ``n_short`` may be
        given too.
    short_exponent
        Exponent below one hour where ``n_short`` is not given.
    where
        The option or field, for messages.

    Raises
    ------
    BadInput
        Everything wrong at once: ``rainfall.unreadable``, ``rainfall.unknown_parameter``,
        ``rainfall.twice``, ``rainfall.not_number``, ``rainfall.lacking``, ``rainfall.outside``.

    Examples
    --------
    >>> rain = rainfall_of("a1=30,n=0.3,alpha=0.3,kappa=0,epsilon=0.8", 0.5)
    >>> rain.a1, rain.n_short
    (30.0, 0.5)
    """
    problems: list[Problem] = []
    parameters: dict[str, float] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        _take(piece, parameters, problems, where)
    return rainfall_from({SHORT: short_exponent} | parameters, where, problems)


def rainfall_from(
    parameters: Mapping[str, float],
    where: str,
    problems: Iterable[Problem] = (),
    imputed: tuple[str, ...] = (),
) -> Rainfall:
    """Return the rain of named parameters; refuse what lacks, with what is wrong already.

    A parameter that is there but is no number is reported already, and not once more.
    """
    noted = list(problems)
    lacking = [name for name in SITE_PARAMETERS if name not in parameters]
    if lacking:
        noted.append(Problem("rainfall.lacking", where, {"parameters": ", ".join(lacking)}))
    known = {name: value for name, value in parameters.items() if not isnan(value)}
    if noted:
        raise BadInput([*noted, *out_of_range(known, where)])
    values = {name: float(parameters[name]) for name in (*SITE_PARAMETERS, SHORT)}
    return Rainfall(**values, imputed=imputed, source=where)


def _take(piece: str, parameters: dict[str, float], problems: list[Problem], where: str) -> None:
    name, equals, written = (part.strip() for part in piece.partition("="))
    name = name.casefold()
    code = "" if equals else "rainfall.unreadable"
    if not code and name not in (*SITE_PARAMETERS, SHORT):
        code = "rainfall.unknown_parameter"
    elif not code and name in parameters:
        code = "rainfall.twice"
    value = _number(written)
    if not code and value is None:
        code = "rainfall.not_number"
    if code:
        shown = {"parameter": (name or piece)[:_LONGEST_SHOWN], "value": written[:_LONGEST_SHOWN]}
        problems.append(Problem(code, where, shown))
    if name in (*SITE_PARAMETERS, SHORT):
        parameters.setdefault(name, nan if value is None else value)


def _number(text: str) -> float | None:
    """Return the finite number that a text is, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text else None
