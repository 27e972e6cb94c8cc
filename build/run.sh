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
build/run.sh packages   each package made, installed and used
build/run.sh clean      removes bin/, where everything is built

Each installs what it lacks first: through apt-get where there is one, naming it elsewhere. What has been built, or has
passed unchanged, is not done again. `build/run.sh test windows` does both and counts them together. BOOST_ROOT names a
Boost other than the installed one.
USAGE
}

say() { printf '%s\n' "$*"; }
die() { printf 'run.sh: %s\n' "$*" >&2; exit 1; }

# ---- what has to be installed ---------------------------------------------------------------------------------------

has_command() { command -v "$1" >/dev/null 2>&1; }
has_program() { has_command "$1" || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]; } # the superuser's
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
        lld)       has_command ld.lld-19 ;;
        llvm)      has_command llvm-cov-19 && has_command llvm-profdata-19 ;;
        benchmark) has_header benchmark/benchmark.h ;;
        doxygen)   has_command doxygen ;;
        graphviz)  has_command dot ;;
        gnuplot)   has_command gnuplot ;;
        chromium)  has_command chromium || has_command google-chrome ;;
        python3)   has_command python3 ;;
        git)       has_command git ;;
        npm)       has_command npm ;;
        pkgconfig) has_command pkg-config ;;
        lintian)   has_command lintian ;;
        debootstrap) has_command debootstrap ;;
        dpkgdev)   has_command dpkg-shlibdeps ;;
        shellcheck) has_command shellcheck ;;
        strace)    has_command strace ;;
        gdb)       has_command gdb ;;
        ext4)      has_program mkfs.ext4 ;;
        xfs)       has_program mkfs.xfs ;;
        btrfs)     has_program mkfs.btrfs ;;
        exfat)     has_program mkfs.exfat ;;
        exfat_fuse) has_program mount.exfat-fuse ;;
        sftp)      [ -x /usr/lib/openssh/sftp-server ] ;;
        bindfs | sshfs | mergerfs) has_command "$1" ;;
        fuse_overlayfs) has_command fuse-overlayfs ;;
        mingw)     has_command x86_64-w64-mingw32-g++-posix ;;
        mingw32)   has_command i686-w64-mingw32-g++-posix ;;
        i686)      has_command i686-linux-gnu-g++ ;;
        s390x)     has_command s390x-linux-gnu-g++ ;;
        aarch64)   has_command aarch64-linux-gnu-g++ ;;
        qemu)      has_command qemu-s390x && has_command qemu-aarch64 ;;
        gcc11 | gcc12 | gcc13) has_command "g++-${1#gcc}" ;;
        wine)      has_wine ;;
        *)         die "no such part: $1" ;;
    esac
}

# "1.81" of the Boost that the compiler finds; nothing if it finds none.
boost_version() {
    printf '#include <boost/version.hpp>\nBOOST_LIB_VERSION\n' |
        g++ ${BOOST_ROOT:+"-I$BOOST_ROOT" "-I$BOOST_ROOT/include"} -x c++ -E -P - 2>/dev/null | tr -d '"' | tr _ . | tail -n 1 || true
}

# A library of the Boost that is there, if one is: packages of two versions exclude each other.
boost_library() {
    local version
    version=$(boost_version)
    echo "libboost-$1${version:-1.81}-dev libboost-$1-dev"
}

