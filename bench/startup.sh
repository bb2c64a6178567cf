#!/usr/bin/env bash
# How long the tools take to start, as ratios to a Java program that only prints one line with the same
# JVM options and an AOT cache of its own: bench/startup.sh [RUNS]
#
# Runs take turns, so that a change of the machine's speed affects all alike; medians are compared.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-40}

# The launcher's own search and options.
self=$bin/startup
# shellcheck source=bin/tfs-launch
. "$bin/tfs-launch"
find_java

cat >"$work/Line.java" <<'END'
public final class Line {
    public static void main(String[] arguments) {
        System.out.println("one line");
    }
}
END
"$java_home/bin/javac" -d "$work/classes" "$work/Line.java"
"$java_home/bin/jar" --create --file "$work/line.jar" -C "$work/classes" Line.class
# $options is a list of words.
# shellcheck disable=SC2086
"$java_home/bin/java" $options -XX:AOTCacheOutput="$work/line.aot" -cp "$work/line.jar" Line >"$work/training.log" 2>&1

# shellcheck disable=SC2086
floor() { "$java_home/bin/java" $options -XX:AOTCache="$work/line.aot" -cp "$work/line.jar" Line; }
# shellcheck disable=SC2086
floor_without_cache() { "$java_home/bin/java" $options -cp "$work/line.jar" Line; }
dump_help() { "$bin/tfs-dump" --help; }
dump_version() { "$bin/tfs-dump" --version; }
mkfs_help() { "$bin/tfs-mkfs" --help; }
mkfs_usage_error() { "$bin/tfs-mkfs" || true; }
mkfs_empty() { "$bin/tfs-mkfs" -e "$work/empty.raw" || true; }
fuse_help() { "$bin/tfs-fuse" --help; }
cases="floor floor_without_cache dump_help dump_version mkfs_help mkfs_usage_error mkfs_empty fuse_help"

for ((run = 0; run <= runs; run++)); do
    for case in $cases; do
        rm -f "$work/empty.raw"
        start=${EPOCHREALTIME//[!0-9]/}
        "$case" >"$work/out" 2>&1
        end=${EPOCHREALTIME//[!0-9]/}
        # The first round only fills the page cache.
        if ((run > 0)); then echo $((end - start)) >>"$work/$case.times"; fi
    done
done

median() { sort -n "$work/$1.times" | sed -n "$(((runs + 1) / 2))p"; }

base=$(median floor)
printf '%-22s %8s %8s\n' command ms ratio
for case in $cases; do
    median "$case" | awk -v name="$case" -v base="$base" '{ printf "%-22s %8.1f %8.2f\n", name, $1 / 1000, $1 / base }'
done
