"""What the workflow asks the reads a second time: phase, and parents with an allele in few cells."""

import gzip
from pathlib import Path

import polars as pl
import pysam
import pytest

from end_to_end.projects import Project
from end_to_end.projects import simulate
from genopipe.io.parquet import read_table
from genopipe.tables import CANDIDATES
from genopipe.tables import RECOUNTS

CONTIG, FIRST, SECOND = "chr1", 1649, 1799
"""Two first bases of codons in one exon of the first gene, 150 bases apart."""

CANDIDATES_FILE = "results/cases/{case}/tables/inherited/candidates.parquet"
_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def candidates(project: Project, case: str) -> pl.DataFrame:
    project.finish(CANDIDATES_FILE.format(case=case))
    return read_table(project.folder / CANDIDATES_FILE.format(case=case), CANDIDATES)


def other(base: str) -> str:
    return {"A": "G", "C": "G", "G": "C", "T": "G"}[base]


def write_pairs(folder: Path, stem: str, pairs: list[tuple[str, str]]) -> None:
    """Write read pairs as FASTQ."""
    for mate in (1, 2):
        lines = [
            f"@SIM:1:FC:1:1101:{1000 + n}:1000 {mate}:N:0:ACGT\n{pair[mate - 1]}\n+\n{'F' * 150}\n"
            for n, pair in enumerate(pairs)
        ]
        with gzip.open(folder / f"{stem}_R{mate}.fastq.gz", "wt") as file:
            file.writelines(lines)


def fragments(haplotype: str, offset: int) -> list[tuple[str, str]]:
    """Return pairs of 150 bases from fragments of 350 around the two places, every 20 bases; no two start alike."""
    starts = range(FIRST - 900 + offset, SECOND + 600, 20)
    return [(haplotype[s : s + 150], haplotype[s + 200 : s + 350].translate(_COMPLEMENT)[::-1]) for s in starts]


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project of one person without relatives."""
    return simulate(tmp_path_factory.mktemp("single") / "demo", "--families", "F08")


def with_two_alleles(project: Project, together: bool) -> tuple[str, str]:
    """Give the person reads with two heterozygous alleles on one copy, or one on each; returns their names."""
    with pysam.FastaFile(str(project.folder / "resources/genome.fa")) as fasta:
        copies = [list(fasta.fetch(CONTIG).upper()) for _ in range(2)]
    names = []
    for position, copy in ((FIRST, 0), (SECOND, 0 if together else 1)):
        ref = copies[copy][position - 1]
        copies[copy][position - 1] = other(ref)
        names.append(f"1-{position}-{ref}-{other(ref)}")
    first, second = (fragments("".join(copy), 10 * number) for number, copy in enumerate(copies))
    write_pairs(project.folder / "reads", "F08-child_L1", [*first, *second])
    return names[0], names[1]


@pytest.mark.parametrize("together", [False, True])
def test_reads_tell_trans_from_cis(single: Project, tmp_path: Path, together: bool):
    project = single.copy(tmp_path / "demo", results=False)
    names = with_two_alleles(project, together)
    rows = candidates(project, "C08").filter(pl.col("allele").is_in(names))
    assert sorted(rows["allele"]) == sorted(names)
    assert set(rows["impact"]) <= {"HIGH", "MODERATE"}
    if together:
        assert not any(rows["compound_heterozygous"])
        assert rows["partner_phase"].null_count() == 2
    else:
        assert all(rows["compound_heterozygous"])
        assert rows["partner_phase"].to_list() == ["in_trans_by_reads"] * 2
        project.change("phase", tool="none")
        assert (
            candidates(project, "C08").filter(pl.col("allele").is_in(names))["partner_phase"].to_list()
            == ["unknown"] * 2
        )


def carrying_names(alignment: Path, fasta: Path, position: int, alt: str) -> list[str]:
    """Return the names of reads that show an allele."""
    with pysam.AlignmentFile(str(alignment), reference_filename=str(fasta)) as file:
        return sorted(
            {
                str(read.query_name)
                for read in file.fetch(CONTIG, position - 1, position)
                for place, there in read.get_aligned_pairs(matches_only=True)
                if there == position - 1 and read.query_sequence[place] == alt and not read.is_duplicate
            }
        )


def take_pairs(project: Project, source: str, target: str, names: set[str]) -> None:
    """Add some pairs of one person's first lane to another's."""
    for mate in (1, 2):
        with gzip.open(project.folder / f"reads/{source}_R{mate}.fastq.gz", "rt") as file:
            lines = file.read().splitlines(keepends=True)
        entries = ["".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]
        kept = [entry for entry in entries if entry[1:].split()[0] in names]
        assert len(kept) == len(names)
        with gzip.open(project.folder / f"reads/{target}_R{mate}.fastq.gz", "at") as file:
            file.writelines(kept)


def test_a_mosaic_mother_is_found(demo: Project, tmp_path: Path):
    name, position, alt = "1-5398-C-A", 5398, "A"
    project = demo.copy(tmp_path / "demo", results=False)
    project.keep_cases("C01")
    alignment, fasta = demo.folder / "results/alignments/F01-child.cram", demo.folder / "resources/genome.fa"
    with gzip.open(project.folder / "reads/F01-child_L1_R1.fastq.gz", "rt") as file:
        lane = {line[1:].split()[0] for line in file if line.startswith("@")}
    chosen = [read for read in carrying_names(alignment, fasta, position, alt) if read in lane][:3]
    assert len(chosen) == 3
    take_pairs(project, "F01-child_L1", "F01-mother_L1", set(chosen))
    found = candidates(project, "C01").filter(pl.col("allele") == name)
    assert found["de_novo"].all(), "new in the child but for a few cells of the mother"
    assert any(text.startswith("parent_mosaic:F01-mother=3/") for text in found["evidence"][0])
    recounts = read_table(project.folder / "results/cases/C01/tables/recounted/recounts.parquet", RECOUNTS)
    reads = dict(recounts.filter(pl.col("allele") == name).select("person", "alt_reads").rows())
    assert reads == {"F01-father": 0, "F01-mother": 3}
    genotype = project.table("C01", "genotypes").filter((pl.col("allele") == name) & (pl.col("person") == "F01-mother"))
    assert genotype["alt_copies"].to_list() == [0], "not called: only the recount shows it"
    before = demo.table("C01", "candidates").filter(pl.col("allele") == name)
    assert before["de_novo"].all()
    assert not any("mosaic" in text for text in before["evidence"][0])
