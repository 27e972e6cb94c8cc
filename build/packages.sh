#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Each way in which the library can be had: made, installed and used. build/run.sh packages calls it, after it has
# installed what is needed. It prints a table; BOOST_TREE names a modular Boost tree, in which the export is tried as well.
#
#     build/packages.sh OUT [all | short]        short: what builds nothing

set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
out=${1:-$root/bin}/packages
extent=${2:-all}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
mkdir -p "$out/log"
passed=0 failed=0 skipped=0

row() { printf '%-46s %-8s %s\n' "$1" "$2" "$3"; }

# way NAME COMMAND...: a row of the table. Status 77 says that it cannot be tried here; the log's last line says why.
way() {
    local name=$1 started=$SECONDS status=0 log
    log=$out/log/$(printf '%s' "$name" | tr -cs '[:alnum:]' '-').log
    shift
    (set -e; "$@") >"$log" 2>&1
    status=$?
    case $status in
        0) row "$name" ok "$((SECONDS - started)) s"; passed=$((passed + 1)) ;;
        77) row "$name" skipped ""; printf 'skipped: %s: %s\n' "$name" "$(tail -n 1 "$log")"; skipped=$((skipped + 1)) ;;
        *)
            row "$name" FAILED "$log"
            tail -n 15 "$log"
            failed=$((failed + 1))
            ;;
    esac
}
cannot() {
    printf '%s\n' "$*"
    exit 77
}

program() { # program DIRECTORY: the program of the README
    mkdir -p "$1"
    sed -n '/^```cpp$/,/^```$/p' README.md | grep -v '^```' >"$1/program.cpp"
}
says_hello() { [ "$("$@")" = "Hello world!" ]; }

# ---- pkg-config --------------------------------------------------------------------------------------------------------

# In a folder that the installation was moved to: the file for pkg-config has no path of its own.
by_pkg_config() { # by_pkg_config INSTALLED WORK
    local moved=$2/moved flags
    rm -rf "$moved"
    mkdir -p "$2"
    cp -a "$1" "$moved"
    program "$2"
    export PKG_CONFIG_PATH
    PKG_CONFIG_PATH=$(dirname "$(find "$moved" -name boost_tempfile.pc)")
    [ "$(pkg-config --modversion boost_tempfile)" = 0.1.0 ]
    ! grep -q "$root" "$PKG_CONFIG_PATH/boost_tempfile.pc"
    flags=$(pkg-config --cflags --libs boost_tempfile)
    # shellcheck disable=SC2086
    g++ -std=c++17 "$2/program.cpp" $flags -o "$2/program"
    LD_LIBRARY_PATH=$(pkg-config --variable=libdir boost_tempfile) says_hello "$2/program"
    if [ -e "$(pkg-config --variable=libdir boost_tempfile)/libboost_tempfile.a" ]; then
        flags=$(pkg-config --static --cflags --libs boost_tempfile)
        # shellcheck disable=SC2086
        g++ -std=c++17 -static "$2/program.cpp" $flags -o "$2/static"
        says_hello "$2/static"
    fi
}

b2_installed() {
    rm -rf "$out/b2"
    b2 -j"$jobs" --user-config="$root/build/toolsets.jam" install --prefix="$out/b2" toolset=gcc cxxstd=17 link=static,shared variant=release
    by_pkg_config "$out/b2" "$out/pkg-b2"
}

cmake_installed() { # cmake_installed static|shared
    cmake -S . -B "$out/cmake-$1" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS="$([ "$1" = shared ] && echo ON || echo OFF)" \
        -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DBOOST_TEMPFILE_BUILD_EXAMPLES=OFF -DCMAKE_INSTALL_PREFIX="$out/installed-$1"
    cmake --build "$out/cmake-$1" -j "$jobs"
    rm -rf "$out/installed-$1"
    cmake --install "$out/cmake-$1"
    by_pkg_config "$out/installed-$1" "$out/pkg-$1"
}

presets() {
    cmake --list-presets
    for preset in static shared; do
        cmake --preset "$preset" -B "$out/preset-$preset" -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DBOOST_TEMPFILE_BUILD_EXAMPLES=OFF
    done
}

# ---- Debian ------------------------------------------------------------------------------------------------------------

