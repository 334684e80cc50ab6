#!/usr/bin/env bash
# Indexing the same articles in four forms: the time and the peak memory of the first run, and the
# time of a second one over what has not changed.
#
#   cargo bench --bench forms -- FORMS ARTICLES…
#   benches/archives.sh FORMS [OPTIONS OF warraq index…]
#
# Needs GNU time. WARRAQ names another binary.
set -euo pipefail
forms=$1
shift
warraq=${WARRAQ:-target/release/warraq}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measured() { # measured OUT COMMAND…: seconds and megabytes
  local out=$1
  shift
  /usr/bin/time -f '%e %M' -o "$out" "$@" 2>"$work/said" || { [ $? -eq 2 ] || cat "$work/said" >&2; }
  tail -n 1 "$out"
}

printf '%-6s %10s %8s %10s %7s  %s\n' form first 'peak MB' second ratio said
for form in jsonl txt html warc; do
  read -r first peak < <(measured "$work/first" "$warraq" --archive "$work/$form" index "$@" "$forms/$form")
  said=$(grep indexed "$work/said" | sed 's/^warraq: //; s/ indexed.*//')
  read -r second _ < <(measured "$work/second" "$warraq" --archive "$work/$form" index "$@" "$forms/$form")
  awk -v form="$form" -v first="$first" -v peak="$peak" -v second="$second" -v said="$said" 'BEGIN {
    printf "%-6s %8.1f s %8.0f %8.2f s %6.1f%%  %s\n", form, first, peak / 1024, second, 100 * second / first, said }'
  rm -rf "${work:?}/$form"
done
