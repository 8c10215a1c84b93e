#!/usr/bin/env bash
# How long an edit takes in a recording of three hours: 30,000 words with times and confidences, against a release server.
#   DATABASE_URL=postgres://... bench/edit.sh   a PostgreSQL in which a database may be made
#   ROUNDS=20 EDITS=10 PORT=4600                first edits (each makes a version), further ones after each, where to listen
set -euo pipefail
root="$(dirname "$(cd "$(dirname "$0")" && pwd)")"
BIN="${BIN:-${CARGO_TARGET_DIR:-$root/target}/release/podcastflow}"
PORT="${PORT:-4600}" ROUNDS="${ROUNDS:-20}" EDITS="${EDITS:-10}"
: "${DATABASE_URL:?set DATABASE_URL}"
name="bench_edit_$$" data="$(mktemp -d)"
psql -qc "create database $name" "$DATABASE_URL"
env "DATABASE_URL=${DATABASE_URL%/*}/$name" "PODCASTFLOW_LISTEN=127.0.0.1:$PORT" "PODCASTFLOW_DATA_DIR=$data" PODCASTFLOW_LOG=warn \
  "$BIN" serve --no-worker >"$data/log" 2>&1 &
server=$!
cleanup() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; psql -qc "drop database if exists $name with (force)" "$DATABASE_URL"; rm -rf "$data"; }
trap cleanup EXIT
for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:$PORT/healthz" && break; sleep 0.05; done
BASE="http://127.0.0.1:$PORT" ROUNDS="$ROUNDS" EDITS="$EDITS" SERVER="$server" node "$root/bench/edit.mjs"
