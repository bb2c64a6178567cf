#!/usr/bin/env bash
# How fast a mounted image is, beside the same on libfuse 2.9 where that is installed, a plain directory and, where it is
# installed, an ext4 image mounted by fuse2fs: bench/fuse.sh [RUNS]
#
# Runs take turns, so that a change of the machine's speed affects all alike; medians are compared. Cold means that the caches of the kernel
# were dropped, those of the image too. Needs root, for that. Works in target/bench, in some 5 GB. Prints tables in Markdown.
set -euo pipefail
# tfs-mkfs would wait for a manifest as long as a pipe is open.
exec </dev/null
export LC_ALL=C

runs=${1:-5}
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/bench
bin=$home/bin

if [ "$(id -u)" != 0 ] || [ ! -w /dev/fuse ]; then
    echo 'Not measured: this needs root, and /dev/fuse.'
    exit 0
fi

# The launcher's own search for the JDK.
self=$bin/bench
# shellcheck source=bin/tfs-launch
. "$bin/tfs-launch"
find_java

places="tfs plain"
if ldconfig -p | grep -q 'libfuse\.so\.2 '; then places="tfs libfuse2 plain"; fi
if command -v fuse2fs >/dev/null && command -v mke2fs >/dev/null; then places="$places ext4"; fi

clean_up() {
    for place in tfs libfuse2 ext4 many; do
        if mountpoint -q "$work/$place"; then umount "$work/$place"; fi
    done
    rm -rf -- "$work"
}
clean_up
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/times" "$work/tfs" "$work/libfuse2" "$work/plain" "$work/ext4" "$work/many"
cd "$work"

drop_caches() {
    sync
    echo 3 >/proc/sys/vm/drop_caches
}

# timed NAME COMMAND...: notes how many microseconds it takes; round 0 does not count.
timed() {
    local name=$1 start end
    shift
    start=${EPOCHREALTIME//[!0-9]/}
    "$@" >output
    end=${EPOCHREALTIME//[!0-9]/}
    if ((round > 0)); then echo $((end - start)) >>"times/$name"; fi
}

write() { dd if=/dev/zero of="$1" bs=1M count=1024 status=none; }
read_all() { dd if="$1" of=/dev/null bs=1M status=none; }
list() { ls -l "$1"; }
create() { for ((i = 0; i < 2000; i++)); do : >"$1/$i"; done; }
random_reads() {
    "$java_home/bin/java" -cp . RandomReads "$1" 200000 >output
    # Microseconds for 100 000, as the other figures are times.
    if ((round > 0)); then awk '{ printf "%.0f\n", 1e11 / $1 }' output >>"times/$2"; fi
}

for place in $places; do
    case $place in
    tfs)
        "$bin/tfs-mkfs" -e -s 6G tfs.raw >output
        "$bin/tfs-fuse" tfs.raw tfs
        ;;
    libfuse2)
        "$bin/tfs-mkfs" -e -s 6G libfuse2.raw >output
        TFS_JAVA_OPTS=-Dtfs.libfuse=2 "$bin/tfs-fuse" libfuse2.raw libfuse2
        ;;
    ext4)
        truncate -s 6G ext4.raw
        mke2fs -q -F -t ext4 ext4.raw
        fuse2fs -o fakeroot,rw ext4.raw ext4 >output 2>&1
        ;;
    esac
done
"$java_home/bin/javac" -d . "$home/bench/RandomReads.java"

for place in $places; do
    mkdir "$place/listed"
    (cd "$place/listed" && seq -f 'a-name-as-long-as-usual-%05.0f.txt' 5000 | xargs touch)
done

for ((round = 0; round <= runs; round++)); do
    for place in $places; do
        timed "write-$place" write "$place/large"
        drop_caches
        timed "cold-$place" read_all "$place/large"
        timed "warm-$place" read_all "$place/large"
        drop_caches
        # What is below the mount is warm, the mount itself is not.
        case $place in tfs | libfuse2 | ext4) cat "$place.raw" >/dev/null ;; plain) cat plain/large >/dev/null ;; esac
        random_reads "$place/large" "random-$place"
        rm "$place/large"
        drop_caches
        timed "list-cold-$place" list "$place/listed"
        timed "list-warm-$place" list "$place/listed"
        mkdir "$place/made"
        timed "create-$place" create "$place/made"
        rm -r "$place/made"
    done
done

# median NAME: in microseconds.
median() { sort -n "times/$1" | sed -n "$(((runs + 1) / 2))p"; }

# row TEXT NAME AMOUNT FORMAT: what the median time makes of an amount, with the ratio of the times to those of the plain directory.
row() {
    local place line="| $1 |"
    for place in $places; do
        line="$line $(awk -v time="$(median "$2-$place")" -v base="$(median "$2-plain")" -v amount="$3" -v format="$4" 'BEGIN {
            value = amount > 0 ? amount * 1e6 / time : time / 1e6
            printf format " (%.2f) |", value, time / base }')"
    done
    echo "$line"
}

cat <<END
| | ${places// / | } |
|---$(for place in $places; do printf '|---'; done)|
$(row 'write 1 GiB, MB/s' write 1073.7 %.0f)
$(row 'read it cold, MB/s' cold 1073.7 %.0f)
$(row 'read it warm, MB/s' warm 1073.7 %.0f)
$(row '4 KiB at random, one after the other, a second' random 100000 %.0f)
$(row '`ls -l` of 5 000 files cold, seconds' list-cold 0 %.3f)
$(row '`ls -l` of 5 000 files warm, seconds' list-warm 0 %.3f)
$(row '2 000 files made, seconds' create 0 %.3f)

In brackets: the time as a multiple of the time for the plain directory.

END

"$home/testdata/many-files.sh" many-files
"$bin/tfs-mkfs" -r many-files many.raw >output
mkdir empty
"$bin/tfs-mkfs" -e -s 64M empty.raw >output
for ((round = 0; round <= runs; round++)); do
    for image in many empty; do
        timed "mount-$image" "$bin/tfs-fuse" "$image.raw" many
        "$bin/tfs-fuse" --unmount many
    done
done

cat <<END
| until the shell has its prompt back | seconds |
|---|---|
| mounting an empty image | $(awk -v time="$(median mount-empty)" 'BEGIN { printf "%.2f", time / 1e6 }') |
| mounting an image of 200 000 files | $(awk -v time="$(median mount-many)" 'BEGIN { printf "%.2f", time / 1e6 }') |
END
