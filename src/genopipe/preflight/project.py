"""A whole project: everything that the configuration names, checked before the first job."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from genopipe.cases import StartForm
from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.io.cases_file import read_case_entries
from genopipe.io.panels import panel_files
from genopipe.io.panels import read_any_panel
from genopipe.io.pedigree_file import read_pedigree_rows
from genopipe.io.samples import read_samples
from genopipe.io.text import file_faults
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml
from genopipe.panels import Panel
from genopipe.pedigree import families
from genopipe.preflight.alignment import Promise
from genopipe.preflight.alignment import check_alignment
from genopipe.preflight.classification import check_classification
from genopipe.preflight.config import check_files
from genopipe.preflight.config import make_settings
from genopipe.preflight.consent import check_consents
from genopipe.preflight.family import People
from genopipe.preflight.family import check_forms
from genopipe.preflight.family import check_people
from genopipe.preflight.filters import check_filters
from genopipe.preflight.gates import check_gates
from genopipe.preflight.identifiers import check_identifiers
from genopipe.preflight.panels import check_panels
from genopipe.preflight.pedigree import check_pedigree
from genopipe.preflight.reads import Progress
from genopipe.preflight.reads import count_pair
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import check_masked
from genopipe.preflight.reference import check_reference
from genopipe.preflight.resources import check_hard_regions
from genopipe.preflight.resources import check_resources
from genopipe.preflight.sheet import check_sheet
from genopipe.preflight.terms import check_terms
from genopipe.preflight.variants import VariantCounts
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants

GIGABYTE = 1e9
SHALLOW_READS = 20_000
"""Pairs of a large lane that are read before the first job; the rest is read by the lane's first job."""

SHALLOW_RECORDS = 200_000
"""Records of a large VCF or gVCF that are read before the first job."""

STRICT_RECORDS = 20_000
"""Records of each VCF or gVCF that are checked in every field before the first job."""


@dataclass(frozen=True)
class Depth:
    """How far the files of a project are read.

    Attributes:
        deep: Everything, to the end.
        whole: Reads files are read to their end.
        reference_bases: REF bases compared in each given VCF.
        large: Size from which a VCF is read in part only (bytes).
    """

    deep: bool
    whole: bool
    reference_bases: int | None
    large: float


def check_project(
    config: Settings | Path, base: Path = Path(), deep: bool = False, progress: Progress | None = None
) -> list[Fault]:
    """Check a whole project: every fault at once.

    Args:
        config: The configuration file, or settings already made of it.
        base: Folder to which all paths are relative, the configuration's too.
        deep: Read every file to its end; else large ones are read in part, as the configuration says.
        progress: Called with a line of text now and then.

    Returns:
        Notes and errors, in the order of the checks.
    """
    if isinstance(config, Settings):
        return _check(config, Document(Path("config/config.yaml")), base, deep, progress)
    document, faults = read_yaml(base / config)
    if any(item.severity == "error" for item in faults):
        return faults
    settings, found = make_settings(document)
    faults += found
    return faults if settings is None else faults + _check(settings, document, base, deep, progress)


def _check(settings: Settings, document: Document, base: Path, deep: bool, progress: Progress | None) -> list[Fault]:
    faults = check_files(settings, document, base)
    faults += check_gates(settings, base)
    faults += check_filters(settings, base)
    faults += check_classification(settings, base)
    people, found = read_people(settings, base)
    faults += found + check_people(people) + check_consents(people, settings, base)
    faults += check_panels(settings, people, base)
    faults += check_terms(settings, people.cases, base)
    faults += _check_identifiers(settings, people, base)
    reference: Reference | None = None
    if not file_faults(base / settings.genome.fasta):
        reference, found = check_reference(settings.genome, base)
        faults += found
    if reference is not None:
        faults += check_resources(settings.annotate, reference, base)
        faults += check_hard_regions(settings.report, settings.annotate, base)
        if any(row.fastq_1 or row.alignment for row in people.rows):
            faults += check_masked(settings.genome.make_build(), reference)
    depth = _depth(settings, people, base, deep)
    faults += _check_reads(people, base, depth, progress)
    faults += _check_alignments(people, base, depth, reference)
    variants, found = _check_variant_files(people, base, depth, reference)
    faults += found + check_forms(people, variants, settings.call.caller, reference, base)
    return list(dict.fromkeys(faults))


