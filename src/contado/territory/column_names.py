"""Names that people read for the columns of places in a GeoPackage."""

from __future__ import annotations

from functools import cache

from contado.shipped import page

_ENDS = {"_low": " (minimo)", "_high": " (massimo)"}
_SHARES = ("area_share_", "resident_share_")


def place_column(column: str) -> str:
    """Return the Italian name of a column of places, with its unit.

    Raises
    ------
    KeyError
        A column that ``place_columns.yaml`` does not name.

    Examples
    --------
    >>> place_column("anomaly_c"), place_column("runoff_mm_low")
    ('Anomalia, °C', 'Deflusso, mm (minimo)')
    >>> place_column("area_share_very_strong")
    'Quota di superficie in classe «molto forte»'
    """
    known = _names()
    for start in _SHARES:
        if column.startswith(start):
            return known[f"{start}*"].format(label=known[f"class {column.removeprefix(start)}"])
    for end, suffix in _ENDS.items():
        if column.endswith(end):
            return known[column.removesuffix(end)] + suffix
    return known[column]


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = page("contado.territory", "place_columns.yaml")
    return names
