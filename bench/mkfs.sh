#!/usr/bin/env bash
# How long it takes to make, show and unpack images, as ratios to programs of the system that do about as much:
# bench/mkfs.sh [RUNS]
#
# Runs take turns, so that a change of the machine's speed affects all alike; medians are compared. The page cache is warm,
# every target is new, and what was written before is on disk when the clock starts. Works in target/bench, in some
# 20 GB. Prints tables in Markdown.
#
# Nothing is removed before the end: ext4 makes files many times slower for minutes after many were removed.
set -euo pipefail
# tfs-mkfs would wait for a manifest as long as a pipe is open.
exec </dev/null
export LC_ALL=C

runs=${1:-5}
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/bench
bin=$home/bin

"$home/tools/need" "the measurement" /usr/bin/time time tar tar cp coreutils >&2
clean_up() { rm -rf -- "$work"; }
clean_up
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/times" "$work/results"

# Each takes a tree, or the name of what was made of one, and where its result goes.
mkfs() { "$bin/tfs-mkfs" -r "$1" "$2"; }
mkfs_program() { "$bin/tfs-mkfs" --program /usr/bin/find -r "$1" "$2"; }
mkfs_empty() { "$bin/tfs-mkfs" -e "$2"; }
mkfs_archive() { TFS_JAVA_OPTS=-Xmx64m "$bin/tfs-mkfs" -r "$1.tar.gz" "$2"; }
archive_extract() { mkdir "$2" && gzip -dc "$1.tar.gz" | tar -x -p -C "$2"; }
dump_tree() { "$bin/tfs-dump" -t "$1.raw"; }
dump_check() { "$bin/tfs-dump" --check "$1.raw"; }
dump_extract() { "$bin/tfs-dump" -d "$2" "$1.raw"; }
copy_file() { cp "$1.bytes" "$2"; }
tar_create() { tar -c -f "$2" -C "$1" .; }
tar_extract() { mkdir "$2" && tar -x -p -f "$1.tar" -C "$2"; }

# measure NAME COMMAND TREE: one run, not counted in round 0, which only fills the page cache.
measure() {
    local start end
    sync
    start=${EPOCHREALTIME//[!0-9]/}
    "$2" "$3" "$work/results/$1-$round" >"$work/output"
    end=${EPOCHREALTIME//[!0-9]/}
    if ((round > 0)); then echo $((end - start)) >>"$work/times/$1"; fi
}

# median NAME: in microseconds.
median() { sort -n "$work/times/$1" | sed -n "$(((runs + 1) / 2))p"; }

# row COMMAND NAME BASE [REMARK]
row() {
    awk -v text="$1" -v remark="${4-}" -v time="$(median "$2")" -v base="$(median "$3")" \
        'BEGIN { printf "| `%s`%s | %.2f | %.2f |\n", text, remark, time / 1e6, time / base }'
}

# peak COMMAND...: the most memory that it had resident, in MB.
peak() {
    /usr/bin/time -f %M -o "$work/peak" "$@" >"$work/output"
    awk '{ printf "%.0f", $1 / 1024 }' "$work/peak"
}

root=$work/arm64
"$home/testdata/arm64-root.sh" "$root" >"$work/output"
read -r entries bytes < <(sed 's/.*: \([0-9]*\) entries, \([0-9]*\) bytes/\1 \2/' "$work/output")
head -c "$bytes" /dev/urandom >"$root.bytes"
"$bin/tfs-mkfs" -r "$root" "$root.raw" >"$work/output"
tar -c -f "$root.tar" -C "$root" .
gzip -k "$root.tar"

for ((round = 0; round <= runs; round++)); do
    measure arm64-mkfs mkfs "$root"
    measure arm64-program mkfs_program "$root"
    measure arm64-empty mkfs_empty "$root"
    measure arm64-cp copy_file "$root"
    measure arm64-archive mkfs_archive "$root"
    measure arm64-archive-x archive_extract "$root"
    measure arm64-tar-c tar_create "$root"
    measure arm64-tree dump_tree "$root"
    measure arm64-extract dump_extract "$root"
    measure arm64-tar-x tar_extract "$root"
done

cat <<END
### A Debian arm64 root tree

$entries entries, $bytes bytes in files. Ratios are to the last line of each table.

| making an image | seconds | ratio |
|---|---|---|
$(row 'tfs-mkfs -r' arm64-mkfs arm64-cp)
$(row 'tar -c' arm64-tar-c arm64-cp)
$(row 'cp' arm64-cp arm64-cp ' of a single file of as many bytes')

| making the image of one program | seconds | ratio |
|---|---|---|
$(row 'tfs-mkfs --program /usr/bin/find -r' arm64-program arm64-empty ", $("$bin/tfs-mkfs" --program /usr/bin/find -r "$root" "$work/results/find.raw" | sed 's/, image.*//')")
$(row 'tfs-mkfs -e' arm64-empty arm64-empty)

| out of a tar.gz | seconds | ratio |
|---|---|---|
$(row 'tfs-mkfs -r' arm64-archive arm64-archive-x ' with a heap of 64 MB')
$(row 'gzip -dc | tar -x' arm64-archive-x arm64-archive-x ' to a directory')

| taking it out | seconds | ratio |
|---|---|---|
$(row 'tfs-dump -t' arm64-tree arm64-tar-x)
$(row 'tfs-dump -d' arm64-extract arm64-tar-x)
$(row 'tar -x' arm64-tar-x arm64-tar-x)

END
many=$work/many
"$home/testdata/many-files.sh" "$many"
"$bin/tfs-mkfs" -r "$many" "$many.raw" >"$work/output"
tar -c -f "$many.tar" -C "$many" .

for ((round = 0; round <= runs; round++)); do
    measure many-mkfs mkfs "$many"
    measure many-tar-c tar_create "$many"
    measure many-tree dump_tree "$many"
    measure many-check dump_check "$many"
    measure many-extract dump_extract "$many"
    measure many-tar-x tar_extract "$many"
done

cat <<END
### 200 000 files of 21 to 210 bytes in 200 directories

| making an image | seconds | ratio |
|---|---|---|
$(row 'tfs-mkfs -r' many-mkfs many-tar-c)
$(row 'tar -c' many-tar-c many-tar-c)

| taking it out | seconds | ratio |
|---|---|---|
$(row 'tfs-dump -t' many-tree many-tar-x)
$(row 'tfs-dump --check' many-check many-tar-x)
$(row 'tfs-dump -d' many-extract many-tar-x)
$(row 'tar -x' many-tar-x many-tar-x)

| peak resident memory | MB |
|---|---|
| \`tfs-mkfs -r\` | $(peak "$bin/tfs-mkfs" -r "$many" "$work/results/peak.raw") |
| \`tfs-dump -t\` | $(peak "$bin/tfs-dump" -t "$many.raw") |
| \`tfs-dump --check\` | $(peak "$bin/tfs-dump" --check "$many.raw") |
| \`tfs-dump -d\` | $(peak "$bin/tfs-dump" -d "$work/results/peak" "$many.raw") |
END
