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
build/run.sh test [short]       the whole test suite; CI calls the short one, and that of windows
build/run.sh bench      the benchmarks, as tables with ratios
build/run.sh doc [browser]   the HTML documentation, in bin/html; browser looks at each page with Chromium as well
build/run.sh windows [short]    the Windows build and its tests, under Wine; short: static, a choice of the programs
build/run.sh fuzz [N]   the fuzz targets for N seconds, an hour if nothing is said
build/run.sh portability [short]  other systems, C libraries, processors and compilers
build/run.sh injection [short]    every system call, and every allocation, failing in turn, from outside
build/run.sh filesystems [short]  the tests on other file systems, mounted for them
build/run.sh coverage   the lines and branches that run in the tests, as a table, and whether they are enough
build/run.sh packages   each package made, installed and used; short: the checks that build nothing
build/run.sh clean      removes bin/, where everything is built

Each installs what it lacks first: through apt-get where there is one, naming it elsewhere. What has been built, or has
passed unchanged, is not done again. `build/run.sh test windows` does both and counts them together. BOOST_ROOT names a
Boost other than the installed one.
USAGE
}

say() { printf '%s\n' "$*"; }
die() { printf 'run.sh: %s\n' "$*" >&2; exit 1; }

# shellcheck source=build/needs.sh
. build/needs.sh
# shellcheck source=build/results.sh
. build/results.sh
# shellcheck source=build/windows.sh
. build/windows.sh

# ---- the commands ---------------------------------------------------------------------------------------------------

# Where files are in memory, if there is room for those of the tests; nothing otherwise.
memory_directory() {
    [ ! -w /dev/shm ] || [ "$(df -Pk /dev/shm | awk 'END { print $4 }')" -le 1000000 ] || echo /dev/shm
}

# test all | short: short leaves out the configuration of which the others have every part.
run_test() {
    need compiler b2 boost iostreams cmake make clang libcxx clangrt strace gdb
    export BOOST_TEST_COLOR_OUTPUT=no
    # A crash shall be the system's own: the sanitizers and the tests of signals want it so.
    export BOOST_TEST_CATCH_SYSTEM_ERRORS=no
    export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:detect_stack_use_after_return=1}
    export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

    local limit=testing.launcher="timeout 600" # a test that hangs has failed
    # gcc's static tests run where the user's temporary files are, the others in memory if that is large enough: some disks
    # take long to make what was removed a moment before.
    local memory
    memory=$(memory_directory)
    memory=${memory:-${TMPDIR:-/tmp}}

    step "public headers name no header of a system" bash test/check_headers.sh
    [ "$1" = short ] ||
        b2_tests "gcc, C++17, static" test toolset=gcc cxxstd=17 link=static debug-symbols=off "$limit"
    TMPDIR=$memory b2_tests "clang 19 with libc++, C++20, static" test toolset=clang-19 stdlib=libc++ cxxstd=20 link=static debug-symbols=off "$limit"
    TMPDIR=$memory b2_tests "gcc, C++20, shared, optimised" test//programs toolset=gcc cxxstd=20 link=shared variant=release "$limit"
    # By clang, which compiles this in a third of gcc's time, and with libstdc++: a fourth combination. Not optimised: that
    # takes five times as long to compile, and saves half a minute of running.
    TMPDIR=$memory b2_tests "clang 19, C++17, address and undefined behaviour sanitizers" test//programs toolset=clang-19 \
        cxxstd=17 link=static address-sanitizer=norecover undefined-sanitizer=norecover cxxflags=-g1 "$limit"
    step "what the shared library exports" exported_symbols
    step "clang 19, C++17, thread sanitizer, a short choice" thread_sanitizer
    step "unloading what contains the library, gcc and clang" unloading
    step "CMake: build and install, static and shared" cmake_build
    step "CMake: an outside project, find_package, static and shared" cmake_consumer
    step "CMake: an outside project, FetchContent" cmake_fetch_content
    step "b2: an outside project, static and shared" b2_consumer
    step "system calls an object" system_calls
    run_injection short
    step "gdb shows the library's types" gdb_printers
    step "the examples" examples
    step "the examples of the documentation" documentation_examples
    step "the program of the README" readme_program
    if compgen -G 'fuzz/*.cpp' >/dev/null; then
        step "a minute of fuzzing" fuzz_minute
    fi

    # What could not be tested here, and why.
    find bin/test -name '*.output' ! -path '*target-os-windows*' -exec sed -n 's/^skipped: /skipped: /p' {} + | sort -u
}

# Of the library that the optimised configuration made.
exported_symbols() {
    local library
    library=$(find bin/build -path '*gcc-*/release/cxxstd-20-iso/*' -name 'libboost_tempfile.so*' -print -quit)
    bash build/abi/check.sh "$library"
}

# ---- as others use it ----

