#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Makes the plots of doc/plots/series.json, which `build/run.sh bench --json doc/plots series` measured, by gnuplot.

    plots.py SERIES.json OUTPUT-DIRECTORY

Lines are told apart by their dashes and marks, not by colours; those follow light and dark.
"""

import json
import os
import re
import subprocess
import sys

STYLE = """<style>
  .plot { color: #1d2430; font-family: system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { .plot { color: #e3e7ec; } }
</style>"""

PLOTS = {
    "spooling": {
        "title": "A stream made, written, read back and removed",
        "x": "bytes", "y": "nanoseconds a byte", "per_x": True,
        "xtics": '("64" 64, "1 KiB" 1024, "16 KiB" 16384, "256 KiB" 262144, "1 MiB" 1048576, "16 MiB" 16777216)',
    },
    "removal": {
        "title": "A tree removed, a hundred files a directory",
        "x": "files", "y": "milliseconds", "per_x": False,
        "xtics": '("100" 100, "1,000" 1000, "10,000" 10000, "50,000" 50000)',
    },
    "seeks": {
        "title": "A seek, and 16 bytes read there, in a file of 16 MiB",
        "x": "distance, on average, in bytes", "y": "nanoseconds", "per_x": False,
        "xtics": '("64" 64, "1 KiB" 1024, "16 KiB" 16384, "256 KiB" 262144, "4 MiB" 4194304)',
    },
}


def load(path):
    """{plot: {line: {x: time}}}; the median where a benchmark was repeated."""
    with open(path, encoding="utf-8") as file:
        runs = json.load(file)["benchmarks"]
    times = {}
    for run in runs:
        if run.get("run_type") == "aggregate":
            continue
        plot, rest = run["name"].split("/", 1)
        numbers = re.search(r"/(\d+)(/|$)", rest)
        x = int(numbers.group(1)) if numbers and plot != "creation" else 0
        line = re.sub(r"/(real_time|manual_time|iterations:\d+|\d+)", "", rest)
        times.setdefault(plot, {}).setdefault(line, {}).setdefault(x, []).append(run["real_time"])
    return {plot: {line: {x: sorted(t)[len(t) // 2] for x, t in xs.items()} for line, xs in lines.items()}
            for plot, lines in times.items()}


def gnuplot(script, output):
    svg = subprocess.run(["gnuplot"], input=script, stdout=subprocess.PIPE, text=True, check=True).stdout
    svg = re.sub(r"<\?xml.*?<svg", "<svg", svg, flags=re.S)
    svg = re.sub(r"<title>.*?</title>", "", svg, flags=re.S)
    svg = re.sub(r"(rgb\(\s*0,\s*0,\s*0\)|\bblack\b|#000000)", "currentColor", svg)
    svg = re.sub(r'font-family="[^"]*"', "", svg)
    svg = re.sub(r"<svg", '<svg class="plot"', svg, count=1)
    svg = re.sub(r"(<svg[^>]*>)", lambda m: m.group(1) + "\n" + STYLE, svg, count=1)
    with open(output, "w", encoding="utf-8") as file:
        file.write(svg)


HEAD = """set terminal svg size 720,420 dynamic enhanced font 'sans,13' dashed
set border 3
set grid ytics lt 1 lc rgb 'black' lw 0.2
set key top left reverse Left
set tics nomirror
"""


def lines(name, plot, data):
    what = PLOTS[name]
    script = HEAD + f"set title '{what['title']}'\nset xlabel '{what['x']}'\nset ylabel '{what['y']}'\n"
    script += f"set logscale xy\nset xtics {what['xtics']}\nset format y '%g'\n"
    if what["per_x"]:
        script += "set key top right\n"
    parts = []
    for number, (line, values) in enumerate(data.items(), 1):
        script += f"$line{number} << END\n"
        script += "".join(f"{x} {t / x if what['per_x'] else t}\n" for x, t in sorted(values.items()))
        script += "END\n"
        title = line.replace("_", "\\\\_")
        parts.append(f'$line{number} with linespoints lc rgb "black" lw 1.6 dt {number} pt {2 * number + 3} ps 0.7 title "{title}"')
    gnuplot(script + "plot " + ", ".join(parts) + "\n", plot)


def creation(path, data):
    """Pairs of bars: the library, and the calls alone."""
    names = list(data)
    script = HEAD + "set title 'Made and removed'\nset ylabel 'nanoseconds'\nset style fill pattern border lc rgb 'black'\n"
    script += "set boxwidth 0.8\nset yrange [0:*]\nunset key\nset grid noxtics ytics\nset xtics rotate by 20 right\n$bars << END\n"
    for at, name in enumerate(names):
        label = name.replace("_", "\\\\_")
        script += f'{at + (at // 2) * 0.6} "{label}" {data[name][0]} {at % 2}\n'
    script += "END\n"
    script += "plot $bars using 1:($4 == 0 ? $3 : 1/0):xtic(2) with boxes fs pattern 2 lc rgb 'black', " \
              "$bars using 1:($4 == 1 ? $3 : 1/0):xtic(2) with boxes fs pattern 4 lc rgb 'black'\n"
    gnuplot(script, path)


def main():
    series, output = sys.argv[1:]
    os.makedirs(output, exist_ok=True)
    data = load(series)
    for name in PLOTS:
        lines(name, os.path.join(output, f"plot_{name}.svg"), data[name])
    creation(os.path.join(output, "plot_creation.svg"), data["creation"])


if __name__ == "__main__":
    main()
