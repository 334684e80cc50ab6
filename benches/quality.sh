#!/usr/bin/env bash
# Ranking quality on test collections: indexes each, runs its queries with default options and
# scores the run.
#
#   benches/quality.sh COLLECTIONS SCORER
#
# COLLECTIONS/NAME/ holds docs.jsonl.zst (id, title, body), queries.tsv (id, tab, words) and
# qrels.tsv; SCORER is called as `SCORER qrels run` on a TREC run and prints what it finds
# (trec_eval -m ndcg_cut.10, for one). WARRAQ names another binary.
set -euo pipefail
collections=$1
scorer=$2
warraq=${WARRAQ:-target/release/warraq}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for collection in "$collections"/*/; do
  name=$(basename "$collection")
  "$warraq" --archive "$work/$name" index "$collection/docs.jsonl.zst" 2>"$work/log" || cat "$work/log" >&2
  "$warraq" --archive "$work/$name" search --queries "$collection/queries.tsv" \
    --format trec --limit 100 >"$work/run"
  printf '%-16s %s\n' "$name" "$($scorer "$collection/qrels.tsv" "$work/run")"
done
