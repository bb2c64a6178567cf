#!/usr/bin/env bash
# How long an update of one file takes in an image of 10 GB, most of which is free: bench/update.sh [RUNS]
#
# Works in target/bench. Prints a table in Markdown.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-7}
"$home/tools/need" "the measurement" hyperfine hyperfine jq jq >&2
mkdir -p "$work/tree" "$work/overlay"
cd "$work"

for i in $(seq 1000); do head -c 20000 /dev/urandom >"tree/file$i"; done
"$bin/tfs-mkfs" -q -r tree -s 10G disk.raw
echo "| update of a 10 GB image | s | least to most |"
echo "|---|---|---|"
# measure NAME OPTIONS...: each run gets another content and another label.
measure() {
    local name=$1
    shift
    hyperfine -N --runs "$runs" --warmup 1 --export-json run.json --style none \
        --prepare "sh -c 'date +%N >overlay/file; sync'" "$bin/tfs-mkfs -q --update disk.raw $*" >/dev/null
    jq -r --arg name "$name" \
        '.results[0] | "| \($name) | \(.median * 100 | round / 100) | \(.min * 100 | round / 100) to \(.max * 100 | round / 100) |"' run.json
}
measure "one file" -r overlay
measure "nothing" -r tree
measure "the log" --compact
measure "a copy" -r overlay --copy-to out.raw
