#!/usr/bin/env bash
# Inputs that are too much: time, peak memory and what is said, with 1 GB allowed.
#
#   cargo bench --bench forms -- FORMS ARTICLES…
#   benches/faults.sh FORMS [OPTIONS OF warraq index…]
#
# Needs GNU time, python3 and 8 GB of disk. WARRAQ names another binary.
set -euo pipefail
forms=$1
shift
warraq=${WARRAQ:-target/release/warraq}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { # measure NAME PATH [OPTIONS…]
  local name=$1 path=$2
  shift 2
  /usr/bin/time -f '%e %M' -o "$work/cost" "$warraq" --archive "$work/archive" index "$@" "$path" 2>"$work/said" || true
  read -r seconds peak < <(tail -n 1 "$work/cost")
  awk -v name="$name" -v seconds="$seconds" -v peak="$peak" -v said="$(grep indexed "$work/said" | sed 's/^warraq: //; s/ (.*//')" \
    'BEGIN { printf "%-34s %8.1f s %6.0f MB  %s\n", name, seconds, peak / 1024, said }'
  grep -v 'indexed\|archive:\|MB/s\|named above' "$work/said" | cut -c1-160 | head -n 2 | sed 's/^/    /' || true
  rm -rf "$work/archive"
}

measure "105,000 files" "$forms/txt" "$@"

# Seven times the articles, with other ids and other words in each.
mkdir "$work/large"
python3 - "$forms/jsonl/all.jsonl" "$work/large/large.jsonl" <<'PY'
import sys
source, target = sys.argv[1:]
with open(target, "w") as out:
    part = 0
    while out.tell() < 3_000_000_000:
        for line in open(source):
            out.write(line.replace('"body":"', f'"body":"جزء{part} ', 1).replace('"id":', f'"id":1{part}', 1))
        part += 1
PY
measure "3 GB of JSON lines" "$work/large" "$@"
rm -r "$work/large"

mkdir "$work/lines"
python3 - "$work/lines" <<'PY'
import sys
where = sys.argv[1]
word = "مباحثات "
def record(out, title, bytes):
    out.write('{"title": "%s", "body": "' % title)
    for _ in range(bytes // len((word * 1000).encode())):
        out.write(word * 1000)
    out.write('نص"}\n')
with open(where + "/long.jsonl", "w") as out:
    for megabytes in (200, 0, 60, 60, 60, 60, 0):
        record(out, f"طويل {megabytes}", megabytes << 20)
with open(where + "/long.txt", "w") as out:
    for _ in range(60 << 10):
        out.write(word * 70)
PY
measure "lines of 200 MB, records of 60 MB" "$work/lines" "$@"
rm -r "$work/lines"

mkdir "$work/bombs"
python3 - "$work/bombs" <<'PY'
import gzip, io, sys, zipfile
where = sys.argv[1]
with gzip.open(where + "/spaces.txt.gz", "wb", 9) as out:
    for _ in range(10_000):
        out.write(b" " * (1 << 20))
with zipfile.ZipFile(where + "/zeros.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for number in range(50):
        out.writestr(f"{number}.jsonl", b"0" * (200 << 20))
open(where + "/deep.json", "w").write("[" * 50_000_000)
open(where + "/objects.json", "w").write('{"body":' * 10_000_000)
entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{("&a%d;" % (n - 1)) * 10}">' for n in range(1, 20))
open(where + "/laughs.xml", "w").write(f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss><channel><item><title>x</title><description>&a19;</description></item></channel></rss>')
open(where + "/tags.html", "w").write("<div>" * 5_000_000)
open(where + "/cells.csv", "w").write("title,body\n" + '"' + "x" * 100_000_000)
PY
measure "bombs" "$work/bombs" "$@"
