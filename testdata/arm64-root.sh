#!/bin/bash
#
# Makes a Debian arm64 root tree from Debian's own packages, on a Debian
# machine of any architecture, without running any arm64 code.
#
#   testdata/arm64-root.sh [--small | --programs] [--amd64] DIR
#
# The full tree has over 5,000 entries and about 200 MB; --small makes one of
# under 30 MB (the C library, bash, coreutils, findutils and what they need);
# --programs adds ldconfig, perl, python3, git, curl and openssl to that. --amd64 takes
# the packages of x86-64 instead.
#
# apt resolves and fetches the packages from the machine's own sources, but
# with its state, lists, archives and architecture kept apart from the
# system's, so the machine's package database is neither read nor changed.
# No maintainer script runs; what those would do to an empty tree and matters
# for how a tree looks (merged /usr, standard directories, accounts, a few
# alternatives, dpkg's database) is done here.
#
# The packages and the finished tree are kept in
#   ${TFS_TESTDATA_CACHE:-${XDG_CACHE_HOME:-~/.cache}/tfs-toolkit}/arm64-root
# so that a second run needs no network. Remove that directory to get a tree
# of newer packages.
#
# The result is one line on standard output; the rest goes to standard error.
# Exit status: 0 the tree is there, 1 it could not be made, 2 wrong usage.

set -euo pipefail
unset TAR_OPTIONS GZIP POSIXLY_CORRECT CDPATH
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
umask 022

me=${0##*/}

# What the trees are made of; apt adds the dependencies.
small_packages=(base-files base-passwd bash coreutils dash findutils libc6)
full_packages=(
    "${small_packages[@]}"
    bsdutils debianutils diffutils dpkg e2fsprogs grep gzip hostname
    init-system-helpers libc-bin login mawk mount ncurses-base ncurses-bin
    passwd perl-base sed sysvinit-utils tar tzdata util-linux
    at busybox bzip2 ca-certificates less man-db openssl perl procps
    python3-minimal xz-utils
)
more_programs=(libc-bin perl-base python3-minimal git curl openssl)
# Below these directories the small trees have nothing.
small_leaves_out=(
    usr/share/doc usr/share/man usr/share/locale usr/share/info
    usr/share/common-licenses usr/share/lintian
    usr/lib/aarch64-linux-gnu/gconv usr/lib/x86_64-linux-gnu/gconv
)

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$@"; exit 1; }
usage() {
    printf 'usage: %s [--small | --programs] [--amd64] DIR\n' "$me" >&2
    exit 2
}

# --- cleaning up -----------------------------------------------------------

child=    # the long-running command of the moment
work=     # scratch directory in the cache
beside=   # the tree being made, next to its final place

remove_tree() {
    [ -e "$1" ] || return 0
    rm -rf -- "$1" 2>/dev/null && return 0
    # An ordinary user cannot empty directories without write permission.
    chmod -R u+rwX -- "$1" 2>/dev/null || true
    rm -rf -- "$1" || true
}

clean_up() {
    trap '' INT TERM HUP
    if [ -n "$child" ]; then
        kill -TERM "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    [ -z "$beside" ] || remove_tree "$beside"
    [ -z "$work" ] || remove_tree "$work"
}

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs a command such that a signal to this script ends it at once: the shell
# handles no signal while it waits for a command in the foreground.
run() {
    local rc=0
    "$@" &
    child=$!
    wait "$child" || rc=$?
    child=
    return "$rc"
}

# --- arguments -------------------------------------------------------------

packages=full
architecture=arm64
while [ $# -gt 0 ]; do
    case $1 in
    --small) packages=small ;;
    --programs) packages=programs ;;
    --amd64) architecture=amd64 ;;
    --) shift; break ;;
    -?*) usage ;;
    *) break ;;
    esac
    shift
