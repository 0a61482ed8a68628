#!/usr/bin/env bash
# Installs Chromium and its driver when they are missing: the tests open every page in it.
set -euo pipefail

say() { printf 'install-browser: %s\n' "$*" >&2; }

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    exit 0
fi
as_root=()
if [[ $EUID -ne 0 ]]; then
    as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    say "Chromium or its driver is missing. Install them (on Debian: sudo apt-get install chromium chromium-driver), then try again."
    exit 1
fi
say "Chromium or its driver is missing: installing Debian's packages \`chromium\` and \`chromium-driver\`."
if ! { "${as_root[@]}" apt-get update -q >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends chromium chromium-driver >&2; }; then
    say "The installation failed. Install them by hand, then try again."
    exit 1
fi
