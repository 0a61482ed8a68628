#!/usr/bin/env bash
# Runs every test. `make test` calls it with a PostgreSQL server.
#
# The stories of tests/kill.rs live in real time and mostly wait: they run beside the others, which compute. What they print
# comes at the end.
set -euo pipefail

# Databases of stories are made and dropped by the hundred: in memory, a durable commit costs nothing.
if [[ -z ${TMPDIR:-} && -w /dev/shm ]]; then
    export TMPDIR=/dev/shm
fi

tests/install-browser.sh
tests/install-schemathesis.sh
cargo test --workspace --locked --no-run

said=$(mktemp)
trap 'rm -f "$said"' EXIT
cargo test --workspace --locked --test kill >"$said" 2>&1 &
beside=$!

outcome=0
# By their whole names: others may hold some of the words.
cargo test --workspace --locked --no-fail-fast -- --skip killed_among_calls_and_texts_on_ --skip told_to_stop_while_the_carrier_is_slow_on_ || outcome=$?
wait "$beside" || outcome=$?
cat "$said"
exit "$outcome"
