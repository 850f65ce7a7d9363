"""A case whose finding and candidate lie in reads that are known, with the alignments of three of its members."""

from pathlib import Path

from click.testing import CliRunner

from genopipe.cli.reads import command
from unit.recount import mosaic
from unit.report.case_folder import Tables
from unit.report.case_folder import allele
from unit.report.case_folder import candidate
from unit.report.case_folder import genotypes_of
from unit.report.case_folder import write_case

REFERENCE = mosaic.sequence()
SETTINGS = '{"genome": {"fasta": "genome.fa", "genes": "genes.gff3"}, "reads": {"depth": 20}}'
GENE = ("ENSG00000144285", "SCN1A")


def planted(position: int) -> mosaic.Planted:
    """Return a substitution."""
    ref = REFERENCE[position - 1]
    return mosaic.Planted(position, ref, "ACGT"[("ACGT".index(ref) + 1) % 4])


FINDING, CANDIDATE = planted(1200), planted(1600)


def tables_with_reads() -> Tables:
    """Return a finding and two candidates; the last one is a deletion longer than a window."""
    tables = Tables()
    for one, facts in (
        (FINDING, {"bucket": "finding", "by": "panel_gene", "panel": "epilepsy", "panel_confidence": "green"}),
        (CANDIDATE, {"bucket": "candidate", "by": "moderate_impact"}),
    ):
        row = allele("chr1", one.position, one.ref, one.alt)
        tables.add(
            row, genotypes_of(row["allele"], "0/1", "0/0", "0/1", "0/0"), candidate(row["allele"], *GENE, **facts)
        )
    long = allele("chr1", 100, REFERENCE[99:1300], REFERENCE[99])
    tables.add(long, genotypes_of(long["allele"], "0/1"), candidate(long["allele"], *GENE, bucket="candidate", by="x"))
    return tables


def reads_of(alt: int, ref: int) -> list[mosaic.Placed]:
    """Return reads of both alleles: so many with ALT, so many with REF."""
    found = []
    for number, one in enumerate((FINDING, CANDIDATE)):
        found += [mosaic.carrying(f"a{number}-{i}", REFERENCE, one, before=20 + i % 60) for i in range(alt)]
        found += [mosaic.plain(f"r{number}-{i}", REFERENCE, one.position - 60 + i % 40) for i in range(ref)]
    return found


def write_case_with_reads(folder: Path) -> tuple[Path, Path, dict[str, Path]]:
    """Write a case, the reference, and the alignments of the proband and both parents.

    Returns:
        Case folder, FASTA, and BAM by person.
    """
    case = write_case(folder / "case", tables_with_reads())
    fasta = mosaic.write_reference(folder, REFERENCE)
    bams = {
        person: mosaic.write_bam(folder / f"{person}.bam", person, len(REFERENCE), reads_of(alt, ref))
        for person, alt, ref in (("P1", 10, 10), ("FA1", 9, 12), ("MO1", 0, 200))
    }
    return case, fasta, bams


def cut(case: Path, fasta: Path, bams: dict[str, Path], out: Path, settings: str = SETTINGS) -> str:
    """Call `genopipe reads` and return what it prints."""
    options = [option for person, bam in bams.items() for option in ("--reads", f"{person}={bam}")]
    arguments = [str(case), "--fasta", str(fasta), *options, "--set", settings, "--out", str(out)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
