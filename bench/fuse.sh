#!/usr/bin/env bash
# How fast a mounted image is, beside the same with no_writeback, on libfuse 2.9 where that is installed, a plain directory and, where
# these are installed, an ext4 image mounted by fuse2fs and an EROFS image mounted by erofsfuse: bench/fuse.sh [RUNS]
#
# EROFS is for reading only, so only the work that reads is measured there.
#
#   TFS_C_FUSE  the C tfs-fuse of Nanos; it is left out when this is not set. It has no chown, and may end when a file is made
#               after another one was removed. So it gets a new image for each piece of work, and not all work.
#
# Runs take turns, so that a change of the machine's speed affects all alike; medians are compared. Cold means that the caches of the kernel
# were dropped, those of the image too. Needs root, for that. Works in target/bench, in some 5 GB. Prints tables in Markdown.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-5}

if [ "$(id -u)" != 0 ] || [ ! -w /dev/fuse ]; then
    echo 'Not measured: this needs root, and /dev/fuse.'
    exit 0
fi

places="tfs through"
if [[ $(ldconfig -p) == *libfuse.so.2\ * ]]; then places="$places libfuse2"; fi
places="$places plain"
if command -v fuse2fs >/dev/null && command -v mke2fs >/dev/null; then places="$places ext4"; fi
if command -v erofsfuse >/dev/null && command -v mkfs.erofs >/dev/null; then places="$places erofs"; fi
if [ -n "${TFS_C_FUSE-}" ]; then places="$places c"; fi

mkdir -p "$work/times" "$work/tfs" "$work/through" "$work/libfuse2" "$work/plain" "$work/ext4" "$work/erofs" \
    "$work/c" "$work/many"
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

write() { dd if=/dev/zero of="$1" bs=1M count=512 status=none; }
write_pieces() { dd if=/dev/zero of="$1" bs=4k count=131072 status=none; }
write_durably() { dd if=/dev/zero of="$1" bs=1M count=512 conv=fsync status=none; }
read_all() { dd if="$1" of=/dev/null bs=1M status=none; }
append() { seq -f 'a line of a log file, as programs write it, with the number %08.0f' 200000 | dd of="$1" oflag=append conv=notrunc \
    ibs=69 obs=69 status=none; }
list() { ls -l "$1"; }
list_all() { ls -lR "$1"; }
create() { (cd "$1" && seq 10000 | xargs touch); }
unlink_all() { (cd "$1" && seq 10000 | xargs rm); }
unpack() { tar -xf tree.tar -C "$1"; }
clone() { git clone -q "$home" "$1" && git -C "$1" status; }
sync_again() { rsync -a "$1" "$2"; }

# random NAME FILE KIND PROGRAMS [ENGINE]: so many programs read or write 4 KiB at random places; notes microseconds for 100 000.
random() {
    fio --minimal --name=x --filename="$2" --size=512M --rw="$3" --bs=4k --ioengine="${5-psync}" --invalidate=0 --thread \
        --numjobs="$4" --group_reporting --runtime=3 --time_based --randseed=1 >output
    if ((round > 0)); then
        awk -F ';' -v field="$([ "$3" = randread ] && echo 8 || echo 49)" '{ printf "%.0f\n", 1e11 / $field }' output >>"times/$1"
    fi
}

# cpu PLACE: the processor time that the process behind a mount has used, in hundredths of a second; 0 for a plain directory.
cpu() {
    local process
    if [ "$1" = c ]; then
        process=$(pgrep -f -x -- "$TFS_C_FUSE c c.raw")
    else
        process=$(getfattr --absolute-names --only-values -n system.tfs.daemon "$1" 2>/dev/null | cut -d ' ' -f 1) || true
    fi
    if [ -n "$process" ]; then awk '{ print $14 + $15 }' "/proc/$process/stat"; else echo 0; fi
}

# with_cpu NAME PLACE COMMAND...: notes besides what the process behind the mount uses, in microseconds.
with_cpu() {
    local name=$1 place=$2 start end
    shift 2
    start=$(cpu "$place")
    timed "$name" "$@"
    end=$(cpu "$place")
    if ((round > 0)); then echo $(((end - start) * 10000)) >>"times/cpu-$name"; fi
}

for place in $places; do
    case $place in
    tfs)
        "$bin/tfs-mkfs" -e -s 6G tfs.raw >output
        "$bin/tfs-fuse" tfs.raw tfs
        ;;
    through)
        "$bin/tfs-mkfs" -e -s 6G through.raw >output
        "$bin/tfs-fuse" -o no_writeback through.raw through
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

