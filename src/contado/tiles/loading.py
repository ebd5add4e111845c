"""Whether the compiled kernels repay their loading: half a second, once a process."""

from __future__ import annotations

import sys

_REPAYS = 1 << 23  # cells


def compiled_repays(cells: int) -> bool:
    """Tell whether to work on so many cells by the compiled kernels rather than by their twins.

    Both give the same bits. Once the compiler is there it is used for whatever comes.
    """
    return cells >= _REPAYS or "numba" in sys.modules