done
if [ $# -ne 1 ] || [ -z "$1" ]; then usage; fi
dir_given=$1
variant=$packages
[ "$architecture" = arm64 ] || variant=$packages-$architecture

# --- the commands this script needs ----------------------------------------

# need COMMAND PACKAGE...: makes sure of each command, PACKAGE having it.
need() {
    local commands=() packages=() cmd
    while [ $# -gt 0 ]; do
        if ! command -v "$1" >/dev/null; then
            commands+=("$1") packages+=("$2")
        fi
        shift 2
    done
    [ ${#packages[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        die "needs ${commands[*]}, and apt-get, as a Debian machine has"
    [ "$(id -u)" -eq 0 ] ||
        die "needs ${commands[*]}; run: sudo apt-get install -y --no-install-recommends ${packages[*]}"
    say "installing ${packages[*]}"
    # Another installation may run: this waits for it.
    local install=(apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 "${packages[@]}")
    "${install[@]}" >/dev/null 2>&1 ||
        { apt-get update -qq && "${install[@]}"; } >/dev/null 2>&1 ||
        die "cannot install ${packages[*]}"
    hash -r
    for cmd in "${commands[@]}"; do
        command -v "$cmd" >/dev/null || die "still no $cmd"
    done
}

need awk mawk find findutils flock util-linux gzip gzip realpath coreutils \
    sed sed sha256sum coreutils tar tar xargs findutils

# --- where things are ------------------------------------------------------

dir=$(realpath -m -- "$dir_given")
[ "$dir" != / ] || die "will not make a tree at /"
parent=${dir%/*}
parent=${parent:-/}

cache=${TFS_TESTDATA_CACHE:-}
if [ -z "$cache" ]; then
    cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -n "$cache" ] || die "no HOME: set TFS_TESTDATA_CACHE to a directory"
    cache=$cache/tfs-toolkit
fi
cache=$(realpath -m -- "$cache")/arm64-root
case $cache in
*[\"\\$'\n']*) die "quotes, backslashes and line ends in the cache's path won't do" ;;
esac

key=$(sha256sum <"${BASH_SOURCE[0]}")
stamp=$(printf %s "$dir" | sha256sum)
stamp=$cache/trees/${stamp:0:32}

# Prints the number of entries below a tree and the bytes of its files, a
# file with several names counted once.
measure() {
    find "$1" -mindepth 1 -printf '%y %D:%i %s\n' | awk '
        { entries++ }
        $1 == "f" && !seen[$2]++ { bytes += $3 }
        END { printf "%d entries, %.0f bytes\n", entries, bytes }'
}

# --- is it there already? --------------------------------------------------

# The stamp of a tree made earlier has its variant and its measures; it is
# written before the tree is moved into its place, so a tree may lack one only
# if something else made it.
if [ -e "$dir" ]; then
    [ -d "$dir" ] || die "$dir is not a directory"
    first=$(find "$dir" -mindepth 1 -maxdepth 1 -print -quit 2>/dev/null) ||
        die "cannot read $dir"
    if [ -n "$first" ]; then
        [ -f "$stamp" ] || die "$dir is not empty, and not a tree of mine"
        { read -r had_variant; read -r had_measures; } <"$stamp" ||
            die "$dir is not empty, and its record is damaged"
        [ "$had_variant" = "$variant" ] ||
            die "$dir has the $had_variant tree: remove it first"
        measures=$(measure "$dir" 2>/dev/null) || die "cannot read all of $dir"
        [ "$had_measures" = "$measures" ] ||
            die "$dir was changed since it was made: remove it first"
        printf '%s: already there: %s\n' "$dir" "$measures"
        exit 0
    fi
fi

# --- the cache and its lock ------------------------------------------------

if ! mkdir -p -- "$cache/trees" "$cache/debs/partial" \
    "$cache/lists/partial" 2>/dev/null || [ ! -w "$cache" ]; then
    die "cannot write the cache $cache: set TFS_TESTDATA_CACHE to another place"
fi
exec 9>"$cache/lock" || die "cannot write $cache/lock"
if ! flock -n 9; then
    say "waiting for another run to end"
    run flock 9 || die "cannot lock $cache/lock"
fi
# With the lock held, any scratch is that of a run that was killed.
for left in "$cache"/work.*; do
    [ ! -s "$left/beside" ] || remove_tree "$(cat "$left/beside")"
    remove_tree "$left"
done
work=$(mktemp -d "$cache/work.XXXXXX") || die "cannot write the cache $cache"

mkdir -p -- "$parent" 2>/dev/null || die "cannot make $parent"
beside=$(mktemp -d "$parent/.${dir##*/}.XXXXXX" 2>/dev/null) ||
    die "cannot write in $parent"
printf '%s\n' "$beside" >"$work/beside"

# Root of a user namespace may be unable to give files away.
: >"$work/probe"
if [ "$(id -u)" -eq 0 ] && chown 1:42 "$work/probe" 2>/dev/null; then
    who=root
    owners=(--same-owner)
else
    who=user
    owners=(--no-same-owner)
    say "cannot keep owners, not being root: everything will be $(id -un)'s"
fi
saved=$cache/$variant-$who-${key:0:12}.tar.gz

# --- fetching --------------------------------------------------------------

apt_conf=$work/apt.conf
apt_log=$work/apt.log

# The machine's configuration stays in force (sources, keys, proxies,
# preferences), as this file is read after it and overrides only the places,
# the architecture, hooks, and the fetching of what isn't needed here.
write_apt_conf() {
    local target
    {
        cat <<END
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear Acquire::Languages;
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Dir::State "$work/state/";
Dir::State::lists "$cache/lists/";
Dir::State::status "$work/state/status";
Dir::State::extended_states "$work/state/extended_states";
Dir::Cache "$work/cache/";
Dir::Cache::archives "$cache/debs/";
Dir::Log "$work/log/";
END
        # Of the index files only Packages: no sources, file lists, icons.
        apt-config dump 2>/dev/null | sed -n \
            's/^Acquire::IndexTargets::\(deb\(-src\)\{0,1\}::[^: ]*\)::.*/\1/p' |
            sort -u | while read -r target; do
            [ "$target" = deb::Packages ] ||
                printf 'Acquire::IndexTargets::%s::DefaultEnabled "false";\n' \
                    "$target"
        done
    } >"$apt_conf" || die "cannot write the cache $cache"
    mkdir -p "$work/state" "$work/cache" "$work/log" "$work/none/partial" \
        "$work/tmp"
    : >"$work/state/status"
}

apt_get() {
    # When stopped, apt leaves temporary files; they shall go with the scratch.
    run env TMPDIR="$work/tmp" apt-get -c "$apt_conf" -y -qq "$@" \
        >"$work/apt.out" 2>"$apt_log"
}

# The first complaint of apt, as part of a line.
apt_complaint() {
    local line
    line=$(sed -n 's/^E: *//p' "$apt_log" | head -n 1)
    [ -n "$line" ] || line=$(sed -n 's/^W: *//p' "$apt_log" | head -n 1)
    printf '%.200s' "${line:-apt-get failed without a word}" | tr '\n\t' '  '
}

# Leaves the names of the packages' files, in the cache's debs, in $debs.
fetch() {
    local packages=("$@") trouble='' files size deb
    need apt-get apt apt-config apt dpkg-deb dpkg
    write_apt_conf

    say "fetching the package lists"
    apt_get update || trouble=$(apt_complaint)
    # With no archives at hand, all that would be fetched is named.
    if ! apt_get install --print-uris -o "Dir::Cache::archives=$work/none/" \
        "${packages[@]}"; then
        [ -z "$trouble" ] || die "cannot fetch the package lists: $trouble"
        die "cannot resolve the packages: $(apt_complaint)"
    fi
    [ -z "$trouble" ] ||
        say "cannot fetch all package lists, going on with those at hand"
    cp "$work/apt.out" "$work/uris"
    files=$(awk -v name="_($architecture|all)[.]deb\$" '$2 ~ name { print $2 }' \
        "$work/uris" | sort)
    [ -n "$files" ] || die "apt-get named no packages"
    mapfile -t debs <<<"$files"

    size=$(awk '{ s += $3 } END { printf "%.0f", s / 1e6 }' "$work/uris")
    say "fetching ${#debs[@]} packages ($size MB, less what the cache has)"
    apt_get install --download-only "${packages[@]}" ||
        die "cannot fetch the packages: $(apt_complaint)"
    for deb in "${debs[@]}"; do
        [ -s "$cache/debs/$deb" ] || die "$deb did not come"
    done
}

# --- making the tree -------------------------------------------------------

own() { # UID:GID PATH...
    if [ "$who" = root ]; then chown -h "$@"; fi
}

# Unpacks one package, with its entry in the tree's dpkg database.
unpack() {
    local deb=$1 tree=$2 info=$2/var/lib/dpkg/info control=$work/control
    local name file

    # The links of the merged /usr are there before, and directories of the
    # same names in packages go through them.
    dpkg-deb --fsys-tarfile "$deb" |
        tar -x -v -p --numeric-owner "${owners[@]}" --quoting-style=literal \
            --keep-directory-symlink --anchored "${leave_out[@]}" -C "$tree" \
            >"$work/names" || return 1

    rm -rf "$control"
    mkdir "$control"
    dpkg-deb --ctrl-tarfile "$deb" |
        tar -x --numeric-owner --no-same-owner -C "$control" || return 1
    name=$(sed -n 's/^Package: *//p' "$control/control")
    if grep -q '^Multi-Arch: *same' "$control/control"; then
        name+=:$architecture
    fi
    {
        sed '/^Package:/a Status: install ok unpacked' "$control/control"
        if [ -s "$control/conffiles" ]; then
            printf 'Conffiles:\n'
            sed -n 's|^/.*| & newconffile|p' "$control/conffiles"
        fi
        printf '\n'
    } >>"$work/status"
    rm "$control/control"
    sed -e 's|^\./$|/.|' -e 's|^\./|/|' -e 's|\(.\)/$|\1|' "$work/names" \
        >"$info/$name.list"
    for file in "$control"/*; do
        [ -f "$file" ] || continue
        mv "$file" "$info/$name.${file##*/}"
    done
}

# copy_once FROM TO: as the packages' own scripts do on first installation.
copy_once() {
    if [ -f "$1" ] && [ ! -e "$2" ] && [ ! -L "$2" ]; then cp -p "$1" "$2"; fi
}

# link_once TARGET LINK
link_once() {
    if [ ! -e "$2" ] && [ ! -L "$2" ]; then ln -s "$1" "$2"; fi
}

# Does what of the packages' own scripts shows in an empty tree.
settle() {
    local tree=$1 d f

    for d in boot dev etc/alternatives etc/opt home media mnt opt proc root \
        run run/lock srv sys tmp usr/local usr/local/bin usr/local/etc \
        usr/local/games usr/local/include usr/local/lib usr/local/sbin \
        usr/local/share usr/local/share/man usr/local/src var/log var/mail \
        var/opt var/spool var/tmp; do
        if [ -L "$tree/$d" ] || [ ! -d "$tree/$d" ]; then
            rm -f "$tree/$d"
            mkdir "$tree/$d"
        fi
    done
    chmod 700 "$tree/root"
    chmod 1777 "$tree/tmp" "$tree/var/tmp" "$tree/run/lock"
    own 0:8 "$tree/var/mail"
    chmod 2775 "$tree/var/mail"
    link_once share/man "$tree/usr/local/man"
    link_once ../mail "$tree/var/spool/mail"
    for d in run lock; do
        f=/run
        [ "$d" = run ] || f=/run/lock
        if [ ! -L "$tree/var/$d" ]; then rmdir "$tree/var/$d" 2>/dev/null || true; fi
        link_once "$f" "$tree/var/$d"
    done

    copy_once "$tree/usr/share/base-files/profile" "$tree/etc/profile"
    copy_once "$tree/usr/share/base-files/motd" "$tree/etc/motd"
    copy_once "$tree/usr/share/base-files/dot.profile" "$tree/root/.profile"
    copy_once "$tree/usr/share/base-files/dot.bashrc" "$tree/root/.bashrc"
    copy_once "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
    copy_once "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
    sed 's/^\([^:]*\):.*/\1:*:20000:0:99999:7:::/' "$tree/etc/passwd" \
        >"$tree/etc/shadow"
    sed 's/^\([^:]*\):.*/\1:*::/' "$tree/etc/group" >"$tree/etc/gshadow"
    own 0:42 "$tree/etc/shadow" "$tree/etc/gshadow"
    chmod 640 "$tree/etc/shadow" "$tree/etc/gshadow"
    for f in wtmp btmp lastlog; do : >>"$tree/var/log/$f"; done
    own 0:43 "$tree/var/log/wtmp" "$tree/var/log/btmp" "$tree/var/log/lastlog"
    chmod 664 "$tree/var/log/wtmp" "$tree/var/log/lastlog"
    chmod 660 "$tree/var/log/btmp"

    link_once dash "$tree/usr/bin/sh"
    link_once debian "$tree/etc/dpkg/origins/default"
    [ ! -d "$tree/usr/share/zoneinfo" ] ||
        link_once /usr/share/zoneinfo/Etc/UTC "$tree/etc/localtime"
    for f in awk=mawk nawk=mawk pager=less; do
        [ -e "$tree/usr/bin/${f#*=}" ] || continue
        link_once "/usr/bin/${f#*=}" "$tree/etc/alternatives/${f%=*}"
        link_once "/etc/alternatives/${f%=*}" "$tree/usr/bin/${f%=*}"
    done
}

# Gives what was not packaged the time of the newest that was, so that the
# same packages always make the same tree.
settle_times() {
    local tree=$1 before=$2 newest
    newest=$(find "$tree" ! -newer "$before" -printf '%T@\n' | sort -n |
        tail -n 1)
    newest=${newest%%.*}
    find "$tree" -newer "$before" -print0 |
        xargs -0 touch -h -d "@${newest:-0}" --
}

# Makes the tree in an empty directory.
make_tree() {
    local tree=$1 d deb
    touch -d '1 second ago' "$work/before"
    mkdir "$tree/usr" "$tree/var" "$tree/var/lib" "$tree/var/lib/dpkg" \
        "$tree/var/lib/dpkg/info"
    for d in bin lib sbin; do
        mkdir "$tree/usr/$d"
        ln -s "usr/$d" "$tree/$d"
    done
    leave_out=()
    if [ "$packages" != full ]; then
        for d in "${small_leaves_out[@]}"; do
            leave_out+=("--exclude=./$d/?*")
        done
    fi

    say "unpacking"
    : >"$work/status"
    for deb in "${debs[@]}"; do
        if ! unpack "$cache/debs/$deb" "$tree" 2>"$work/unpack.log"; then
            if ! dpkg-deb --fsys-tarfile "$cache/debs/$deb" 2>/dev/null |
                cat >/dev/null; then
                rm -f "$cache/debs/$deb"
                die "$deb was damaged, and is removed from the cache: run again"
            fi
            die "cannot unpack $deb: $(head -n 1 "$work/unpack.log")"
        fi
    done
    cat "$work/status" >"$tree/var/lib/dpkg/status"
    printf '1\n' >"$tree/var/lib/dpkg/info/format"
    settle "$tree"
    settle_times "$tree" "$work/before"
}

# Keeps the finished tree for later runs, and of the packages only those that
# a tree of this script is made of.
save_tree() {
    local tree=$1 f
    say "keeping the tree in the cache"
    run tar -c --sort=name --numeric-owner -I 'gzip -1n' -f "$work/tree.tar.gz" \
        -C "$tree" . || die "cannot write the cache $cache"
    printf '%s\n' "${debs[@]}" >"$work/debs"
    rm -f "$cache/$variant-$who"-*
    printf '%s\n' "$measures" >"$saved.measures"
    mv "$work/debs" "$cache/$variant.debs"
    mv "$work/tree.tar.gz" "$saved"
    for f in "$cache"/debs/*.deb; do
        grep -qsxF -e "${f##*/}" "$cache"/*.debs || rm -f "$f"
    done
}

# Unpacks the kept tree; fails if it is not as it was when it was kept.
restore_tree() {
    local tree=$1
    if ! run tar -x -z -p --numeric-owner "${owners[@]}" -f "$saved" \
        -C "$tree" 2>"$work/unpack.log"; then
        gzip -t "$saved" 2>/dev/null || return 1
        die "cannot unpack the kept tree: $(head -n 1 "$work/unpack.log")"
    fi
    measures=$(measure "$tree")
    [ "$measures" = "$(cat "$saved.measures" 2>/dev/null)" ]
}

# --- and so ----------------------------------------------------------------

tree=$beside/tree
mkdir "$tree"
restored=no
if [ -f "$saved" ]; then
    if restore_tree "$tree"; then
        restored=yes
    else
        say "the kept tree is damaged, making it anew"
        rm -f "$saved"
        remove_tree "$tree"
        mkdir "$tree"
    fi
fi
if [ "$restored" = no ]; then
    debs=()
    case $packages in
    small) fetch "${small_packages[@]}" ;;
    programs) fetch "${small_packages[@]}" "${more_programs[@]}" ;;
    full) fetch "${full_packages[@]}" ;;
    esac
    make_tree "$tree"
    measures=$(measure "$tree")
    save_tree "$tree"
fi

printf '%s\n' "$variant" "$measures" >"$work/stamp"
mv "$work/stamp" "$stamp"
[ ! -d "$dir" ] || rmdir -- "$dir" 2>/dev/null || die "cannot replace $dir"
mv -T -- "$tree" "$dir" || die "cannot move the tree to $dir"
printf '%s: %s\n' "$dir" "$measures"
