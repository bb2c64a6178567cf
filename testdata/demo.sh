#!/usr/bin/env bash
#
# What the tools do, on a real tree: makes a Debian arm64 root tree, images it, looks into the image, takes
# everything out again and compares every bit of it with the source. Run by "make demo", after the build.
#
#   testdata/demo.sh
#
# TFS_DEMO_TREE=small takes the small tree (see arm64-root.sh). Works in target/demo, which it empties first. The tree and
# the image stay there when all went well; otherwise nothing does.
# Exit code 0 only when what came out is what went in.

set -euo pipefail
# tfs-mkfs would wait for a manifest as long as a pipe is open.
exec </dev/null
export LC_ALL=C
cd "$(dirname "$0")/.."

case ${TFS_DEMO_TREE:-full} in
full) variant=() ;;
small) variant=(--small) ;;
*)
    echo "${0##*/}: TFS_DEMO_TREE=$TFS_DEMO_TREE: is neither full nor small" >&2
    exit 2
    ;;
esac

tools/need "the demonstration" find findutils xargs findutils sha256sum coreutils cmp diffutils diff diffutils grep grep

work=target/demo
root=$work/root
image=$work/disk.raw
out=$work/out

clean_up() {
    # An ordinary user cannot empty directories without write permission.
    if [ -d "$work" ] && [ "$(id -u)" -ne 0 ]; then chmod -R u+rwX -- "$work" || true; fi
    rm -rf -- "$work"
}
clean_up
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$work"

heading() { printf '\n== %s\n' "$1"; }

# Shows a command as it would be typed.
show() {
    local word
    printf '$'
    for word; do
        case $word in
        *[!A-Za-z0-9_./=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
}

# Shows a command, runs it and says how long it took.
run() {
    local start=${EPOCHREALTIME//[!0-9]/}
    show "$@"
    "$@"
    printf '  (%s s)\n' "$(seconds_since "$start")"
}

seconds_since() {
    local tenths=$(((${EPOCHREALTIME//[!0-9]/} - $1 + 50000) / 100000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# The first lines of a command's output, and how many there were.
first_lines() {
    local lines=$1 total
    shift
    show "$@"
    "$@" >"$work/lines"
    head -n "$lines" "$work/lines"
    total=$(wc -l <"$work/lines")
    if [ "$total" -gt "$lines" ]; then printf '  ... (%d lines in all)\n' "$total"; fi
}

# How many records of a description are of a type of find's.
count() { grep -z -c "^\\./[^ ]* $1 " "$work/before"; }

heading 'A Debian arm64 root tree, from Debian packages'
run testdata/arm64-root.sh "${variant[@]}" "$root"

heading 'A TFS image of it'
run bin/tfs-mkfs -r "$root" -l arm64-root -t '(program:/usr/bin/ls arguments:[ls -l /])' "$image"
printf '  %s: %d bytes, of which %d KiB are on disk\n' "$image" "$(stat -c %s "$image")" \
    "$(du -k "$image" | cut -f 1)"

heading 'What is in the image'
first_lines 8 bin/tfs-dump "$image"
first_lines 16 bin/tfs-dump -t "$image"

heading 'Everything taken out again'
run bin/tfs-dump -d "$out" "$image"

heading 'Is it what went in? find, stat and sha256sum say'
start=${EPOCHREALTIME//[!0-9]/}
testdata/describe-tree.sh "$root" >"$work/before"
testdata/describe-tree.sh "$out" >"$work/after"
if ! cmp -s "$work/before" "$work/after"; then
    echo 'NO: what came out differs (< went in, > came out)'
    diff <(tr '\0' '\n' <"$work/before") <(tr '\0' '\n' <"$work/after") | head -n 20 || true
    exit 1
fi
owners='owner, '
[ "$(id -u)" -eq 0 ] || owners=
printf '%d directories, %d files, %d symbolic links; type, mode, %stime to the nanosecond, link count, size,\n' \
    "$(count d)" "$(count f)" "$(count l)" "$owners"
printf 'link target, SHA-256 of the contents, and which names are one file: identical (%s s)\n' "$(seconds_since "$start")"

heading 'Yours to try'
rm -rf -- "$out" "$work/before" "$work/after" "$work/lines"
trap - EXIT
printf 'The tree stays in %s and the image in %s until "make clean". Look into the image:\n\n' "$root" "$image"
printf '  bin/tfs-dump --info %s\n  bin/tfs-dump --ls /usr/bin %s\n  bin/tfs-dump --cat /etc/os-release %s\n' \
    "$image" "$image" "$image"
