#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Checks the site on the disk: every link, anchor and image leads somewhere, and no page shows unresolved markup.

    check_site.py DIRECTORY
"""

import os
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path = path
        self.links, self.anchors, self.text, self.inside = [], set(), [], []
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            self.anchors.add(values["id"])
        for name in ("href", "src", "data"):
            if values.get(name) and not (tag == "link" and values[name].startswith("data:")):
                self.links.append(values[name])
        if tag in ("script", "style", "pre", "code"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.text.append(data)


def main():
    top = os.path.abspath(sys.argv[1])
    pages = {}
    for folder, _, files in os.walk(top):
        for name in files:
            if name.endswith(".html"):
                path = os.path.join(folder, name)
                pages[path] = Page(path)
    faults = []
    for path, page in pages.items():
        where = os.path.relpath(path, top)
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts.path else path
            if not os.path.exists(target):
                faults.append(f"{where}: {link} leads nowhere")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                faults.append(f"{where}: {link} has no such anchor")
        for bad in re.findall(r"xref:\S+|include::\S+|<<\S+>>|Unresolved \S+", "".join(page.text)):
            faults.append(f"{where}: unresolved {bad}")
    for fault in sorted(set(faults)):
        print(fault)
    print(f"{len(pages)} pages, {len(set(faults))} faults")
    sys.exit(1 if faults or not pages else 0)


if __name__ == "__main__":
    main()
