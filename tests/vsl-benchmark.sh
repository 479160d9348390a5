#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vsl benchmark: the keys of its lines, and what it says to wrong words.   vsl-benchmark.sh VSL
vsl=$1
export LC_ALL=C
echo "1..3"

number=0
result() {
  number=$((number + 1))
  if [ "$1" = 0 ]; then echo "ok $number $2"; else echo "not ok $number $2"; fi
}

line=$("$vsl" benchmark seed_cnn_train_b32 seed_cnn_infer_b1 --threads 1 --seconds 0.05 --json)
bad=0
[ "$(printf '%s\n' "$line" | wc -l)" = 2 ] || bad=1
for key in case engine version threads samples_per_s unit best worst ms_per_step first_step_ms clean_rounds all_rounds peak_rss_mb import_s; do
  [ "$(printf '%s\n' "$line" | grep -c "\"$key\":")" = 2 ] || { bad=1; echo "# missing: $key"; }
done
printf '%s\n' "$line" | grep -q '"threads":1,' || bad=1
printf '%s\n' "$line" | grep -q '"samples_per_s":[1-9]' || bad=1
result $bad keys

message=$("$vsl" benchmark seed_cn_train 2>&1)
code=$?
bad=0
[ "$code" = 2 ] || bad=1
case $message in *seed_cnn_train_b32*) ;; *) bad=1 ;; esac
result $bad "unknown case"

"$vsl" benchmark seed_cnn_infer_b1 --seconds nothing >/dev/null 2>&1
code=$?
bad=0
[ "$code" = 2 ] || bad=1
result $bad "seconds that are no number"
