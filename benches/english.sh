#!/usr/bin/env bash
# English questions over Arabic paragraphs: ranks them with default options, and the Arabic
# questions about the same facts beside them.
#
#   benches/english.sh COLLECTION SCORER
#
# COLLECTION holds docs.jsonl.zst (id, title, body), queries.tsv (id, tab, words in Arabic) and
# qrels.tsv of MLQA's development part; SCORER is called as `SCORER qrels run`. The questions in
# benches/english/ were written for it by reading the paragraphs. WARRAQ names another binary.
set -euo pipefail
collection=$1
scorer=$2
warraq=${WARRAQ:-target/release/warraq}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$warraq" --archive "$work/archive" index "$collection/docs.jsonl.zst" 2>"$work/log" || cat "$work/log" >&2
for questions in "$here"/english/*.tsv; do
  tail -n +2 "$questions" >"$work/english"
  cut -f1 "$work/english" >"$work/ids"
  grep -w -F -f "$work/ids" "$collection/queries.tsv" >"$work/arabic"
  grep -w -F -f "$work/ids" "$collection/qrels.tsv" >"$work/qrels"
  for language in english arabic; do
    "$warraq" --archive "$work/archive" search --queries "$work/$language" \
      --format trec --limit 100 >"$work/run"
    printf '%-14s %-8s %s\n' "$(basename "$questions" .tsv)" "$language" \
      "$($scorer "$work/qrels" "$work/run" | tr '\n' ' ')"
  done
done
