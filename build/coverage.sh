#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/run.sh coverage: which lines and branches of the library and its headers run in the tests. The library and the test
# programs are built twice by clang, for Linux and with the plain POSIX path, and instrumented; what ran in either build
# counts. Counters are in mapped files, so that what a child did counts as well, however it ended.
#
# Read by run.sh, after portability.sh, whose functions build and run. TESTS="persist sweep" runs those programs alone;
# BUILDS="linux" is one of the two builds (linux, plain). Then there is a table and no mark.

# shellcheck disable=SC2154 # build/run.sh defines it
coverage=$out/coverage

coverage_build() { # coverage_build linux | plain FLAGS...
    local which=$1
    shift
    local portability=$coverage/$which name="coverage, $which"
    mkdir -p "$portability/include"
    ln -sfn "$(boost_headers)" "$portability/include/boost"
    # One file for each program: its name is made of what is in the program (%m). The counters are in it while the program
    # runs (%c), which needs them to be relocatable.
    rm -rf "$portability/profiles"
    mkdir -p "$portability/profiles"
    chmod 1777 "$portability/profiles" # for programs that a test starts as another user
    export LLVM_PROFILE_FILE=$portability/profiles/%m%c.profraw
    # The last of these is about the compiler's options, which are given to the linker as well.
    libraries="-pthread -fuse-ld=lld-19 -Wno-unused-command-line-argument" target "$name" posix "" "${TESTS:-}" "${cached[@]}" clang++-19 -std=c++17 \
        -fprofile-instr-generate -fcoverage-mapping -mllvm -runtime-counter-relocation "$@"
    unset LLVM_PROFILE_FILE

    local programs=() source
    # shellcheck disable=SC2034 # suffix and directory are program_of's
    local suffix='' directory
    # shellcheck disable=SC2034
    directory=$portability/$(printf '%s' "$name" | tr -cs '[:alnum:]\n' '-')
    # shellcheck disable=SC2086 # -object comes before each but the first
    for source in $(test_files posix ${TESTS:-}); do
        [ ! -e "$(program_of "$source")" ] || programs+=(${programs[0]+-object} "$(program_of "$source")")
    done
    llvm-profdata-19 merge -o "$portability/profile" "$portability"/profiles/*.profraw
    # What it says on its standard error is how many functions some file has and never calls.
    llvm-cov-19 export -instr-profile="$portability/profile" "${programs[@]}" libs/tempfile/src include \
        >"$portability/coverage.json" 2>"$portability/llvm-cov.log" || die "llvm-cov failed ($portability/llvm-cov.log)"
}

run_coverage() {
    need compiler b2 boost make clang clangrt lld llvm python3
    export BOOST_TEST_COLOR_OUTPUT=no BOOST_TEST_CATCH_SYSTEM_ERRORS=no
    mkdir -p "$coverage" "$out/log"
    local cached=() memory builds which results=()
    ! has_command ccache || cached=(ccache)
    memory=$(memory_directory)
    memory=${memory:-${TMPDIR:-/tmp}}
    read -ra builds <<<"${BUILDS:-linux plain}"
    for which in "${builds[@]}"; do
        case $which in
            linux) coverage_build linux ;;
            plain) coverage_build plain -DBOOST_TEMPFILE_PLAIN_POSIX ;;
            *) die "BUILDS: no such build: $which" ;;
        esac
        results+=("$coverage/$which/coverage.json")
    done
    local started=$SECONDS log=$out/log/coverage.log status=0
    python3 build/coverage.py ${TESTS:+--part} ${BUILDS:+--part} "${results[@]}" >"$log" || status=$?
    cat "$log"
    count $((status == 0)) $((status != 0)) "coverage, the mark" $((SECONDS - started))
}
