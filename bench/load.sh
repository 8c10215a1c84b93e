#!/usr/bin/env bash
# Pages of a release server under load, beside the peers where the benchmark kit has them built. Prints one table.
#   KIT=path/to/kit bench/load.sh            a writable copy of the kit: db/, load/, peers/ (see bench/README.md)
#   EPISODES=100 ROUNDS=3 SECS=6 CONNS=8     fewer episodes, more rounds (medians are printed), longer, more connections
#   PEERS=0                                  without Next.js and SvelteKit
#   FIRST_PORT=4500 BENCH_PGPORT=55432       where to listen, when another run holds these ports
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(dirname "$here")"
KIT="${KIT:?set KIT to a writable copy of the benchmark kit}"
export BENCH_RUN="${BENCH_RUN:-/tmp/podcastflow-bench}" BENCH_RESULTS="${BENCH_RESULTS:-/tmp/podcastflow-bench-results}"
# shellcheck source=/dev/null
source "$KIT/env.sh"
BIN="${BIN:-${CARGO_TARGET_DIR:-$root/target}/release/podcastflow}"
EPISODES="${EPISODES:-400}" ROUNDS="${ROUNDS:-2}" SECS="${SECS:-6}" CONNS="${CONNS:-8}" WARM="${WARM:-25}" PEERS="${PEERS:-1}"
FIRST_PORT="${FIRST_PORT:-4500}"
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

start() { # name port path command...
  local name="$1" port="$2" path="$3"; shift 3
  # What answers on a port that somebody else holds would be measured in place of what was started.
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "port $port is taken: set FIRST_PORT" >&2; exit 1; fi
  "$@" >"$BENCH_RUN/$name.log" 2>&1 &
  PIDS+=("$!"); eval "PID_$name=$!"
  for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:$port$path" && return; sleep 0.05; done
  echo "$name did not start:" >&2; tail -5 "$BENCH_RUN/$name.log" >&2; exit 1
}
ours() { # port page-cache-MiB
  # DATABASE_URL is the kit's own database for the peers; it must not reach our server.
  echo env "DATABASE_URL=$OURS_URL" "PODCASTFLOW_LISTEN=127.0.0.1:$1" "PODCASTFLOW_DATA_DIR=$BENCH_RUN/data" PODCASTFLOW_LOG=warn \
    "PODCASTFLOW_PAGE_CACHE=$2" "$BIN" serve
}
SEEDING=$FIRST_PORT UNCACHED=$((FIRST_PORT + 1)) CACHED=$((FIRST_PORT + 2)) COLD=$((FIRST_PORT + 3)) NEXT=$((FIRST_PORT + 4)) SVELTEKIT=$((FIRST_PORT + 5))

if ! psql -qAtc "select 1 from shows where slug = 'bench'" "$OURS_URL" 2>/dev/null | grep -q 1; then
  # shellcheck disable=SC2046
  start seeding "$SEEDING" /healthz $(ours "$SEEDING" 0)
  OURS_URL="$OURS_URL" BASE="http://127.0.0.1:$SEEDING" BIN="$BIN" PODCASTFLOW_DATA_DIR="$BENCH_RUN/data" python3 "$here/seed.py" "$EPISODES"
  psql -qc 'vacuum analyze' "$OURS_URL"
  kill "$PID_seeding"; wait "$PID_seeding" || true
fi

sed "s/400/$EPISODES/" "$here/pages.json" >"$BENCH_RUN/pages.json"
result="$BENCH_RESULTS/load.jsonl"; : >"$result"
measure() { # row port pid pages more-flags...
  local row="$1" port="$2" pid="$3" pages="$4"; shift 4
  (cd "$KIT" && python3 load/measure.py --name "$row" --base "http://127.0.0.1:$port" --pid "$pid" --pg-pid "$(bash db/pg.sh pid)" \
    --pages "$pages" --secs "$SECS" --conns "$CONNS" --only episode "$@") >>"$result"
}
seconds() { awk -v tick="$(getconf CLK_TCK)" '{print ($14 + $15) / tick}' "/proc/$1/stat"; }
spot() { # row port pid path header: one address again and again, by wrk alone
  local row="$1" url="http://127.0.0.1:$2$4" pid="$3" before after said
  wrk -t1 "-c$CONNS" -d1s -H "$5" "$url" >/dev/null
  before=$(seconds "$pid"); said=$(wrk -t1 "-c$CONNS" "-d${SECS}s" -H "$5" "$url"); after=$(seconds "$pid")
  awk -v row="$row" -v cpu="$before $after" '/requests in/ {n = $1} /Requests\/sec/ {rate = $2} /Non-2xx/ {bad = $NF}
    END {split(cpu, c, " "); printf "{\"target\":\"%s\",\"cpu_per_1k\":%.5f,\"rps\":%s,\"errors\":%d}\n", row, (c[2] - c[1]) * 1000 / n, rate, bad}' \
    <<<"$said" >>"$result"
}
peak() { awk '/VmHWM/ {printf "%.1f", $2 / 1024}' "/proc/$1/status"; }

if [ "$PEERS" = 1 ]; then
  start next "$NEXT" /e/1 env "PORT=$NEXT" HOSTNAME=127.0.0.1 node "$KIT/peers/next/.next/standalone/server.js"
  start sveltekit "$SVELTEKIT" /e/1 env "PORT=$SVELTEKIT" HOST=127.0.0.1 node "$KIT/peers/sveltekit/build/index.js"
  for port in "$NEXT" "$SVELTEKIT"; do
    PATH_TEMPLATE='/e/{id}' ID_LO=1 ID_HI=400 timeout $((WARM + 30)) wrk -t1 -c8 "-d${WARM}s" --timeout 20s -s "$KIT/load/wrk.lua" "http://127.0.0.1:$port" >/dev/null
  done
