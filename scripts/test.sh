#!/bin/sh
# Set everything up and pass the tests: style, types, floors, then every test.
# As root on Debian it installs the system's Chromium and what reads a PDF; otherwise it says what is skipped.
set -eu
cd "$(dirname "$0")/.."
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing ..." >&2
    # shellcheck disable=SC2086 # the list is meant to be split
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
      echo "Could not install$missing: the tests that need them are skipped." >&2
  else
    echo "Not installed (needs root):$missing. The tests that need them are skipped." >&2
  fi
fi
[ -d ../shared/data ] || echo "../shared/data is absent: the tests on the real data of Milan are skipped." >&2
sh scripts/setup.sh requirements-dev.lock
PATH="$(cd "${CONTADO_VENV:-.venv}" && pwd)/bin:$PATH"
ruff check .
ruff format --check .
mypy
lint-imports --no-logo 2>/dev/null || lint-imports
pytest -n "${CONTADO_TEST_PROCESSES:-2}" "$@"