part_packages() {
    case $1 in
        compiler)  echo g++ ;;
        b2)        echo libboost-tools-dev ;;
        boost)     echo libboost1.81-dev libboost-dev ;;
        iostreams) boost_library iostreams ;;
        filesystem) boost_library filesystem ;;
        cmake)     echo cmake ;;
        make)      echo make ;;
        clang)     echo clang-19 ;;
        libcxx)    echo libc++-19-dev ;;
        clangrt)   echo libclang-rt-19-dev ;;
        lld)       echo lld-19 ;;
        llvm)      echo llvm-19 ;;
        benchmark) echo libbenchmark-dev ;;
        doxygen)   echo doxygen ;;
        graphviz)  echo graphviz ;;
        gnuplot)   echo gnuplot-nox ;;
        chromium)  echo chromium ;;
        python3)   echo python3 ;;
        git)       echo git ;;
        npm)       echo npm ;;
        pkgconfig) echo pkg-config ;;
        lintian)   echo lintian ;;
        debootstrap) echo debootstrap ;;
        dpkgdev)   echo dpkg-dev ;;
        shellcheck) echo shellcheck ;;
        strace)    echo strace ;;
        gdb)       echo gdb ;;
        ext4)      echo e2fsprogs ;;
        xfs)       echo xfsprogs ;;
        btrfs)     echo btrfs-progs ;;
        exfat)     echo exfatprogs ;;
        exfat_fuse) echo exfat-fuse ;;
        sftp)      echo openssh-sftp-server ;;
        bindfs | sshfs | mergerfs) echo "$1" ;;
        fuse_overlayfs) echo fuse-overlayfs ;;
        mingw)     echo g++-mingw-w64-x86-64-posix ;;
        mingw32)   echo g++-mingw-w64-i686-posix ;;
        i686 | s390x | aarch64) echo "g++-$1-linux-gnu" ;;
        qemu)      echo qemu-user ;;
        gcc11 | gcc12 | gcc13) echo "g++-${1#gcc}" ;;
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
    local package policy
    for package in "$@"; do
        policy=$(LC_ALL=C apt-cache policy "$package" 2>/dev/null)
        if [[ $policy == *"Candidate: "[0-9]* ]]; then
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
        apt-get -q -y --no-remove -o Dpkg::Options::=--force-confold --no-install-recommends install "${packages[@]}" >>"$log" 2>&1 || {
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
reasons=()

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

# why NAME LOG: keeps the lines of the log that say why, for the report: the last that is read, where all the rest is cut.
why() {
    local line
    while read -r line; do
        reasons+=("$1: $line")
    done < <(grep -E '(^|[ :])([Ff]atal )?error[: ]|ERROR: |Assertion|terminate called|\*\*\* Error|^EXIT STATUS: [^0]' "$2" |
        cut -c -400 | head -n 20)
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
    local status=0
    set +e
    (
        set -e # which a command tested by `if` would ignore
        "$@"
    ) >"$log" 2>&1
    status=$?
    set -e
    if [ "$status" -eq 0 ]; then
        mv "$stamp.begun" "$stamp"
        count 1 0 "$name" $((SECONDS - started))
    else
        rm -f "$stamp" "$stamp.begun"
        tail -n 40 "$log"
        why "$name" "$log"
        count 0 1 "$name" $((SECONDS - started))
    fi
}

# b2_tests NAME TARGETS PROPERTIES...: the tests in one configuration, each counted; TARGETS is test, or test//programs for
# all but the headers, or a list of programs (test//NAME). b2 leaves alone what has passed and has not changed.
b2_tests() {
    local targets=$2 name=$1 slug started=$SECONDS log status=0 names bad all
    shift 2
    slug=$(printf '%s' "$name" | tr -cs '[:alnum:]' '-')
    log=$out/log/$slug.log
    mkdir -p "$out/log"
    # shellcheck disable=SC2086
    b2_build $targets warnings-as-errors=on "$@" >"$log" 2>&1 || status=$?

    # What b2 could not make or run, it names as it skips the test's last file or fails to make it.
    case $targets in
        test | test//programs)
            names=$(for source in test/*.cpp test/internal/*.cpp; do basename "$source" .cpp; done |
                grep -vxE 'unit_test_framework|header' || true) ;;
        *) names=$(printf '%s\n' "$targets" | sed 's|test//||g' | tr ' ' '\n') ;;
    esac
    [ "$targets" != test ] || names+=$'\n'$(find include -name '*.hpp' | sed -E 's|^include/boost/|header-|; s|/|-|g; s|\.hpp$||')
    bad=$(sed -nE -e 's/^\.\.\.skipped <[^>]*>([^>]+)\.(test|run) for lack of .*/\1/p' \
        -e 's/^\.\.\.failed .*\/([^\/. ]+)(\.test|\.run|\.o|\.exe)?\.\.\.$/\1/p' "$log" | sort -u | grep -xF "$names" || true)
    all=$(printf '%s\n' "$names" | grep -c .)
    local n=0
    [ -z "$bad" ] || n=$(printf '%s\n' "$bad" | grep -c .)
    local name_of
    for name_of in $names; do
        # A test that the Jamfile does not know would never fail.
        [ "$status" -ne 0 ] || [ -n "$(find bin/test -name "$name_of.test" -type f -print -quit)" ] ||
            die "$name: b2 made nothing of $name_of"
    done
    if [ "$status" -ne 0 ] && [ "$n" -eq 0 ]; then
        n=$all # b2 itself failed: nothing is known to have passed
    fi
    if [ "$n" -ne 0 ]; then
        grep -vE '^(\*\*passed|[a-z-]+\.(compile|link|archive|capture)|link-o|common\.|MkDir)' "$log" | tail -n 80 || true
        [ -z "$bad" ] || say "in $name: ${bad//$'\n'/ }"
        why "$name" "$log"
    fi
    count $((all - n)) "$n" "$name" $((SECONDS - started))
}

# What the test programs of the configurations whose path matches say: each with its number of cases, and what was skipped
# and why. A test says that in a line that begins with "skipped: ".
results() { # results PATH-PATTERN
    local output name
    find bin/test -name '*.output' -path "$1" | sort | while read -r output; do
        name=$(basename "$output" .output)
        [ -e "test/$name.cpp" ] || [ -e "test/internal/$name.cpp" ] || continue
        if [ -e "${output%.output}.test" ] && grep -q 'EXIT STATUS: 0' "$output"; then
            say "  passed  $name ($(sed -nE 's/^Running ([0-9]+) test cases?.*/\1/p' "$output" | head -n 1) cases)"
        else
            say "  FAILED  $name"
        fi
        sed -n 's/^skipped: /          skipped: /p' "$output"
    done
}

report() {
    if [ "$failed" -ne 0 ]; then
        [ ${#reasons[@]} -eq 0 ] || printf '%s\n' "${reasons[@]}"
        say "failed: ${failures[*]} (the logs are in $out/log)"
    fi
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

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

# The kept programs, of streams with std::fstream, then a minute of new ones on the streams without it, the same each time.
fuzz_minute() {
    build_fuzz
    fuzz_on streams -runs=0
    FUZZ_WITHOUT_STANDARD=1 fuzz_on streams -seed=1 -max_total_time=60
    fuzz_on content -seed=1 -max_total_time=60
}


run_fuzz() {
    need compiler b2 boost clang clangrt
    build_fuzz
    fuzz_on streams -max_total_time="${1:-3600}"
    fuzz_on content -max_total_time="${1:-3600}"
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

# ---- Windows ----

find_wine() {
    local candidate
    for candidate in wine64 wine /usr/lib/wine/wine64; do
        if has_command "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

# A server that ends with its last program has Wine's services started anew for each, which takes longer than most tests.
# This one ends when it has had nothing to do for a minute.
keep_wine_running() { # keep_wine_running WINE
    local server
    for server in wineserver "$(dirname "$1")/wineserver64" "$(dirname "$1")/wineserver" /usr/lib/wine/wineserver64; do
        if has_command "$server"; then
            "$server" -p60 >"$out/log/wineserver.log" 2>&1 || true
            return
        fi
    done
}

windows_tour() { # windows_tour WINE
    b2_build example toolset=clang-mingw target-os=windows cxxstd=17 link=static debug-symbols=off warnings-as-errors=on
    "$1" "$out/example/tour.exe"
}

windows_cmake() { # windows_cmake WINE
    local toolchain=$root/build/mingw-toolchain.cmake installed=$out/installed/windows
    configure . "$out/cmake/windows" --toolchain "$toolchain" -DBOOST_ROOT="$BOOST_ROOT" -DBUILD_SHARED_LIBS=ON \
        -DBOOST_TEMPFILE_WARNINGS_AS_ERRORS=ON -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DBOOST_TEMPFILE_BUILD_EXAMPLES=OFF \
        -DCMAKE_INSTALL_PREFIX="$installed"
    cmake --install "$out/cmake/windows"
    configure test/consumer_cmake "$out/cmake/windows-consumer" --toolchain "$toolchain" -DBOOST_ROOT="$BOOST_ROOT" \
        -Dboost_tempfile_DIR="$installed/lib/cmake/boost_tempfile"
    WINEPATH+="Z:$(printf '%s' "$installed/bin" | tr / '\\');" "$1" "$out/cmake/windows-consumer/consumer.exe"
}

# What differs on Windows: its own tests, and those of names, access, removal, what is persisted and saved, views and
# mappings.
windows_choice() {
    local name
    for name in test/windows_*.cpp test/internal/windows_*.cpp; do
        basename "$name" .cpp
    done
    printf '%s\n' c_stream cleanup content_view creation given_directories iostreams_devices make_temporary mapped_content \
        named_removal persist persist_directory registry remove_all remove_all_failures reopen save_file \
        save_file_attributes spooled_temporary_file sweep temporary_directory temporary_file_errors temporary_files \
        temporary_path temporary_stream
}

# windows all | short: short leaves out the tests with the DLL, and of the others all but a choice.
run_windows() {
    need compiler b2 boost cmake make clang lld mingw wine
    export BOOST_TEST_COLOR_OUTPUT=no

    # The cross compiler does not look into /usr/include, and must not: Boost's headers alone are shown to it.
    mkdir -p "$out/windows/include" "$out/log"
    ln -sfn "$(boost_headers)" "$out/windows/include/boost"
    export BOOST_ROOT=$out/windows

    # A Wine of our own: nobody's settings, no links from its users' folders into the real home directory, no window.
    export WINEPREFIX=$out/windows/wine WINEDEBUG=${WINEDEBUG:--all} WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=" DISPLAY=
    local wine directory limit
    wine=$(find_wine)
    limit="timeout 600 $wine" # a test that hangs has failed
    if [ ! -e "$WINEPREFIX/system.reg" ]; then
        "$wine" wineboot -i >"$out/log/wineboot.log" 2>&1 || die "Wine does not start ($out/log/wineboot.log)"
    fi
    for directory in "$WINEPREFIX"/drive_c/users/*/*; do
        if [ -L "$directory" ]; then
            rm "$directory" && mkdir "$directory"
        fi
    done
    keep_wine_running "$wine"
    # Where the compiler's own libraries are, which a program built here does not carry with it.
    WINEPATH=$(for directory in "$(dirname "$(x86_64-w64-mingw32-g++-posix -print-file-name=libstdc++-6.dll)")" \
        "$(dirname "$(x86_64-w64-mingw32-g++-posix -print-file-name=libwinpthread-1.dll)")"; do
        (cd "$directory" && printf 'Z:%s;' "$(pwd -P | tr / '\\')")
    done)
    export WINEPATH BOOST_TEMPFILE_TEST_WINE=1
    # Wine runs in this directory, which it has on a drive whose root is the system's: so it finds these as well.
    local memory
    memory=$(memory_directory)
    [ -z "$memory" ] || export TMPDIR=$memory

    # The headers, each on its own, hold nothing that is Windows' and are compiled by run_test.
    # By clang, which takes a third of gcc's time; of a DLL it exports no explicit instantiations.
    local programs=test//programs
    if [ "$1" = short ]; then
        programs=$(windows_choice | sed 's|^|test//|' | xargs)
    fi
    b2_tests "Windows, static, C++17" "$programs" toolset=clang-mingw target-os=windows cxxstd=17 link=static debug-symbols=off \
        testing.launcher="$limit"
    results '*cxxstd-17-iso*target-os-windows*'
    step "Windows: the tour" windows_tour "$wine"
    if [ "$1" != short ]; then
        windows_dll
        step "Windows: CMake, and an outside project" windows_cmake "$wine"
    fi
}

windows_dll() {
    WINEPATH+="Z:$(printf '%s' "$out/windows/dll" | tr / '\\');"
    b2_build test//windows_dll toolset=gcc-mingw target-os=windows cxxstd=20 link=shared debug-symbols=off \
        warnings-as-errors=on >"$out/log/windows-dll.log" 2>&1 || true # the tests will say so
    b2_tests "Windows, DLL, C++20" test//programs toolset=gcc-mingw target-os=windows cxxstd=20 link=shared debug-symbols=off \
        testing.launcher="$limit"
    results '*cxxstd-20-iso*target-os-windows*'
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
    need compiler b2 boost cmake make python3 git pkgconfig lintian debootstrap dpkgdev shellcheck
    bash build/packages.sh "$out"
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
        packages) run_packages ;;
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
