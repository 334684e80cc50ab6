#!/usr/bin/env bash
# How long a whole `warraq search` takes, from process start to exit, by kind of query: the median
# and the 99th percentile over RUNS runs of each query of benches/queries.tsv, in milliseconds.
#
#   benches/latency.sh ARCHIVE [RUNS]
#
# WARRAQ names another binary.
set -euo pipefail
archive=$1
runs=${2:-25}
warraq=${WARRAQ:-target/release/warraq}
times=$(mktemp)
trap 'rm -f "$times"' EXIT

while IFS=$'\t' read -r kind query; do
  for ((run = 0; run < runs; run++)); do
    start=$(date +%s%N)
    "$warraq" --archive "$archive" search "$query" >/dev/null || [ $? -eq 1 ]
    printf '%s\t%s\n' "$kind" $((($(date +%s%N) - start) / 10000)) >>"$times"
  done
done < <(tail -n +2 "$(dirname "$0")/queries.tsv")

cut -f1 "$times" | sort -u | while read -r kind; do
  grep -P "^$kind\t" "$times" | cut -f2 | sort -n | awk -v kind="$kind" '
    { times[NR] = $1 / 100 }
    END { printf "%-14s p50 %7.1f  p99 %7.1f  (%d runs)\n", kind, times[int((NR + 1) / 2)], times[int(NR * 0.99 + 0.5)], NR }'
done
