"""Libraries of the extra ``report``, asked for only when a format needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from contado.errors import BadInput, Problem


def needed(library: str) -> Any:  # noqa: ANN401 - a module has no narrower type
    """Return the module ``library``.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where it is not installed.

    Examples
    --------
    >>> needed("json").dumps([1])
    '[1]'
    """
    try:
        return import_module(library)
    except ImportError:
        raise BadInput(Problem("dossier.no_report_extra", values={"library": library})) from None
