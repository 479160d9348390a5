#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BUILD-OF-FUZZERS TARGET: 5 seconds of one fuzz target (60 with VSL_TEST_LONG) over a corpus made now, as TAP. ./dev test builds the
# targets with clang; without them the test says skipped.
set -u
program="$1/tests/fuzz/fuzz-$2"
seconds=5
[ -z "${VSL_TEST_LONG:-}" ] || seconds=60
echo "1..1"
if [ ! -x "$program" ]; then
  echo "ok 1 - fuzz $2 # SKIP it is not built (./dev test does that where clang is installed)"
  exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$1/tests/fuzz/fuzz-seeds" "$work/corpus" "$2" || { echo "not ok 1 - fuzz $2: no corpus"; exit 1; }
cd "$work" || exit 1
# A single seed: the same order of inputs each time, as far as the time goes. One allocation may be as large as the largest picture.
if ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 TMPDIR="$work" G_SLICE=always-malloc "$program" -seed=1 -max_total_time=$seconds -timeout=20 \
    -rss_limit_mb=3000 -malloc_limit_mb=2500 -max_len=200000 -print_final_stats=1 "$work/corpus" >"$work/log" 2>&1; then
  echo "# $(sed -n 's/^stat::number_of_executed_units: */inputs: /p' "$work/log"), $(ls "$work/corpus" | wc -l) in the corpus"
  echo "ok 1 - fuzz $2"
else
  sed 's/^/# /' "$work/log" | tail -n 60
  for found in crash-* leak-* timeout-* oom-*; do
    [ -f "$found" ] || continue
    cp "$found" "${TMPDIR:-/tmp}/" && echo "# kept as ${TMPDIR:-/tmp}/$found"
  done
  echo "not ok 1 - fuzz $2"
  exit 1
fi
