"""Write a project as a user would, and run the shipped workflow on it."""

import os
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import polars as pl
import pysam
import yaml

from genopipe.io.parquet import read_table
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import Table

ROOT = Path(__file__).parents[2]
SNAKEFILE = ROOT / "workflow" / "Snakefile"
CORES = 2
TAIL = 4_000
"""Characters of a failed run's messages that are shown."""

Row = Mapping[str, str]
NO_GENE = "No gene models exist for this slice: one placeholder, non-coding, on its last bases."


@dataclass(frozen=True)
class Project:
    """A project on disk, run or about to be.

    Attributes:
        folder: The project's folder.
        people: Person to family, for each person of the sheet.
    """

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def case_tables(self, case: str) -> Path:
        """Return the folder of a case's tables."""
        return self.folder / "results" / "cases" / case / "tables"

    def _read(self, case: str, step: str, table: Table) -> pl.DataFrame:
        return read_table(self.case_tables(case) / step / f"{table.name}.parquet", table)

    def alleles(self, case: str) -> pl.DataFrame:
        """Return the annotated alleles of a case."""
        return self._read(case, "annotated", ALLELES)

    def genotypes(self, case: str) -> pl.DataFrame:
        """Return the genotypes of a case."""
        return self._read(case, "normalised", GENOTYPES)

    def consequences(self, case: str) -> pl.DataFrame:
        """Return the consequences of a case."""
        return self._read(case, "annotated", CONSEQUENCES)


def link(folder: Path, target: Path, name: str = "") -> str:
    """Link a file, and what lies beside it as its index, into the project's `given/`; return its path there."""
    name = name or target.name
    (folder / "given").mkdir(parents=True, exist_ok=True)
    for beside in target.parent.glob(f"{target.name}.*"):
        if beside.suffix in {".tbi", ".csi", ".fai", ".gzi", ".bai", ".crai"}:
            _link(beside, folder / "given" / f"{name}{beside.suffix}")
    _link(target, folder / "given" / name)
    return f"given/{name}"


def _link(target: Path, path: Path) -> None:
    if not path.is_symlink():
        path.symlink_to(target.resolve())


def _placeholder_gene(contig: str, length: int) -> str:
    first, last = length - 99, length
    lines = [
        "##gff-version 3",
        f"# {NO_GENE}",
        f"{contig}\tvalidation\tncRNA_gene\t{first}\t{last}\t.\t+\t.\t"
        "ID=gene:VALIDATION1;Name=VALIDATION1;biotype=lncRNA;gene_id=VALIDATION1",
        f"{contig}\tvalidation\tlnc_RNA\t{first}\t{last}\t.\t+\t.\t"
        "ID=transcript:VALIDATION1T;Parent=gene:VALIDATION1;biotype=lncRNA;transcript_id=VALIDATION1T",
        f"{contig}\tvalidation\texon\t{first}\t{last}\t.\t+\t.\tParent=transcript:VALIDATION1T;exon_id=VALIDATION1E",
    ]
    return "\n".join(lines) + "\n"


def write_placeholder_gene(folder: Path, fasta: str) -> str:
    """Write gene models for a slice that has none: one placeholder gene; return their path in the project."""
    with pysam.FastaFile(str(folder / fasta)) as reader:
        text = _placeholder_gene(reader.references[0], reader.lengths[0])
    (folder / "given" / "genes.gff3").write_text(text)
    return "given/genes.gff3"


def _sheet(rows: Sequence[Row]) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    yield "\t".join(columns)
    for row in rows:
        yield "\t".join(row.get(name, "") for name in columns)


def write_project(
    folder: Path, rows: Sequence[Row], pedigree: Sequence[str], probands: Mapping[str, str], settings: dict[str, Any]
) -> Project:
    """Write the sheets of a project.

    Args:
        folder: The project's folder; files are linked into its `given/` before.
        rows: Rows of the sample sheet.
        pedigree: Lines of the PED file, as words.
        probands: Family to its proband: a case of the same name each.
        settings: Sections of the configuration.
    """
    sheets = folder / "config"
    (sheets / "panels").mkdir(parents=True)
    (sheets / "samples.tsv").write_text("\n".join(_sheet(rows)) + "\n")
    (sheets / "families.ped").write_text("".join("\t".join(line.split()) + "\n" for line in pedigree))
    cases = [
        {"case": family, "family": family, "proband": proband, "consent": {"main_findings": True}}
        for family, proband in probands.items()
    ]
    (sheets / "cases.yaml").write_text(yaml.safe_dump({"cases": cases}))
    (sheets / "config.yaml").write_text(yaml.safe_dump(settings))
    return Project(folder, settings)


def run(project: Project, *targets: str) -> Project:
    """Run the shipped workflow on a project.

    Raises:
        AssertionError: It failed; the end of what it said is shown.
    """
    command = ["snakemake", "-s", str(SNAKEFILE), "-d", str(project.folder), "--cores", str(CORES), *targets]
    environment = {**os.environ, "XDG_CACHE_HOME": str(project.folder / ".cache"), "REF_PATH": ":"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    (project.folder / "run.txt").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, f"the workflow ended with {done.returncode}:\n{done.stderr[-TAIL:]}"
    return project