# make_listed PLACE: what list lists.
make_listed() {
    mkdir "$1/listed"
    (cd "$1/listed" && seq -f 'a-name-as-long-as-usual-%05.0f.txt' 5000 | xargs touch)
}
for place in $places; do
    case $place in
    c) ;;
    erofs)
        mkdir erofs-tree
        make_listed erofs-tree
        write erofs-tree/large
        mkfs.erofs --quiet erofs.raw erofs-tree >output
        erofsfuse erofs.raw erofs >output
        ;;
    *) make_listed "$place" ;;
    esac
done

# without_large PLACE: removes the large file, if it is there.
without_large() {
    if [ "$1" = c ]; then mount_c; else rm -f "$1/large"; fi
}

# It finds no free space in a volume without a partition table, hence the disk.
mount_c() {
    # The program mountpoint does not see a mount whose process has ended.
    if findmnt -n "$work/c" >output; then umount c; fi
    echo >kernel
    echo >bootx64.efi
    "$bin/tfs-mkfs" -q -e -s 6G -k kernel -u bootx64.efi c.raw
    "$TFS_C_FUSE" c c.raw >output
}
tree=$work/arm64
"$home/testdata/arm64-root.sh" "$tree" >output
tar -cf tree.tar -C "$tree" .

# large PLACE: work on a file of 512 MB, which stays.
large() {
    without_large "$1"
    with_cpu "write-$1" "$1" write "$1/large"
    without_large "$1"
    with_cpu "pieces-$1" "$1" write_pieces "$1/large"
    without_large "$1"
    with_cpu "durable-$1" "$1" write_durably "$1/large"
    # The C tfs-fuse ends at this.
    if [ "$1" != c ]; then
        timed "append-$1" append "$1/lines"
        rm "$1/lines"
    fi
    large_read "$1"
}

# at_random PLACE: work at random places of that file.
at_random() {
    random "mapped-$1" "$1/large" randwrite 1 mmap
    random "randwrite1-$1" "$1/large" randwrite 1
    random "randwrite8-$1" "$1/large" randwrite 8
    reads_at_random "$1"
}

# reads_at_random PLACE: the same, but without writing.
reads_at_random() {
    random "randread8-$1" "$1/large" randread 8
    drop_caches
    # What is below the mount is warm, the mount itself is not.
    case $1 in plain) cat plain/large >/dev/null ;; *) cat "$1.raw" >/dev/null ;; esac
    random "randread1-$1" "$1/large" randread 1
}

# many PLACE: work on many files.
many() {
    listed "$1"
    mkdir "$1/made"
    timed "create-$1" create "$1/made"
    timed "unlink-$1" unlink_all "$1/made"
}

# programs PLACE: what other programs do with trees.
programs() {
    timed "tar-$1" unpack "$1/made"
    timed "rsync-$1" sync_again "$tree/" "$1/made/"
    timed "git-$1" clone "$1/made/clone"
}

# large_read PLACE: reads the large file, from the disk and from the page cache.
large_read() {
    drop_caches
    with_cpu "cold-$1" "$1" read_all "$1/large"
    timed "warm-$1" read_all "$1/large"
}

# listed PLACE: lists the files, with the caches of the kernel empty and filled.
listed() {
    drop_caches
    timed "list-cold-$1" list "$1/listed"
    timed "list-warm-$1" list "$1/listed"
}

for ((round = 0; round <= runs; round++)); do
    for place in $places; do
        if [ "$place" = erofs ]; then
            large_read erofs
            if command -v fio >/dev/null; then reads_at_random erofs; fi
            listed erofs
            continue
        fi
        large "$place"
        if [ "$place" != c ] && command -v fio >/dev/null; then at_random "$place"; fi
        without_large "$place"
        if [ "$place" = c ]; then make_listed c; fi
        many "$place"
        if [ "$place" != c ]; then programs "$place"; fi
        rm -r "$place/made"
    done
done

# median NAME: in microseconds.
median() { sort -n "times/$1" | sed -n "$(((runs + 1) / 2))p"; }

# row TEXT NAME AMOUNT FORMAT: what the median time makes of an amount, with the ratio of the times to those of the plain directory. A dash
# stands for what was not measured.
row() {
    local place line="| $1 |"
    for place in $places; do
        if [ ! -e "times/$2-$place" ]; then
            line="$line - |"
            continue
        fi
        line="$line $(awk -v time="$(median "$2-$place")" -v base="$(median "$2-plain")" -v amount="$3" -v format="$4" 'BEGIN {
            value = amount > 0 ? amount * 1e6 / time : time / 1e6
            printf format " (%.2f) |", value, time / base }')"
    done
    echo "$line"
}

# per_gb TEXT NAME: processor time.
per_gb() {
    local place line="| $1 |"
    for place in $places; do
        case $place in plain | ext4 | erofs) ;; *) line="$line $(awk -v time="$(median "cpu-$2-$place")" 'BEGIN { printf "%.2f |", time / 0.5369e6 }')" ;; esac
    done
    echo "$line"
}

