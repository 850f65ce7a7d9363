#!/usr/bin/env bash
# Run genopipe on real data whose answers are known: `setup/validate.sh FOLDER`. Writes docs/validation/results.*.
set -euo pipefail
export LC_ALL=C
data="$(realpath -m -- "${1:?folder of the validation data}")"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.venv/bin:$PWD/.tools/bin:$PATH"

if [[ ! -d "$data" ]]; then
    printf 'validate: %s is not a folder; give the one with the validation data: make validate DATA=/path/to/it\n' "$data" >&2
    exit 2
fi
if [[ ! -d tests/validation ]]; then
    printf 'validate: tests/validation/ is missing: nothing can be validated\n' >&2
    exit 2
fi
work="$(mktemp --directory)"
if pytest tests/validation --data "$data" --basetemp "$work/runs" "${@:2}"; then
    rm -rf "$work"
else
    status=$?
    printf 'validate: the runs are kept in %s\n' "$work/runs" >&2
    exit "$status"
fi
