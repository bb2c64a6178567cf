#!/usr/bin/env bash
#
# Makes a tree of many small files: testdata/many-files.sh DIR [DIRECTORIES [FILES]]
#
# 200 directories of 1000 files each, unless said otherwise, of 21 to 210 bytes each. DIR must not exist.
# Every byte is always the same.

set -euo pipefail
export LC_ALL=C

{ [ $# -ge 1 ] && [ $# -le 3 ]; } || { echo "usage: ${0##*/} DIR [DIRECTORIES [FILES]]" >&2; exit 2; }
directories=${2:-200}
files=${3:-1000}

mkdir -- "$1"
cd -- "$1"
for directory in $(seq -w "$directories"); do
    mkdir "$directory"
    awk -v directory="$directory" -v files="$files" 'BEGIN {
        for (file = 1; file <= files; file++) {
            name = sprintf("%s/file-%06d", directory, file)
            for (line = file % 10; line >= 0; line--) printf "%s %d of file %06d\n", directory, line, file >name
            close(name)
        }
    }'
done
