"""The compiler of kernels, without the linear algebra that no kernel uses.

To know whether there is a BLAS, Numba imports all of scipy's: a tenth of a second in each process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_BLAS = "scipy.linalg.cython_blas"


@contextmanager
def _without_blas() -> Iterator[None]:
    """Have an import find no BLAS, unless one is loaded already."""
    modules: dict[str, Any] = sys.modules
    if _BLAS in modules or "numba" in modules:
        yield
        return
    modules[_BLAS] = None
    try:
        yield
    finally:
        del modules[_BLAS]


with _without_blas():
    import numba.np.arraymath  # noqa: F401 - what asks for it, at the first kernel
    from numba import njit

__all__ = ["njit"]
