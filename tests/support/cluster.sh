#!/usr/bin/env bash
# The private PostgreSQL cluster of a test run: `cluster.sh start DIR OATD` makes and starts it with
# an empty, migrated template database; `cluster.sh stop DIR` ends and removes it. Without fsync: the
# tests that cut the power use clusters of their own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$2
case $1 in
  start)
    [ -d "$dir" ] && "$root/ops/cluster" kill "$dir" >/dev/null 2>&1 || true
    rm -rf "$dir" "$dir.oatd"
    export OAT_CLUSTER_FSYNC=${OAT_CLUSTER_FSYNC:-off}
    "$root/ops/cluster" create "$dir"
    "$root/ops/cluster" start "$dir"
    "$root/ops/cluster" psql "$dir" -q -f "$root/sql/roles.sql"
    "$root/ops/cluster" psql "$dir" -q -c 'CREATE DATABASE oat_template OWNER oat_owner'
    mkdir -p "$dir.oatd"
    cat > "$dir.oatd/migrate.conf" <<EOF
listen = unix:/nowhere
database = $("$root/ops/cluster" url "$dir" oat_service oat_template)
owner_database = $("$root/ops/cluster" url "$dir" oat_owner oat_template)
key_file = /nowhere
migrations = $root/sql/migrations
EOF
    "$3" --config "$dir.oatd/migrate.conf" migrate
    ;;
  stop)
    "$root/ops/cluster" kill "$dir" >/dev/null 2>&1 || true
    rm -rf "$dir" "$dir.oatd"
    ;;
  *)
    echo "cluster.sh start DIR OATD | stop DIR" >&2
    exit 2
    ;;
esac
