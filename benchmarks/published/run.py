"""Run the stages after calling on every case of a compact world, and tell where the causal gene comes out.

python -m benchmarks.published --data FOLDER --cases 200 --out WORLD
python -m benchmarks.published.run --world WORLD
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

FIRST = (1, 5, 10)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published.run", description=__doc__)
    parser.add_argument("--world", type=Path, required=True, help="folder that benchmarks.published wrote")
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many cases at most")
    return parser.parse_args(words)


def call(*words: str | Path) -> None:
    """Run genopipe; a failure ends all, with what it said."""
    ran = subprocess.run(["genopipe", *map(str, words)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"genopipe {' '.join(map(str, words))}\n{ran.stderr}")


def settings_of(world: Path) -> str:
    """Return the settings of all stages as JSON."""
    source = {"name": "gnomAD", "file": str(world / "frequency.vcf.gz"), "covered": str(world / "covered.bed")}
    genome = {"fasta": str(world / "genome.fa"), "genes": str(world / "genes.gff3"), "build": "GRCh38"}
    return json.dumps({"genome": genome, "annotate": {"stores": str(world / "stores"), "frequency": source}})


def prepare(world: Path, settings: str) -> None:
    """Compile once what every case reads."""
    genome = world / "genome.fa"
    call(
        "genes",
        "--genes",
        world / "genes.gff3",
        "--fasta-index",
        f"{genome}.fai",
        "--out",
        world / "transcripts.parquet",
    )
    call("resources", "build", "--reference", genome, "--set", settings, "--out", world / "frequency.json", "frequency")
    call("ontology", "--out", world / "phenotypes")


def run_case(world: Path, folder: Path, settings: str) -> pl.DataFrame:
    """Run the stages on a case and return its ranked candidates."""
    case, tables = folder / "case.json", folder / "tables"
    genotypes = tables / "normalised" / "genotypes.parquet"
    common = ["--case", case, "--genotypes", genotypes, "--set", settings]
    transcripts = world / "transcripts.parquet"
    call("normalise", "--vcf", folder / "case.vcf", "--reference", world / "genome.fa", "--out", tables / "normalised")
    sources = ["--source", f"frequency={world / 'frequency.json'}", "--covered", f"frequency={world / 'covered.bed'}"]
    models = ["--fasta", world / "genome.fa", "--transcripts", transcripts]
    annotated = tables / "annotated"
    call("annotate", "--tables", tables / "normalised", *models, *sources, "--set", settings, "--out", annotated)
    call("inherit", "--tables", annotated, *common, "--out", tables / "inherited")
    index = ["--index", world / "phenotypes"]
    call("phenotype", "--case", case, "--transcripts", transcripts, *index, "--out", tables / "phenotype")
    candidates = tables / "inherited" / "candidates.parquet"
    told = ["--candidates", candidates, "--phenotype", tables / "phenotype", "--tables", annotated]
    call("rank", *told, *common, "--out", tables / "ranked")
    return pl.read_parquet(tables / "ranked" / "candidates.parquet", columns=["gene_symbol", "allele", "rank"])


def main(words: Sequence[str]) -> None:
    """Run every case and print where the causal genes came out."""
    asked = parse(words)
    settings = settings_of(asked.world)
    prepare(asked.world, settings)
    truth = pl.read_csv(asked.world / "truth.tsv", separator="\t", infer_schema=False)
    places: dict[str, tuple[str, int | None]] = {}
    begun = time.monotonic()
    for (name,), rows in truth.group_by("case", maintain_order=True):
        if len(places) == asked.cases:
            break
        ranked = run_case(asked.world, asked.world / "cases" / str(name), settings)
        found = ranked.filter(pl.col("allele").is_in(rows["allele"].to_list()))["rank"].drop_nulls()
        places[str(name)] = (rows["mode"][0], int(str(found.min())) if len(found) else None)
        print(f"{name}\t{rows['gene'][0]}\t{rows['mode'][0]}\t{places[str(name)][1]}", flush=True)
    seconds = (time.monotonic() - begun) / max(len(places), 1)
    for mode in ("all", *sorted({mode for mode, _ in places.values()})):
        chosen = [place for kind, place in places.values() if mode in ("all", kind)]
        counts = ", ".join(f"first {n}: {sum(p is not None and p <= n for p in chosen)}" for n in FIRST)
        print(f"{mode}: {len(chosen)} cases; {counts}", file=sys.stderr)
    print(f"{seconds:.1f} s a case", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
