#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Prints what ran: coverage.py [--part] FILE..., of `llvm-cov export`, each of one build; what ran in one counts.

A line is one that has code; a branch is one outcome of a condition, in any instantiation of a template. Left out is what
the source says cannot be reached, and why: the line that ends in `// unreachable: reason`; or, if the comment stands
alone, the line below, with the block that it opens. Fails below the mark, unless only a part of the tests ran (--part).
What did not run is written to bin/coverage/missing, a line a place.
"""

import collections
import json
import os
import re
import sys

# What is reached now, in percent. Raised with each test that reaches more, and never lowered.
MARK = {"lines": 97, "branches": 88}

MARKER = "// unreachable: "


def unreachable(path):
    """The lines that are left out of the file."""
    with open(path, encoding="utf-8") as source:
        lines = source.read().split("\n")
    out = set()
    for number, line in enumerate(lines, 1):
        if MARKER not in line:
            continue
        out.add(number)
        if not line.strip().startswith(MARKER) or number == len(lines):
            continue
        first = last = number + 1
        opening = first if lines[first - 1].strip() == "{" else first + 1
        if lines[opening - 1].strip() == "{":  # the block, by its indentation
            end = re.match(r"\s*", lines[opening - 1]).group() + "}"
            while lines[last - 1] != end:
                last += 1
        out.update(range(first, last + 1))
    return out


def lines_of(segments):
    """(line, whether it ran) of each line that has code, as llvm-cov counts them."""
    starts = collections.defaultdict(list)
    for segment in segments:
        starts[segment[0]].append(segment)
    before = None  # the region that goes on from the line above
    for line in range(segments[0][0], segments[-1][0] + 1) if segments else ():
        here = starts[line]
        entries = [s for s in here if s[3] and s[4]]  # of regions that have a counter
        skipped = here and not here[0][3] and here[0][4]
        counted = [s[2] for s in entries if not s[5]]
        if entries or (not skipped and before and before[3]):
            yield line, max([before[2] if before else 0] + counted) > 0
        if here:
            before = here[-1]


class File:
    def __init__(self):
        self.lines = {}
        self.branches = {}

    def add(self, data):
        for line, ran in lines_of(data["segments"]):
            self.lines[line] = self.lines.get(line, False) or ran
        for line, column, end, end_column, true, false, *_ in data["branches"]:
            for outcome, ran in ((True, true > 0), (False, false > 0)):
                key = (line, column, end, end_column, outcome)
                self.branches[key] = self.branches.get(key, False) or ran

    def leave_out(self, lines):
        self.lines = {line: ran for line, ran in self.lines.items() if line not in lines}
        self.branches = {key: ran for key, ran in self.branches.items() if key[0] not in lines}


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def main():
    files = collections.defaultdict(File)
    names = [argument for argument in sys.argv[1:] if argument != "--part"]
    for name in names:
        with open(name, encoding="utf-8") as exported:
            for data in json.load(exported)["data"][0]["files"]:
                path = os.path.relpath(data["filename"])
                if path.startswith(("libs/tempfile/src/", "include/")):
                    files[path].add(data)

    totals = collections.defaultdict(lambda: [0, 0, 0, 0, 0])
    missing = []
    for path, file in sorted(files.items()):
        out = unreachable(path)
        left_out = sum(1 for line in out if line in file.lines)
        file.leave_out(out)
        row = (sum(file.lines.values()), len(file.lines), sum(file.branches.values()), len(file.branches), left_out)
        part = os.path.dirname(path).replace("libs/tempfile/src/", "")
        for total in (totals[part], totals["total"]):
            total[:] = map(sum, zip(total, row))
        missing += [(path, line, "line") for line, ran in file.lines.items() if not ran]
        missing += [(path, key[0], "never %s, column %d" % (str(key[4]).lower(), key[1]))
                    for key, ran in file.branches.items() if not ran]

    with open(os.path.join(os.path.dirname(names[0]), "..", "missing"), "w", encoding="utf-8") as listing:
        for path, line, what in sorted(missing):
            listing.write("%s:%d: %s\n" % (path, line, what))

    print("%-34s %18s %8s %18s %8s %12s" % ("", "lines", "", "branches", "", "unreachable"))
    for part in sorted(totals, key=lambda name: (name == "total", name)):
        lines, all_lines, branches, all_branches, left_out = totals[part]
        print("%-34s %9d / %6d %6.2f %% %9d / %6d %6.2f %% %12d" % (
            part, lines, all_lines, percent(lines, all_lines), branches, all_branches, percent(branches, all_branches), left_out))

    if "--part" in sys.argv:
        return
    lines, all_lines, branches, all_branches, _ = totals["total"]
    for what, reached in (("lines", percent(lines, all_lines)), ("branches", percent(branches, all_branches))):
        print("%s: %.2f %%, the mark is %s %%" % (what, reached, MARK[what]))
        if reached < MARK[what]:
            sys.exit("error: fewer %s run than before: bin/coverage/missing names those that do not" % what)


main()
