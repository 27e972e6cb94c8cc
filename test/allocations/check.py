#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

"""test/allocations/check.py PROGRAM ALLOCATOR [short|all] [GROUP...]: makes every allocation of test/injection's PROGRAM fail in turn.

An allocator is put before the C library's, so that what the C and C++ libraries allocate on behalf of this one fails as
well: alone, and from then on. No failure ends the process, leaves a file or a handle, or loses what was accepted.
"""

import concurrent.futures
import os
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "injection"))
import check as injection  # pylint: disable=wrong-import-position

def main():
    program, allocator = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    most = 20 if "short" in sys.argv[3:] else 1000  # of the allocations of a group that fail
    groups = [word for word in sys.argv[3:] if word not in ("short", "all")] or injection.GROUPS
    scratch = tempfile.mkdtemp(prefix="allocations-")
    directories = injection.Directories(scratch)
    if not directories.other:
        print("skipped: copies: no second file system to copy from")
        groups = [group for group in groups if not group.startswith("copy")]

    def run(group, **failing):
        environment = dict(os.environ, LD_PRELOAD=allocator, **failing)
        return injection.execute([program], group, directories, environment)

    def faults(group, failing):
        result = run(group, **failing)
        # What the program made itself stays where an exception ends it; the library's names begin with tmp.
        found = result.broken + ["left: " + name for name in result.left if os.path.basename(name).startswith("tmp")]
        # What could not be removed keeps its lock until the process ends, which removes it.
        stays = group == "directory" and "FAIL_ON" in failing
        return found + (["%d handles leaked" % result.leaked] if result.leaked > stays else [])

    bad = 0
    try:
        print("%-18s %6s %6s %7s %8s" % ("operations", "made", "runs", "faults", "time"))
        for group in groups:
            started = time.monotonic()
            made = run(group).allocations
            planned = []
            for n in injection.spread(1, made, most) if made else []:
                planned += [{"FAIL_AT": str(n)}, {"FAIL_AT": str(n), "FAIL_ON": "1"}]
            with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
                found = list(pool.map(lambda failing, g=group: faults(g, failing), planned))
            count = sum(bool(each) for each in found) + (not made)
            bad += count
            print("%-18s %6d %6d %7d %6.0f s" % (group, made, len(planned), count, time.monotonic() - started), flush=True)
            for failing, each in zip(planned, found):
                for fault in each:
                    print("    error: %s: %s" % (" ".join("%s=%s" % pair for pair in failing.items()), fault), flush=True)
    finally:
        directories.remove()
        shutil.rmtree(scratch, ignore_errors=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
