#!/usr/bin/env bash
# Makes the tree of the golden volume toolkit-built, as root: toolkit-tree.sh DIR
set -euo pipefail
mkdir -p "$1"
cd "$1"
umask 022
mkdir -p bin etc/deep/deeper/deepest empty
for size in 0 1 511 512 513 4096 70001; do
    seq 1 14000 >"$size"
    truncate -s "$size" "$size"
done
printf '#!/bin/sh\necho run\n' >bin/program
chmod 4755 bin/program
ln -s ../bin/program etc/link
ln -s /no/such etc/dangling
ln 513 etc/deep/same
truncate -s 300000 sparse
printf end | dd of=sparse bs=1 seek=200000 conv=notrunc status=none
printf umlaut >"grün und blau"
printf long >"$(printf 'n%.0s' {1..255})"
chown 1000:100 511
setfattr -n user.note -v value etc
setfattr -n security.test -v 0x00ff00 512 2>/dev/null || setfattr -n trusted.test -v 0x00ff00 512
find . -exec touch -h -d '2020-02-29 12:34:56.789' {} +
