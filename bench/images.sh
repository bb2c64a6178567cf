#!/usr/bin/env bash
# How long it takes to make, show and unpack images, beside the C tools of Nanos and other programs that make file
# systems and archives: bench/images.sh [RUNS [TREE]], where TREE is arm64 or many; without it, both are measured
#
#   TFS_C_MKFS, TFS_C_DUMP  the C tools; they are left out when these are not set
#
# hyperfine measures single runs, and all commands of a table take turns, so that a change of the machine's speed affects
# all alike. The page cache is warm, every target is new, and what was written before is on disk when the clock starts.
# Works in target/bench, in some 20 GB. Prints tables in Markdown.
#
# Nothing is removed before the end: ext4 makes files many times slower for minutes after many were removed.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

runs=${1:-7}
trees=${2:-arm64 many}

"$home/tools/need" "the measurement" hyperfine hyperfine jq jq /usr/bin/time time tar tar cp coreutils >&2
mkdir -p "$work/runs" "$work/results"

# add NAME SHOWN COMMAND: a command of the next table. In COMMAND, {} stands for a new path.
names=()
declare -A shown commands
add() {
    names+=("$1")
    shown[$1]=$2
    commands[$1]=$3
}

# add_if PROGRAM NAME SHOWN COMMAND: the same when the program is installed.
add_if() { if command -v "$1" >/dev/null; then add "${@:2}"; fi; }

