"""The formulas of the rain-only method and of the minimum volume (allegato G, art. 12 c. 2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.rainfall import Rainfall
from contado.errors import BadInput, Problem

_UNITS = 2.78  # 1/0.36, ha·mm/h in l/s, rounded as allegato G writes it
_IN = 10.0  # m³ from mm on a hectare
_OUT = 3.6  # m³/h from l/s
_HOUR = 1.0
_CENT = Decimal("0.01")


def curve_of(rain: Rainfall, return_period: float) -> PowerCurve:
    """Return the rain of a site for a return period, years: ``h = a·D^n``.

    Examples
    --------
    >>> site = Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, n_short=0.5)
    >>> round(curve_of(site, 50).a, 2)    # 30·(0.8 + 0.3·3.90194)
    59.12
    """
    return PowerCurve(rain.hourly(return_period), rain.n, rain.n_short)


@dataclass(frozen=True, slots=True)
class RainOnly:
    """What the rain-only method finds.

    Parameters
    ----------
    first_duration
        Critical duration with the exponent of one hour and more, h.
    duration
        Critical duration ``D_w``, h.
    exponent
        The exponent that it was found with.
    incoming, outgoing
        ``W_in`` and ``W_out`` of that duration, m³.
    """

    first_duration: float
    duration: float
    exponent: float
    incoming: float
    outgoing: float

    @property
    def volume(self) -> float:
        """The volume to detain, ``W_0 = W_in − W_out``, m³."""
        return self.incoming - self.outgoing


def critical_duration(limit: float, a: float, n: float) -> float:
    """Return the duration that fills most, h: ``[Q_lim/(2.78·S·φ·a·n)]^(1/(n−1))``.

    The discharge grows with the impermeable hectares as the inflow does, so that they cancel.

    Parameters
    ----------
    limit
        ``Q_lim/(S·φ)``, l/s per impermeable hectare, above 0.
    a, n
        Of the curve ``h = a·D^n``, mm and 1.

    Raises
    ------
    BadInput
        ``invariance.no_duration`` where it is longer than a number can say.

    Examples
    --------
    >>> round(critical_duration(10.0, 29.87 * 2.0566, 0.3006), 2)
    10.37
    """
    try:
        return float((limit / (_UNITS * a * n)) ** (1.0 / (n - 1.0)))
    except (OverflowError, ZeroDivisionError):
        values = {"limit": limit, "n": n}
        raise BadInput(Problem("invariance.no_duration", "", values)) from None


def rain_only(hectares: float, limit: float, curve: PowerCurve) -> RainOnly:
    """Return the volume of the rain-only method: ``W_0 = 10·S·φ·a·D_w^n − 3.6·Q_lim·D_w``.

    Each exponent is tried where it holds: that of one hour and more from one hour on, that of
    short rain, where there is one, up to one hour; the greater volume is kept. As a rule the short
    exponent is the greater: then it is the one that holds where the first duration is below one
    hour.

    Parameters
    ----------
    hectares
        Impermeable contributing hectares ``S·φ``.
    limit
        Discharge limit, l/s per impermeable hectare, above 0.
    curve
        Rain of the return period.

    Examples
    --------
    >>> found = rain_only(1.0, 20.0, PowerCurve(29.87 * 2.0566, 0.3006, 0.5))
    >>> round(found.duration, 2), round(found.volume, 1)
    (3.85, 644.0)
    """
    first = critical_duration(limit, curve.a, curve.n)

    def lasting(duration: float, exponent: float) -> RainOnly:
        incoming = _IN * hectares * curve.a * duration**exponent
        return RainOnly(first, duration, exponent, incoming, _OUT * limit * hectares * duration)

    if curve.n_short is None:
        return lasting(first, curve.n)
    short = lasting(min(critical_duration(limit, curve.a, curve.n_short), _HOUR), curve.n_short)
    return max(short, lasting(max(first, _HOUR), curve.n), key=lambda found: found.volume)


def minimum_volume(unit: float, coefficient: float, hectares: float, reduction: float) -> float:
    """Return the minimum volume, m³: ``w · P · S·φ``, less a reduction.

    Parameters
    ----------
    unit
        ``w`` of the area of criticality, m³ per impermeable hectare.
    coefficient
        ``P``; it concerns area A only.
    hectares
        Impermeable contributing hectares.
    reduction
        % taken off for infiltration alone; 0 where it does not apply.

    Examples
    --------
    >>> minimum_volume(800.0, 1.0, 0.5, 0.0), minimum_volume(800.0, 0.8, 0.5, 30.0)
    (400.0, 224.0)
    """
    return unit * coefficient * hectares * (100.0 - reduction) / 100.0


def monetisation(volume: float, price: float) -> Decimal:
    """Return what is paid instead of building a volume, EUR: exact, with two decimals.

    Parameters
    ----------
    volume
        m³, taken to the third decimal, half up.
    price
        EUR/m³.

    Examples
    --------
    >>> monetisation(452.8627, 750.0)
    Decimal('339647.25')
    """
    cubic = Decimal(repr(volume)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return (cubic * Decimal(repr(price))).quantize(_CENT, ROUND_HALF_UP)