def _check_identifiers(settings: Settings, people: People, base: Path) -> list[Fault]:
    if not settings.input.identifiers:
        return []
    named = [person for family in people.families.values() for person in family.people]
    probands = [entry.case.proband for entry in people.cases]
    return check_identifiers(base / settings.input.identifiers, named, probands)


def read_people(settings: Settings, base: Path = Path()) -> tuple[People, list[Fault]]:
    """Read and check sheet, pedigree, cases and panels, each by itself.

    Args:
        settings: The settings.
        base: Folder to which paths are relative.

    Returns:
        Everybody whom the project names, and the faults.
    """
    sheet, pedigree = base / settings.input.samples, base / settings.input.pedigree
    rows, faults = read_samples(sheet) if sheet.exists() else ([], [])
    faults += check_sheet(rows, sheet, base)
    persons, found = read_pedigree_rows(pedigree) if pedigree.exists() else ([], [])
    faults += found + check_pedigree(persons, pedigree)
    cases_path = base / settings.input.cases
    cases, found = read_case_entries(cases_path) if cases_path.exists() else ([], [])
    faults += found
    panels, found = _read_panels(base / settings.input.panels, settings.genome.build)
    grouped = families(row.person for row in persons)
    return People(sheet, pedigree, rows, grouped, cases, panels), faults + found


def _read_panels(folder: Path, build: str) -> tuple[dict[str, Panel], list[Fault]]:
    panels: dict[str, Panel] = {}
    paths, faults = panel_files(folder) if folder.is_dir() else ([], [])
    for path in paths:
        panel, found = read_any_panel(path, build)
        panels[panel.name] = panel
        faults += found
    return panels, faults


def _depth(settings: Settings, people: People, base: Path, deep: bool) -> Depth:
    files = [base / name for row in people.rows for name in (row.fastq_1, row.fastq_2) if name]
    total = sum(path.stat().st_size for path in files if path.is_file())
    large = settings.preflight.read_whole_below_gb * GIGABYTE
    bases = None if deep else settings.preflight.reference_bases
    return Depth(deep=deep, whole=deep or total < large, reference_bases=bases, large=large)


def _check_reads(people: People, base: Path, depth: Depth, progress: Progress | None) -> list[Fault]:
    faults = []
    for row in people.rows:
        first, second = base / row.fastq_1, base / row.fastq_2
        if not (row.fastq_1 and row.fastq_2) or file_faults(first) or file_faults(second):
            continue
        limit = None if depth.whole else SHALLOW_READS
        faults += count_pair(first, second, limit=limit, progress=progress)[2]
    return faults


def _check_alignments(people: People, base: Path, depth: Depth, reference: Reference | None) -> list[Fault]:
    faults = []
    for row in people.rows:
        path = base / row.alignment
        if row.alignment and not file_faults(path):
            small = path.stat().st_size < depth.large
            promise = Promise(sample=row.name_in_file, reference=reference, deep=depth.deep or small)
            faults += check_alignment(path, promise)[1]
    return faults


def _check_variant_files(
    people: People, base: Path, depth: Depth, reference: Reference | None
) -> tuple[Mapping[Path, VariantCounts], list[Fault]]:
    """Check each gVCF and VCF once, with the names of all who are in it."""
    names: dict[Path, list[str]] = {}
    for row in people.rows:
        for name in (row.gvcf, row.vcf):
            if name and not file_faults(base / name):
                names.setdefault(base / name, []).append(row.name_in_file)
    read: dict[Path, VariantCounts] = {}
    faults: list[Fault] = []
    promise = VariantPromise(
        reference=reference,
        reference_bases=depth.reference_bases,
        strict_records=None if depth.deep else STRICT_RECORDS,
        lenient=True,
    )
    for path, samples in names.items():
        limit = None if depth.deep or path.stat().st_size < depth.large else SHALLOW_RECORDS
        counts, found = check_variants(path, replace(promise, samples=tuple(samples), limit=limit))
        faults += found
        if counts.records:
            read[path] = counts
    return read, faults


def start_forms(people: People) -> dict[str, StartForm]:
    """Return the form from which each person starts, as `resolve_case` takes them."""
    return {name: row.forms[0] for name, row in people.sequenced.items() if row.forms}
