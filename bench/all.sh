#!/usr/bin/env bash
# Measures everything and writes pages to target/results, with the machine described: bench/all.sh
#
# bench/results.md takes its figures from there; most of its text is written by hand.
#
# TFS_C_MKFS, TFS_C_DUMP and TFS_C_FUSE name the C tools of Nanos, which are measured too.
set -euo pipefail
# tfs-mkfs would wait for a manifest as long as a pipe is open.
exec </dev/null
export LC_ALL=C
# With it, cd may print a name, and lead elsewhere.
unset CDPATH
cd "$(dirname "$0")"

# The launcher's own search for the JDK.
self=$(cd .. && pwd)/bin/bench
# shellcheck source=bin/tfs-launch
. ../bin/tfs-launch
find_java
jdk=$(sed -n 's/^IMPLEMENTOR="\(.*\)"$/\1/p' "$java_home/release") 
jdk="$jdk $(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$java_home/release")"

out=../target/results
rm -rf -- "$out"
mkdir -p "$out"

machine() {
    cat <<END
| machine | |
|---|---|
| processor | $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort -u | head -n 1), $(nproc) cores |
| memory | $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) |
| kernel | $(uname -s) $(uname -r | sed 's/[^0-9.].*//'), $(uname -m) |
| file system | $(findmnt -n -o FSTYPE -T .) |
| JDK | $jdk |
| other work | $(awk '{ print $1 }' /proc/loadavg) was the load when the measurement began |

END
}

{
    echo '# Images'
    echo
    machine
    ./images.sh
} >"$out/images.md"
{
    echo '# Growth'
    echo
    machine
    ./growth.sh "$out/growth.svg"
    echo
    echo '![CPU seconds of tfs-mkfs -r against the size of the tree](growth.svg)'
} >"$out/growth.md"

{
    cat <<END
# Results

Figures are medians of runs that take turns; the page cache is warm.

$(machine)

## Images

[images.md](images.md) has how long it takes to make, show and unpack images, [growth.md](growth.md) how
time and memory grow with the tree.

## A volume that is changed in place

These figures are from the library, in one thread, without a mount. Aims:

- 100 000 creates and renames a second;
- at least 80 % of the speed of a plain \`FileChannel\`;
- a volume of 200 000 files opened within 0.7 s, and one of 1 000 000 files with a heap of 1 GB.

END
    ./volume.sh
    cat <<END

## A mounted image

Aims, as multiples of the time for the plain directory:

- 512 MB read cold at most 1.15, warm at most 1.2;
- written in pieces of 1 MiB at most 1.4, in pieces of 4 KiB at most 1.5, with commits once a second;
- 200 000 files mounted in 1.2 s.

END
    ./fuse.sh
    cat <<END

## An image as a file system of Java

A program copies the files and directories of a tree by \`java.nio.file\`, one after the other, in one thread. A copy into an image ends when it is
durable. A zip file and a plain directory are not flushed.

END
    ./nio.sh
    cat <<END

## The page of an image

What \`tfs-dump --html\` costs, and its page in a browser without a graphics card. Aims for 200 000 files: under 15 MB, the first paint within 2 s.

\`\`\`text
END
    ./html.sh
    cat <<END
\`\`\`

## Changing an image

An image of 10 GB, most of which is free. The aim is one second.

END
    ./update.sh
    cat <<END

## Start-up

The ratio is to a Java program that only prints a line, with the same options of the JVM and a cache of its own. The aim is 2.

\`\`\`text
END
    ./startup.sh
    echo '```'
} >"$out/results.md"
cat "$out/results.md"
