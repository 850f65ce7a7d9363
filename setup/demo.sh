#!/usr/bin/env bash
# Simulate families into demo/ and run the whole line on them: from reads to a report a case. A case on hold has none:
# its folder holds on_hold.txt instead.
# The simulated folder is made once for a version of the simulation; later calls only run what is not done yet.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.venv/bin:$PWD/.tools/bin:$PATH"

cores="${1:-all}"
stamp=demo/.simulated
partial=.tools/demo

# Show of Snakemake's lines one a finished job, and whatever is not routine: errors with the log to look into.
# (bash, because some awks hold their input back until a block is full.)
readable() {
    local line job="" id="" wildcards="" finished=""
    local -A wildcards_of=()
    while IFS= read -r line; do
        if [[ "$line" =~ ^(local)?(rule|checkpoint)\ [A-Za-z0-9_]+:$ ]]; then
            job=yes id="" wildcards=""
            continue
        fi
        if [[ -n "$job" && ("$line" == "    "* || -z "$line") ]]; then
            [[ "$line" != "    wildcards: "* ]] || wildcards="${line#*: }"
            [[ "$line" != "    jobid: "* ]] || id="${line#*: }"
            [[ -z "$id" ]] || wildcards_of[$id]="$wildcards"
            continue
        fi
        job=""
        if [[ "$line" =~ ^Finished\ jobid:\ ([0-9]+)\ \(Rule:\ (.*)\)$ ]]; then
            finished="${BASH_REMATCH[2]}  ${wildcards_of[${BASH_REMATCH[1]}]:-}"
        elif [[ "$line" =~ ^([0-9]+)\ of\ ([0-9]+)\ steps ]]; then
            printf '%5d of %d  %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "$finished"
        elif [[ ! "$line" =~ ^(\[[A-Z][a-z][a-z]\ .*|Select\ jobs\ .*|Execute\ [0-9]+\ jobs.*|Assuming\ .*|Using\ shell.*|Rules\ claiming\ .*|Removing\ temporary\ output\ .*|)$ ]]; then
            printf '%s\n' "$line"
        fi
    done
}

# What the simulated folder depends on: the version, and the code that makes it.
simulation() {
    .venv/bin/genopipe --version
    find src/genopipe/simulate src/genopipe/genome.py -name '*.py' -print0 | sort -z | xargs -0 sha256sum
}

simulate() {
    if [[ -d demo && ! -f "$stamp" && -n "$(ls -A demo)" ]]; then
        printf 'demo: the folder demo/ was not made by "make demo"; move it away and try again\n' >&2
        exit 2
    fi
    mkdir -p .tools
    printf '*\n' >.tools/.gitignore
    rm -rf "$partial" demo
    .venv/bin/genopipe simulate --out "$partial" --seed 1
    simulation >"$partial/.simulated"
    mv "$partial" demo
}

count_cases() {
    .venv/bin/python - <<'EOF'
import yaml
with open("demo/config/cases.yaml", encoding="utf-8") as stream:
    cases = yaml.safe_load(stream)
print("\n".join(case["case"] for case in (cases["cases"] if isinstance(cases, dict) else cases)))
EOF
}

started=$SECONDS
if [[ ! -f "$stamp" || "$(cat "$stamp")" != "$(simulation)" ]]; then
    simulate
fi
.venv/bin/snakemake --snakefile workflow/Snakefile --directory demo --cores "$cores" --quiet host reason 2>&1 \
    | readable

mapfile -t cases < <(count_cases)
reports=0 held=0
for case in "${cases[@]}"; do
    folder="demo/results/cases/$case"
    if [[ -s "$folder/on_hold.txt" && -e "$folder/report.html" ]]; then
        printf 'demo: case %s is on hold and has a report: %s must not be there\n' "$case" "$folder/report.html" >&2
    elif [[ -s "$folder/on_hold.txt" ]]; then
        printf '%s\n' "$folder/on_hold.txt"
        held=$((held + 1))
    elif [[ -s "$folder/report.html" ]]; then
        printf '%s\n' "$folder/report.html"
        reports=$((reports + 1))
    else
        printf 'demo: no report for case %s: %s is missing\n' "$case" "$folder/report.html" >&2
    fi
done
on_hold=""
[[ "$held" == 0 ]] || on_hold=", $held on hold"
printf 'demo: %d cases, %d reports%s, %d s\n' "${#cases[@]}" "$reports" "$on_hold" "$((SECONDS - started))"
[[ ${#cases[@]} -gt 0 && "$((reports + held))" == "${#cases[@]}" ]]
