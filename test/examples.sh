#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# test/examples.sh DIRECTORY: the examples, built in DIRECTORY, do what they say and leave nothing behind.

set -euo pipefail
programs=$(cd "$1" && pwd -P)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Everything the examples make is made here; what is left here was left behind.
export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"
cd "$scratch"
export LC_ALL=C

fail() {
    printf 'failed: %s\n' "$*" >&2
    exit 1
}

"$programs/tour" >tour.txt || { cat tour.txt; fail "tour"; }
grep -q 'Nothing is left behind' tour.txt || fail "tour's last line"

# external_sort: the same bytes as sort's, whatever the input looks like.
sorts() { # sorts NAME OPTIONS...
    "$programs/external_sort" "${@:2}" input >ours || fail "external_sort: $1"
    sort input >theirs
    cmp ours theirs || fail "external_sort is not sort: $1"
}
: >input; sorts "an empty file"
printf 'one' >input; sorts "one line without a newline"
printf '\n\n' >input; sorts "empty lines"
printf 'b\n\na\n\0z\n\377\nab\na' >input; sorts "NULs, high bytes, a prefix of another line"
find "$root/include" "$root/libs" -type f -print0 | sort -z | xargs -0 cat >one
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do cat one; done >input
sorts "many lines in little memory" -m 1
head -c 3000000 /dev/urandom >input; sorts "random bytes in little memory" -m 1
"$programs/external_sort" -o ours - <input && cmp ours theirs || fail "external_sort: standard input, -o"
if "$programs/external_sort" -m 1 "$scratch/missing" 2>message; then fail "external_sort sorted a missing file"; fi
grep -q missing message || fail "external_sort does not name the file that it cannot read"
head -c 3000000 /dev/zero >input
if "$programs/external_sort" -m 1 input >ours 2>message; then fail "external_sort exceeded its memory"; fi
grep -q 'too long' message || fail "external_sort does not say that a line is too long"
if [ -e /dev/full ] && "$programs/external_sort" one >/dev/full 2>message; then fail "external_sort missed a write error"; fi

# sponge: a pipeline that ends in the file that it begins with.
cp one input
sort input >theirs
sort input | "$programs/sponge" input
cmp input theirs || fail "sponge"
printf 'more\n' | "$programs/sponge" -a input
printf 'more\n' >>theirs
cmp input theirs || fail "sponge -a"
chmod 640 input
ln -s input link
printf 'new\n' | "$programs/sponge" link
[ -L link ] && [ "$(cat input)" = new ] && [ "$(stat -c %a input)" = 640 ] || fail "sponge to a link"
head -c 20000000 /dev/urandom >large # more than it keeps in memory
"$programs/sponge" <large | cmp - large || fail "sponge to standard output"
printf 'y' | "$programs/sponge" /dev/null || fail "sponge to a device"
if printf 'x' | "$programs/sponge" "$scratch/no/such/directory" 2>message; then fail "sponge wrote to nowhere"; fi

# gzip_spool: what it compresses, gzip expands.
if [ -x "$programs/gzip_spool" ]; then
    for file in one large /dev/null; do
        "$programs/gzip_spool" <"$file" 2>message | gzip -d | cmp - "$file" || fail "gzip_spool: $file"
    done
fi

# atomic_config: keys are set, added and removed, everything else stays, and there is never half a file.
printf '# volume\nvolume = 5\n\nname=tuba\n' >config
"$programs/atomic_config" config volume=11 colour=red name= >message || fail "atomic_config"
printf '# volume\nvolume = 11\n\ncolour = red\n' | cmp - config || fail "atomic_config's file"
"$programs/atomic_config" config volume | grep -qx 11 || fail "atomic_config: a value"
"$programs/atomic_config" fresh a=1 && [ "$(cat fresh)" = 'a = 1' ] || fail "atomic_config: a new file"
for i in 1 2 3 4 5 6 7 8 9 10; do "$programs/atomic_config" config "volume=$i" & done
for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(wc -l <config)" -eq 4 ] || fail "atomic_config: half a file"; done
wait
if "$programs/atomic_config" "$scratch/no/file" a=1 2>message; then fail "atomic_config wrote to nowhere"; fi
[ -z "$(find . -maxdepth 1 -name 'tmp~*')" ] || fail "atomic_config left something"

left=$(ls -A "$TMPDIR")
[ -z "$left" ] || fail "left behind: $left"
echo "the examples do what they say"
