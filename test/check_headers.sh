#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# What a compiler does not check of the layers: a public header includes the standard library, Boost and this library
# and nothing of a system; only config.hpp asks which system it is; above the folders of src/system neither happens, but
# for select.hpp, which chooses among them. A FILE is made from a handle by what the C library of Windows has for that:
# c_file.hpp includes it.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

complain() {
    printf '%s\n%s\n' "$1" "$2" >&2
    failed=1
}

# The standard headers have no extension, but for <assert.h> and its kind, which <cassert> replaces.
found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' include --include='*.hpp' |
    grep -vE '[<"](boost/[a-z0-9_/]+\.hpp|[a-z_0-9]+)[>"]' |
    grep -vE '^include/boost/tempfile/c_file\.hpp:.*<(fcntl|io)\.h>' || true)
[ -z "$found" ] || complain 'not a header of the standard library or of Boost:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' include --include='*.hpp' || true)
[ -z "$found" ] || complain 'a public header is included by <boost/tempfile/...>:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<[a-z_0-9/]+\.h>' libs/tempfile/src/*/*.cpp libs/tempfile/src/*/*.hpp || true)
[ -z "$found" ] || complain 'a header of a system above the system layer:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*(el)?if.*(_WIN32|BOOST_WINDOWS|__linux|__unix|__APPLE__|__MINGW|BSD|_POSIX)' \
    include libs/tempfile/src/*/*.cpp libs/tempfile/src/*/*.hpp |
    grep -vE '^(include/boost/tempfile/config|libs/tempfile/src/system/select)\.hpp:' || true)
[ -z "$found" ] || complain 'a question after the system outside config.hpp and the system layer:' "$found"

found=$(for header in include/boost/tempfile/*.hpp; do
    grep -qxF "#include <${header#include/}>" include/boost/tempfile.hpp || printf '%s\n' "$header"
done | grep -vxE 'include/boost/tempfile/(config|iostreams)\.hpp' || true)
[ -z "$found" ] || complain 'not in <boost/tempfile.hpp>, which is everything:' "$found"

# What every user of the library pays for at each compilation, or has to install.
found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<boost/' include --include='*.hpp' |
    grep -vE '<boost/(tempfile/[a-z0-9_/]+|config|config/auto_link|assert|throw_exception|core/[a-z_]+)\.hpp>' |
    grep -vE '^include/boost/tempfile/iostreams\.hpp:.*<boost/iostreams/' || true)
[ -z "$found" ] || complain 'a library of Boost other than Config, Assert, ThrowException and Core:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<(functional|regex|thread|mutex|future|iostream|unordered_map|unordered_set)>' \
    include --include='*.hpp' || true)
[ -z "$found" ] || complain 'a header that takes long to compile:' "$found"

exit "$failed"