configure() { cmake -S "$1" -B "$2" -DCMAKE_BUILD_TYPE=Debug "${@:3}" && cmake --build "$2" -j "$jobs"; }

cmake_build() {
    configure . "$out/cmake/shared" -DBUILD_SHARED_LIBS=ON -DBOOST_TEMPFILE_WARNINGS_AS_ERRORS=ON \
        -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DCMAKE_INSTALL_PREFIX="$out/installed/shared"
    configure . "$out/cmake/static" -DBOOST_TEMPFILE_WARNINGS_AS_ERRORS=ON \
        -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DBOOST_TEMPFILE_BUILD_EXAMPLES=OFF -DCMAKE_INSTALL_PREFIX="$out/installed/static"
    rm -rf "$out/installed"
    cmake --install "$out/cmake/shared" && cmake --install "$out/cmake/static"
}

cmake_consumer() {
    local kind
    for kind in static shared; do
        configure test/consumer_cmake "$out/cmake/consumer-$kind" -DCMAKE_PREFIX_PATH="$out/installed/$kind"
        "$out/cmake/consumer-$kind/consumer"
    done
}

cmake_fetch_content() {
    configure test/consumer_cmake "$out/cmake/consumer-source" -DFROM_SOURCE="$root"
    "$out/cmake/consumer-source/consumer"
}

