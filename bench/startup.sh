#!/usr/bin/env bash
# How long the tools take to start, as ratios to a Java program that only prints one line with the same
# JVM options and an AOT cache of its own: bench/startup.sh [RUNS]
#
# Runs take turns, so that a change of the machine's speed affects all alike. It prints the median of the time and its ratio,
# and the least processor time and its ratio, which other programs on the machine change less.
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
"$java_home/bin/java" $options $short_compiler -XX:AOTCacheOutput="$work/line.aot" -cp "$work/line.jar" Line >"$work/training.log" 2>&1

# shellcheck disable=SC2086
floor() { "$java_home/bin/java" $options $short_compiler -XX:AOTCache="$work/line.aot" -cp "$work/line.jar" Line; }
# shellcheck disable=SC2086
floor_without_cache() { "$java_home/bin/java" $options $short_compiler -cp "$work/line.jar" Line; }
dump_help() { "$bin/tfs-dump" --help; }
dump_version() { "$bin/tfs-dump" --version; }
mkfs_help() { "$bin/tfs-mkfs" --help; }
mkfs_version() { "$bin/tfs-mkfs" --version; }
mkfs_usage_error() { "$bin/tfs-mkfs" || true; }
mkfs_wrong_option() { "$bin/tfs-mkfs" --no-such-option || true; }
mkfs_empty() { "$bin/tfs-mkfs" -e "$work/empty.raw"; }
mkfs_small_tree() { "$bin/tfs-mkfs" -r "$work/classes" "$work/tree.raw"; }
fuse_help() { "$bin/tfs-fuse" --help; }
cases="floor floor_without_cache dump_help dump_version mkfs_help mkfs_version mkfs_usage_error mkfs_wrong_option
    mkfs_empty mkfs_small_tree fuse_help"

TIMEFORMAT='%3R %3U %3S'
for ((run = 0; run <= runs; run++)); do
    for case in $cases; do
        rm -f "$work/empty.raw" "$work/tree.raw"
        { time "$case" >"$work/out" 2>&1; } 2>"$work/time"
        # The first round only fills the page cache.
        if ((run > 0)); then cat "$work/time" >>"$work/$case.times"; fi
    done
done

median() { sort -n "$work/$1.times" | awk -v middle=$(((runs + 1) / 2)) 'NR == middle { print $1 * 1000 }'; }
least_processor_time() { awk '{ print ($2 + $3) * 1000 }' "$work/$1.times" | sort -n | sed -n 1p; }

base=$(median floor)
processor_base=$(least_processor_time floor)
printf '%-22s %8s %8s %12s %8s\n' command ms ratio processor-ms ratio
for case in $cases; do
    printf '%s %s %s\n' "$case" "$(median "$case")" "$(least_processor_time "$case")" |
        awk -v base="$base" -v processor_base="$processor_base" \
            '{ printf "%-22s %8.0f %8.2f %12.0f %8.2f\n", $1, $2, $2 / base, $3, $3 / processor_base }'
done
