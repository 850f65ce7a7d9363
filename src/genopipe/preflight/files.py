"""Any files by themselves: the kind is told by name and content, each is checked as what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.cases_file import read_case_document
from genopipe.io.naming import show
from genopipe.io.panelapp import is_panelapp
from genopipe.io.panelapp import read_panelapp
from genopipe.io.panels import read_panel
from genopipe.io.pedigree_file import read_pedigree_rows
from genopipe.io.phenopacket import read_phenopacket
from genopipe.io.samples import read_samples
from genopipe.io.text import file_faults
from genopipe.io.yaml_file import read_yaml
from genopipe.preflight.alignment import Promise
from genopipe.preflight.alignment import check_alignment
from genopipe.preflight.config import make_settings
from genopipe.preflight.pedigree import check_pedigree
from genopipe.preflight.reads import Progress
from genopipe.preflight.reads import count_pair
from genopipe.preflight.reads import count_reads
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import read_reference
from genopipe.preflight.sheet import check_sheet
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants


class FileKind(StrEnum):
    """What a file is."""

    READS = "reads"
    ALIGNMENT = "alignment"
    VARIANTS = "variants"
    PEDIGREE = "pedigree"
    PHENOPACKET = "phenopacket"
    YAML = "yaml"
    SHEET = "sheet"
    PANEL = "panel"
    PANELAPP = "panelapp"
    REFERENCE = "reference"
    UNKNOWN = "unknown"


_ENDINGS = {
    (".fastq.gz", ".fq.gz", ".fastq", ".fq"): FileKind.READS,
    (".bam", ".cram"): FileKind.ALIGNMENT,
    (".vcf", ".vcf.gz", ".bcf", ".vcf.bgz", ".gvcf", ".gvcf.gz"): FileKind.VARIANTS,
    (".ped", ".fam"): FileKind.PEDIGREE,
    (".json",): FileKind.PHENOPACKET,
    (".yaml", ".yml"): FileKind.YAML,
    (".fa", ".fasta", ".fa.gz", ".fasta.gz", ".fna", ".fna.gz"): FileKind.REFERENCE,
}


@dataclass
class Checked:
    """What a check of files says.

    Attributes:
        good: One line a good file, with its counts.
        faults: Notes and errors.
    """

    good: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, name: str, counts: str, faults: Sequence[Fault]) -> None:
        """Add the result of one file or pair; it is good when no fault is an error."""
        self.faults += faults
        if not errors_among(faults):
            self.good.append(f"ok {name}: {counts}")


def kind_of(path: Path) -> FileKind:
    """Return what a file is, by its name and, where that does not tell, its first bytes."""
    name = path.name.lower()
    for endings, kind in _ENDINGS.items():
        if name.endswith(endings):
            return FileKind.PANELAPP if kind is FileKind.PHENOPACKET and is_panelapp(path) else kind
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return FileKind.UNKNOWN
    return _kind_of_content(head, name)


def _kind_of_content(head: bytes, name: str) -> FileKind:
    if head.startswith(b"CRAM"):
        return FileKind.ALIGNMENT
    if head.startswith(b"##fileformat=VCF"):
        return FileKind.VARIANTS
    if head.startswith(b"@"):
        return FileKind.READS
    words = next((line for line in head.splitlines() if line.strip() and not line.startswith(b"#")), b"")
    if b"gene_symbol" in words:
        return FileKind.PANEL
    return FileKind.SHEET if name.endswith((".tsv", ".csv", ".txt")) or b"person" in words else FileKind.UNKNOWN


def check_files(
    paths: Sequence[Path], reference: Path | None = None, sample: str = "", progress: Progress | None = None
) -> Checked:
    """Check files, each as what it is; two FASTQ files given in succession are a pair.

    Args:
        paths: The files.
        reference: FASTA with which alignments and variants are compared; None: not compared.
        sample: Name that alignments and variants must hold; empty: any.
        progress: Called with a line of text now and then.
    """
    checked = Checked()
    opened: Reference | None = None
    if reference is not None:
        opened, faults = read_reference(reference)
        checked.faults += faults
    waiting: Path | None = None
    for path in paths:
        kind = kind_of(path)
        if waiting is not None and kind is FileKind.READS:
            _check_pair(waiting, path, checked, progress)
            waiting = None
            continue
        if waiting is not None:
            _check_single(waiting, checked, progress)
        waiting = path if kind is FileKind.READS else None
        if waiting is None:
            _check_other(path, kind, checked, Promise(sample=sample, reference=opened), progress)
    if waiting is not None:
        _check_single(waiting, checked, progress)
    return checked


def _check_pair(first: Path, second: Path, checked: Checked, progress: Progress | None) -> None:
    one, two, faults = count_pair(first, second, progress=progress)
    checked.add(f"{first} + {second}", f"{one.reads:,} pairs, {one.bases + two.bases:,} bases", faults)


def _check_single(path: Path, checked: Checked, progress: Progress | None) -> None:
    counts, faults = count_reads(path, progress=progress)
    lengths = f"{counts.minimum_length}-{counts.maximum_length} bases long"
    checked.add(str(path), f"{counts.reads:,} reads, {counts.bases:,} bases, {lengths}", faults)


def _check_other(path: Path, kind: FileKind, checked: Checked, promise: Promise, progress: Progress | None) -> None:
    faults = file_faults(path)
    if faults:
        checked.faults += faults
    elif kind is FileKind.ALIGNMENT:
        _check_alignment(path, checked, promise)
    elif kind is FileKind.VARIANTS:
        _check_variants(path, checked, promise, progress)
    elif kind is FileKind.YAML:
        _check_yaml(path, checked)
    elif kind is FileKind.REFERENCE:
        reference, found = read_reference(path)
        lengths = reference.lengths.values() if reference else ()
        checked.add(str(path), f"{len(lengths)} contigs, {sum(lengths):,} bases", found)
    else:
        _check_table(path, kind, checked)


def _check_alignment(path: Path, checked: Checked, promise: Promise) -> None:
    counts, faults = check_alignment(path, promise)
    said = f"{counts.primary:,} reads, {counts.mapped:,} mapped, {counts.duplicates:,} duplicates" if counts else ""
    checked.add(str(path), said, faults)


def _check_variants(path: Path, checked: Checked, promise: Promise, progress: Progress | None) -> None:
    samples = (promise.sample,) if promise.sample else ()
    counts, faults = check_variants(path, VariantPromise(reference=promise.reference, samples=samples), progress)
    said = f"{counts.records:,} records on {len(counts.by_contig)} contigs, {len(counts.samples)} samples"
    checked.add(str(path), said, faults)


def _check_yaml(path: Path, checked: Checked) -> None:
    document, faults = read_yaml(path)
    if errors_among(faults):
        checked.faults += faults
    elif isinstance(document.content, dict) and "cases" in document.content:
        entries, found = read_case_document(document)
        checked.add(str(path), f"{len(entries)} cases", faults + found)
    else:
        _, found = make_settings(document)
        checked.add(str(path), "a configuration", faults + found)


def _check_table(path: Path, kind: FileKind, checked: Checked) -> None:
    if kind is FileKind.PEDIGREE:
        persons, faults = read_pedigree_rows(path)
        checked.add(str(path), f"{len(persons)} people", faults + check_pedigree(persons, path))
    elif kind is FileKind.PHENOPACKET:
        entry, faults = read_phenopacket(path)
        terms = len(entry.case.observed) if entry else 0
        checked.add(str(path), f"a case with {terms} observed terms", faults)
    elif kind in (FileKind.PANEL, FileKind.PANELAPP):
        panel, faults = read_panel(path) if kind is FileKind.PANEL else read_panelapp(path)
        checked.add(str(path), f"{len(panel.genes)} genes", faults)
    elif kind is FileKind.SHEET:
        rows, faults = read_samples(path)
        checked.add(str(path), f"{len(rows)} rows", faults + check_sheet(rows, path))
    else:
        fix = "give a file with a known ending (.fastq.gz, .bam, .vcf.gz, .ped, .tsv, .yaml, .json, .fa)"
        checked.faults.append(fault("FILE-KIND", str(path), f"cannot tell what {show(path.name)} is", fix))
