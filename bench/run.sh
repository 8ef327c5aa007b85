#!/usr/bin/env bash
# The three figures of a release in one run, on two cores: the daemon on the first, the load on the
# second. Prints a table and, with --json, one JSON object with all that was measured.
#
#   bench/run.sh [--json] [--bin DIRECTORY] [--data DIRECTORY] [--seconds N]
#
# The daemon works in a temporary directory below --data (default: the system's), on a port that the
# system chooses, and ends with this script.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/build/release/bin
data=${TMPDIR:-/tmp}
seconds=10
json=false
while (($#)); do
    case $1 in
        --json) json=true ;;
        --bin) bin=$2; shift ;;
        --data) data=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        *) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
    shift
done
for program in parleyd parleyctl parley-bench; do
    [[ -x $bin/$program ]] && continue
    echo "run.sh: there is no $bin/$program: tools/dev build release" >&2
    exit 2
done

work=$(mktemp -d "$data/parley-bench-XXXXXX")
daemon=
cleanup() {
    if [[ -n $daemon ]]; then
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap cleanup EXIT

# start NAME: a fresh daemon in $work/NAME, with 10,000 users and their tokens in $work/NAME.tokens.
start() {
    local name=$1
    : >"$work/$name.out"
    taskset -c 0 "$bin/parleyd" --set "data_dir=$work/$name" --set gateway.listen=127.0.0.1:0 \
        --set limits.enabled=false --set log.level=warn >"$work/$name.out" &
    daemon=$!
    until url=$(grep -om1 'http://127.0.0.1:[0-9]*' "$work/$name.out"); do
        kill -0 "$daemon" 2>/dev/null || { echo "run.sh: the daemon did not start" >&2; exit 1; }
        sleep 0.05
    done
    url=ws${url#http}
    "$bin/parleyctl" --data-dir "$work/$name" user import "$work/users" \
        --tokens "$work/$name.tokens" >/dev/null
}
stop() {
    kill "$daemon"
    wait "$daemon" || { echo "run.sh: the daemon ended with $?" >&2; exit 1; }
    daemon=
}
bench() {
    local scenario=$1
    shift
    taskset -c 1 "$bin/parley-bench" "$scenario" --url "$url" --users "$work/$name.tokens" \
        --pid "$daemon" --json "$@"
}

seq 1 10000 | sed 's/.*/{"login":"bench&"}/' >"$work/users"

taskset -c 1 "$bin/parley-bench" disk --dir "$work" --rate 500 --json >"$work/disk.json"
name=throughput
start $name
bench direct --pairs 100 --in-flight 8 --duration "$seconds" >"$work/direct.json"
stop
name=latency
start $name
bench direct --pairs 100 --in-flight 8 --rate 500 --duration "$seconds" >"$work/paced.json"
stop
name=memory
start $name
bench idle --connections 5000 --duration 5 >"$work/idle.json"
stop

# value FILE NAME…: a number in one of our own JSON files, by the names on the way to it.
value() {
    python3 -c 'import json, sys
found = json.load(open(sys.argv[1]))
for name in sys.argv[2:]: found = found[name]
print(found)' "$work/$1.json" "${@:2}"
}
if $json; then
    python3 -c 'import json, sys
print(json.dumps({name: json.load(open(f"{sys.argv[1]}/{name}.json"))
                  for name in ("disk", "direct", "paced", "idle")}, indent=2))' "$work"
    exec >&2
fi
row() { printf '%-52s %12s   %s\n' "$@"; }
row 'direct messages/s (100 pairs, 8 in flight)' "$(value direct delivered_per_second)" '>= 30000'
row '  ACK p50 / p99 then, us' "$(value direct ack_us p50) / $(value direct ack_us p99)" ''
row '  CPU of daemon / client per message, us' \
    "$(value direct daemon_cpu_us_per_message) / $(value direct client_cpu_us_per_message)" ''
row 'one fdatasync p50 (overwrite / append), us' \
    "$(value disk overwrite_us p50) / $(value disk append_us p50)" ''
row 'ACK p50 at 500 messages/s, us' "$(value paced ack_us p50)" '<= 4 fdatasyncs'
row 'anonymous memory per idle session, bytes' "$(value idle anonymous_bytes_per_session)" '<= 2560'
