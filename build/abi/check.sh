#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/abi/check.sh LIBRARY [--update]: what the shared library exports is what build/abi/symbols.txt lists. The list has the
# library's own names, as gcc and libstdc++ on x86_64 Linux have them; whether an inline function of the standard
# library is exported as well is the compiler's business, and is left out.

set -euo pipefail
export LC_ALL=C
list=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/symbols.txt

exported() {
    nm -D --defined-only "$1" | awk '{ print $NF }' | c++filt | grep 'boost::tempfile::' |
        grep -vE '^(std::|void std::|.* std::__|typeinfo name for std|vtable for std)' | sort -u
}

foreign=$(nm -D --defined-only "$1" | awk '{ print $NF }' | c++filt | grep -vE 'boost::|std::|__gnu_cxx|^(_init|_fini|__bss_start|_edata|_end)$' || true)
if [ -n "$foreign" ]; then
    printf 'exported, and not in a namespace of the library:\n%s\n' "$foreign" >&2
    exit 1
fi
if [ "${2:-}" = --update ]; then
    exported "$1" >"$list"
else
    exported "$1" | diff "$list" - || {
        echo 'the exported symbols changed (<: listed, >: exported); build/abi/check.sh LIBRARY --update makes the list anew' >&2
        exit 1
    }
fi