debian_packages() {
    cmake -S . -B "$out/deb" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON -DCMAKE_INSTALL_PREFIX=/usr \
        -DBOOST_TEMPFILE_BUILD_TESTS=OFF -DBOOST_TEMPFILE_BUILD_EXAMPLES=OFF
    cmake --build "$out/deb" -j "$jobs"
    rm -f "$out"/deb/*.deb
    (cd "$out/deb" && cpack -G DEB)
    ls "$out"/deb/libboost-tempfile0_*.deb "$out"/deb/libboost-tempfile-dev_*.deb
    lintian --fail-on error "$out"/deb/*.deb
}

# An empty Debian, with a compiler and Boost's headers; the packages come, a program is built and run, the packages go.
debian_installed() {
    [ "$(id -u)" -eq 0 ] || cannot "debootstrap needs root"
    command -v debootstrap >/dev/null || cannot "no debootstrap"
    local debian=$out/debian before after
    if [ ! -e "$debian/ready" ]; then
        rm -rf "$debian"
        local mirror suite
        mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
            sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' | sed -n 1p || true)
        suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
        debootstrap --variant=minbase --include=g++,pkg-config,libboost-dev "$suite" "$debian" "$mirror" || cannot "debootstrap has no mirror"
        touch "$debian/ready"
    fi
    before=$(find "$debian" -xdev -not -path '*/var/*' | sort)
    program "$debian/trial"
    cp "$out"/deb/*.deb "$debian/trial"
    cat >"$debian/trial/try" <<'TRY'
set -e
cd /trial
dpkg -i ./*.deb
g++ -std=c++17 program.cpp $(pkg-config --cflags --libs boost_tempfile) -o program
[ "$(./program)" = "Hello world!" ]
dpkg --purge libboost-tempfile-dev libboost-tempfile0
TRY
    chroot "$debian" /bin/sh /trial/try
    rm -rf "$debian/trial"
    after=$(find "$debian" -xdev -not -path '*/var/*' | sort)
    diff <(printf '%s\n' "$before") <(printf '%s\n' "$after")
}

# ---- other package managers: what can be seen without them -------------------------------------------------------------------

vcpkg_port() {
    python3 - <<'CHECK'
import json
manifest = json.load(open("packaging/vcpkg/vcpkg.json"))
assert manifest["name"] and manifest["version"] == "0.1.0" and manifest["license"] == "BSL-1.0"
CHECK
    # The calls that the port makes, in a folder with nothing else.
    local work=$out/vcpkg
    rm -rf "$work"
    mkdir -p "$work/packaging/vcpkg"
    git archive HEAD | tar -xf - -C "$work"
    cat >"$work/run.cmake" <<'RUN'
macro(vcpkg_cmake_configure)
    cmake_parse_arguments(arg "" "SOURCE_PATH" "OPTIONS" ${ARGN})
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CMAKE_CURRENT_LIST_DIR}/build ${arg_OPTIONS}
        -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} COMMAND_ERROR_IS_FATAL ANY)
endmacro()
macro(vcpkg_cmake_install)
    execute_process(COMMAND ${CMAKE_COMMAND} --build ${CMAKE_CURRENT_LIST_DIR}/build -j2 COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_COMMAND} --install ${CMAKE_CURRENT_LIST_DIR}/build COMMAND_ERROR_IS_FATAL ANY)
endmacro()
macro(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(arg "" "PACKAGE_NAME;CONFIG_PATH" "" ${ARGN})
    if(NOT EXISTS ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/boost_tempfile-config.cmake)
        message(FATAL_ERROR "no configuration in ${arg_CONFIG_PATH}")
    endif()
endmacro()
macro(vcpkg_fixup_pkgconfig)
endmacro()
macro(vcpkg_copy_pdbs)
endmacro()
macro(vcpkg_install_copyright)
    cmake_parse_arguments(arg "" "" "FILE_LIST" ${ARGN})
    file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT} RENAME copyright)
endmacro()
set(PORT boost-tempfile-candidate)
set(CURRENT_PACKAGES_DIR ${CMAKE_CURRENT_LIST_DIR}/packages)
include(${CMAKE_CURRENT_LIST_DIR}/packaging/vcpkg/portfile.cmake)
RUN
    sed -i 's|${CMAKE_CURRENT_LIST_DIR}/build|${BUILD}|g; 1i set(BUILD ${CMAKE_CURRENT_LIST_DIR}/build)' "$work/run.cmake"
    cmake -P "$work/run.cmake"
    find "$work/packages" -name tempfile.hpp | grep -q .
}

conan_recipe() {
    python3 - <<'CHECK'
import ast
for recipe in ("packaging/conan/conanfile.py", "packaging/conan/test_package/conanfile.py"):
    ast.parse(open(recipe).read(), recipe)
CHECK
    # test_package, against the library as CMake installs it.
    cmake -S packaging/conan/test_package -B "$out/conan" -DCMAKE_PREFIX_PATH="$out/installed-static"
    cmake --build "$out/conan" -j "$jobs"
    "$out/conan/test_package"
}

meson_wrap() {
    python3 - <<'CHECK'
import configparser
wrap = configparser.ConfigParser()
wrap.read("packaging/meson/boost_tempfile.wrap")
assert wrap["wrap-file"]["method"] == "cmake" and wrap["provide"]["boost_tempfile"]
CHECK
}

workflows() {
    python3 - <<'CHECK' || exit 1
try:
    import yaml
except ImportError:
    raise SystemExit(0)
for name in (".github/workflows/ci.yml", ".codecov.yml"):
    yaml.safe_load(open(name))
CHECK
    if command -v shellcheck >/dev/null; then
        shellcheck -S warning build/*.sh doc/*.sh test/*.sh test/*/*.sh
    fi
}

