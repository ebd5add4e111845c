#!/bin/sh
# Make the lock files anew from pyproject.toml (needs uv); UPGRADE=1 also takes newer versions.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command "sh scripts/lock.sh" ${UPGRADE:+--upgrade} "$@"; }
printf "hatchling>=1.25\neditables>=0.5\n" >build-requirements.in
compile build-requirements.in --extra demo --extra report --extra site -o requirements.lock
compile build-requirements.in --all-extras -o requirements-dev.lock
rm build-requirements.in
