#!/usr/bin/env bash
# Runs one command with a PostgreSQL server of its own, then removes every trace of that server.
#
#   tests/with-postgres.sh cargo test --workspace --locked
#
# The command finds the server's address in PASSERELLE_TEST_POSTGRES_URL: a database named `passerelle`, whose role may
# create other databases. The server listens on 127.0.0.1 only, on a free port, with its files in a folder under /tmp, so
# it never meets a PostgreSQL that already runs on the machine. It is tuned for tests: a crash would lose its data.
#
# The exit code is the command's own. The server goes away at the end, at Ctrl-C, and when this script is told to stop.
# The command runs in its own process group, so that the signal reaches all of it; it cannot read from the terminal.
set -euo pipefail

# Below 32768, where Linux takes the ports of outgoing connections.
readonly FIRST_PORT=20000 LAST_PORT=32000
# Another program may take the port between our choice and the server's start: then another port is tried.
readonly PORT_ATTEMPTS=20
readonly START_TIMEOUT_S=60

folder=""
server_bin=""
command_pid=""
as_owner=()

say() { printf 'with-postgres: %s\n' "$*" >&2; }

# Prints the folder that holds initdb, the newest version first; fails when PostgreSQL's server is not installed.
find_server() {
    local on_path candidate
    if on_path=$(command -v initdb); then
        # Debian's path may hold a link: the other programs stand beside the real file.
        dirname "$(readlink -f "$on_path")"
        return
    fi
    while read -r candidate; do
        if [[ -x $candidate/initdb ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse)
    return 1
}

install_server() {
    local as_root=()
    if [[ $EUID -ne 0 ]]; then
        as_root=(sudo -n)
    fi
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        say "PostgreSQL's server is missing. Install it (on Debian: sudo apt-get install postgresql), then try again."
        exit 1
    fi
    say "PostgreSQL's server is missing: installing Debian's package \`postgresql\`."
    if ! { "${as_root[@]}" apt-get update -q >&2 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends postgresql >&2; }; then
        say "The installation failed. Install PostgreSQL's server by hand, then try again."
        exit 1
    fi
}

# PostgreSQL refuses to run as root: then the server belongs to a user without rights.
choose_owner() {
    if [[ $EUID -ne 0 ]]; then
        return
    fi
    local user
    for user in postgres nobody; do
        if id "$user" >/dev/null 2>&1; then
            as_owner=(runuser -u "$user" --)
            chown "$user" "$folder"
            return
        fi
    done
    say "Neither the user \`postgres\` nor \`nobody\` exists, and PostgreSQL cannot run as root."
    exit 1
}

# From `/`, because the owner may not be allowed to stand in our folder.
as_server_owner() { (cd / && "${as_owner[@]}" "$@"); }

create_cluster() {
    if ! as_server_owner "$server_bin/initdb" --pgdata="$folder/data" --username=passerelle --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1; then
        cat "$folder/initdb.log" >&2
        say "The database files could not be created."
        exit 1
    fi
    # A zone far from everybody's, on purpose: text that leans on the server's clock or zone shows at once.
    as_server_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'Pacific/Auckland'
SETTINGS
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_server() {
    local attempt port
    for ((attempt = 1; attempt <= PORT_ATTEMPTS; attempt++)); do
        port=$((FIRST_PORT + RANDOM % (LAST_PORT - FIRST_PORT)))
        port_is_free "$port" || continue
        if as_server_owner "$server_bin/pg_ctl" start --pgdata="$folder/data" --log="$folder/data/server.log" \
            --options="-p $port" --wait --timeout="$START_TIMEOUT_S" --silent >/dev/null 2>&1; then
            # --no-psqlrc: the developer's own settings must not change what happens here.
            as_server_owner "$server_bin/psql" --no-psqlrc --quiet --host="$folder" --port="$port" \
                --username=passerelle --dbname=postgres --command='CREATE DATABASE passerelle' >&2
            export PASSERELLE_TEST_POSTGRES_URL="postgres://passerelle@127.0.0.1:$port/passerelle"
            return
        fi
        # The port was taken in the meantime, or the start was too slow: leave nothing half started behind.
        stop_server
    done
    tail -n 20 "$folder/data/server.log" >&2 || true
    say "PostgreSQL did not start after $PORT_ATTEMPTS attempts; its last words are above."
    exit 1
}

stop_server() {
    if [[ -f $folder/data/postmaster.pid ]]; then
        as_server_owner "$server_bin/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --wait \
            --silent >/dev/null 2>&1 || true
    fi
}

clean_up() {
    # A second Ctrl-C must not leave the server behind.
    trap '' INT TERM HUP
    if [[ -n $command_pid ]] && kill -0 "$command_pid" 2>/dev/null; then
        kill -TERM -- "-$command_pid" 2>/dev/null || true
    fi
    if [[ -n $folder ]]; then
        stop_server
        rm -rf "$folder"
    fi
}

# Gives the signal to the whole command; without a command yet, ends the script (and so cleans up).
pass_on() {
    if [[ -n $command_pid ]]; then
        kill "-$1" -- "-$command_pid" 2>/dev/null || true
    else
        exit 130
    fi
}

run_command() {
    local code=0
    # Job control gives the command its own process group. A plain `&` would make it deaf to Ctrl-C.
    set -m
    "$@" <&0 &
    command_pid=$!
    set +m
    # `wait` returns early when a signal arrives: the command is only over once its process is gone.
    while true; do
        code=0
        wait "$command_pid" || code=$?
        kill -0 "$command_pid" 2>/dev/null || break
    done
    command_pid=""
    return "$code"
}

if [[ $# -eq 0 ]]; then
    say "Usage: tests/with-postgres.sh COMMAND [ARGUMENT...]"
    exit 2
fi

trap clean_up EXIT
trap 'pass_on INT' INT
trap 'pass_on TERM' TERM
trap 'pass_on HUP' HUP

if ! server_bin=$(find_server); then
    install_server
    server_bin=$(find_server) || { say "PostgreSQL was installed, but initdb is nowhere to be found."; exit 1; }
fi
folder=$(mktemp -d /tmp/passerelle-postgres.XXXXXX)
choose_owner
create_cluster
start_server
run_command "$@"
