#!/usr/bin/env bash
# How fast a tree goes into an image and out of it by java.nio.file, beside a zip file system, a plain directory and, for root, a mounted image:
# bench/nio.sh [RUNS]
#
# Medians of runs that take turns; the page cache is warm. Works in target/bench, in some 2 GB. Prints a table in Markdown.
set -euo pipefail
# tfs-mkfs would wait for a manifest as long as a pipe is open.
exec </dev/null
export LC_ALL=C

runs=${1:-5}
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/bench
bin=$home/bin
self=$bin/bench
# shellcheck source=bin/tfs-launch
. "$bin/tfs-launch"
find_java

clean_up() {
    if mountpoint -q "$work/mounted"; then "$bin/tfs-fuse" --unmount "$work/mounted"; fi
    rm -rf -- "$work"
}
clean_up
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/mounted"
cd "$work"

"$home/testdata/arm64-root.sh" --small tree >output
mount=
if [ "$(id -u)" = 0 ] && [ -w /dev/fuse ]; then
    "$bin/tfs-mkfs" -e -s 1G mounted.raw >output
    "$bin/tfs-fuse" mounted.raw mounted
    mount=mounted
fi

cat <<END
$(find tree -type f | wc -l) files, $(find tree -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }') bytes.

| in seconds | in | out |
|---|---|---|
$("$java_home/bin/java" -cp "$home/tfs-nio/target/classes:$home/dump/target/lib/*" "$home/bench/NioBench.java" tree . "$runs" $mount)
END
