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
for i in 1 2 3 4 5 6; do cat one one; for letter in c a b; do head -c 250000 /dev/zero | tr '\0' "$letter"; done; echo; done >input
for i in 3 1 2; do head -c 260000 /dev/zero | tr '\0' "$i"; echo; done >>input
"$programs/external_sort" -m 3 input >ours || fail "external_sort: lines of a quarter of the memory"
sort input | cmp - ours || fail "external_sort is not sort: lines of a quarter of the memory"
{ cat one; head -c 3000000 /dev/zero; } >input
if "$programs/external_sort" -m 1 input >ours 2>message; then fail "external_sort exceeded its memory"; fi
grep -q "line $(($(wc -l <one) + 1)) is too long.*-m" message || fail "external_sort does not say which line is too long"
if [ -e /dev/full ] && "$programs/external_sort" one >/dev/full 2>message; then fail "external_sort missed a write error"; fi
cp one input
"$programs/external_sort" -o input input && sort one | cmp - input || fail "external_sort: the input is the output"
"$programs/external_sort" -m 1 -o input one && sort one | cmp - input || fail "external_sort: a merge into a file"
"$programs/external_sort" -o /dev/stdout one | cmp - input || fail "external_sort: a device"
if (ulimit -f 100; trap '' XFSZ; exec "$programs/external_sort" -m 1 -o ours one one 2>message); then fail "external_sort: a full disk"; fi

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
cp one input
if (ulimit -f 5000; trap '' XFSZ; exec "$programs/sponge" input <large 2>message); then fail "sponge: a full disk"; fi
cmp input one || fail "sponge changed a file that it could not replace"

# gzip_spool: what it compresses, gzip expands.
if [ -x "$programs/gzip_spool" ]; then
    for file in one large /dev/null; do
        "$programs/gzip_spool" <"$file" 2>message | gzip -d | cmp - "$file" || fail "gzip_spool: $file"
    done
    if (ulimit -f 5000; trap '' XFSZ; exec "$programs/gzip_spool" <large >part 2>message); then fail "gzip_spool: a full disk"; fi
    [ ! -s part ] || fail "gzip_spool compressed a part"
    if "$programs/gzip_spool" <. >part 2>message; then fail "gzip_spool read a directory"; fi
    if [ -e /dev/full ] && "$programs/gzip_spool" <large >/dev/full 2>message; then fail "gzip_spool missed a write error"; fi
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
status=0
"$programs/atomic_config" fresh b || status=$?
[ "$status" -eq 1 ] || fail "atomic_config: a key that is not there"
if "$programs/atomic_config" fresh $'a=2\nb=3' 2>message; then fail "atomic_config wrote two lines for one"; fi
[ "$(cat fresh)" = 'a = 1' ] || fail "atomic_config changed a file in spite of an error"
[ -z "$(find . -maxdepth 1 -name 'tmp~*')" ] || fail "atomic_config left something"

# in_directory: the command's directory, status and signals; nothing is left.
"$programs/in_directory" -- sh -c 'pwd; echo x >file; mkdir -p a/b; chmod 0 a' >where || fail "in_directory"
[ ! -e "$(cat where)" ] || fail "in_directory left its directory"
case $(cat where) in "$TMPDIR"/in-directory-*) ;; *) fail "in_directory ran in $(cat where)" ;; esac
status=0; "$programs/in_directory" sh -c 'exit 7' || status=$?
[ "$status" -eq 7 ] || fail "in_directory: the command's status"
status=0; "$programs/in_directory" sh -c 'kill -9 $$' || status=$?
[ "$status" -eq 137 ] || fail "in_directory: a signal's status"
status=0; "$programs/in_directory" "$scratch/no/such/command" 2>message || status=$?
[ "$status" -eq 127 ] || fail "in_directory: a command that is not there"
mkfifo begun
"$programs/in_directory" sh -c 'trap "exit 3" TERM; pwd >"$1"; while :; do sleep 0.05; done' sh "$scratch/begun" &
pid=$!
where=$(cat begun)
kill -TERM "$pid"
status=0; wait "$pid" || status=$?
[ "$status" -eq 3 ] && [ ! -e "$where" ] || fail "in_directory: a signal is passed on (status $status)"
status=0; "$programs/in_directory" -k sh -c 'exit 1' 2>message || status=$?
kept=$(sed -n 's/^in_directory: kept //p' message)
[ "$status" -eq 1 ] && [ -d "$kept" ] && rmdir "$kept" || fail "in_directory -k"

