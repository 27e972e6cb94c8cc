#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Makes the pictures: doc/pictures/*.dot by Graphviz, and the layers from the includes of the sources.

    pictures.py TOP OUTPUT-DIRECTORY

The SVG have no colours of their own but those of a style that follows light and dark.
"""

import os
import re
import subprocess
import sys

STYLE = """<style>
  svg { color-scheme: light dark; }
  text { fill: #1d2430; font-family: system-ui, sans-serif; }
  .node polygon, .node path, .node ellipse { fill: #f5f6f8; stroke: #515a67; }
  .edge path { stroke: #515a67; } .edge polygon { fill: #515a67; stroke: #515a67; } .edge text { fill: #515a67; }
  .good polygon, .good path { fill: #e2f4e4; stroke: #1c6b2a; } .bad polygon, .bad path { fill: #fdeaea; stroke: #a12626; }
  .quiet text { fill: #515a67; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e3e7ec; } .edge text, .quiet text { fill: #a6afbb; }
    .node polygon, .node path, .node ellipse { fill: #1e242c; stroke: #a6afbb; }
    .edge path { stroke: #a6afbb; } .edge polygon { fill: #a6afbb; stroke: #a6afbb; }
    .good polygon, .good path { fill: #15301b; stroke: #93d19e; } .bad polygon, .bad path { fill: #3a1818; stroke: #e79a9a; }
  }
</style>"""


def render(dot, title):
    svg = subprocess.run(["dot", "-Tsvg", "-Nshape=box", "-Nstyle=rounded", "-Nfontsize=12", "-Efontsize=11", "-Gbgcolor=transparent"],
                         input=dot, capture_output=True, text=True, check=True).stdout
    svg = re.sub(r"<\?xml.*?<svg", "<svg", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.S)
    svg = re.sub(r"<title>[^<]*</title>\n?", "", svg)
    svg = re.sub(r' (fill|stroke|font-family)="(?!none)[^"]*"', "", svg)
    return re.sub(r"(<svg[^>]*>)", lambda m: m.group(1) + f"\n<title>{title}</title>\n" + STYLE, svg, count=1)


def folder_of(path, top):
    inside = os.path.relpath(path, top)
    source = "libs/tempfile/src/"
    if inside.startswith(source):
        parts = inside[len(source):].split("/")
        return "/".join(parts[:2]) if parts[0] == "system" and len(parts) > 2 else parts[0]
    header = "include/boost/tempfile/"
    if inside.startswith(header):
        rest = inside[len(header):]
        return "public headers" if "/" not in rest else rest.split("/")[0] + "/"
    return None


def layers(top):
    """An arrow from a folder to each folder whose headers its files include."""
    arrows, folders = set(), set()
    for start in ("libs/tempfile/src", "include/boost/tempfile"):
        for folder, _, files in os.walk(os.path.join(top, start)):
            for name in files:
                if not name.endswith((".hpp", ".cpp")):
                    continue
                path = os.path.join(folder, name)
                here = folder_of(path, top)
                folders.add(here)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                for quoted, angled in re.findall(r'#include (?:"([^"]+)"|<(boost/tempfile/[^>]+)>)', text):
                    target = os.path.join(folder, quoted) if quoted else os.path.join(top, "include", angled)
                    there = folder_of(os.path.normpath(target), top)
                    if there and there != here:
                        arrows.add((here, there))
    headers = {f for f in folders if f.endswith(("/", "headers"))}
    dot = ["digraph layers {", "rankdir=TB; ranksep=0.45;"]
    dot += ['"%s" [class="%s"];' % (f, 'good' if f in headers else 'plain') for f in sorted(folders)]
    # What every folder includes says nothing.
    for here, there in sorted(arrows):
        if here in headers and there in headers and there == "public headers":
            continue
        dot.append(f'"{here}" -> "{there}";')
    return "\n".join(dot + ["}"])


def main():
    top, output = sys.argv[1:]
    os.makedirs(output, exist_ok=True)
    pictures = os.path.join(top, "doc", "pictures")
    made = {"layers": (layers(top), "The layers, from the includes")}
    for name in sorted(os.listdir(pictures)):
        if name.endswith(".dot"):
            with open(os.path.join(pictures, name), encoding="utf-8") as file:
                text = file.read()
            made[name[:-4]] = (text, text.split("\n", 1)[0].lstrip("/ ").rstrip("."))
    for name, (dot, title) in made.items():
        with open(os.path.join(output, name + ".svg"), "w", encoding="utf-8") as file:
            file.write(render(dot, title))


if __name__ == "__main__":
    main()
