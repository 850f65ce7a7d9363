"""Judge the synthetic trio of `benchmarks.annotation`, and measure peers on the same file; write a page.

Peers: `bcftools +mendelian` and `+trio-dnm2`, which ask one question each, and genmod where `--genmod` names it.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from benchmarks.annotation.measure import CommandFailedError
from benchmarks.annotation.measure import Run
from benchmarks.annotation.measure import Spread
from benchmarks.annotation.measure import run
from benchmarks.annotation.shape import Files
from benchmarks.annotation.shape import shape_of
from benchmarks.annotation.world import make_world

ROOT = Path(__file__).parents[2]
FEW = 20_000
"""Records that a peer is given that takes a long time."""
PAGE = """# Benchmark of inheritance

Written by `make bench-inherit N={records}`: a synthetic trio, every command in one run on one machine, {rounds} rounds;
user and system time of all processes. How the trio is made: [benchmarks.md](benchmarks.md).

| command | what it tells | records | CPU s | records a CPU s | peak MiB |
|---|---|---:|---:|---:|---:|
{rows}

Measured before, on other files: slivar, trio expressions, 114,000 records a second; genmod, 4,500.
genopipe tells thirteen modes, phase, evidence and what is missing, a row an allele; `+mendelian` counts errors, and
`+trio-dnm2` finds de novo alleles only. genmod is given the first {few:,} records, forty a gene. {missing}

genopipe wrote {alleles:,} rows. Its answers are checked: {checked}.
"""


class Command(NamedTuple):
    """A line to measure."""

    name: str
    what: str
    line: str
    records: int
    tool: str = ""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inherit", description=__doc__)
    parser.add_argument("--records", type=int, default=500_000, help="records of the trio's VCF")
    parser.add_argument("--rounds", type=int, default=3, help="timed runs of each command")
    parser.add_argument("--folder", type=Path, default=ROOT / ".tools" / "bench", help="where made files are kept")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".tools" / "bench" / "inherit", help="what is written")
    parser.add_argument("--genmod", default="genmod", help="the program genmod")
    parser.add_argument("--page", type=Path, help="page to write; none: to the terminal")
    return parser.parse_args(words)


def head_of(vcf: Path, out: Path, records: int) -> None:
    """Write the header and the first records of a VCF, forty records a gene, in the field that genmod reads."""
    gene = b'##INFO=<ID=Annotation,Number=.,Type=String,Description="Gene">\n'
    with gzip.open(vcf, "rb") as lines, out.open("wb") as first:
        for line in lines:
            first.write(gene + line if line.startswith(b"#CHROM") else line)
            if line.startswith(b"#CHROM"):
                break
        for number, line in enumerate(islice(lines, records)):
            cells = line.split(b"\t")
            cells[7] += f";Annotation=G{number // 40}".encode()
            first.write(b"\t".join(cells))


def commands_of(files: Files, scratch: Path, records: int, genmod: str) -> list[Command]:
    """Return what is measured."""
    few = scratch / "few.vcf"
    ours = f"genopipe inherit --vcf {files.trio} --ped {files.pedigree} --build GRCh38"
    return [
        Command("genopipe inherit", "all modes, genes not known", f"{ours} --out {scratch}/all.parquet", records),
        Command(
            "genopipe inherit --transcripts",
            "all modes and pairs",
            f"{ours} --transcripts {files.sparse} --out {scratch}/genes.parquet",
            records,
        ),
        Command(
            "bcftools +mendelian",
            "Mendelian errors, counted",
            f"bcftools +mendelian {files.trio} -t mother,father,child -c",
            records,
            "bcftools",
        ),
        Command(
            "bcftools +trio-dnm2 --use-NAIVE",
            "de novo by genotypes",
            f"bcftools +trio-dnm2 -P {files.pedigree} --use-NAIVE -Ou -o {scratch}/dnm.bcf {files.trio}",
            records,
            "bcftools",
        ),
        Command(
            "genmod models",
            "modes and pairs",
            f"{genmod} models --family_file {files.pedigree} --family_type ped --whole_gene "
            f"--outfile {scratch}/genmod.vcf {few}",
            min(FEW, records),
            genmod,
        ),
    ]


def measured(command: Command, rounds: int, scratch: Path) -> list[Run]:
    """Return the runs of a command; none where it is not installed or fails."""
    if command.tool and not shutil.which(command.tool):
        return []
    try:
        return [run(command.line, scratch / "log.txt") for _ in range(rounds + 1)][1:]
    except CommandFailedError as error:
        print(f"bench: {command.name}: {error}", file=sys.stderr)
        return []


def row_of(command: Command, runs: list[Run]) -> str:
    """Return a line of the page."""
    if not runs:
        return f"| {command.name} | {command.what} | | not measured | | |"
    cost, peak = Spread.of([one.processor for one in runs]), max(one.peak for one in runs)
    rate = command.records / cost.middle
    seconds = f"{cost.middle:.1f} ({cost.lowest:.1f}-{cost.highest:.1f})"
    return f"| {command.name} | {command.what} | {command.records:,} | {seconds} | {rate:,.0f} | {peak:,.0f} |"


def check(files: Files, scratch: Path) -> str:
    """Return how many de novo alleles there are, and that each is without the allele in the parents' genotypes.

    Raises:
        SystemExit: One is not.
    """
    rows = pl.read_parquet(scratch / "all.parquet").filter("de_novo")
    wrong = rows.filter(~pl.col("genotypes").str.contains(r"father=[02|/]+;mother=[02|/]+"))
    wrong = wrong.filter(~pl.col("contig").is_in(["chrX", "chrY"]))
    if wrong.height:
        raise SystemExit(f"bench: {wrong.height} de novo alleles are in a parent, such as {wrong['allele'][0]}")
    return f"{rows.height:,} alleles of {files.trio.name} are de novo, none of them in a parent's genotype"


def main(words: Sequence[str]) -> None:
    """Make the trio, measure, check and write the page."""
    asked = parse(words)
    files = make_world(asked.folder, shape_of(asked.records))
    asked.scratch.mkdir(parents=True, exist_ok=True)
    head_of(files.trio, asked.scratch / "few.vcf", FEW)
    told = subprocess.run(
        ["bcftools", "index", "--nrecords", str(files.trio)], capture_output=True, text=True, check=True
    )
    records = int(told.stdout)
    rows, lacking = [], []
    for command in commands_of(files, asked.scratch, records, asked.genmod):
        runs = measured(command, asked.rounds, asked.scratch)
        lacking += [] if runs else [command.name]
        rows.append(row_of(command, runs))
        print(rows[-1], file=sys.stderr)
    missing = f"Not measured, as not installed: {', '.join(lacking)}." if lacking else ""
    alleles = pl.read_parquet(asked.scratch / "all.parquet", columns=["allele"]).height
    page = PAGE.format(
        records=asked.records,
        alleles=alleles,
        rounds=asked.rounds,
        rows="\n".join(rows),
        few=FEW,
        missing=missing,
        checked=check(files, asked.scratch),
    )
    (asked.page or asked.scratch / "page.md").write_text(page.replace(" \n", "\n"))


if __name__ == "__main__":
    main(sys.argv[1:])
