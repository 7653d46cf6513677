#!/usr/bin/env bash
# Runs the quick bench, with a short past, and checks that its tables have all their rows, and that
# oatd and pgbench wrote the same for a dose. How fast either was is no part of it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export JALGAS_BUILD_DIR=$1
out=$(mktemp /tmp/oat-bench-XXXXXX)
trap 'rm -f "$out" "$out.log"' EXIT
fail() { cat "$out.log" >&2; echo "bench_test: $*" >&2; exit 1; }

"$root/ops/bench/bench" --quick --past 6000 --out "$out" > "$out.log" 2>&1 || fail "the bench did not end well"
for desks in 1 4 16; do
  grep -qE "^\| $desks \| [1-9][0-9]* \| [1-9][0-9]* \| [0-9.]+ \| [0-9.]+ \| [0-9.]+ \| 1 \| [0-9]+ \|$" "$out" ||
    fail "no rates at $desks desks"
  for what in authorise confirm 'dose \(both\)' 'pgbench, dose'; do
    grep -qE "^\| $desks \| $what \| [0-9.]+ \| [0-9.]+ \| [0-9.]+ \|$" "$out" ||
      fail "no times of $what at $desks desks"
  done
done
grep -qE '^\| 16, 50 doses/s \| dose \(both\) \| [0-9.]+ ' "$out" || fail "no open loop"
grep -qE '^Memory of oatd at its highest: [1-9][0-9]* MB\.$' "$out" || fail "no memory"
for row in '\| PostgreSQL \| [1-9][0-9].*' '\| cores \| [1-9].*' '\| settings \| .*fsync on, .*' \
  '\| 0 \| 16 \| [1-9][0-9.]* \| .*' '\| 6000 \| 16 \| [1-9][0-9.]* \| .*' \
  '\| time \| [0-9.]+ \| .* \| 1 \|' "\\| PostgreSQL's processor time \\| [0-9.]+ \\| .* \\| 1 \\|" \
  '\| freeze the month \| [1-9].* \| 3 \|' '\| read it \| [0-9].* \| 3 \|'; do
  grep -qE "^$row\$" "$out" || fail "no row $row"
done
# The tables that a dose writes; the program itself ends badly where the two sides differ.
for rows in 'administration 1' 'audit 2' 'dose 1' 'dose_event 1' 'posting 4' 'request 2' 'slot 1'; do
  table=${rows% *} count=${rows#* }
  grep -qxF "| $table | $count | $count |" "$out" ||
    fail "not $count rows in $table for a dose on both sides"
done
grep -qE '^\| 2\.0 .* `WITH entry AS ' "$out" || fail "no costs of statements"
echo "the quick bench, 1 passed"
