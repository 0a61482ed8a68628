#!/usr/bin/env bash
# Runs every test. `make test` calls it with a PostgreSQL server.
#
# The stories of tests/kill.rs live in real time and mostly wait: they run beside the others, which compute. What they print
# comes at the end.
set -euo pipefail

cargo test --workspace --locked --no-run

said=$(mktemp)
trap 'rm -f "$said"' EXIT
cargo test --workspace --locked --test kill >"$said" 2>&1 &
beside=$!

outcome=0
# Their names begin with what happens to the process.
cargo test --workspace --locked -- --skip killed_ --skip told_to_stop_ || outcome=$?
wait "$beside" || outcome=$?
cat "$said"
exit "$outcome"
