#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# The library as a Boost tree has its libraries: build/export.sh DIR writes DIR/libs/tempfile, where DIR is the tree's top.
# What is there is replaced. All of it comes from this tree: files as they are, but for the place of src/; and the files
# of build/boost, with the lists of sources and tests filled in. The same tree gives the same bytes.

set -euo pipefail

[ $# -eq 1 ] || {
    echo "usage: build/export.sh DIR (the top of a Boost tree)" >&2
    exit 2
}
mkdir -p "$1"
tree=$(cd "$1" && pwd -P)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
here=$PWD
export LC_ALL=C

to=$tree/libs/tempfile
rm -rf "$to"
mkdir -p "$to/build"

# What git knows, or every file where this is no checkout: nothing that was built lies between the sources.
copy() { # copy FROM TO
    mkdir -p "$to/$2"
    tar -cf - -C "$1" --exclude=./bin --exclude=./node_modules --exclude=./consumer_b2 --exclude=./consumer_cmake . | tar -xf - -C "$to/$2"
}
copy libs/tempfile/src src
copy libs/tempfile/meta meta
for part in include test example doc; do
    copy "$part" "$part"
done
cp README.md LICENSE_1_0.txt CHANGELOG.md "$to"

# src/ is beside the other folders here.
grep -rlF 'libs/tempfile/src' "$to/test" "$to/example" "$to/doc" | while read -r file; do
    sed -i 's|\.\./libs/tempfile/src|../src|g; s|libs/tempfile/src|src|g' "$file"
done

cp build/boost/build.jam build/boost/index.html "$to"
cp build/boost/Jamfile "$to/build/Jamfile"

fill() { # fill TEMPLATE NAME=FILES...: each NAME between @ becomes the files, one a line
    local text name files
    text=$(<"$1")
    shift
    while [ $# -ne 0 ]; do
        name=${1%%=*}
        files=${1#*=}
        text=${text//"@$name@"/"$files"}
        shift
    done
    printf '%s\n' "$text"
}
list() { # list PATTERN...: the files below the library's folder, indented
    (cd "$to" && printf '%s\n' "$@" | sed 's/^/  /')
}
cd "$to"
shopt -s nullglob
fill "$here/build/boost/CMakeLists.txt" \
    "SOURCES=$(list src/{streams,creation,removal,permanent,lifecycle}/*.cpp)" \
    "WINDOWS=$(list src/system/windows/*.cpp)" \
    "POSIX=$(list src/system/{posix,linux,bsd,darwin}/*.cpp)" >CMakeLists.txt
cd test
tests=$(printf ' %s' *.cpp)
tests=${tests// header.cpp/}
tests=${tests// unit_test_framework.cpp/}
fill "$here/build/boost/test.cmake" "TESTS=${tests# }" "INTERNAL=$(printf '%s ' internal/*.cpp)" >CMakeLists.txt
