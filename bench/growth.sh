#!/usr/bin/env bash
# How time and memory grow with the size of a tree: bench/growth.sh SVG [MOST]
#
# Makes trees of 1,000 entries, of ten times as many, and so on up to MOST (1,000,000), and images of them. Prints a
# table in Markdown and writes a diagram to the file SVG. Works in target/bench, in some 10 GB.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"

svg=$(realpath -m -- "$1")
most=${2:-1000000}

"$home/tools/need" "the measurement" /usr/bin/time time perl perl >&2
cd "$work"

# Each makes a tree of $1 entries in the directory "tree".
make_files() {
    perl -e 'for $i (0 .. $ARGV[0] - 1) { mkdir "tree/" . int($i / 1000) if $i % 1000 == 0;
        open F, ">", "tree/" . int($i / 1000) . "/$i"; print F "content $i" }' "$1"
}
make_directory() { perl -e 'for $i (0 .. $ARGV[0] - 1) { open F, ">", "tree/$i" }' "$1"; }
# ext4 allows 65,000 names of a file.
make_links() {
    perl -e 'for $i (0 .. $ARGV[0] - 1) { $first = "tree/file" . int($i / 50000);
        if ($i % 50000 == 0) { open F, ">", $first; print F "x"; close F } else { link $first, "tree/$i" } }' "$1"
}
make_extents() {
    perl -e 'open F, ">", "tree/file"; for $i (0 .. $ARGV[0] - 1) { seek F, $i * 8192, 0; print F "x" x 4096 }' "$1"
}
make_depth() { perl -e 'chdir "tree"; for (1 .. $ARGV[0]) { mkdir "d"; chdir "d" }' "$1"; }

# cost COMMAND...: CPU seconds and peak memory in MB.
cost() {
    /usr/bin/time -f '%U %S %M' -o time "$@" >output
    awk '{ printf "%.2f %.0f\n", $1 + $2, $3 / 1024 }' time
}

# measure SHAPE FIRST LAST: a line for each size.
measure() {
    local size
    for ((size = $2; size <= $3 && size <= most; size *= 10)); do
        mkdir tree
        "make_$1" "$size"
        read -r make make_peak < <(cost "$bin/tfs-mkfs" -q -r tree image.raw)
        read -r list list_peak < <(cost "$bin/tfs-dump" -t image.raw)
        read -r check check_peak < <(cost "$bin/tfs-dump" --check image.raw)
        echo "$1 $size $make $make_peak $list $list_peak $check $check_peak" >>lines
        rm -rf -- tree image.raw
    done
}

measure files 1000 1000000
measure directory 1000 1000000
measure links 1000 100000
measure extents 1000 100000
measure depth 10 10000

cat <<END
CPU seconds of single runs, start of the JVM included, and peak resident memory.

| tree | size | \`tfs-mkfs -r\` | MB | \`tfs-dump -t\` | MB | \`--check\` | MB |
|---|---|---|---|---|---|---|---|
END
awk '
    BEGIN {
        name["files"] = "files of about 15 bytes, 1,000 in a directory"
        name["directory"] = "empty files in one directory"
        name["links"] = "names of the same file"
        name["extents"] = "extents of a file"
        name["depth"] = "directories, each in the one before"
    }
    { printf "| %s | %d | %s | %s | %s | %s | %s | %s |\n", name[$1], $2, $3, $4, $5, $6, $7, $8 }' lines

# Both axes are logarithmic, so that what grows linearly rises by one square for each square to the right.
awk '
    function x(size) { return 60 + 110 * log(size / 10) / log(10) }
    function y(seconds) { return 330 - 90 * log(seconds / 0.1) / log(10) }
    function text(at_x, at_y, words) { printf "<text x=\"%d\" y=\"%d\">%s</text>\n", at_x, at_y, words }
    BEGIN {
        split("files directory links extents depth", shapes, " ")
        split("#1b6ca8 #c0392b #27864c #8e44ad #b9770e", colours, " ")
        print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"380\" font-family=\"sans-serif\" font-size=\"12\">"
        print "<rect width=\"760\" height=\"380\" fill=\"white\"/>"
        for (size = 10; size <= 1000000; size *= 10) {
            printf "<line x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"330\" stroke=\"#ddd\"/>\n", x(size), x(size)
            text(x(size) - 15, 346, size)
        }
        for (seconds = 0.1; seconds < 200; seconds *= 10) {
            printf "<line x1=\"60\" y1=\"%d\" x2=\"610\" y2=\"%d\" stroke=\"#ddd\"/>\n", y(seconds), y(seconds)
            text(20, y(seconds) + 4, seconds)
        }
        text(20, 14, "CPU seconds of tfs-mkfs -r")
        text(300, 366, "size")
    }
    { points[$1] = points[$1] " " x($2) "," y($3); end[$1] = y($3); right[$1] = x($2) }
    END {
        for (i = 1; i <= 5; i++) {
            shape = shapes[i]
            if (!(shape in points)) continue
            printf "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n", colours[i], points[shape]
            printf "<text x=\"640\" y=\"%d\" fill=\"%s\">%s</text>\n", 40 + 20 * i, colours[i], shape
        }
        print "</svg>"
    }' lines >"$svg"