b2_consumer() {
    # Outside of the tree, or b2 would take it for a part of this project.
    local elsewhere
    elsewhere=$(mktemp -d)
    cp test/consumer_b2/* "$elsewhere"
    local status=0
    (cd "$elsewhere" && TEMPFILE=$root b2 -j"$jobs" --user-config="$root/build/toolsets.jam" --build-dir="$elsewhere/bin" \
        toolset=gcc link=static,shared) || status=$?
    rm -rf "$elsewhere"
    return "$status"
}

system_calls() {
    b2_build test//system_calls toolset=gcc cxxstd=17 link=static variant=release
    bash test/system_calls/check.sh "$out/system_calls/system_calls_loop"
}

# What has threads, with ThreadSanitizer, which takes ten times as long: a short choice.
thread_sanitizer() {
    local tests=(creation cleanup registry sweep stress spool_budget remove_all temporary_directory)
    TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1} b2_build "${tests[@]/#/test//}" toolset=clang-19 cxxstd=17 link=static \
        thread-sanitizer=norecover cxxflags=-g1 cxxflags=-O1 debug-symbols=off warnings-as-errors=on \
        testing.launcher="timeout 600"
}

# dlclose of what contains the library, by both compilers.
unloading() {
    local properties
    for properties in "toolset=gcc cxxstd=20 variant=release" "toolset=clang-19 cxxstd=17 debug-symbols=off"; do
        # shellcheck disable=SC2086
        b2_build test//unload $properties link=shared warnings-as-errors=on
        bash test/unload/check.sh "$out/unload"
    done
}

gdb_printers() {
    b2_build test//gdb_printers toolset=gcc cxxstd=17 link=static variant=debug
    bash test/gdb_printers/check.sh "$out/gdb_printers/gdb_printers_program"
}

# fuzz SECONDS: each target for so long, beginning with the inputs that are kept in fuzz/corpus. What it finds on the way
# is in bin/fuzz; an input that fails is named in the log and is kept there as well.
build_fuzz() {
    b2_build fuzz toolset=clang-19 cxxstd=17 link=static warnings-as-errors=on address-sanitizer=norecover \
        undefined-sanitizer=norecover cxxflags=-O1 cxxflags=-g1 cxxflags=-fsanitize=fuzzer-no-link
}

# fuzz NAME OPTIONS...: from the kept corpus on; what it adds stays in bin/.
fuzz_on() {
    local name=$1 kept=fuzz/corpus/$1
    shift
    mkdir -p "$out/fuzz/corpus/$name"
    "$out/fuzz/$name" -timeout=60 -print_final_stats=1 -artifact_prefix="$out/fuzz/" "$@" "$out/fuzz/corpus/$name" "$kept"
}

# The kept programs, of streams with std::fstream, then half a minute of new ones on the streams without it, the same each
# time; of content as long, and of the others a third of that.
fuzz_minute() {
    build_fuzz
    fuzz_on streams -runs=0
    FUZZ_WITHOUT_STANDARD=1 fuzz_on streams -seed=1 -max_total_time=30
    fuzz_on content -seed=1 -max_total_time=30
    fuzz_on names -seed=1 -max_total_time=10 -len_control=0
    fuzz_on trees -seed=1 -max_total_time=10 -len_control=0
    fuzz_on permanence -seed=1 -max_total_time=10
    fuzz_on codecvt -seed=1 -max_total_time=10
}

run_fuzz() {
    need compiler b2 boost clang clangrt
    build_fuzz
    fuzz_on streams -max_total_time="${1:-3600}"
    fuzz_on content -max_total_time="${1:-3600}"
    fuzz_on names -max_total_time="${1:-3600}" -len_control=0
    fuzz_on trees -max_total_time="${1:-3600}" -len_control=0
    fuzz_on permanence -max_total_time="${1:-3600}"
    fuzz_on codecvt -max_total_time="${1:-3600}"
}

build_examples() { b2_build example toolset=gcc cxxstd=17 link=static variant=release warnings-as-errors=on; }

examples() {
    build_examples
    bash test/examples.sh "$out/example"
}

documentation_examples() {
    b2_build doc//examples toolset=gcc cxxstd=17 link=static warnings-as-errors=on
}

# As it says by hand, with nothing but the compiler.
readme_program() {
    mkdir -p "$out/readme"
    sed -n '/^```cpp$/,/^```$/p' README.md | grep -v '^```' >"$out/readme/program.cpp"
    g++ -std=c++17 -Iinclude ${BOOST_ROOT:+"-I$BOOST_ROOT" "-I$BOOST_ROOT/include"} "$out/readme/program.cpp" \
        libs/tempfile/src/*/*.cpp libs/tempfile/src/system/{posix,linux,bsd,darwin}/*.cpp -pthread -o "$out/readme/program"
    [ "$("$out/readme/program")" = "Hello world!" ]
}

# ---- demo ----

# Where the compiler finds Boost.
boost_headers() {
    printf '#include <boost/version.hpp>\n' |
        g++ ${BOOST_ROOT:+"-I$BOOST_ROOT" "-I$BOOST_ROOT/include"} -x c++ -M - |
        tr -d '\\\n' | sed -E 's/^[^:]*://; s/([^ ]) +\//\1\n\//g' | sed -nE 's|^ *(.*)/version\.hpp *$|\1|p' | tail -n 1
}

run_demo() {
    need compiler b2 boost
    mkdir -p "$out/log"
    b2_build example//demo toolset=gcc cxxstd=17 link=static variant=release >"$out/log/demo.log" 2>&1 || {
        tail -n 40 "$out/log/demo.log"
        die "the examples do not build ($out/log/demo.log)"
    }
    "$out/example/tour"

    say "A real text sorted in 8 MiB of memory"
    local headers work seconds
    headers=$(boost_headers)
    [ -d "$headers" ] || die "Boost's headers are not where the compiler says: $headers"
    work=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    find "$headers/" -type f \( -name '*.hpp' -o -name '*.h' -o -name '*.ipp' \) -print0 | LC_ALL=C sort -z |
        xargs -0 cat >"$work/input"
    say "  the headers of Boost in $headers: $(($(wc -c <"$work/input") / 1000000)) MB, $(wc -l <"$work/input") lines"

    TIMEFORMAT=%R
    seconds=$({ time "$out/example/external_sort" -v -m 8 -o "$work/ours" "$work/input" 2>"$work/message"; } 2>&1)
    say "  external_sort -m 8: $seconds s, $(sed 's/.*, //' "$work/message")"
    seconds=$({ time LC_ALL=C sort -S 8M -T "$work" -o "$work/theirs" "$work/input"; } 2>&1)
    say "  LC_ALL=C sort -S 8M: $seconds s"
    cmp "$work/ours" "$work/theirs" || die "the results differ"
    say "  the results are the same, byte for byte"
}

# ---- documentation, benchmarks ----

# doc [browser]: Antora's site; whether all of it is in order is checked on the way (doc/build.sh). By a browser: errors,
# width, what axe-core finds, and the search (doc/tools/check_browser.mjs).
run_doc() {
    need doxygen graphviz gnuplot python3 git npm
    [ "${1:-}" != browser ] || need chromium
    bash doc/build.sh "$out"
    [ "${1:-}" != browser ] || node doc/tools/check_browser.mjs "$out/html" "$out/doc/node_modules" \
        "$(command -v chromium || command -v google-chrome)"
    say "$out/html/tempfile/index.html"
}

# --json DIR [PROGRAM...] keeps the numbers, a file a program: doc/plots is made of series.json.
run_bench() {
    need compiler b2 boost iostreams filesystem benchmark
    mkdir -p "$out/log"
    b2_build bench toolset=gcc cxxstd=17 link=static variant=release >"$out/log/bench.log" 2>&1 || {
        tail -n 40 "$out/log/bench.log"
        die "the benchmarks do not build ($out/log/bench.log)"
    }
    local program
    if [ "${1:-}" = --json ]; then
        [ $# -ge 2 ] || die "bench --json DIR [PROGRAM...]"
        local directory=$2
        shift 2
        mkdir -p "$directory"
        [ $# -ne 0 ] || set -- bench/*.cpp
        for program in "$@"; do
            program=$(basename "$program" .cpp)
            "$out/bench/$program" --benchmark_out="$directory/$program.json" --benchmark_out_format=json
        done
        return
    fi
    for program in bench/*.cpp; do
        "$out/bench/$(basename "$program" .cpp)" "$@"
    done
    bench/include_cost.sh
}

# ---- failures from outside, and other file systems ----

# injection all | short: each group of operations is counted, and its faults are named: by system calls, by allocations.
run_injection() {
    need compiler b2 boost clang strace python3
    mkdir -p "$out/log"
    local log=$out/log/injection.log started=$SECONDS
    b2_build test//injection toolset=clang-19 cxxstd=17 link=static debug-symbols=off warnings-as-errors=on >"$log" 2>&1 ||
        die "the program does not build ($log)"
    "${CC:-gcc}" -shared -fPIC -O1 -Wall -Wextra -Werror test/allocations/failing.c -o "$out/injection/failing.so"
    {
        python3 test/injection/check.py "$out/injection/injection_program" "$1" || true
        say "Each allocation failing in turn, the C and C++ libraries' included"
        python3 test/allocations/check.py "$out/injection/injection_program" "$out/injection/failing.so" "$1" || true
    } 2>&1 | tee "$log"
    local groups bad
    groups=$(grep -cE '^[a-z_]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ s$' "$log" || true)
    bad=$(grep -cE '^[a-z_]+ +[0-9]+ +[0-9]+ +[1-9][0-9]* +[0-9]+ s$' "$log" || true)
    grep -qE '^skipped: injection' "$log" || [ "$groups" -ne 0 ] || bad=1
    why injection "$log"
    count $((groups > bad ? groups - bad : 0)) "$bad" "injection, $1" $((SECONDS - started))
}

# filesystems all | short: each file system's tests are counted.
run_filesystems() {
    need compiler b2 boost clang
    local part
    for part in ext4 xfs btrfs exfat exfat_fuse bindfs sshfs sftp mergerfs fuse_overlayfs; do
        (need "$part") || true # what is missing is skipped
    done
    mkdir -p "$out/log"
    local log=$out/log/filesystems.log kind passed_here failed_here skipped_here seconds
    local programs=$out/filesystems/programs
    b2_build test//programs toolset=clang-19 cxxstd=17 link=static debug-symbols=off testing.execute=off \
        warnings-as-errors=on >"$log" 2>&1 || die "the tests do not build ($log)"
    rm -rf "$programs"
    mkdir -p "$programs"
    find "$out/test" -type f -perm -u+x -path '*/clang-linux-19/debug/cxxstd-17-iso/debug-symbols-off/link-static/*' \
        -path '*.test/*' -exec ln -sf {} "$programs" \;
    bash build/filesystems.sh "$out" "$programs" "$1" 2>&1 | tee "$log"
    why filesystems "$log"
    [ -e "$out/filesystems/results.tsv" ] || return 0
    while IFS=$'\t' read -r kind passed_here failed_here skipped_here seconds; do
        count "$passed_here" "$failed_here" "on $kind: $skipped_here cases skipped" "$seconds"
    done <"$out/filesystems/results.tsv"
}

# ---- packages ----

run_packages() {
    if [ "$1" = short ]; then
        need compiler boost cmake make python3 shellcheck
    else
        need compiler b2 boost cmake make python3 git pkgconfig lintian debootstrap dpkgdev shellcheck
    fi
    bash build/packages.sh "$out" "$1"
}

counted=
[ $# -ne 0 ] || usage
while [ $# -ne 0 ]; do
    command=$1
    shift
    case $command in
        demo) run_demo ;;
        test | windows | injection | filesystems)
            counted=yes
            extent=all
            if [ "${1:-}" = short ]; then
                shift
                extent=short
            fi
            "run_$command" "$extent"
            ;;
        bench)
            run_bench "$@" # the rest is Google Benchmark's
            break
            ;;
        doc)
            if [ "${1:-}" = browser ]; then
                shift
                run_doc browser
            else
                run_doc
            fi
            ;;
        packages)
            extent=all
            if [ "${1:-}" = short ]; then
                shift
                extent=short
            fi
            run_packages "$extent"
            ;;
        portability)
            counted=yes
            # shellcheck source=build/portability.sh
            . build/portability.sh
            if [ "${1:-}" = short ]; then
                shift
                run_portability short
            else
                run_portability
            fi
            ;;
        coverage)
            counted=yes
            # shellcheck source=build/portability.sh
            . build/portability.sh
            # shellcheck source=build/coverage.sh
            . build/coverage.sh
            run_coverage
            ;;
        fuzz)
            run_fuzz "$@"
            break
            ;;
        clean) rm -rf "$out" ;;
        help | -h | --help) usage ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
done
[ -z "$counted" ] || report
