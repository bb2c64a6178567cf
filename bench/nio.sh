#!/usr/bin/env bash
# How fast a tree goes into an image and out of it by java.nio.file, beside a zip file system, a plain directory and, for root, a mounted image:
# bench/nio.sh [RUNS]
#
# Medians of runs that take turns; the page cache is warm. Works in target/bench, in some 2 GB. Prints a table in Markdown.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-5}
self=$bin/bench
# shellcheck source=bin/tfs-launch
. "$bin/tfs-launch"
find_java

mkdir "$work/mounted"
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
