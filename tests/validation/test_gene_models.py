"""Gene models of Ensembl, RefSeq and MANE as they are released, read back against sequences and published proteins."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from genopipe.errors import InputError
from genopipe.io.gene_models import read_mane
from genopipe.io.gene_models import read_models
from genopipe.io.gene_models import read_transcripts
from validation.conftest import Record

BASES = str.maketrans("ACGTN", "TGCAN")
LETTERS = {
    1: "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
    2: "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG",
}
"""NCBI translation tables 1 and 2, codons in the order TCAG: written apart from genopipe's own."""


def spliced(row: dict[str, Any], fasta: pysam.FastaFile, contig: str) -> str:
    """Return the coding bases in the transcript's direction, the bases before the first whole codon left out."""
    parts = zip(row["coding_starts"], row["coding_ends"], strict=True)
    text = "".join(fasta.fetch(contig, start - 1, end) for start, end in parts).upper()
    return (text if row["strand"] == "+" else text.translate(BASES)[::-1])[row["first_phase"] :]


def translated(text: str, code: int) -> str:
    """Return the protein; X where a base is no base."""
    number = {base: place for place, base in enumerate("TCAG")}
    codons = [text[start : start + 3] for start in range(0, len(text) - 2, 3)]
    return "".join(
        LETTERS[code][16 * number[a] + 4 * number[b] + number[c]] if {a, b, c} <= set(number) else "X"
        for a, b, c in codons
    )


def published(folder: Path) -> Iterator[dict[str, str]]:
    with gzip.open(folder / "chr21w.proteins.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def test_proteins_of_chromosome_21(data: Path, record: Record):
    folder = data / "chr21_window"
    found: dict[str, set[str]] = {}
    with pysam.FastaFile(str(folder / "chr21w.fa.gz")) as fasta:
        for source in ("ensembl", "refseq"):
            rows = read_transcripts(folder / f"{source}.chr21w.gff3.gz").filter(pl.col("cds_start").is_not_null())
            made = [translated(spliced(row, fasta, "chr21w"), row["genetic_code"]) for row in rows.to_dicts()]
            found[source] = {protein.rstrip("*") for protein in made}
    wanted = list(published(folder))
    agree = sum(row["protein"].rstrip("*") in found[row["source"]] for row in wanted)
    record("gene_models.proteins", len(wanted), agree, "published proteins that our coding sequences translate to")


def test_transcripts_of_chromosome_21(data: Path, record: Record):
    rows, report = read_models(data / "vep_chr21" / "genes.gff3.gz")
    with gzip.open(data / "vep_chr21" / "vep.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        seen = {row["transcript"] for row in csv.DictReader(stream, delimiter="\t") if row["transcript"]}
    record("gene_models.vep_transcripts", len(seen), len(seen & set(rows["transcript"])), "transcripts that VEP names")
    assert rows.height == 64
    assert report.features == sum(report.used.values()) + sum(report.aside.values())
    window = read_transcripts(data / "chr21_window" / "ensembl.window.gff3.gz")
    twins = window.filter(pl.col("transcript").str.starts_with("ENST00000419219"))
    assert twins.height == 2
    assert twins["exon_starts"][0].equals(twins["exon_starts"][1])  # lines with two parents


def test_mature_strands_of_mir155(data: Path, record: Record):
    """The file's own lines: NR_030784.1 and the products hsa-miR-155-5p and hsa-miR-155-3p."""
    rows = read_transcripts(data / "chr21_window" / "refseq.window.gff3.gz")
    (precursor,) = rows.filter(pl.col("transcript_version") == "NR_030784.1").to_dicts()
    pairs = list(zip(precursor["mature_starts"], precursor["mature_ends"], strict=True))
    right = sum(pair in [(25573983, 25574005), (25574022, 25574043)] for pair in pairs)
    record("gene_models.mature_mirna", 2, right, "mature strands of the window's precursor in RefSeq")
    assert len(pairs) == right == 2
    assert rows.filter(pl.col("mature_starts").list.len() > 0).height == 3  # the precursor, and either strand itself


def test_cases_of_csq(data: Path, record: Record):
    paths = sorted((data / "bcftools_csq").glob("*/*.gff"))
    whole = 0
    for path in paths:
        _, report = read_models(path)
        whole += not report.broken and report.transcripts > 0
    record("gene_models.csq_cases", len(paths), whole, "case files of which every transcript is read")


def test_both_tables_of_mane_are_one(data: Path, record: Record):
    table, big = (read_mane(data / "mane" / name) for name in ("mane.grch38.tsv.gz", "mane.bb"))
    same = table.join(big, on=table.columns, how="semi", nulls_equal=True).height
    record("gene_models.mane", table.height, same, "rows of the TSV that the bigGenePred has, too, in every column")
    assert (table["coding_bases"] % 3 == 0).all()
    assert table["mane"].value_counts().height == 2


def models_of_references(data: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give each coding transcript that a reference record carries as its own, with its coding bases."""
    for path in sorted((data / "mutalyzer_hgvs" / "refs").glob("N[CGM]_*.gff3.gz")):
        name = path.name.removesuffix(".gff3.gz")
        with pysam.FastaFile(str(path.with_name(f"{name}.fasta.gz"))) as fasta:
            for row in read_transcripts(path).filter(pl.col("cds_start").is_not_null()).to_dicts():
                yield name, row, spliced(row, fasta, fasta.references[0])


@pytest.fixture(scope="module")
def local(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data with the references copied, for their indexes are made beside them."""
    folder = tmp_path_factory.mktemp("references") / "mutalyzer_hgvs" / "refs"
    folder.mkdir(parents=True)
    for path in sorted((data / "mutalyzer_hgvs" / "refs").glob("N[CGM]_*.gz")):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder.parents[1]


def test_coding_sequences_of_reference_records(local: Path, record: Record):
    begun = ended = through = begins = ends = inside = 0
    for name, row, text in models_of_references(local):
        protein = translated(text, row["genetic_code"])
        if not row["start_incomplete"]:
            begins += 1
            begun += text[:3] == "ATG" or row["non_aug_start"] or row["genetic_code"] == 2
        if not row["end_incomplete"] and row["genetic_code"] == 1:
            ends += 1
            ended += protein.endswith("*")
        inside += 1
        stops = {place for place, letter in enumerate(protein[:-1], start=1) if letter == "*"}
        through += stops == set(row["redefined"]) or name == "NM_004152.3"  # its ribosome slips
    record("gene_models.starts", begins, begun, "coding sequences that begin with ATG, or are said not to")
    record("gene_models.ends", ends, ended, "coding sequences that end with a stop codon")
    record("gene_models.inside", inside, through, "coding sequences whose stops within are the selenocysteines told")


def test_every_reference_record_is_read_or_refused_with_a_reason(data: Path):
    for path in sorted((data / "mutalyzer_hgvs" / "refs").glob("*.gff3.gz")):
        name = path.name.removesuffix(".gff3.gz")
        if name.startswith(("NP_", "YP_")):
            with pytest.raises(InputError, match="GENES-EMPTY"):  # proteins have no gene model
                read_models(path)
            continue
        rows, report = read_models(path)
        assert rows.height == report.transcripts > 0
        assert report.features == sum(report.used.values()) + sum(report.aside.values())
        if name.startswith(("NM_", "NR_")):
            assert rows["transcript_version"].to_list() == [name]
            assert rows["start"].to_list() == [1]
        if name.startswith("ENST"):
            assert name.split(".")[0] in set(rows["transcript"])
