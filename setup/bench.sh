#!/usr/bin/env bash
# Measure the speed of annotation against its peers: `setup/bench.sh RECORDS ROUNDS FOLDER`.
#
# vcfanno and snpEff are installed from Debian's packages where that is possible; slivar, VEP and fastVEP are measured
# when they are on PATH. What is not there is named, and left out of the tables. Writes docs/benchmarks.md.
set -euo pipefail
export LC_ALL=C
records="${1:?records of the trio}" rounds="${2:?timed runs of each command}" folder="${3:-}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=setup/packages.sh
source setup/packages.sh
export PATH="$PWD/.venv/bin:$PWD/.tools/bin:$PATH"

say() { printf 'bench: %s\n' "$*" >&2; }

# Install a peer unless the file that shows that it is there exists.
want() {
    local package="$1" shown_by="$2"
    command -v "$shown_by" >/dev/null || [[ -e "$shown_by" ]] && return
    if ! can_install_packages; then
        say "$package is missing and cannot be installed here (apt-get install $package): it is not measured"
    elif ! install_packages "$package"; then
        say "$package could not be installed with apt-get: it is not measured"
    fi
}

want vcfanno vcfanno
want snpeff /usr/share/java/snpeff.jar
command -v java >/dev/null || say "there is no java: snpEff is not measured"
for peer in slivar vep fastvep; do
    command -v "$peer" >/dev/null || say "$peer is not on PATH: it is not measured"
done

if [[ -z "$folder" ]]; then
    folder=.tools/bench
    mkdir -p "$folder"
    printf '*\n' >.tools/.gitignore
fi
python -m benchmarks.annotation --records "$records" --rounds "$rounds" --folder "$folder" \
    --page docs/benchmarks.md --results "$folder/results-$records.json"
