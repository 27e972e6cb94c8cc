#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Building by b2, and counting and reporting what passes and fails. Read by run.sh.

# shellcheck disable=SC2154 # build/run.sh defines it

b2_build() { b2 -j"$jobs" --user-config="$root/build/toolsets.jam" "$@"; }

passed=0
failed=0
failures=()
reasons=()

count() { # count PASSED FAILED NAME SECONDS
    passed=$((passed + $1))
    failed=$((failed + $2))
    if [ "$2" -eq 0 ]; then
        say "ok      $3: $1 passed ($4 s)"
    else
        say "FAILED  $3: $1 passed, $2 failed ($4 s)"
        failures+=("$3")
    fi
}

# why NAME LOG: keeps the lines of the log that say why, for the report: the last that is read, where all the rest is cut.
why() {
    local line
    while read -r line; do
        reasons+=("$1: $line")
    done < <(grep -E '(^|[ :])([Ff]atal )?error[: ]|ERROR: |Assertion|terminate called|\*\*\* Error|^EXIT STATUS: [^0]' "$2" |
        cut -c -400 | head -n 20)
}

# step NAME COMMAND...: one thing that passes or fails. It is not repeated while no file of the project is newer than its
# last success.
step() {
    local name=$1 slug started=$SECONDS stamp log
    shift
    slug=$(printf '%s' "$name" | tr -cs '[:alnum:]' '-')
    stamp=$out/stamp/$slug
    log=$out/log/$slug.log
    mkdir -p "$out/stamp" "$out/log"
    if [ -e "$stamp" ] && [ -z "$(find . -path ./bin -prune -o -path ./.git -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        passed=$((passed + 1))
        say "ok      $name (unchanged since it passed)"
        return
    fi
    touch "$stamp.begun"
    local status=0
    set +e
    (
        set -e # which a command tested by `if` would ignore
        "$@"
    ) >"$log" 2>&1
    status=$?
    set -e
    if [ "$status" -eq 0 ]; then
        mv "$stamp.begun" "$stamp"
        count 1 0 "$name" $((SECONDS - started))
    else
        rm -f "$stamp" "$stamp.begun"
        tail -n 40 "$log"
        why "$name" "$log"
        count 0 1 "$name" $((SECONDS - started))
    fi
}

# b2_tests NAME TARGETS PROPERTIES...: the tests in one configuration, each counted; TARGETS is test, or test//programs for
# all but the headers, or a list of programs (test//NAME). b2 leaves alone what has passed and has not changed.
b2_tests() {
    local targets=$2 name=$1 slug started=$SECONDS log status=0 names bad all
    shift 2
    slug=$(printf '%s' "$name" | tr -cs '[:alnum:]' '-')
    log=$out/log/$slug.log
    mkdir -p "$out/log"
    # shellcheck disable=SC2086
    b2_build $targets warnings-as-errors=on "$@" >"$log" 2>&1 || status=$?

    # What b2 could not make or run, it names as it skips the test's last file or fails to make it.
    case $targets in
        test | test//programs)
            names=$(for source in test/*.cpp test/internal/*.cpp; do basename "$source" .cpp; done |
                grep -vxE 'unit_test_framework|header' || true) ;;
        *) names=$(printf '%s\n' "$targets" | sed 's|test//||g' | tr ' ' '\n') ;;
    esac
    [ "$targets" != test ] || names+=$'\n'$(find include -name '*.hpp' | sed -E 's|^include/boost/|header-|; s|/|-|g; s|\.hpp$||')
    bad=$(sed -nE -e 's/^\.\.\.skipped <[^>]*>([^>]+)\.(test|run) for lack of .*/\1/p' \
        -e 's/^\.\.\.failed .*\/([^\/. ]+)(\.test|\.run|\.o|\.exe)?\.\.\.$/\1/p' "$log" | sort -u | grep -xF "$names" || true)
    all=$(printf '%s\n' "$names" | grep -c .)
    local n=0
    [ -z "$bad" ] || n=$(printf '%s\n' "$bad" | grep -c .)
    local name_of
    for name_of in $names; do
        # A test that the Jamfile does not know would never fail.
        [ "$status" -ne 0 ] || [ -n "$(find bin/test -name "$name_of.test" -type f -print -quit)" ] ||
            die "$name: b2 made nothing of $name_of"
    done
    if [ "$status" -ne 0 ] && [ "$n" -eq 0 ]; then
        n=$all # b2 itself failed: nothing is known to have passed
    fi
    if [ "$n" -ne 0 ]; then
        grep -vE '^(\*\*passed|[a-z-]+\.(compile|link|archive|capture)|link-o|common\.|MkDir)' "$log" | tail -n 80 || true
        [ -z "$bad" ] || say "in $name: ${bad//$'\n'/ }"
        why "$name" "$log"
    fi
    count $((all - n)) "$n" "$name" $((SECONDS - started))
}

# What the test programs of the configurations whose path matches say: each with its number of cases, and what was skipped
# and why. A test says that in a line that begins with "skipped: ".
results() { # results PATH-PATTERN
    local output name
    find bin/test -name '*.output' -path "$1" | sort | while read -r output; do
        name=$(basename "$output" .output)
        [ -e "test/$name.cpp" ] || [ -e "test/internal/$name.cpp" ] || continue
        if [ -e "${output%.output}.test" ] && grep -q 'EXIT STATUS: 0' "$output"; then
            say "  passed  $name ($(sed -nE 's/^Running ([0-9]+) test cases?.*/\1/p' "$output" | head -n 1) cases)"
        else
            say "  FAILED  $name"
        fi
        sed -n 's/^skipped: /          skipped: /p' "$output"
    done
}

report() {
    if [ "$failed" -ne 0 ]; then
        [ ${#reasons[@]} -eq 0 ] || printf '%s\n' "${reasons[@]}"
        say "failed: ${failures[*]} (the logs are in $out/log)"
    fi
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
