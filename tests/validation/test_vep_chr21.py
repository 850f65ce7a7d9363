"""30,000 variants on all transcripts of one megabase: ours against VEP 115.2, field by field."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from validation.vep_comparison import Comparison
from validation.vep_comparison import compare
from validation.vep_comparison import read_vep
from validation.vep_reasons import OFFSET
from validation.vep_reasons import PIECE
from validation.vep_reasons import REASONS
from validation.vep_reasons import Judge

CONTIG, LENGTH = "chr21", 46_709_983
PLACES = ("exon", "intron", "cdna", "cds", "protein_position", "amino_acids", "codons", "distance")
JUDGED = {
    "terms": "SO terms",
    "hgvs_c": "c. and n. descriptions",
    "hgvs_p": "p. descriptions (without brackets; p.? and VEP's ways of saying so as one)",
}


def write_chromosome(data: Path, out: Path) -> None:
    """Write chromosome 21, all N but for the window."""
    with pysam.FastaFile(str(data / "chr21_window" / PIECE)) as fasta:
        bases = fasta.fetch(fasta.references[0])
    behind = LENGTH - OFFSET - len(bases)
    out.write_text(f">{CONTIG}\n{'N' * OFFSET}{bases}{'N' * behind}\n")
    pysam.faidx(str(out))


def our_rows(data: Path, folder: Path) -> pl.DataFrame:
    """Return what `genopipe annotate` writes for the 30,000 variants."""
    fasta, out, peers = folder / "chr21.fa", folder / "annotated.parquet", data / "vep_chr21"
    write_chromosome(data, fasta)
    command = ["genopipe", "annotate", "--vcf", peers / "input.vcf.gz", "--fasta", fasta]
    command += ["--transcripts", peers / "genes.gff3.gz", "--out", out]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return pl.read_parquet(out)


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare(our_rows(data, tmp_path_factory.mktemp("vep_chr21")), read_vep(data))


def group_of(kind: str) -> str:
    return "snv" if kind == "snv" else "indel"


def shares(made: Comparison, field: str, group: str) -> tuple[int, int]:
    asked = sum(n for (kind, name), n in made.asked.items() if name == field and group_of(kind) == group)
    agreed = sum(n for (kind, name), n in made.agreed.items() if name == field and group_of(kind) == group)
    return asked, agreed


def test_both_have_the_same_rows(record: Any, made: Comparison) -> None:
    both = sum(n for (_, name), n in made.asked.items() if name == "hgvs_g")
    note = "pairs of allele and transcript (up- and downstream included) that both have"
    record("vep_chr21.rows", both + len(made.only_vep) + len(made.only_ours), both, note)


@pytest.mark.parametrize("group", ["snv", "indel"])
@pytest.mark.parametrize("field", list(JUDGED))
def test_against_vep(record: Any, data: Path, made: Comparison, field: str, group: str) -> None:
    judge = Judge(data)
    differences = [item for item in made.differences if item.field == field and group_of(item.pair.kind) == group]
    reasons = Counter(judge.reason(item) for item in differences)
    unexplained = [item for item in differences if not judge.reason(item)]
    told = "; ".join(f"{count} {REASONS[name]}" for name, count in sorted(reasons.items()) if name)
    asked, agreed = shares(made, field, group)
    note = f"{JUDGED[field]} as VEP has them, or as `check` of the data says; of the others: {told or 'none'}"
    record(f"vep_chr21.{field}_{group}", asked, agreed, note)
    shown = ", ".join(f"{'/'.join(item.pair.key)} {item.got} for {item.wanted}" for item in unexplained[:3])
    note = f"the same, those with a reason as agreeing; without one: {len(unexplained)}" + (
        f", as {shown}" * bool(shown)
    )
    record(f"vep_chr21.{field}_{group}_standard", asked, asked - len(unexplained), note)


def test_genomic_descriptions_and_places(record: Any, data: Path, made: Comparison) -> None:
    judge = Judge(data)
    for field in ("hgvs_g", *PLACES):
        reasons = Counter(judge.reason(item) for item in made.differences if item.field == field)
        asked = sum(n for (_, name), n in made.asked.items() if name == field)
        agreed = asked - sum(reasons.values())
        told = "; ".join(f"{count} {REASONS[name]}" for name, count in sorted(reasons.items()) if name)
        note = f"{field} as VEP has it; of the others: {told or 'none'}"
        record(f"vep_chr21.{field}", asked, agreed, note)
        record(f"vep_chr21.{field}_standard", asked, asked - reasons[""], "the same, those with a reason as agreeing")
