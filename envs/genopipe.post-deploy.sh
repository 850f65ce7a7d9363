#!/usr/bin/env bash
# Snakemake runs this in the environment of genopipe.yaml when it has made it.
set -euo pipefail
export LC_ALL=C
genopipe compile
