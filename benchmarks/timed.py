"""Run a command, and tell its seconds and peak memory.

    python -I -S timed.py TOLD.json COMMAND...

A process of its own, because Linux counts the memory of whoever starts a process as that process's
until it is its own program: whoever starts it must be small.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    begun = time.perf_counter()
    done = subprocess.run(
        sys.argv[2:], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    told = json.dumps({"seconds": seconds, "peak": peak})
    Path(sys.argv[1]).write_text(told, encoding="utf-8")
    if done.returncode:
        sys.stdout.buffer.write(done.stdout)
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
