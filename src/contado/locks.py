"""A file kept by one process, which the system frees if the process dies."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":

    def take(handle: IO[bytes]) -> None:
        """Keep an open file; see the other one."""
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def take(handle: IO[bytes]) -> None:
        """Keep an open file for this process until it is closed.

        Raises
        ------
        OSError
            Another process keeps it.
        """
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
