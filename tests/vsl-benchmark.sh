#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vsl benchmark: the keys of its lines, and what it says to wrong words.   vsl-benchmark.sh VSL
vsl=$1
export LC_ALL=C
echo "1..6"

number=0
result() {
  number=$((number + 1))
  if [ "$1" = 0 ]; then echo "ok $number $2"; else echo "not ok $number $2"; fi
}

line=$("$vsl" benchmark seed_cnn_train_b32 seed_cnn_infer_b1 matmul_32x256x64 --threads 1 --seconds 0.05 --json)
bad=0
[ "$(printf '%s\n' "$line" | wc -l)" = 3 ] || bad=1
for key in case engine version threads samples_per_s unit best worst ms_per_step first_step_ms clean_rounds all_rounds peak_rss_mb import_s machine_gflops machine_gbs; do
  [ "$(printf '%s\n' "$line" | grep -c "\"$key\":")" = 3 ] || { bad=1; echo "# missing: $key"; }
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

# A word with a star means all cases that it fits; each of shared/bench's families is there.
list=$("$vsl" benchmark --list)
bad=0
for name in seed_cnn_train_b32 seed_rnn_train_b32_L100_recdrop gru_train_b32_L100 bilstm_train_b32_L100 encoder_d128_h4_L128_train_b32 \
  resnet18_28_train_b128 resnet18_64_train_b32 vgg128_infer_b32 unet64_train_b32 conv_rn_512x4_512k3_bwdd adam_11M; do
  printf '%s\n' "$list" | grep -qx "$name" || { bad=1; echo "# missing: $name"; }
done
[ "$(printf '%s\n' "$list" | sort | uniq -d | wc -l)" = 0 ] || bad=1
[ "$("$vsl" benchmark 'conv_*' --list | wc -l)" = 28 ] || bad=1
result $bad list

# From the start of a process to its first prediction.
line=$("$vsl" benchmark start_seed_cnn --threads 1 --seconds 0.05 --json)
bad=0
printf '%s\n' "$line" | grep -q '"unit":"starts/s"' || bad=1
printf '%s\n' "$line" | grep -q '"ms_per_step":[1-9]' || bad=1
result $bad start

# Where the time goes, beside what the machine can do; the session's own figure beside the measured one.
text=$("$vsl" benchmark seed_cnn_train_b32 --threads 1 --seconds 0.05)
bad=0
for word in Conv2D Dense optimizer GFLOP/s "session itself"; do
  case $text in *"$word"*) ;; *) bad=1; echo "# missing: $word" ;; esac
done
result $bad profile
