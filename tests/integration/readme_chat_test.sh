#!/usr/bin/env bash
# Pastes the README's block for two people who chat, as a newcomer would, against a daemon of its
# own: readme_chat_test.sh README BIN_DIR
set -euo pipefail
readme=$(realpath "$1") bin=$(realpath "$2")
work=$(mktemp -d)
daemon=
trap '[[ -z $daemon ]] || kill "$daemon"; wait; rm -rf "$work"' EXIT
cd "$work"

"$bin/parleyd" --set data_dir="$work/data" --set gateway.listen=127.0.0.1:0 > ready.txt 2> log.txt &
daemon=$!
for _ in $(seq 200); do
    grep -q 'ready' ready.txt && break
    sleep 0.1
done
address=$(sed -n 's|^Parley is ready: http://||p' ready.txt)
[[ -n $address ]] || { cat log.txt; exit 1; }

# Only what belongs to the reader's own machine is replaced.
sed -n '/^<!-- chat:/,/^<!-- end of chat/p' "$readme" | sed '/^<!--/d; /^```/d' \
    | sed "s|127.0.0.1:7400|$address|g; s|build/release/bin|$bin|" \
    | sed "s|--config config/parley.toml|--data-dir $work/data|" \
    > block.sh
[[ -s block.sh ]] || { echo "the README has no chat block"; exit 1; }
bash block.sh | tee chat.txt
grep -q '^bob < .*"text": "Hello Bob!"' chat.txt
grep -q '^mei < .*"text": "Hello Mei!"' chat.txt
