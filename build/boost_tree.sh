#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Clones the modular Boost tree that build/export.sh is then tried in, with what the library, its tests and its
# examples use: build/boost_tree.sh DIR [BRANCH].

set -euo pipefail

[ $# -ge 1 ] || {
    echo "usage: build/boost_tree.sh DIR [BRANCH]" >&2
    exit 2
}
git clone --depth 1 --branch "${2:-master}" https://github.com/boostorg/boost.git "$1"
cd "$1"
git submodule update --init --depth 1 --jobs 8 tools/build tools/boost_install tools/boostdep tools/cmake tools/inspect libs/config
python3 tools/boostdep/depinst/depinst.py --git_args "--depth 1 --jobs 8" filesystem
for library in core iostreams locale test beast program_options; do
    python3 tools/boostdep/depinst/depinst.py --git_args "--depth 1 --jobs 8" "$library"
done