# run NAME: one run, not counted in round 0, which only fills the page cache.
run() {
    local command=${commands[$1]//\{\}/$work/results/$1-$round}
    sync
    hyperfine -N --runs 1 --export-json "$work/run.json" --style none \
        "/usr/bin/time -f %M -o $work/peak $command" >/dev/null 2>"$work/errors" ||
        { cat "$work/errors" >&2; return 1; }
    if ((round > 0)); then
        jq -r --arg peak "$(cat "$work/peak")" \
            '.results[0] | "\(.times[0]) \(.user + .system) \($peak)"' "$work/run.json" >>"$work/runs/$1"
    fi
}

# middle NAME COLUMN: the median of its runs. spread NAME: the shortest and the longest time.
middle() { sort -n -k "$2,$2" "$work/runs/$1" | awk -v column="$2" '{ value[NR] = $column } END { print value[int((NR + 1) / 2)] }'; }
spread() { sort -n "$work/runs/$1" | awk '{ if (NR == 1) first = $1; last = $1 } END { printf "%.2f to %.2f", first, last }'; }

# table TITLE: measures what was added and prints it. Ratios are to the first line.
table() {
    local name base
    for ((round = 0; round <= runs; round++)); do
        for name in "${names[@]}"; do run "$name"; done
    done
    base=$(middle "${names[0]}" 1)
    echo "| $1 | seconds | ratio | from, to | CPU seconds | peak MB |"
    echo '|---|---|---|---|---|---|'
    for name in "${names[@]}"; do
        awk -v text="${shown[$name]}" -v time="$(middle "$name" 1)" -v base="$base" -v spread="$(spread "$name")" \
            -v cpu="$(middle "$name" 2)" -v peak="$(middle "$name" 3)" \
            'BEGIN { printf "| %s | %.2f | %.2f | %s | %.2f | %.0f |\n", text, time, time / base, spread, cpu, peak / 1024 }'
    done
    echo
    names=()
}

# manifest TREE: the manifest of a tree for the C mkfs.
manifest() {
    (cd "$1" && find . -mindepth 1 \( -type d -o -type f -o -type l \) -printf '%d\t%y\t%p\t%l\n') |
        awk -F '\t' -v root="$1" '
            function quoted(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
            BEGIN { printf "(children:(" }
            {
                while (depth >= $1) { printf "))"; depth-- }
                name = $3
                sub(/.*\//, "", name)
                printf "%s:", quoted(name)
                if ($2 == "d") { printf "(children:("; depth = $1 }
                else if ($2 == "l") printf "(linktarget:%s)\n", quoted($4)
                else printf "(contents:(host:%s))\n", quoted(root substr($3, 2))
            }
            END { while (depth-- > 0) printf "))"; printf "))" }'
}

# blob DIR FILE: moves a file into a container image and prints how the image refers to it.
blob() {
    local sum bytes
    sum=$(sha256sum <"$2" | cut -d ' ' -f 1)
    bytes=$(stat -c %s "$2")
    mv -- "$2" "$1/blobs/sha256/$sum"
    printf '"digest": "sha256:%s", "size": %s' "$sum" "$bytes"
}

# container TREE DIR: an OCI image of 12 layers. Each has a twelfth of the tree, and replaces 50 files of the layer before.
container() {
    local list layers='' ids='' before=/dev/null type=application/vnd.oci.image
    mkdir -p "$2/blobs/sha256"
    (cd "$1" && find . -mindepth 1 ! -type d) | split -n r/12 - "$2.list-"
    for list in "$2".list-*; do
        { cat "$list"; head -n 50 "$before"; } >"$2.names"
        tar -c -f "$2.layer" -C "$1" -T "$2.names"
        ids+=${ids:+, }\"sha256:$(sha256sum <"$2.layer" | cut -d ' ' -f 1)\"
        layers+=${layers:+, }"{\"mediaType\": \"$type.layer.v1.tar\", $(blob "$2" "$2.layer")}"
        before=$list
    done
    echo "{\"architecture\": \"arm64\", \"os\": \"linux\", \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [$ids]}}" >"$2.json"
    echo "{\"schemaVersion\": 2, \"config\": {\"mediaType\": \"$type.config.v1+json\", $(blob "$2" "$2.json")}, \"layers\": [$layers]}" \
        >"$2.manifest"
    echo "{\"schemaVersion\": 2, \"manifests\": [{\"mediaType\": \"$type.manifest.v1+json\", $(blob "$2" "$2.manifest")}]}" \
        >"$2/index.json"
    echo '{"imageLayoutVersion": "1.0.0"}' >"$2/oci-layout"
}

# tables TREE NAME: all tables of a tree.
tables() {
    local tree=$1 c_image=$1.c.raw bytes
    "$bin/tfs-mkfs" -q -r "$tree" "$tree.raw"
    tar -c -f "$tree.tar" -C "$tree" .
    bytes=$(du -s --apparent-size --block-size=1 "$tree" | cut -f 1)

    add "$2-mkfs" '`tfs-mkfs -r`' "$bin/tfs-mkfs -r $tree {}"
    if [ -n "${TFS_C_MKFS-}" ]; then
        manifest "$tree" >"$tree.manifest"
        "$TFS_C_MKFS" "$c_image" <"$tree.manifest" >"$work/output"
        add "$2-c" 'C `mkfs`' "sh -c 'exec $TFS_C_MKFS {} <$tree.manifest'"
    fi
    add_if mke2fs "$2-ext4" '`mke2fs -d`' "mke2fs -q -F -t ext4 -N 300000 -d $tree {} $((bytes / 500 + 400000))k"
    add_if mkfs.erofs "$2-erofs" '`mkfs.erofs`' "mkfs.erofs --quiet {} $tree"
    add_if mksquashfs "$2-squashfs" '`mksquashfs`, not compressed, duplicates kept' "mksquashfs $tree {} -noI -noD -noF -noX -no-duplicates -no-progress -quiet"
    add_if gensquashfs "$2-gensquashfs" '`gensquashfs`' "gensquashfs -q -D $tree {}"
    add "$2-tar" '`tar -c`' "tar -c -f {} -C $tree ."
    add "$2-cp" '`cp -a`' "cp -a $tree {}"
    add_if rsync "$2-rsync" '`rsync -a`' "rsync -a $tree/ {}"
    table 'making an image'

    add "$2-extract" '`tfs-dump -d`' "$bin/tfs-dump -d {} $tree.raw"
    if [ -n "${TFS_C_DUMP-}" ] && [ -e "$c_image" ]; then add "$2-c-extract" 'C `dump -d`' "$TFS_C_DUMP -d {} $c_image"; fi
    add "$2-tar-x" '`tar -x`' "sh -c 'mkdir {} && exec tar -x -p -f $tree.tar -C {}'"
    table 'taking it out'

    add "$2-tree" '`tfs-dump -t`' "$bin/tfs-dump -t $tree.raw"
    if [ -n "${TFS_C_DUMP-}" ] && [ -e "$c_image" ]; then add "$2-c-tree" 'C `dump -t`' "$TFS_C_DUMP -t $c_image"; fi
    add "$2-check" '`tfs-dump --check`' "$bin/tfs-dump --check $tree.raw"
    table 'reading the metadata'
}

cat <<END
Medians of $runs runs that take turns. Ratios are to the first line of each table. CPU seconds are those of the whole process.
The C tools keep no times, modes and hard links.

END

measure_arm64() {
    "$home/testdata/arm64-root.sh" "$work/arm64" >"$work/output"
    read -r entries bytes < <(sed 's/.*: \([0-9]*\) entries, \([0-9]*\) bytes/\1 \2/' "$work/output")
    cat <<END
### A Debian arm64 root tree

$entries entries, $bytes bytes in files.

END
    tables "$work/arm64" arm64

    add program '`tfs-mkfs --program /usr/bin/find -r`' "$bin/tfs-mkfs --program /usr/bin/find -r $work/arm64 {}"
    add empty '`tfs-mkfs -e`' "$bin/tfs-mkfs -e {}"
    table 'making the image of one program'

    gzip -k "$work/arm64.tar"
    add archive '`tfs-mkfs -r` of the tar.gz, with a heap of 64 MB' "env TFS_JAVA_OPTS=-Xmx64m $bin/tfs-mkfs -r $work/arm64.tar.gz {}"
    add archive-x '`tar -x`' "sh -c 'mkdir {} && exec tar -x -p -z -f $work/arm64.tar.gz -C {}'"
    table 'out of a tar.gz'

    container "$work/arm64" "$work/oci"
    add layers '`tfs-mkfs -r oci:` of 12 layers, 550 files replaced' "$bin/tfs-mkfs -r oci:$work/oci {}"
    add flat '`tfs-mkfs -r` of one tar' "$bin/tfs-mkfs -r $work/arm64.tar {}"
    table 'out of a container image'
}

measure_many() {
    "$home/testdata/many-files.sh" "$work/many"
    cat <<END
### 200 000 files of 21 to 210 bytes in 200 directories

END
    tables "$work/many" many
}

for tree in $trees; do "measure_$tree"; done
