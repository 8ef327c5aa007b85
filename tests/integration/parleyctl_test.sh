#!/usr/bin/env bash
# The operator's tool against a running and against a stopped daemon: parleyctl_test.sh BIN_DIR
set -euo pipefail
bin=$(realpath "$1")
work=$(mktemp -d)
daemon=
stop() {
    [[ -z $daemon ]] || { kill "$daemon"; wait "$daemon" || true; }
    daemon=
}
trap 'stop; rm -rf "$work"' EXIT
cd "$work"

fail() { echo "FAILED: $*"; cat log.txt; exit 1; }
ctl() { "$bin/parleyctl" --data-dir "$work/data" "$@"; }
expect() { # expect PATTERN COMMAND…: its output has the pattern
    local pattern=$1 output
    shift
    output=$("$@" 2>&1) || true
    grep -q -- "$pattern" <<<"$output" || fail "$* printed: $output; wanted: $pattern"
}
expect_code() { # expect_code CODE COMMAND…
    local wanted=$1 code=0
    shift
    "$@" >/dev/null 2>&1 || code=$?
    [[ $code == "$wanted" ]] || fail "$* ended with $code, wanted $wanted"
}
sign_in() { # sign_in LOGIN PASSWORD: the HTTP status
    curl -s -o session.json -w '%{http_code}' "$address/v1/sessions" \
        -H 'Content-Type: application/json' \
        -d "{\"login\":\"$1\",\"password\":\"$2\",\"device\":{\"name\":\"desk\"}}"
}

: > log.txt
expect 'no daemon answers' ctl status
"$bin/parleyd" --set data_dir=data --set gateway.listen=127.0.0.1:0 > ready.txt 2> log.txt &
daemon=$!
for _ in $(seq 300); do
    grep -q ready ready.txt && break
    sleep 0.1
done
address=$(sed -n 's|^Parley is ready: ||p' ready.txt)
[[ -n $address ]] || fail 'the daemon did not start'
[[ $(stat -c %a data data/parleyctl.sock data/parley.db | xargs) == '700 600 600' ]] || fail modes
grep -q invite ready.txt && fail 'the invite is for terminals only'

# A second daemon on the same data says so and whose they are.
second=("$bin/parleyd" --set data_dir=data --set gateway.listen=127.0.0.1:0)
expect "in use by process $daemon" "${second[@]}"
expect_code 2 "${second[@]}"

expect 'users: 0' ctl status
expect 'added mei' ctl user add mei --display-name Mei <<<'correct horse battery'
expect 'already' ctl user add MEI <<<'correct horse battery'
expect 'bad_field' ctl user add 'no blanks' <<<'correct horse battery'
expect 'mei' ctl user list

[[ $(sign_in mei 'correct horse battery') == 201 ]] || fail 'sign-in'
session=$(sed 's/.*"session":"\([^"]*\)".*/\1/' session.json)
expect "$session .*desk" ctl session list mei
ctl session revoke "$session" >/dev/null
expect 'not_found' ctl session revoke "$session"
[[ -z $(ctl session list mei) ]] || fail 'a revoked session is listed'

ctl user password mei <<<'another good one' >/dev/null
[[ $(sign_in mei 'correct horse battery') == 401 ]] || fail 'the old password'
[[ $(sign_in mei 'another good one') == 201 ]] || fail 'the new password'
ctl user disable mei >/dev/null
[[ $(sign_in mei 'another good one') == 401 ]] || fail 'a disabled account'
ctl user disable mei --undo >/dev/null
[[ $(sign_in mei 'another good one') == 201 ]] || fail 'an enabled account'

expect "$address/#invite=pli_" ctl invite create --uses 2 --hours 1
expect 'bad_field' ctl invite create --uses 0

seq 1 10000 | sed 's/.*/{"login":"user&"}/' > users.jsonl
started=$SECONDS
expect 'imported 10000 users' ctl user import users.jsonl --tokens tokens.jsonl
((SECONDS - started < 10 || ${PARLEY_SLOW_BUILD:-0})) || fail 'the import took too long'
[[ $(wc -l < tokens.jsonl) == 10000 && $(stat -c %a tokens.jsonl) == 600 ]] || fail tokens
head -1 tokens.jsonl | grep -q '{"login":"user1","user":"u_[a-z2-7]*","token":"plt_' || fail line
echo '{"login":"x","colour":' > broken.jsonl
expect 'bad_frame.*line 1' ctl user import broken.jsonl --tokens none.jsonl
expect 'compacted' ctl compact
expect 'sound' ctl verify
expect_code 0 ctl verify

stop
expect 'sound' ctl verify
expect_code 1 ctl status
expect_code 2 "$bin/parleyctl"
expect_code 2 "$bin/parleyd" --set gateway.lisen=1
expect 'did you mean gateway.listen' "$bin/parleyd" --set gateway.lisen=1
echo passed
