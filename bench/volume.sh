#!/usr/bin/env bash
# How fast a volume can be changed in place, through the library and without a mount: bench/volume.sh [RUNS]
#
# Medians; the page cache is warm. Works in target/bench, in some 4 GB. Prints tables in Markdown.
set -euo pipefail
export LC_ALL=C

runs=${1:-5}
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/bench
self=$home/bin/bench
# shellcheck source=bin/tfs-launch
. "$home/bin/tfs-launch"
find_java

clean_up() { rm -rf -- "$work"; }
clean_up
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work"

bench() { "$java_home/bin/java" -Xmx1g -cp "$home/tfs-core/target/classes" "$home/bench/VolumeBench.java" "$1" "$work" "$runs"; }

cat <<END
| 100 000 empty files in one directory | a second | the commit after it |
|---|---|---|
$(bench names)

| in seconds | plain channel | volume | speed |
|---|---|---|---|
$(bench data)

| opening a volume of so many files | first | median of the next |
|---|---|---|
$(bench open)

| compacting the log of a volume of so many files | in all | longest wait of another thread that creates files |
|---|---|---|
$(bench compact)
END
