#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# test/gdb_printers/check.sh PROGRAM: gdb shows the library's types as the embedded printers have it, and these are the
# ones of extra/.

set -euo pipefail
program=$(cd "$(dirname "$1")" && pwd -P)/$(basename "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash build/embed_printers.sh --check

shown=$(gdb -q -nx -batch -iex "add-auto-load-safe-path $(dirname "$program")" -ex 'set print static-members off' \
    -ex "break $(grep -n 'a breakpoint' test/gdb_printers/program.cpp | sed 's/^/program.cpp:/; s/:\s.*//')" -ex run \
    -ex 'print anonymous' -ex 'print named' -ex 'print spooled' -ex 'print directory' -ex 'print closed' -ex continue "$program" 2>&1)
expect() {
    grep -qE "$1" <<<"$shown" || {
        printf 'gdb does not show: %s\n%s\n' "$1" "$shown" >&2
        exit 1
    }
}
expect '^\$1 = basic_temporary_file = \{open = true, .*device = file_device = \{handle = handle [0-9]+'
expect '^\$2 = basic_named_temporary_file = .*path = .*tmp'
expect '^\$3 = basic_spooled_temporary_file = .*device = spooled_device in memory = \{max_size = 100, memory = memory_device = \{size = 12'
expect '^\$4 = temporary_directory = \{path = .*owned = true'
expect '^\$5 = closed'
echo "gdb shows the library's types"
