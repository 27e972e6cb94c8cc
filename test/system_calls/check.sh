#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# test/system_calls/check.sh LOOP: what an object costs in system calls (promise 8). Counted is what a thousand more of
# them need, so that what a process does once does not matter.

set -euo pipefail
loop=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch

if ! strace -o "$scratch/try" true 2>/dev/null; then
    echo "skipped: strace may not trace here"
    exit 0
fi

calls() { # calls KIND COUNT: "name count" a line
    strace -f -c -o "$scratch/calls" "$loop" "$1" "$2"
    awk '$1 ~ /^[0-9.]+$/ && $NF != "total" { print $NF, $4 }' "$scratch/calls" | sort
}

# For a thousand more, in tenths; what happens less than once in ten objects is left out: random bytes are fetched for many.
more_calls() {
    calls "$1" 1000 >"$scratch/few"
    calls "$1" 2000 >"$scratch/many"
    join -a 2 "$scratch/few" "$scratch/many" |
        awk '{ more = NF == 3 ? $3 - $2 : $2; if (more >= 100) print $1, int(more / 100 + 0.5) / 10 }'
}

failed=0
expect() { # expect KIND "name per-object ..."
    local found
    found=$(more_calls "$1" | tr '\n' ' ' | sed 's/ $//')
    if [ "$found" = "$2" ]; then
        echo "$1: ${found:-no system call}"
    else
        echo "$1: expected ${2:-no system call}, found: ${found:-none}"
        failed=1
    fi
}

expect anonymous "close 1 openat 1"
expect named "close 1 openat 1 unlink 1"
expect spooled ""
expect directory "geteuid 1 mkdir 1 statx 1 unlinkat 1"
# The lock costs a file two calls, and a directory a handle as well.
# statfs: where sweep() would not work, they are refused.
expect sweepable "close 1 flock 1 openat 1 statfs 1 statx 1 unlink 1"
expect sweepable_directory "close 1 flock 1 geteuid 1 mkdir 1 openat 1 statfs 1 statx 1 unlinkat 1"
# Made: mkdir, statx, openat 5, close 5. Removed: one openat, getdents64 and close, and unlinkat 6; a bare walk asks for the
# end of the listing as well.
expect tree "close 6 getdents64 1 geteuid 1 mkdir 1 openat 6 statx 1 unlinkat 6"
exit "$failed"
