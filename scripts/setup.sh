#!/bin/sh
# Make the virtual environment .venv from a lock file: sh scripts/setup.sh requirements.lock
# Run by demo.sh and test.sh; safe to run again (it installs only when the lock file has changed).
set -eu
cd "$(dirname "$0")/.."
lock=$1
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Contado needs Python 3.11 or later; $python is $("$python" --version 2>&1). Set PYTHON=/path/to/python3.11." >&2
  exit 2
}
venv=${CONTADO_VENV:-.venv}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
# Compiled kernels do not notice a change in a kernel that they call from another file.
code=$(find src -name '*.py' -print | LC_ALL=C sort | xargs cat | sha256sum | cut -d' ' -f1)
if ! grep -qsx "$code" "$venv/contado.code"; then
  find src -name '*.nb[ci]' -delete
  echo "$code" >"$venv/contado.code"
fi
# The mark holds what was installed: both lock files may serve the same environment in turn.
mark=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
grep -qsx "$mark" "$venv/contado.mark" && exit 0
echo "Installing what $lock names into $venv (about a minute the first time) ..." >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
echo "$mark" >>"$venv/contado.mark"
