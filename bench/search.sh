#!/usr/bin/env bash
# Search over many hours of generated transcript: how long a request takes at a running server, from first to last byte.
#   DATABASE_URL=postgres://.../bench_search bench/search.sh   an empty database, which is filled; or one that was filled before
#   HOURS=10000 ROUNDS=60                                     hours of transcript, requests of each kind
#   BIN=target/release/podcastflow PORT=4600                  the program, and where it may listen
#   PODCASTFLOW_MODELS=target/models                          a folder with all-MiniLM-L6-v2; without it nothing is found by meaning
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(dirname "$here")"
: "${DATABASE_URL:?set DATABASE_URL to a database that may be filled}"
export HOURS="${HOURS:-10000}" ROUNDS="${ROUNDS:-60}" PORT="${PORT:-4600}" DATABASE_URL
BIN="${BIN:-${CARGO_TARGET_DIR:-$root/target}/release/podcastflow}"
run="$(mktemp -d)"
trap 'kill "${pid:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$run"' EXIT

"$BIN" migrate >/dev/null
sql() { psql "$DATABASE_URL" -qAtX -c "$1"; }
if [ "$(sql 'select count(*) from search_episodes where version > 0')" != "$HOURS" ]; then
  # What people wrote is not thrown away.
  [ "$(sql "select count(*) from shows where author <> 'Bench'")" = 0 ] || { echo "this database is in use: make an empty one" >&2; exit 1; }
  echo "filling $HOURS hours" >&2
  psql "$DATABASE_URL" -qX -v hours="$HOURS" -f "$here/search.sql"
fi
if [ "$(sql 'select exists (select from meaning_parts)')" != t ]; then
  echo "filling meanings" >&2
  psql "$DATABASE_URL" -qX -f "$here/meaning.sql"
fi
PODCASTFLOW_DATA_DIR="$run" PODCASTFLOW_LISTEN="127.0.0.1:$PORT" "$BIN" serve --no-worker >"$run/log" 2>&1 & pid=$!
for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:$PORT/readyz" && break; sleep 0.05; done
python3 "$here/search.py"
