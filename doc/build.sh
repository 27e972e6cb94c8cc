#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# The site, in bin/html: doc/build.sh [DIRECTORY]. It needs doxygen, graphviz, gnuplot, python3, git, Node.js and npm, and the npm registry
# the first time. build/run.sh doc calls it after it has installed these.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/.." && pwd -P)
out=${1:-$top/bin}
work=$out/doc
mkdir -p "$work"

# ---- the tools, as doc/package-lock.json pins them ----

if ! cmp -s "$here/package-lock.json" "$work/package-lock.json" || [ ! -d "$work/node_modules/@antora" ]; then
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$work"
    (cd "$work" && npm ci >npm.log 2>&1) || { tail -n 20 "$work/npm.log" >&2; exit 1; }
fi

# ---- the reference, from the headers ----

rm -rf "$work/xml" "$work/source" "$work/ui"
(
    cat "$here/Doxyfile"
    printf 'INPUT = "%s"\nSTRIP_FROM_PATH = "%s"\nOUTPUT_DIRECTORY = "%s"\n' "$top/include/boost" "$top/include" "$work"
) >"$work/Doxyfile"
doxygen "$work/Doxyfile" >"$work/doxygen.log" 2>&1

# ---- a copy of the sources with the reference in it, which Antora takes from a repository of its own ----

mkdir -p "$work/source/doc"
cp -r "$here/antora.yml" "$here/modules" "$work/source/doc"
python3 "$here/tools/pictures.py" "$top" "$work/source/doc/modules/ROOT/images"
python3 "$here/tools/plots.py" "$here/plots/series.json" "$work/source/doc/modules/ROOT/images"
python3 "$here/tools/reference.py" "$work/xml" "$work/source/doc/modules/reference" 
[ ! -e "$work/source/doc/modules/reference/names.json" ] ||
    python3 "$here/tools/prepare.py" "$work/source/doc/modules/ROOT/pages" "$work/source/doc/modules/reference/names.json"
printf '%s\n' "- modules/reference/nav.adoc" | sed 's/^/  /' >>"$work/source/doc/antora.yml"
printf 'asciidoc:\n  attributes:\n    revdate: %s\n' "$(git -C "$top" log -1 --format=%cs 2>/dev/null || date +%F)" >>"$work/source/doc/antora.yml"
(
    cd "$work/source"
    git init -q -b main .
    git add -A
    git -c user.name=doc -c user.email=doc@localhost -c commit.gpgsign=false commit -q -m "The documentation"
)

cp -r "$here/ui" "$work/ui"
cp "$work/node_modules/@highlightjs/cdn-assets/highlight.min.js" "$work/ui/js"
cp "$here/antora-playbook.yml" "$work"
(cd "$work" && SITE_SEARCH_PROVIDER=lunr npx --no-install antora antora-playbook.yml)

# The marks beside headings have no text that a screen reader could read.
find "$out/html" -name '*.html' -exec \
    sed -i -E 's|<a class="anchor" href="#([^"]*)"></a>|<a class="anchor" href="#\1" aria-label="Link to this section"></a>|g' {} +

python3 "$here/tools/check_site.py" "$out/html"
