"""One of InVEST's urban models on given files, in a process and environment of their own.

    INVEST_PYTHON invest_peer.py ASKED.json ANSWERED.json

ASKED names the model (`cooling` or `runoff`) and its arguments as InVEST calls them; ANSWERED tells
the seconds of the import and of the model's own `execute`, the version, and the files written.
It imports nothing of Contado, and nothing of Contado imports it.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path

MODELS = {
    "cooling": "natcap.invest.urban_cooling_model",
    "runoff": "natcap.invest.urban_flood_risk_mitigation",
}


def main() -> None:
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    logging.disable(logging.WARNING)
    begun = time.perf_counter()
    model = importlib.import_module(MODELS[asked["model"]])
    imported = time.perf_counter()
    files = model.execute(asked["arguments"])
    ended = time.perf_counter()
    told = {
        "import": imported - begun,
        "execute": ended - imported,
        "version": version("natcap-invest"),
        "files": {name: str(path) for name, path in files.items()},
    }
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
