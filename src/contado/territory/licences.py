"""Licences of layers, and of what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contado.territory.folder import Territory


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licence asks of who republishes."""

    name: str
    public: bool = True
    share_alike: bool = False
    attribution: bool = True


LICENCES: Mapping[str, Licence] = {
    "CC0-1.0": Licence("Creative Commons Zero 1.0", attribution=False),
    "public-domain": Licence("Public domain", attribution=False),
    "CC-BY-3.0": Licence("Creative Commons Attribution 3.0"),
    "CC-BY-4.0": Licence("Creative Commons Attribution 4.0"),
    "CC-BY-SA-4.0": Licence("Creative Commons Attribution-ShareAlike 4.0", share_alike=True),
    "IODL-2.0": Licence("Italian Open Data Licence 2.0"),
    "ODbL-1.0": Licence("Open Database License 1.0", share_alike=True),
    "Copernicus": Licence("Copernicus data and information terms"),
    "unstated": Licence("Not stated by the source", public=False),
    "reserved": Licence("Rights reserved", public=False),
}
"""Known licences, by code."""


@dataclass(frozen=True, slots=True)
class DerivedLicence:
    """Licence of what several layers were worked into.

    Parameters
    ----------
    licence
        Code in `LICENCES`.
    public
        Whether it may be published. False until someone confirms the licence of every layer in
        ``blocked_by``, by adding that layer again with its licence stated.
    blocked_by
        Licences of the inputs that stand in the way.
    """

    licence: str
    public: bool
    blocked_by: tuple[str, ...] = ()


def derived_licence(inputs: Iterable[str]) -> DerivedLicence:
    """Return the licence that follows from those of the inputs.

    One licence alone stays as it is. An input that may not be published blocks; one share-alike
    licence is handed on; two different ones contradict each other and block; then attribution;
    then none.

    Parameters
    ----------
    inputs
        Codes in `LICENCES`.

    Examples
    --------
    >>> derived_licence(["CC-BY-4.0", "ODbL-1.0"]).licence
    'ODbL-1.0'
    >>> derived_licence(["CC-BY-4.0", "unstated"]).public
    False
    >>> derived_licence(["IODL-2.0"]).licence
    'IODL-2.0'
    >>> derived_licence(["CC0-1.0", "public-domain"]).licence
    'CC0-1.0'
    """
    codes = sorted(set(inputs))
    closed = tuple(code for code in codes if not LICENCES[code].public)
    if closed:
        return DerivedLicence("reserved" if "reserved" in closed else "unstated", False, closed)
    if len(codes) == 1:
        return DerivedLicence(codes[0], True)
    share_alike = tuple(code for code in codes if LICENCES[code].share_alike)
    if len(share_alike) > 1:
        return DerivedLicence("reserved", False, share_alike)
    if share_alike:
        return DerivedLicence(share_alike[0], True)
    asks = any(LICENCES[code].attribution for code in codes)
    return DerivedLicence("CC-BY-4.0" if asks else "CC0-1.0", True)


def attributions(territory: Territory, roles: Iterable[str] | None = None) -> list[str]:
    """Return the sentences to print under a map or a document, each once, in order of role.

    Parameters
    ----------
    territory
        The territory.
    roles
        Roles of the layers that are shown; all by default.
    """
    chosen = sorted(territory.layers if roles is None else roles)
    layers = [territory.layers[role] for role in chosen if role in territory.layers]
    texts = (f"{layer.attribution} ({LICENCES[layer.licence].name})" for layer in layers)
    return list(dict.fromkeys(texts))
