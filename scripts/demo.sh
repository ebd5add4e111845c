#!/bin/sh
# Set everything up and run the main job: a territory, an assessment, the page.
# Options go to `contado demo`, for example: sh scripts/demo.sh --no-serve
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh requirements.lock
exec "${CONTADO_VENV:-.venv}/bin/contado" demo "$@"
