#!/usr/bin/env bash
# Keeps what the browser tests photographed: docs/screenshots/ has every page in light, in the dark and on a telephone, small
# enough to be looked at on a slow line. Run the tests first: `make screenshots` does both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly FROM=target/screenshots TO=docs/screenshots
# Wide pages are shown at this width, in so many colours: the letters stay sharp.
readonly WIDTH=900 COLOURS=32

if ! command -v pngquant >/dev/null || ! command -v convert >/dev/null; then
    echo "keep-screenshots: installing Debian's packages imagemagick and pngquant." >&2
    as_root=()
    [[ $EUID -eq 0 ]] || as_root=(sudo -n)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends imagemagick pngquant >&2
fi

rm -f "$TO"/*.png
mkdir -p "$TO"
for picture in "$FROM"/*-wide.png "$FROM"/*-dark.png "$FROM"/*-phone.png; do
    convert "$picture" -resize "${WIDTH}x>" png:- |
        pngquant --speed 1 --strip --nofs "$COLOURS" - >"$TO/$(basename "$picture")"
done

{
    printf '# Every page, as it looks\n\n'
    printf 'Light, dark and on a telephone, as the browser tests saw them. `make screenshots` takes them anew.\n'
    for picture in "$TO"/*.png; do
        name=$(basename "$picture" .png)
        printf '%s\n' "${name%-*}"
    done | sort -u | while read -r page; do
        printf '\n## %s\n\n' "$page"
        for look in wide dark phone; do
            [[ -e $TO/$page-$look.png ]] || continue
            width=$([[ $look == phone ]] && echo 180 || echo 380)
            printf '<img src="%s-%s.png" width="%s" alt="%s, %s">\n' "$page" "$look" "$width" "$page" "$look"
        done
    done
} >"$TO/README.md"
