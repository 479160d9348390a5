#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports small networks with the test program, then has onnxruntime run them. Prints TAP; skips, with the reason, where there
# is no node, no npm or no network.
#   run.sh SOURCE_FOLDER WORK_FOLDER EXPORT_PROGRAM
set -u
source=$1 work=$2 program=$3

skip() { echo "1..0 # SKIP $1"; exit 0; }

command -v node >/dev/null || skip "node is not installed"
command -v npm >/dev/null || skip "npm is not installed"
mkdir -p "$work"
# The packages are fetched once a build folder, and again when the lock file changes.
if ! cmp -s "$source/package-lock.json" "$work/package-lock.json" || [ ! -d "$work/node_modules/onnxruntime-node" ]; then
  cp "$source/package.json" "$source/package-lock.json" "$work/" || exit 1
  if ! (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1); then
    rm -rf "$work/package-lock.json" "$work/node_modules"
    if grep -qE "EINTEGRITY|EUSAGE|EBADENGINE|E404|ETARGET" "$work/npm.log"; then
      tail -n 20 "$work/npm.log" >&2
      echo "1..1"; echo "not ok 1 npm ci"; exit 1
    fi
    skip "onnxruntime-node could not be fetched: is there a network?"
  fi
fi
rm -rf "$work/cases"
mkdir -p "$work/cases"
VESALIUS_ONNX_DIR="$work/cases" "$program" >"$work/export.log" 2>&1 || { cat "$work/export.log" >&2; echo "1..1"; echo "not ok 1 export"; exit 1; }
NODE_PATH="$work/node_modules" exec node "$source/check.js" "$work/cases"
