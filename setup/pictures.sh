#!/usr/bin/env bash
# Take the pictures of the documentation from the demo's reports: `setup/pictures.sh [RESULTS]`, by default demo/results.
set -euo pipefail
export LC_ALL=C
given="${1:+$(realpath -m -- "$1")}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results="${given:-$PWD/demo/results}"
limit=300000

say() { printf 'pictures: %s\n' "$*" >&2; }

find_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name"; then
            return
        fi
    done
    return 1
}

# take PAGE PICTURE: the top of a page, 1280 x 1400 pixels.
take() {
    local page="$1" picture="$2" size
    if [[ ! -s "$page" ]]; then
        say "$page is not there; run make demo first"
        exit 2
    fi
    # A page of ours, opened without network: the sandbox, which root and containers lack, guards against others' pages.
    "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
        --user-data-dir="$work/profile" --window-size=1280,1400 \
        --screenshot="$work/picture.png" "file://$page" >"$work/log" 2>&1 || true
    if [[ ! -s "$work/picture.png" ]]; then
        cat "$work/log" >&2
        exit 1
    fi
    size="$(wc -c <"$work/picture.png")"
    if ((size > limit)); then
        say "$picture would have $size bytes, more than $limit"
        exit 1
    fi
    mkdir -p "$(dirname "$picture")"
    mv "$work/picture.png" "$picture"
    say "$picture, $size bytes"
}

if ! browser="$(find_browser)"; then
    say "no Chromium or Chrome on PATH; Debian, Ubuntu: apt-get install chromium"
    exit 2
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
take "$results/cases/C02/report.html" docs/pictures/report.png
