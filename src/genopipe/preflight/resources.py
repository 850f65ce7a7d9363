"""The annotation sources: readable, of this reference, indexed where that is needed, with the fields that are named."""

from pathlib import Path

import pysam

from genopipe.config import AnnotateSettings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.contig_names import translate
from genopipe.io.gene_sources import read_gene_facts
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.region_sources import RegionSource
from genopipe.io.sources_file import read_sources
from genopipe.io.store.values import SITE_FIELDS
from genopipe.io.text import file_faults
from genopipe.preflight.alignment import quiet_htslib
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import compare_contigs
from genopipe.report_settings import HARD_REGIONS
from genopipe.report_settings import ReportSettings
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY
from genopipe.source_settings import UsedSource
from genopipe.source_settings import used_sources
from genopipe.sources import Source


def check_resources(settings: AnnotateSettings, reference: Reference, base: Path) -> list[Fault]:
    """Check that the sources name contigs as the FASTA does, and hold the fields that are asked of them.

    Args:
        settings: Section `annotate` of the configuration.
        reference: The FASTA.
        base: Folder to which paths are relative.
    """
    manifest = base / settings.manifest if settings.manifest else None
    try:
        used = used_sources(settings, read_sources(manifest))
    except InputError as error:
        return list(error.faults)
    faults: list[Fault] = []
    for name, one in used.items():
        key = f"annotate.{name}" if name in (FREQUENCY, CLINVAR) else f"annotate.sources.{name}"
        wanted = _wanted(settings, one)
        for path in (base / file for file in one.files):
            if file_faults(path):
                continue
            if one.source.format == "vcf":
                faults += _check_source(key, wanted, reference, path)
            elif one.source.grain in ("gene", "region"):
                faults += _check_in_place(one.source, reference, path)
    return faults


def check_hard_regions(settings: ReportSettings, annotate: AnnotateSettings, base: Path) -> list[Fault]:
    """Check that sources of hard regions that the settings name themselves are there, and tell of regions.

    Args:
        settings: Section `report` of the configuration.
        annotate: Section `annotate`; what is wrong there is told elsewhere.
        base: Folder to which paths are relative.
    """
    try:
        used = used_sources(annotate, read_sources(base / annotate.manifest if annotate.manifest else None))
    except InputError:
        return []
    fix = "name a source of regions that annotate.sources holds"
    faults = []
    for name in settings.hard_regions:
        if name in used and used[name].source.grain != "region":
            faults.append(fault("SOURCE-OTHER", "report.hard_regions", f"{name} tells of no regions", fix))
        elif name not in used and name not in HARD_REGIONS:
            faults.append(fault("SOURCE-NAME", "report.hard_regions", f"{name} is not among annotate.sources", fix))
    return faults


def _check_in_place(source: Source, reference: Reference, path: Path) -> list[Fault]:
    """Check a source that is read in place: of its form, with the columns of its record, of this reference."""
    try:
        if source.grain == "gene":
            read_gene_facts(path, source)
            return []
        regions = RegionSource.open(path, source)
        regions.rename(translate(regions.contigs, reference.lengths))
        regions.check_contigs(frozenset(reference.lengths))
    except InputError as error:
        return list(error.faults)
    return []


def _check_source(key: str, wanted: dict[str, str], reference: Reference, path: Path) -> list[Fault]:
    index = next((Path(f"{path}{end}") for end in (".tbi", ".csi") if Path(f"{path}{end}").exists()), None)
    try:
        with quiet_htslib(), pysam.VariantFile(str(path)) as stream:
            lengths = {str(name): stream.header.contigs[name].length for name in stream.header.contigs}
            fields = {str(name) for name in stream.header.info}
        contigs = _indexed_contigs(path, index, lengths)
    except (OSError, ValueError) as error:
        return [fault("RESOURCE-READ", str(path), f"`{key}` cannot be read: {error}", "download it again")]
    faults = _check_fields(key, wanted, fields, path)
    names = translate(contigs, reference.lengths)
    differing = compare_contigs({names.get(name, name): length for name, length in contigs.items()}, reference.lengths)
    if differing:
        fix = "take the file of this build, or rename contigs with `bcftools annotate --rename-chrs`"
        faults.append(fault("RESOURCE-CONTIG", str(path), f"`{key}`: {differing}", fix))
    return faults


def _indexed_contigs(path: Path, index: Path | None, lengths: dict[str, int | None]) -> dict[str, int | None]:
    """Return the contigs that an index or, without one, a header names (bases; None: not stated)."""
    if index is None or path.suffix != ".gz":
        return lengths
    with quiet_htslib(), pysam.TabixFile(str(path), index=str(index)) as tabix:
        return {str(name): lengths.get(str(name)) for name in tabix.contigs}


def _check_fields(key: str, wanted: dict[str, str], fields: set[str], path: Path) -> list[Fault]:
    """Check that every INFO field that the configuration or a record asks for is declared in the file."""
    return [
        fault(
            "RESOURCE-FIELD",
            str(path),
            f"INFO field {show(name)} of `{key}{option}` is not in the file",
            did_you_mean(name, fields) or "name a field of the file's header",
        )
        for option, name in wanted.items()
        if name not in fields
    ]


def _wanted(settings: AnnotateSettings, used: UsedSource) -> dict[str, str]:
    """Return the INFO fields that are asked of a source, by the option that asks."""
    given = settings.frequency
    if used.name != FREQUENCY or given is None or given.record:
        columns = [c for c in used.source.columns if not c.optional and c.field not in SITE_FIELDS]
        return {f" ({column.field})": column.field for column in columns}
    asked = {f".populations.{name}": field for name, field in given.populations.items()}
    asked |= {f".filtering.{name}": field for name, field in given.filtering.items()}
    single = {"allele_number": given.allele_number, "homozygotes": given.homozygotes, "hemizygotes": given.hemizygotes}
    return asked | {f".{option}": field for option, field in single.items() if field}
