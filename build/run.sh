#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Everything a newcomer needs. Each command installs what it lacks, builds and runs; `build/run.sh help` lists them.

set -euo pipefail
exec </dev/null # nothing here asks a question, or may wait for an answer

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
out=$root/bin # all that is built; git ignores it
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

usage() {
    cat <<'USAGE'
build/run.sh demo       the tour of the library, and a real file sorted in 8 MiB of memory
build/run.sh test       the whole test suite (what CI calls)
build/run.sh bench      the benchmarks, as tables with ratios
build/run.sh doc        the HTML documentation, in bin/doc
build/run.sh windows    the Windows build and its tests, under Wine
build/run.sh clean      removes bin/, where everything is built

Each installs what it lacks first: through apt-get where there is one, naming it elsewhere. What has been built, or has
passed unchanged, is not done again. BOOST_ROOT names a Boost other than the installed one.
USAGE
}

say() { printf '%s\n' "$*"; }
die() { printf 'run.sh: %s\n' "$*" >&2; exit 1; }

# ---- what has to be installed ---------------------------------------------------------------------------------------

has_command() { command -v "$1" >/dev/null 2>&1; }
has_header() { printf '#include <%s>\n' "$1" | g++ ${BOOST_ROOT:+"-I$BOOST_ROOT" "-I$BOOST_ROOT/include"} -std=c++17 -E -x c++ - >/dev/null 2>&1; }
has_library() {
    printf 'int main() {}\n' | g++ ${BOOST_ROOT:+"-L$BOOST_ROOT/lib" "-L$BOOST_ROOT/stage/lib"} \
        -x c++ - -x none "-l$1" -o /dev/null >/dev/null 2>&1
}
has_libcxx() { printf '#include <filesystem>\nint main() {}\n' | clang++-19 -stdlib=libc++ -std=c++20 -x c++ - -o /dev/null >/dev/null 2>&1; }
has_clang_runtime() { # the sanitizers' and the fuzzer's libraries
    printf 'int main() {}\n' | clang++-19 -fsanitize=address,undefined -x c++ - -o /dev/null >/dev/null 2>&1
}
has_wine() { has_command wine64 || has_command wine || [ -x /usr/lib/wine/wine64 ]; }

# The parts a command can ask for, how to see whether one is there, and the Debian packages that bring it, the preferred
# first. Debian 12 has two Boosts; where there is one only, its packages carry no number.
part_present() {
    case $1 in
        compiler)  has_command g++ ;;
        b2)        has_command b2 ;;
        boost)     has_header boost/version.hpp && has_header boost/iostreams/copy.hpp ;;
        iostreams) has_library boost_iostreams ;;
        filesystem) has_library boost_filesystem ;;
        cmake)     has_command cmake ;;
        make)      has_command make ;;
        clang)     has_command clang++-19 ;;
        libcxx)    has_libcxx ;;
        clangrt)   has_clang_runtime ;;
        benchmark) has_header benchmark/benchmark.h ;;
        asciidoctor) has_command asciidoctor ;;
        strace)    has_command strace ;;
        mingw)     has_command x86_64-w64-mingw32-g++-posix ;;
        wine)      has_wine ;;
        *)         die "no such part: $1" ;;
    esac
}

part_packages() {
    case $1 in
        compiler)  echo g++ ;;
        b2)        echo libboost-tools-dev ;;
        boost)     echo libboost1.81-dev libboost-dev ;;
        iostreams) echo libboost-iostreams1.81-dev libboost-iostreams-dev ;;
        filesystem) echo libboost-filesystem1.81-dev libboost-filesystem-dev ;;
        cmake)     echo cmake ;;
        make)      echo make ;;
        clang)     echo clang-19 ;;
        libcxx)    echo libc++-19-dev ;;
        clangrt)   echo libclang-rt-19-dev ;;
        benchmark) echo libbenchmark-dev ;;
        asciidoctor) echo asciidoctor ;;
        strace)    echo strace ;;
        mingw)     echo g++-mingw-w64-x86-64-posix ;;
        wine)      echo wine64 ;;
    esac
}

missing_parts() {
    local part
    for part in "$@"; do
        part_present "$part" || echo "$part"
    done
}

# Prints the first of the packages that can be installed.
installable() {
    local package
    for package in "$@"; do
        if apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [0-9]'; then
            echo "$package"
            return
        fi
    done
    return 1
}

