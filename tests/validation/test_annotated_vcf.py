"""Other annotators' VCFs read in: no entry is lost, each stands with its own allele, and csq agrees where VEP does."""

from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from genopipe.annotate.compare import compare
from genopipe.annotate.compare import summarise
from genopipe.annotate.cross_check import add_csq_agreement
from genopipe.io.annotated_vcf import Annotated
from genopipe.io.annotated_vcf import read_annotated
from genopipe.io.annotated_vcf import read_annotations

FILES = {
    "scout_snv": "scout_demo/643594.clinical.vcf.gz",
    "scout_sv": "scout_demo/643594.clinical.SV.vcf.gz",
    "scout_mei": "scout_demo/643594.clinical.mei.vcf.gz",
    "scout_empty": "scout_demo/empty.clinical.SV.vcf.gz",
    "vep_104": "scout_demo/vep104_annotated.vcf",
    "vep_97": "scout_demo/vep97_annotated_clnsig_conservation_revel.vcf",
    "genmod": "trios/justhusky/genmod_compound.vcf",
    "slivar": "trios/aj_trio_slivar/ashk-trio.vcf.gz",
}
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def read_all(path: Path) -> dict[str, Annotated]:
    found = {}
    for annotation in read_annotations(path):
        parts = list(read_annotated(path, annotation))
        found[annotation.tag] = Annotated(pl.concat([p.rows for p in parts]), pl.concat([p.set_aside for p in parts]))
    return found


@pytest.fixture(scope="module")
def files(data: Path) -> dict[str, dict[str, Annotated]]:
    return {name: read_all(data / path) for name, path in FILES.items()}


def entries_by_pysam(path: Path, tag: str) -> int:
    """Return how many entries a file has, by another reader."""
    with pysam.VariantFile(str(path)) as reader:
        return sum(len(record.info[tag]) for record in reader if tag in record.info)


def test_no_entry_is_lost(record: Any, data: Path, files: dict[str, dict[str, Annotated]]) -> None:
    asked = kept = 0
    for name, path in FILES.items():
        for tag, found in files[name].items():
            asked += entries_by_pysam(data / path, tag)
            kept += found.rows.height + found.set_aside.height
    record(
        "annotated.entries",
        asked,
        kept,
        "entries of eight files by VEP, snpEff and csq: read, or set aside with a reason",
    )


def test_codons_show_the_allele(record: Any, files: dict[str, dict[str, Annotated]]) -> None:
    """VEP writes the changed base of a codon in capitals: it must be the base of the allele that we matched."""
    asked = agree = 0
    for found in files.values():
        if "CSQ" not in found:
            continue
        told = found["CSQ"].rows.filter(
            pl.col("codons").str.contains("/")
            & (pl.col("ref").str.len_bytes() == 1)
            & (pl.col("alt").str.len_bytes() == 1)
        )
        for ref, alt, strand, codons in told.select("ref", "alt", "strand", "codons").iter_rows():
            change = tuple("".join(c for c in codon if c.isupper()) for codon in codons.split("/"))
            wanted = (ref, alt) if strand == "+" else (ref.translate(COMPLEMENT), alt.translate(COMPLEMENT))
            asked, agree = asked + 1, agree + (change == wanted)
    record("annotated.codons", asked, agree, "codons of SNVs by VEP: the changed base is that of the matched allele")


def test_split_records_keep_to_their_allele(record: Any, files: dict[str, dict[str, Annotated]]) -> None:
    """The trio was split after csq: an entry that names another base belongs to the other record."""
    rows, aside = files["slivar"]["BCSQ"]
    named = rows.filter(pl.col("csq_change").is_not_null())
    right = named.filter(pl.col("csq_change").str.split(">").list.last() == pl.col("alt")).height
    record("annotated.split_matched", named.height, right, "entries of csq that name a base: that of the record's ALT")
    changes = aside.with_columns(base=pl.col("entry").str.split(">").list.last())
    other = changes.filter(pl.col("base") != pl.col("alt")).height
    record("annotated.split_aside", aside.height, other, "entries set aside: they name the ALT of another record")


def test_vep_and_snpeff_of_one_file(record: Any, files: dict[str, dict[str, Annotated]]) -> None:
    """Two annotators on the same alleles and transcripts: a mix-up of alleles or fields would show at once."""
    vep, snpeff = files["scout_snv"]["CSQ"].rows, files["scout_snv"]["ANN"].rows
    transcripts = snpeff.filter(pl.col("feature_type") == "transcript")
    rows = summarise(compare(vep, transcripts, "snpEff")).rows_by_key("field", named=True, unique=True)
    for field in ("hgvs_c", "hgvs_p", "cds_start", "exon"):
        told = rows[field]
        record(
            f"annotated.snpeff_{field}", told["compared"], told["agree"], f"{field}: VEP and snpEff, as both give it"
        )


def test_cross_check_by_csq(record: Any, data: Path) -> None:
    """VEP's terms beside csq's: the SNVs that differ are those that the set's README explains."""
    folder = data / "vep_chr21"
    vep = pl.read_csv(folder / "vep.tsv.gz", separator="\t", infer_schema=False)
    csq = pl.read_csv(folder / "bcftools_csq.tsv.gz", separator="\t", infer_schema=False)
    ours = vep.select(
        "transcript",
        "biotype",
        allele="id",
        gene_symbol="symbol",
        consequence=pl.col("consequence").str.replace_all(",", "&", literal=True),
        snv=(pl.col("ref").str.len_bytes() == 1) & (pl.col("alt").str.len_bytes() == 1),
    )
    theirs = csq.filter(pl.col("bcftools") == "1.24").select(
        "transcript",
        "biotype",
        allele="id",
        word="consequence",
        gene_symbol="gene",
    )
    told = add_csq_agreement(ours, theirs).filter(pl.col("csq_agreement") != "not_given")
    for name, rows in (("snv", told.filter("snv")), ("other", told.filter(~pl.col("snv")))):
        agree = (rows["csq_agreement"] == "agrees").sum()
        record(f"annotated.csq_{name}", rows.height, agree, f"{name}: VEP's terms and csq 1.24's, where csq has a word")
