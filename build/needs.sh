#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# What the commands of run.sh need, how to see whether it is there, and the packages that bring it. Read by run.sh.

# shellcheck disable=SC2154 # build/run.sh defines it

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
