#!/usr/bin/env bash
#
# Makes a small tree of everything that is hard to keep: testdata/nasty-tree.sh DIR
#
# DIR must not exist. Run by root, some of it belongs to others. Every byte and every time is always the same.
# Sockets and extended attributes are not in it: the shell cannot make them.

set -euo pipefail
export LC_ALL=C
umask 022

[ $# -eq 1 ] || { echo "usage: ${0##*/} DIR" >&2; exit 2; }
mkdir -- "$1"
cd -- "$1"

# pattern BYTES: text that is different in every block.
pattern() { seq 1 1000000 | head -c "$1" || true; }

# 255 bytes; the second of 85 characters.
long=$(printf 'n%.0s' {1..255})
longwide=$(printf '\xe6\x96\x87%.0s' {1..85})

# Names.
mkdir names
# What looks like an expansion is meant as it stands.
# shellcheck disable=SC2016
for name in 'a b' ' leading' 'trailing ' '-dash' '--help' "quote's" 'double"quote' 'back\slash' '$HOME' '`id`' '*' '?' \
    $'new\nline' $'tab\there' $'\e[31mred' $'bell\a' $'del\x7f' '#comment' '(paren' 'pa)ren' '[br' 'ack]' 'co:lon' 'p|ipe' \
    '~' '...' '..a' '.hidden' '%2F' '%' 'é' $'e\xcc\x81' $'\xe2\x80\xaertl' $'\xff\xfe' $'latin1-\xe9' $'cut-\xe6\x96' \
    $'\xed\xa0\x80' $'\xc0\xaf' children extents filelength linktarget contents 0 "$long" "$longwide"; do
    printf '%s\n' "$name" >"names/$name"
done
mkdir 'names/di r' $'names/\xff-directory' $'names/\xff-directory/\xfe'
printf 'deep\n' >$'names/\xff-directory/\xfe/\xfd'

# Directories: empty, and deep.
mkdir empty 'empty/ '
deep=deep
for level in {1..30}; do deep=$deep/$level; done
mkdir -p "$deep"
printf 'bottom\n' >"$deep/file"

# Sizes around blocks, pages and buffers.
mkdir sizes
for bytes in 0 1 511 512 513 4095 4096 4097 65535 65536 65537 1048575 1048576 1048577 3145729; do
    pattern "$bytes" >"sizes/$bytes"
done

# Holes: at the start, in the middle and at the end, of files above and below 16 MiB; and zeros that are stored.
mkdir holes
truncate -s 20000000 holes/nothing
truncate -s 5000 holes/little
truncate -s 67108864 holes/large
printf 'start' | dd of=holes/large conv=notrunc status=none
printf 'middle' | dd of=holes/large bs=4096 seek=8192 conv=notrunc status=none
pattern 100000 | dd of=holes/large bs=1000 seek=40000 conv=notrunc status=none
truncate -s 3000001 holes/small
printf 'end' | dd of=holes/small bs=1 seek=2999998 conv=notrunc status=none
pattern 8192 >holes/zeros
head -c 40960 /dev/zero >>holes/zeros
pattern 700 >>holes/zeros

# Links.
mkdir links links/elsewhere
printf 'one file\n' >links/first
ln links/first links/second
ln links/first links/elsewhere/third
ln links/first $'links/elsewhere/\xff'
number=0
for target in first nowhere / . .. elsewhere/ elsewhere/. '../links//elsewhere/./third' '/a//b/./c/' 'a//b/./c/' './first' \
    ' ' $'new\nline' $'\xff\xfe' $'/\xff/\xfe/' 'é' "$long/$long/$long/$longwide"; do
    ln -s -- "$target" "links/to-$((++number))"
done
ln -s again links/again
ln links/to-1 links/elsewhere/same-link
longest=$(printf 'x%.0s' {1..4095})
ln -s "$longest" links/to-the-longest

# Modes.
mkdir modes
for mode in 0000 0001 0400 0644 0600 0755 0777 1644 2755 4755 6711 7777; do
    printf '%s\n' "$mode" >"modes/file-$mode"
    chmod "$mode" "modes/file-$mode"
done
for mode in 0700 0755 0777 1777 2775; do
    mkdir "modes/dir-$mode"
    chmod "$mode" "modes/dir-$mode"
done
# What its owner may not read cannot be imaged by him.
if [ "$(id -u)" -ne 0 ]; then rm -f modes/file-0000 modes/file-0001; fi

# Owners.
if [ "$(id -u)" -eq 0 ]; then
    mkdir owners
    printf 'x\n' >owners/file
    chown 1000:1001 owners/file
    printf 'x\n' >owners/large-ids
    chown 4294967294:4294967294 owners/large-ids
    printf 'x\n' >owners/setuid
    chown 65534:65534 owners/setuid
    chmod 4755 owners/setuid
    ln -s file owners/link
    chown -h 7:8 owners/link
    mkdir owners/dir
    chown 0:42 owners/dir
fi

# Times, to the nanosecond. The last ones are directories', which change when something is made in them.
mkdir times
for time in 0.000000000 0.000000001 1.999999999 1700000000.123456789 1700000000.000000001 1700000000.999999999 \
    2147483647.5 2147483648.000000003 4294967295.999999999; do
    : >"times/$time"
    touch -d "@$time" "times/$time"
done
ln -s nowhere times/link
touch -h -d '@1234567890.987654321' times/link
find . ! -type d ! -path './times/*' -exec touch -h -d '@1600000000.600000006' {} +
find . -depth -type d -exec touch -d '@1400000000.400000004' {} +
