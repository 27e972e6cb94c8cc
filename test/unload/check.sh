#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# test/unload/check.sh DIRECTORY: what is built in DIRECTORY shows that dlclose of a plugin that uses the library leaves
# no handler, and nothing else that the system calls later, which points nowhere.

set -euo pipefail
cd "$1"
status=0
said=$(LD_LIBRARY_PATH=.${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ./unload_main ./libunload_plugin.so) || status=$?
[ "$said" = unloaded ] || { echo "before the signal: status $status" >&2; exit 1; }
[ "$status" -eq 143 ] || { echo "SIGTERM: status $status" >&2; exit 1; }
