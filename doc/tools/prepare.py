#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Makes links of the public names that the guides use.

    prepare.py PAGES-DIRECTORY NAMES.json

A name in code within a sentence or a table becomes a link to its page of the reference: `save_file`, `persist()`,
`options::dir`. Titles, listings and what is a link already stay.
"""

import json
import os
import re
import sys


def linked(line, names):
    def replace(match):
        text = match.group(1)
        plain = text.strip("+")
        known = re.match(r"(?:boost::tempfile::)?(\w+)(?:::(\w+))?(?:\(.*\))?$", plain)
        if not known or known.group(1) not in names:
            return match.group(0)
        target = names[known.group(1)]
        anchor = "#" + known.group(2) if known.group(2) and not known.group(1).islower() is None and known.group(2) else ""
        if known.group(2) and target.split(".")[0] in ENUMERATIONS:
            anchor = ""
        return f"xref:reference:{target}{anchor}[`{text}`]"

    # Not inside of a link's text.
    parts = re.split(r"((?:xref:|link:|https?:)\S*\[[^\]]*\])", line)
    return "".join(p if i % 2 else re.sub(r"(?<![`\w])`([^`\n]+)`(?![`\w])", replace, p) for i, p in enumerate(parts))


ENUMERATIONS = {"removal", "persist_mode", "durability", "overwrite", "newline"}


def main():
    directory, names_file = sys.argv[1:]
    with open(names_file, encoding="utf-8") as file:
        names = json.load(file)
    for entry in sorted(os.listdir(directory)):
        if not entry.endswith(".adoc"):
            continue
        path = os.path.join(directory, entry)
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        fence = None
        out = []
        for line in lines:
            if fence:
                if line.strip() == fence:
                    fence = None
            elif re.match(r"(-{4,}|\.{4,}|\+{4,})$", line.strip()):
                fence = line.strip()
            elif not line.startswith(("=", ":", "//", "[", "include::", "image::")):
                line = linked(line, names)
            out.append(line)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(out))


if __name__ == "__main__":
    main()