cat <<END
| | ${places// / | } |
|---$(for place in $places; do printf '|---'; done)|
$(row 'write 512 MB in pieces of 1 MiB, MB/s' write 536.9 %.0f)
$(row 'the same in pieces of 4 KiB, MB/s' pieces 536.9 %.0f)
$(row 'write 512 MB until it is durable, MB/s' durable 536.9 %.0f)
$(row 'append 200 000 lines of 69 bytes, a write for each, seconds' append 0 %.2f)
$(row 'read 512 MB cold, MB/s' cold 536.9 %.0f)
$(row 'read it warm, MB/s' warm 536.9 %.0f)
$(if command -v fio >/dev/null; then
    row '4 KiB read at random, one program, cold mount, a second' randread1 100000 %.0f
    row '4 KiB read at random, eight programs, a second' randread8 100000 %.0f
    row '4 KiB written at random, one program, a second' randwrite1 100000 %.0f
    row '4 KiB written at random, eight programs, a second' randwrite8 100000 %.0f
    row '4 KiB stored at random in a memory mapping, a second' mapped 100000 %.0f
fi)
$(row '`ls -l` of 5 000 files cold, seconds' list-cold 0 %.3f)
$(row '`ls -l` of 5 000 files warm, seconds' list-warm 0 %.3f)
$(row '10 000 files made, seconds' create 0 %.3f)
$(row '10 000 files removed, seconds' unlink 0 %.3f)
$(row "\`tar -x\` of $(tar -tf tree.tar | wc -l) files, $(du -m tree.tar | cut -f 1) MB, seconds" tar 0 %.2f)
$(row '`rsync -a` again over it, seconds' rsync 0 %.2f)
$(row '`git clone` and `git status`, seconds' git 0 %.2f)

In brackets: the time as a multiple of the time for the plain directory.

| processor seconds of the process per GB | $(for place in $places; do [ "$place" = plain ] || [ "$place" = ext4 ] || [ "$place" = erofs ] || printf '%s | ' "$place"; done)
|---$(for place in $places; do [ "$place" = plain ] || [ "$place" = ext4 ] || [ "$place" = erofs ] || printf '|---'; done)|
$(per_gb 'written in pieces of 1 MiB' write)
$(per_gb 'written in pieces of 4 KiB' pieces)
$(per_gb 'read cold' cold)

END

"$home/testdata/many-files.sh" many-files
"$bin/tfs-mkfs" -r many-files many.raw >output
"$bin/tfs-mkfs" -e -s 64M empty.raw >output
for ((round = 0; round <= runs; round++)); do
    for image in many empty; do
        timed "mount-$image" "$bin/tfs-fuse" "$image.raw" many
        "$bin/tfs-fuse" --unmount many
    done
done

# all_listed PLACE DIRECTORY: lists everything in it, with the caches of the kernel empty and filled.
all_listed() {
    timed "all-cold-$1" list_all "$2"
    timed "all-warm-$1" list_all "$2"
}

# fuse2fs is left out: it would take minutes.
case $places in *libfuse2*) others=libfuse2 ;; *) others= ;; esac
places="tfs ${others:+$others }plain"
if command -v erofsfuse >/dev/null && command -v mkfs.erofs >/dev/null; then
    places="$places erofs"
    mkfs.erofs --quiet many.erofs many-files >output
fi
for ((round = 0; round <= runs; round++)); do
    for place in $places; do
        drop_caches
        case $place in
        tfs) "$bin/tfs-fuse" many.raw many ;;
        libfuse2) TFS_JAVA_OPTS=-Dtfs.libfuse=2 "$bin/tfs-fuse" many.raw many ;;
        erofs) erofsfuse many.erofs many >output ;;
        esac
        case $place in plain) all_listed plain many-files ;; *) all_listed "$place" many ;; esac
        case $place in
        tfs | libfuse2) "$bin/tfs-fuse" --unmount many ;;
        erofs) umount many ;;
        esac
    done
done

cat <<END
| until the shell has its prompt back | seconds |
|---|---|
| mounting an empty image | $(awk -v time="$(median mount-empty)" 'BEGIN { printf "%.2f", time / 1e6 }') |
| mounting an image of 200 000 files | $(awk -v time="$(median mount-many)" 'BEGIN { printf "%.2f", time / 1e6 }') |

| | ${places// / | } |
|---$(for place in $places; do printf '|---'; done)|
$(row '`ls -lR` of 200 000 files cold, seconds' all-cold 0 %.2f)
$(row '`ls -lR` of 200 000 files warm, seconds' all-warm 0 %.2f)
END
