#!/usr/bin/env bash
# Installs Schemathesis when it is missing: it tries every operation of the API against its description. It is kept between runs.
set -euo pipefail

version=4.32.5
folder=${PASSERELLE_TEST_SCHEMATHESIS:-${XDG_CACHE_HOME:-$HOME/.cache}/passerelle-tests/schemathesis}

say() { printf 'install-schemathesis: %s\n' "$*" >&2; }

if [[ -x $folder/bin/st && $("$folder/bin/st" --version) == *" $version" ]]; then
    exit 0
fi
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    as_root=()
    if [[ $EUID -ne 0 ]]; then
        as_root=(sudo -n)
    fi
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        say "Python or its venv module is missing. Install it (on Debian: sudo apt-get install python3-venv), then try again."
        exit 1
    fi
    say "Python's venv module is missing: installing Debian's package \`python3-venv\`."
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-venv >&2
fi
say "Installing Schemathesis $version in $folder."
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version" >&2