# ---- Boost trees -----------------------------------------------------------------------------------------------------------

export_twice() {
    local one=$out/export-1 two=$out/export-2
    rm -rf "$one" "$two"
    build/export.sh "$one"
    build/export.sh "$two"
    diff -r "$one" "$two"
    [ ! -e "$one/libs/tempfile/Jamroot" ]
    for file in build.jam build/Jamfile src include test/Jamfile example/Jamfile doc/Jamfile meta/libraries.json index.html CMakeLists.txt; do
        [ -e "$one/libs/tempfile/$file" ] || { echo "no $file"; exit 1; }
    done
}

boost_tree() {
    [ -n "${BOOST_TREE:-}" ] || cannot "BOOST_TREE names no modular Boost tree"
    build/export.sh "$BOOST_TREE"
    (
        cd "$BOOST_TREE"
        ./b2 headers
        ./b2 -j"$jobs" libs/tempfile/build
        ./b2 -j"$jobs" --with-tempfile stage
        ./b2 -j"$jobs" --with-tempfile --prefix="$out/boost-tree" install
        ./b2 -j"$jobs" --with-tempfile cxxstd=14 stage --stagedir="$out/boost-tree-14"
    )
    local work=$out/boost-tree-consumer
    rm -rf "$work"
    program "$work"
    cat >"$work/CMakeLists.txt" <<'CONSUMER'
cmake_minimum_required(VERSION 3.16)
project(consumer LANGUAGES CXX)
find_package(Boost CONFIG REQUIRED COMPONENTS tempfile)
add_executable(program program.cpp)
target_link_libraries(program PRIVATE Boost::tempfile)
target_compile_features(program PRIVATE cxx_std_17)
CONSUMER
    cmake -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$out/boost-tree"
    cmake --build "$work/build"
    says_hello "$work/build/program"
}

boost_superproject() {
    [ -n "${BOOST_TREE:-}" ] || cannot "BOOST_TREE names no modular Boost tree"
    cmake -S "$BOOST_TREE" -B "$out/superproject" -DBOOST_INCLUDE_LIBRARIES=tempfile
    cmake --build "$out/superproject" -j "$jobs" --target boost_tempfile
}

row "way" "result" ""
if [ "$extent" = all ]; then
    way "b2 install, pkg-config" b2_installed
    way "CMake install static, pkg-config" cmake_installed static
    way "CMake install shared, pkg-config" cmake_installed shared
    way "Debian packages, lintian" debian_packages
    way "Debian packages in an empty Debian" debian_installed
    way "vcpkg port (its CMake calls; not vcpkg)" vcpkg_port
    way "Conan recipe (test_package by CMake; not Conan)" conan_recipe
    way "Boost tree: headers, build, stage, install, use" boost_tree
    way "Boost tree: CMake superproject" boost_superproject
fi
way "CMake presets" presets
way "Meson wrap (syntax)" meson_wrap
way "workflows and scripts (linters)" workflows
way "export to a Boost tree, twice the same" export_twice
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
