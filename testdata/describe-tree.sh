#!/usr/bin/env bash
#
# Says all there is to say about a tree, so that two can be compared: testdata/describe-tree.sh DIR
#
# Records end with NUL, as names may hold everything else, and come in an order of their own. First one for each
# entry and for DIR itself: name, type, mode, owner (for root only, who alone can set it), time to the
# nanosecond, and for what is not a directory link count, size and link target. Then the SHA-256 of each file. Then,
# for each name of what has several, the first of them.
#
# What is inside /dev, /proc and /sys is left out, as tfs-mkfs does.

set -euo pipefail
export LC_ALL=C

[ $# -eq 1 ] || { echo "usage: ${0##*/} DIR" >&2; exit 2; }
cd "$1"

below=(. '(' -path './dev/*' -o -path './proc/*' -o -path './sys/*' ')' -prune -o)
owner='%U:%G'
[ "$(id -u)" -eq 0 ] || owner='-'

find "${below[@]}" -type d -printf "%p %y %m $owner %T@\\0" \
    -o -printf "%p %y %m $owner %T@ %n %s %l\\0" | sort -z

find "${below[@]}" -type f -print0 | sort -z | xargs -0 -r sha256sum -z

declare -A first
while IFS= read -r -d '' record; do
    inode=${record##*/}
    name=${record%/*}
    : "${first[$inode]:=$name}"
    printf '%s is %s\0' "$name" "${first[$inode]}"
done < <(find "${below[@]}" ! -type d -links +1 -printf '%p/%i\0' | sort -z)