# rmtree: trees, files and links go, what they lead to stays; the count and the first error.
mkdir -p tree/a/b tree/c outside && touch tree/a/b/f tree/c/g outside/stays && ln -s ../outside tree/link && ln -s outside toplink
"$programs/rmtree" tree toplink missing >count || fail "rmtree"
grep -qx '8 entries removed' count || fail "rmtree's count: $(cat count)"
[ ! -e tree ] && [ ! -L toplink ] && [ -e outside/stays ] || fail "rmtree"
if "$programs/rmtree" -q .. 2>message; then fail "rmtree removed .."; fi
[ -s message ] || fail "rmtree: no error"
status=0; "$programs/rmtree" -j x 2>message || status=$?
[ "$status" -eq 2 ] || fail "rmtree: wrong arguments"

# scratch_array: sorted numbers, also with less memory than the array has.
head -c 16000000 /dev/urandom >numbers
"$programs/scratch_array" numbers sorted || fail "scratch_array"
od -An -v -t u8 -w8 numbers | sort -n | cmp - <(od -An -v -t u8 -w8 sorted) || fail "scratch_array does not sort"
: >numbers; "$programs/scratch_array" numbers sorted && [ ! -s sorted ] || fail "scratch_array: an empty file"
printf 'odd' >numbers
if "$programs/scratch_array" numbers sorted 2>message; then fail "scratch_array sorted half a number"; fi

# boost_test_fixture: the directory goes when the case passed, and is kept when it failed.
if [ -x "$programs/boost_test_fixture" ]; then
    "$programs/boost_test_fixture" --run_test=passes >/dev/null || fail "boost_test_fixture"
    status=0
    "$programs/boost_test_fixture" --run_test=fails --log_level=message --color_output=no >message 2>&1 || status=$?
    [ "$status" -eq 201 ] || fail "boost_test_fixture: status $status"
    kept=$(sed -n 's/.*kept for fails: //p' message)
    [ -n "$kept" ] && [ "$(cat "$kept/data")" = 'to be looked at' ] || fail "boost_test_fixture kept nothing: $(cat message)"
    rm -r "$kept"
fi

# upload_server: a thousand bodies of mixed sizes from eight connections, under one limit of memory.
if [ -x "$programs/upload_server" ] && [ -x "$programs/upload_client" ]; then
    mkdir stored
    mkfifo stop port
    "$programs/upload_server" -m 2000000 stored <stop >port 2>message &
    pid=$!
    exec 9>stop
    read -r port <port || fail "upload_server did not begin: $(cat message)"
    "$programs/upload_client" "$port" 1000 8 body- >sent || fail "upload_client: $(cat message)"
    exec 9>&-
    wait "$pid" || fail "upload_server ended with an error: $(cat message)"
    [ "$(ls stored | wc -l)" -eq 1000 ] || fail "upload_server stored $(ls stored | wc -l) bodies"
    while read -r size seed name; do
        if [ "$size" = memory ]; then
            [ "$seed" -eq 0 ] && [ "${name#* }" -le 2000000 ] || fail "upload_server's memory: $size $seed $name"
            continue
        fi
        [ "$(stat -c %s "stored/$name")" -eq "$size" ] || fail "upload_server: the size of $name"
        if [ $((seed % 50)) -le 2 ]; then
            "$programs/upload_client" --body "$size" "$seed" | cmp - "stored/$name" || fail "upload_server: the bytes of $name"
        fi
    done <sent
fi

left=$(ls -A "$TMPDIR")
[ -z "$left" ] || fail "left behind: $left"
echo "the examples do what they say"
