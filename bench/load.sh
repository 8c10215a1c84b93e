#!/usr/bin/env bash
# Pages of a release server under load, beside the peers where the benchmark kit is there. Prints one table.
#   KIT=path/to/kit bench/load.sh            the kit: db/, load/, peers/ (see bench/README.md)
#   EPISODES=100 SECS=6 CONNS=8 PEERS=0      fewer episodes, longer, more connections, without the peers
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(dirname "$here")"
KIT="${KIT:?set KIT to a writable copy of the benchmark kit}"
export KIT_DIR="$KIT" BENCH_RUN="${BENCH_RUN:-/tmp/podcastflow-bench}" BENCH_RESULTS="${BENCH_RESULTS:-/tmp/podcastflow-bench-results}"
# shellcheck source=/dev/null
source "$KIT/env.sh"
BIN="${BIN:-${CARGO_TARGET_DIR:-$root/target}/release/podcastflow}"
EPISODES="${EPISODES:-400}" SECS="${SECS:-6}" CONNS="${CONNS:-8}" WARM="${WARM:-25}" PEERS="${PEERS:-1}"
OURS_URL="postgres://$PGUSER:$PGPASSWORD@127.0.0.1:$PGPORT/podcastflow"
mkdir -p "$BENCH_RUN" "$BENCH_RESULTS"
PIDS=()
cleanup() {
  for p in "${PIDS[@]}"; do kill "$p" 2>/dev/null || true; done
  for p in "${PIDS[@]}"; do wait "$p" 2>/dev/null || true; done
}
trap cleanup EXIT

(cd "$KIT" && bash db/pg.sh start && bash db/pg.sh load)
psql -qAtc "select 1 from pg_database where datname = 'podcastflow'" postgres | grep -q 1 || psql -qc 'create database podcastflow' postgres

ours() { # name port page-cache-MiB more-arguments...
  local name="$1" port="$2" cache="$3"; shift 3
  # An old environment of the kit's own database must not reach our server.
  env DATABASE_URL="$OURS_URL" PODCASTFLOW_LISTEN="127.0.0.1:$port" PODCASTFLOW_DATA_DIR="$BENCH_RUN/data" PODCASTFLOW_LOG=warn \
    PODCASTFLOW_PAGE_CACHE="$cache" "$BIN" serve "$@" >"$BENCH_RUN/$name.log" 2>&1 &
  PIDS+=("$!"); eval "PID_$name=$!"
  for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" && return; sleep 0.05; done
  echo "$name did not start:" >&2; tail -5 "$BENCH_RUN/$name.log" >&2; exit 1
}

ours seeding 4500 0
if ! psql -qAtc "select 1 from shows where slug = 'bench'" "$OURS_URL" | grep -q 1; then
  OURS_URL="$OURS_URL" BASE=http://127.0.0.1:4500 BIN="$BIN" PODCASTFLOW_DATA_DIR="$BENCH_RUN/data" python3 "$here/seed.py" "$EPISODES"
  psql -qc 'vacuum analyze' "$OURS_URL"
fi
kill "$PID_seeding"; wait "$PID_seeding" || true

sed "s/400/$EPISODES/" "$here/pages.json" >"$BENCH_RUN/pages.json"
result="$BENCH_RESULTS/load.jsonl"; : >"$result"
measure() { # name port pid pages more-flags...
  local name="$1" port="$2" pid="$3" pages="$4"; shift 4
  (cd "$KIT" && python3 load/measure.py --name "$name" --base "http://127.0.0.1:$port" --pid "$pid" --pg-pid "$(bash db/pg.sh pid)" \
    --pages "$pages" --secs "$SECS" --conns "$CONNS" --only episode "$@") >>"$result"
}

if [ "$PEERS" = 1 ]; then
  cd "$KIT"
  (PORT=4101 HOSTNAME=127.0.0.1 exec node peers/next/.next/standalone/server.js) >"$BENCH_RUN/next.log" 2>&1 & PIDS+=("$!"); next=$!
  (PORT=4201 HOST=127.0.0.1 exec node peers/sveltekit/build/index.js) >"$BENCH_RUN/sveltekit.log" 2>&1 & PIDS+=("$!"); sveltekit=$!
  sleep 3
  for port in 4101 4201; do
    PATH_TEMPLATE='/e/{id}' ID_LO=1 ID_HI="$EPISODES" timeout $((WARM + 30)) wrk -t1 -c8 "-d${WARM}s" --timeout 20s -s load/wrk.lua "http://127.0.0.1:$port" >/dev/null
  done
  measure next 4101 "$next" load/pages.json --no-check
  measure sveltekit 4201 "$sveltekit" load/pages.json --no-check
fi
ours uncached 4501 0 --no-worker
measure ours-uncached 4501 "$PID_uncached" "$BENCH_RUN/pages.json"
ours cached 4502 256 --no-worker
for n in $(seq "$EPISODES"); do curl -s -o /dev/null -H 'Accept-Encoding: br' "http://127.0.0.1:4502/shows/bench/e-$n"; done
measure ours-cached 4502 "$PID_cached" "$BENCH_RUN/pages.json" --no-check --encoding br

# Start to first page with an external database, the best of five: what the machine does beside it only adds.
first=99999
for _ in 1 2 3 4 5; do
  began=$(date +%s%N)
  DATABASE_URL="$OURS_URL" PODCASTFLOW_LISTEN=127.0.0.1:4503 PODCASTFLOW_DATA_DIR="$BENCH_RUN/data" PODCASTFLOW_LOG=error \
    "$BIN" serve --no-worker >/dev/null 2>&1 & pid=$!
  until curl -sf -o /dev/null http://127.0.0.1:4503/shows/bench/e-1; do :; done
  took=$((($(date +%s%N) - began) / 1000000)); [ "$took" -lt "$first" ] && first=$took
  kill "$pid"; wait "$pid" || true
done

python3 - "$result" "$first" <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
print(f"{'page':<16} {'CPU s / 1,000':>14} {'DB CPU s':>9} {'req/s':>8} {'RSS MiB':>8} {'gzip KiB':>9}")
for r in rows:
    size = r.get("size", {}).get("gzip6")
    print(f"{r['target']:<16} {r['cpu_per_1k']:>14.3f} {r['db_cpu_per_1k']:>9.2f} {r['rps']:>8.0f} {r['rss']:>8.0f} {'' if size is None else f'{size / 1024:>9.1f}'}")
cpu = {r["target"]: r["cpu_per_1k"] for r in rows}
for peer in ("next", "sveltekit"):
    if peer in cpu:
        print(f"{peer}: {cpu[peer] / cpu['ours-uncached']:.1f} times our CPU")
print(f"start to first page: {sys.argv[2]} ms")
PY
