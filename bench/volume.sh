#!/usr/bin/env bash
# How fast a volume can be changed in place, through the library and without a mount: bench/volume.sh [RUNS]
#
# Medians; the page cache is warm. Works in target/bench, in some 4 GB. Prints tables in Markdown.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-5}
self=$bin/bench
# shellcheck source=bin/tfs-launch
. "$bin/tfs-launch"
find_java


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
