#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Puts extra/boost_tempfile_gdb_printers.py into a header that a source of the library includes: gdb takes scripts from
# the section .debug_gdb_scripts (manual, "The .debug_gdb_scripts section"). With --check it only says whether the header
# is up to date.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
header=libs/tempfile/src/streams/gdb_printers.hpp

make() {
    cat <<'HEAD'
//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_STREAMS_GDB_PRINTERS_HPP
#define BOOST_TEMPFILE_SRC_STREAMS_GDB_PRINTERS_HPP

// Made by build/embed_printers.sh from extra/boost_tempfile_gdb_printers.py: do not edit. BOOST_ALL_NO_EMBEDDED_GDB_SCRIPTS
// leaves it out.

// clang-format off
#if defined(__ELF__) && defined(__GNUC__) && !defined(BOOST_ALL_NO_EMBEDDED_GDB_SCRIPTS)
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Woverlength-strings"
#endif
__asm__(".pushsection \".debug_gdb_scripts\", \"MS\",%progbits,1\n"
        ".ascii \"\\4gdb.inlined-script.BOOST_TEMPFILE\\n\"\n"
HEAD
    grep -v '^#' extra/boost_tempfile_gdb_printers.py | sed -e 's/\\/\\\\\\\\/g' -e 's/"/\\\\\\"/g' -e 's/%/%%/g' \
        -e 's/.*/        ".ascii \\"&\\\\n\\"\\n"/' | sed 's/%%/%/g'
    cat <<'TAIL'
        ".byte 0\n"
        ".popsection\n");
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
#endif
// clang-format on

#endif
TAIL
}

if [ "${1:-}" = --check ]; then
    make | cmp - "$header" || {
        echo "$header is not what build/embed_printers.sh makes" >&2
        exit 1
    }
else
    made=$(make)
    printf '%s\n' "$made" >"$header"
fi
