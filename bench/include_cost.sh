#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# What including a header costs: the compiler's user time, against that of the standard headers whose job it takes over.
# The median of nine rounds, in each of which every header has its turn, so that what else the machine does hits all.
#
#     bench/include_cost.sh [ROUNDS]        CXX names the compiler (g++), BOOST_ROOT where Boost is

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-9}
compiler=${CXX:-g++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT=%U

# NAME, the headers that it stands for, the NAME that it is compared with and the most that it may cost.
table='
base            fstream filesystem                  base    1
fwd_base        iosfwd filesystem                   fwd_base 1
tempfile        boost/tempfile.hpp                  base    1.30
temporary_file  boost/tempfile/temporary_file.hpp   base    1.15
fwd             boost/tempfile/fwd.hpp              fwd_base 1.05
'

headers_of() { awk -v n="$1" '$1 == n { for (i = 2; i < NF - 1; ++i) print "#include <" $i ">" }' <<<"$table"; }
names=$(awk 'NF { print $1 }' <<<"$table")
for name in $names; do
    headers_of "$name" >"$work/$name.cpp"
done

for ((round = 0; round < rounds; ++round)); do
    for name in $names; do
        { time "$compiler" -std=c++17 -Iinclude ${BOOST_ROOT:+"-I$BOOST_ROOT" "-I$BOOST_ROOT/include"} \
            -c "$work/$name.cpp" -o /dev/null; } 2>>"$work/$name.times"
    done
done

median() { sort -n "$work/$1.times" | sed -n "$(((rounds + 1) / 2))p"; }
printf '%-34s %8s %7s %8s\n' included seconds ratio target
while read -r name rest; do
    [ -n "$name" ] || continue
    read -r -a words <<<"$rest"
    against=${words[-2]} target=${words[-1]}
    awk -v what="$(headers_of "$name" | sed 's/#include //' | tr '\n' ' ')" -v t="$(median "$name")" \
        -v base="$(median "$against")" -v target="$target" 'BEGIN {
            printf "%-34s %8.3f %7.2f", what, t, t / base
            if (target != 1) printf " %8s%s", "<= " target, (t / base > target ? "  above" : "")
            printf "\n" }'
done <<<"$table"
