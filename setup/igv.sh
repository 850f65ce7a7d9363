#!/usr/bin/env bash
# Renew the viewer of reads that the package carries: `setup/igv.sh VERSION` (needs npm; users of genopipe do not).
# Then set version and sha256 in the manifest, and run tests/browser: it tells whether a style's digest has changed.
set -euo pipefail
export LC_ALL=C
version="${1:?version of the npm package igv}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "igv@$version"
tar -xzf "$work/igv-$version.tgz" -C "$work"
gzip -9n <"$work/package/dist/igv.min.js" >src/genopipe/report/igv/igv.min.js.gz
cp "$work/package/LICENSE" src/genopipe/report/igv/LICENSE
sha256sum "$work/package/dist/igv.min.js"
