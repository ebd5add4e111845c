"""A worker as a process: ``python -m contado.site.jobs TERRITORY STATE``.

It ends when it is told to, and when its standard input is closed: that of who began it.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Work until told to end."""
    from contado.site import server

    territory, state = map(Path, sys.argv[1:3])
    server.set_up(territory, state)
    server.work(until_closed=sys.stdin)


if __name__ == "__main__":
    main()
