#!/usr/bin/env bash
# Everything that is checked without running the line: format, lint, types, layers, the workflow, the generated pages.
# Goes through all of them and fails at the end, so that one call names every fault.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.venv/bin:$PWD/.tools/bin:$PATH"

failed=()
check() {
    local name="$1"
    shift
    printf -- '-- %s\n' "$name"
    "$@" || failed+=("$name")
}

# Snakemake lints a workflow only with a configuration at hand: a small simulated one.
lint_workflow() {
    local project status=0
    project="$(mktemp -d)"
    genopipe simulate --out "$project/lint" --seed 1 >"$project/log" 2>&1 || status=$?
    if [[ "$status" != 0 ]]; then
        cat "$project/log"
    else
        snakemake --snakefile workflow/Snakefile --directory "$project/lint" --lint || status=$?
    fi
    rm -rf "$project"
    return "$status"
}

check format ruff format --check .
check lint ruff check .
check types mypy
check layers lint-imports
check snakefmt snakefmt --check workflow
check workflow lint_workflow
check docs genopipe docs --check

if [[ ${#failed[@]} -gt 0 ]]; then
    printf 'failed: %s\n' "${failed[*]}" >&2
    exit 1
fi