fi
# shellcheck disable=SC2046
start uncached "$UNCACHED" /healthz $(ours "$UNCACHED" 0) --no-worker
# shellcheck disable=SC2046
start cached "$CACHED" /healthz $(ours "$CACHED" "${CACHE:-24}") --no-worker

pages="$BENCH_RUN/pages.json" page=/shows/bench/e-1
measure "ours, anew" "$UNCACHED" "$PID_uncached" "$pages" --secs 1
mv "$result" "$result.sizes"; : >"$result"
etag=$(curl -sI "http://127.0.0.1:$CACHED$page" | tr -d '\r' | awk 'tolower($1) == "etag:" {print $2}')

# A visitor who comes once a minute pays for rendering and for the compressed form: pages are kept for so long.
before=$(seconds "$PID_cached")
for n in $(seq "$EPISODES"); do curl -s -o /dev/null -H 'Accept-Encoding: br' "http://127.0.0.1:$CACHED/shows/bench/e-$n"; done
sleep 3
awk -v a="$before" -v b="$(seconds "$PID_cached")" -v n="$EPISODES" \
  'BEGIN {printf "{\"target\":\"ours, first visit to a kept page\",\"cpu_per_1k\":%.3f}\n", (b - a) * 1000 / n}' >>"$result"
for _ in $(seq "$ROUNDS"); do
  if [ "$PEERS" = 1 ]; then
    measure next "$NEXT" "$PID_next" load/pages.json --no-check
    measure sveltekit "$SVELTEKIT" "$PID_sveltekit" load/pages.json --no-check
  fi
  measure "ours, anew" "$UNCACHED" "$PID_uncached" "$pages" --no-check
  measure "ours, anew, br" "$UNCACHED" "$PID_uncached" "$pages" --no-check --encoding br
  measure "ours, anew, gzip" "$UNCACHED" "$PID_uncached" "$pages" --no-check --encoding gzip
  measure "ours, kept, br" "$CACHED" "$PID_cached" "$pages" --no-check --encoding br
  measure "ours, kept, gzip" "$CACHED" "$PID_cached" "$pages" --no-check --encoding gzip
  measure "ours, kept, identity" "$CACHED" "$PID_cached" "$pages" --no-check
  spot "ours, kept, 304" "$CACHED" "$PID_cached" "$page" "If-None-Match: $etag"
  spot "ours, anew, 304" "$UNCACHED" "$PID_uncached" "$page" "If-None-Match: $etag"
  spot "64 KiB of a recording" "$CACHED" "$PID_cached" /listen/bench/sound.mp3 'Range: bytes=100000-165535'
done
memory="anew $(peak "$PID_uncached") MiB, kept $(peak "$PID_cached") MiB"

# Start to first page with an external database. What else the machine does only adds, so the least says most.
starts=()
for _ in 1 2 3 4 5 6 7; do
  began=$(date +%s%N)
  # shellcheck disable=SC2046
  $(ours "$COLD" 24) --no-worker >/dev/null 2>&1 & pid=$!; PIDS+=("$pid")
  until curl -sf -o /dev/null "http://127.0.0.1:$COLD$page"; do
    [ "$(date +%s%N)" -lt $((began + 20000000000)) ] || { echo "no first page within 20 s" >&2; exit 1; }
  done
  starts+=($((($(date +%s%N) - began) / 1000000)))
  kill "$pid"; wait "$pid" || true
done

python3 - "$result" "$memory" "${starts[@]}" <<'PY'
import json, statistics, sys
path, memory, starts = sys.argv[1], sys.argv[2], sorted(map(int, sys.argv[3:]))
rows = {}
for line in open(path):
    row = json.loads(line)
    rows.setdefault(row["target"], []).append(row)
median = lambda row, key: statistics.median(r[key] for r in rows[row]) if all(key in r for r in rows[row]) else None
show = lambda value, form: "" if value is None else format(value, form)
print(f"{'':<34}{'CPU s / 1,000':>14}{'database':>10}{'a second':>10}{'MiB':>7}{'errors':>8}{'others':>8}")
for row, all_of in rows.items():
    errors = sum(r.get("errors", 0) for r in all_of)
    print(f"{row:<34}{show(median(row, 'cpu_per_1k'), '.4f'):>14}{show(median(row, 'db_cpu_per_1k'), '.2f'):>10}"
          f"{show(median(row, 'rps'), '.0f'):>10}{show(median(row, 'rss'), '.0f'):>7}{errors:>8}{show(median(row, 'others'), '.1f'):>8}")
for peer in ("next", "sveltekit"):
    if peer in rows:
        print(f"{peer}: {median(peer, 'cpu_per_1k') / median('ours, anew', 'cpu_per_1k'):.1f} times our CPU for a page made anew")
size = [json.loads(line)["size"] for line in open(path + ".sizes")][-1]
print("page:", ", ".join(f"{kind} {size[kind] / 1024:.1f} KiB" for kind in ("raw", "gzip6", "br11")))
print(f"most memory: {memory}")
print(f"start to first page: least {starts[0]} ms, median {starts[len(starts) // 2]} ms")
PY
