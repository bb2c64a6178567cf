#!/usr/bin/env bash
# How much memory the process behind a mount has while programs work in it: bench/memory.sh [MINUTES [ROWS]]
#
# By default it works for an hour, so bench/all.sh leaves it out. A round unpacks the arm64 tree, lists and reads it, clones this
# project, makes 20 000 files, and removes everything. Needs /dev/fuse, getfattr, and some 1 GB in target/bench. Prints a table in
# Markdown with so many rows: the resident memory at the end of a round, and the most at any time.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

minutes=${1:-60}
rows=${2:-6}

"$home/testdata/arm64-root.sh" "$work/tree" >"$work/output"
tar -cf "$work/tree.tar" -C "$work/tree" .
mkdir "$work/mnt"
"$bin/tfs-mkfs" -q -e -s 4G "$work/disk.raw"
"$bin/tfs-fuse" "$work/disk.raw" "$work/mnt"
process=$(getfattr --absolute-names --only-values -n system.tfs.daemon "$work/mnt" | cut -d ' ' -f 1)

# memory NAME: a line of the status of the process, in MB.
memory() { awk -v name="$1:" '$1 == name { printf "%.0f", $2 / 1024 }' "/proc/$process/status"; }

round() (
    mkdir "$work/mnt/round"
    cd "$work/mnt/round"
    mkdir tree made
    tar -xf "$work/tree.tar" -C tree
    ls -lR tree >"$work/output"
    tar -cf - tree | wc -c >"$work/output"
    git clone -q "$home" clone
    git -C clone status >"$work/output"
    (cd made && seq 20000 | xargs touch)
    cd ..
    rm -r round
)

cat <<'END'
| minutes | rounds | resident MB | most MB |
|---|---|---|---|
END
line() { echo "| $((SECONDS / 60)) | $rounds | $(memory VmRSS) | $(memory VmHWM) |"; }
SECONDS=0
rounds=0
line
for ((row = 1; row <= rows; row++)); do
    while ((SECONDS < row * minutes * 60 / rows)); do
        round
        rounds=$((rounds + 1))
    done
    line
done