need() {
    local missing part packages=() unknown=()
    # What one part needs to be looked for (the compiler) comes first in the list, and is not there yet on a bare
    # machine: then all is asked for, which apt-get takes for an answer.
    missing=$(missing_parts "$@")
    [ -n "$missing" ] || return 0

    local names=()
    for part in $missing; do
        names+=("$(part_packages "$part" | sed 's/ / or /g')")
    done
    has_command apt-get || die "needed, and not found: ${names[*]} (the names of Debian's packages)"

    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        has_command sudo || die "not root, and there is no sudo; install as root: ${names[*]}"
        sudo=(sudo)
    fi

    say "installing: ${names[*]}"
    mkdir -p "$out/log"
    local log=$out/log/apt-get.log
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 ||
        say "apt-get update failed ($log); going on with what is known"
    for part in $missing; do
        local package
        # shellcheck disable=SC2046
        if package=$(installable $(part_packages "$part")); then
            packages+=("$package")
        else
            unknown+=("$(part_packages "$part" | sed 's/ / or /g')")
        fi
    done
    [ ${#unknown[@]} -eq 0 ] || die "apt-get knows no package ${unknown[*]}: this needs Debian 12, Ubuntu 24.04 or newer"
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o Dpkg::Options::=--force-confold --no-install-recommends install "${packages[@]}" >>"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        die "apt-get could not install ${packages[*]} ($log)"
    }

    missing=$(missing_parts "$@")
    [ -z "$missing" ] || die "installed, but still not usable: $(for part in $missing; do part_packages "$part"; done | xargs)"
}

# ---- building and counting ------------------------------------------------------------------------------------------

b2_build() { b2 -j"$jobs" --user-config="$root/build/toolsets.jam" "$@"; }

passed=0
failed=0
failures=()

count() { # count PASSED FAILED NAME SECONDS
    passed=$((passed + $1))
    failed=$((failed + $2))
    if [ "$2" -eq 0 ]; then
        say "ok      $3: $1 passed ($4 s)"
    else
        say "FAILED  $3: $1 passed, $2 failed ($4 s)"
        failures+=("$3")
    fi
}

# step NAME COMMAND...: one thing that passes or fails. It is not repeated while no file of the project is newer than its
# last success.
step() {
    local name=$1 slug started=$SECONDS stamp log
    shift
    slug=$(printf '%s' "$name" | tr -cs '[:alnum:]' '-')
    stamp=$out/stamp/$slug
    log=$out/log/$slug.log
    mkdir -p "$out/stamp" "$out/log"
    if [ -e "$stamp" ] && [ -z "$(find . -path ./bin -prune -o -path ./.git -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        passed=$((passed + 1))
        say "ok      $name (unchanged since it passed)"
        return
    fi
    touch "$stamp.begun"
    if "$@" >"$log" 2>&1; then
        mv "$stamp.begun" "$stamp"
        count 1 0 "$name" $((SECONDS - started))
    else
        rm -f "$stamp" "$stamp.begun"
        tail -n 40 "$log"
        count 0 1 "$name" $((SECONDS - started))
    fi
}

# b2_tests NAME PROPERTIES...: the test programs in one configuration, each counted. b2 leaves alone what has passed and
# has not changed.
b2_tests() {
    local name=$1 slug started=$SECONDS log status=0 names bad all
    shift
    slug=$(printf '%s' "$name" | tr -cs '[:alnum:]' '-')
    log=$out/log/$slug.log
    mkdir -p "$out/log"
    b2_build test warnings-as-errors=on testing.launcher="timeout 600" "$@" >"$log" 2>&1 || status=$?

    # What b2 could not make or run, it names as it skips the test's last file or fails to make it.
    names=$(for source in test/*.cpp; do basename "$source" .cpp; done | grep -vxE 'unit_test_framework|header')
    names+=$'\n'$(find include -name '*.hpp' | sed -E 's|^include/boost/|header-|; s|/|-|g; s|\.hpp$||')
    bad=$(sed -nE 's/^\.\.\.(failed|skipped) .*[>\/]([^>\/ ]+)\.(test|run|o)( |\.\.\.).*/\2/p' "$log" | sort -u | grep -xF "$names" || true)
    all=$(printf '%s\n' "$names" | grep -c .)
    local n=0
    [ -z "$bad" ] || n=$(printf '%s\n' "$bad" | grep -c .)
    if [ "$status" -ne 0 ] && [ "$n" -eq 0 ]; then
        n=$all # b2 itself failed: nothing is known to have passed
    fi
    if [ "$n" -ne 0 ]; then
        grep -vE '^(\*\*passed|[a-z-]+\.(compile|link|archive|capture)|link-o|common\.|MkDir)' "$log" | tail -n 80 || true
        [ -z "$bad" ] || say "in $name: " $bad
    fi
    count $((all - n)) "$n" "$name" $((SECONDS - started))
}

report() {
    if [ "$failed" -ne 0 ]; then
        say "failed: ${failures[*]} (the logs are in $out/log)"
    fi
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

# ---- the commands ---------------------------------------------------------------------------------------------------

run_test() {
    need compiler b2 boost iostreams cmake make clang libcxx clangrt
    export BOOST_TEST_COLOR_OUTPUT=no
    # A crash shall be the system's own: the sanitizers and the tests of signals want it so.
    export BOOST_TEST_CATCH_SYSTEM_ERRORS=no
    export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:detect_stack_use_after_return=1}
    export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

    step "public headers name no header of a system" bash test/check_headers.sh
    b2_tests "gcc, C++17, static" toolset=gcc cxxstd=17 link=static debug-symbols=off
    b2_tests "clang 19 with libc++, C++20, static" toolset=clang-19 stdlib=libc++ cxxstd=20 link=static debug-symbols=off
    b2_tests "gcc, C++20, shared, optimised" toolset=gcc cxxstd=20 link=shared variant=release
    b2_tests "gcc, C++17, address and undefined behaviour sanitizers" toolset=gcc cxxstd=17 link=static \
        address-sanitizer=norecover undefined-sanitizer=norecover cxxflags=-O1 cxxflags=-g1
    report
}

case ${1:-help} in
    test) run_test ;;
    clean) rm -rf "$out" ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
esac
