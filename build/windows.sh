#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/run.sh windows: the Windows build and its tests, under Wine. Read by run.sh.

# shellcheck disable=SC2154 # build/run.sh defines it

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
