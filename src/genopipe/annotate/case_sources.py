"""The sources of a run, opened, and the alleles of a case with all that they say."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from genopipe.annotate.case_genes import gene_faults
from genopipe.annotate.clinvar import add_clinvar
from genopipe.annotate.frequency import add_frequency
from genopipe.annotate.frequency import without_frequency
from genopipe.annotate.region_facts import OpenRegions
from genopipe.annotate.region_facts import region_columns
from genopipe.annotate.region_facts import region_faults
from genopipe.annotate.region_facts import region_values
from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import Opened
from genopipe.annotate.sources import hit_faults
from genopipe.annotate.sources import look_up
from genopipe.annotate.sources import source_table
from genopipe.annotate.sources import source_values
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.io.contig_names import translate
from genopipe.io.covered import read_covered
from genopipe.io.gene_names import complete_ids
from genopipe.io.gene_names import read_gene_names
from genopipe.io.gene_sources import GeneFacts
from genopipe.io.gene_sources import read_gene_facts
from genopipe.io.region_sources import RegionSource
from genopipe.io.store import PositionTrack
from genopipe.io.store import Store
from genopipe.preflight.reference import compare_contigs
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY
from genopipe.source_settings import GENE_NAMES
from genopipe.source_settings import UsedSource
from genopipe.tables import Table


class CaseSources(NamedTuple):
    """Every source of a run, by its name in the workflow.

    Attributes:
        opened: The sources.
        covered: Stretches that a frequency source covers, by name.
        dates: Date that a source states, by name.
        hits: What was asked and found so far, by name.
        build: The genome build.
        regions: Sources that tell of regions, by name.
        genes: What sources tell of genes, by name.
        notes: What was mended in them, or is worth knowing.
        used: The sources as the settings name them, by which another process opens the same.
        stores: Store of each that has one.
    """

    opened: dict[str, Opened]
    covered: dict[str, pl.DataFrame]
    dates: dict[str, str]
    hits: dict[str, Hits]
    build: Build
    regions: dict[str, OpenRegions]
    genes: dict[str, GeneFacts]
    notes: list[Fault]
    used: dict[str, UsedSource]
    stores: dict[str, Path]

    @property
    def further(self) -> dict[str, Opened]:
        """The sources that have no columns in the table of alleles."""
        return {name: one for name, one in self.opened.items() if name not in (FREQUENCY, CLINVAR)}

    def values_table(self) -> Table:
        """Return the table of what the further sources say."""
        table = source_table(one.source for one in self.further.values())
        more = [column for one in self.regions.values() for column in region_columns(one.source)]
        return replace(table, columns=(*table.columns, *more))


def open_sources(
    used: Mapping[str, UsedSource],
    stores: Mapping[str, Path],
    build: Build,
    lengths: Mapping[str, int] | None = None,
) -> CaseSources:
    """Open every source of a run.

    Args:
        used: The sources that the settings name.
        stores: Store of each (its folder, or a pointer to it); a source that is read in place needs none.
        build: The genome build.
        lengths: Contigs of the reference (bases), by which other names of contigs are translated; None: not known.

    Raises:
        InputError: A store is missing, or a file is not what its record says.
    """
    opened: dict[str, Opened] = {}
    regions = {name: open_regions(one, lengths or {}) for name, one in used.items() if one.source.grain == "region"}
    genes = _read_genes(used)
    dates = {}
    for name, one in used.items():
        if name in regions or name in genes:
            continue
        if one.source.grain == "position":
            opened[name] = _open_track(one, lengths or {})
            continue
        store = Store.open(stores.get(name, Path(name)))
        dates[name] = store.description.date
        opened[name] = store
    covered = {name: read_covered(Path(one.covered), lengths) for name, one in used.items() if one.covered}
    notes = [item for facts in genes.values() for item in facts.notes]
    return CaseSources(opened, covered, dates, {}, build, regions, genes, notes, used=dict(used), stores=dict(stores))


def _open_track(used: UsedSource, lengths: Mapping[str, int]) -> PositionTrack:
    """Open a track of positions, its contigs named as in the reference.

    Raises:
        InputError: It cannot be read, or is of another build.
    """
    path = Path(used.files[0])
    theirs = translate(PositionTrack(used.source, path).contigs, lengths)
    track = PositionTrack(used.source, path, {ours: own for own, ours in theirs.items()})
    differing = compare_contigs(track.contigs, lengths) if lengths else ""
    if differing:
        fix = "give the file of the reference's build"
        raise InputError([fault("SOURCE-BUILD", str(path), differing, fix)])
    return track


def open_regions(used: UsedSource, lengths: Mapping[str, int]) -> OpenRegions:
    """Open a source of regions, its contigs named as in the reference.

    Args:
        used: The source.
        lengths: Contigs of the reference (bases); empty: not known, so that nothing is compared.

    Raises:
        InputError: It is no BED, or has no contig in common with the reference.
    """
    opened = RegionSource.open(Path(used.files[0]), used.source)
    if lengths:
        theirs = translate(opened.contigs, lengths)
        opened.rename({own: ours for own, ours in theirs.items() if ours not in opened.contigs})
        opened.check_contigs(frozenset(lengths))
    return OpenRegions(opened, lengths)


def _read_genes(used: Mapping[str, UsedSource]) -> dict[str, GeneFacts]:
    """Return what the sources of genes tell; HGNC's names, where they are given, complete the ids of the others."""
    given = {name: one for name, one in used.items() if one.source.grain == "gene"}
    facts = {name: read_gene_facts(Path(one.files[0]), one.source) for name, one in given.items()}
    if GENE_NAMES not in facts:
        return facts
    names = read_gene_names(Path(given[GENE_NAMES].files[0]))
    return {name: one if name == GENE_NAMES else complete_ids(one, names) for name, one in facts.items()}


def annotate_alleles(alleles: pl.DataFrame, sources: CaseSources) -> pl.DataFrame:
    """Add frequency and ClinVar to alleles.

    Args:
        alleles: Rows of the table of alleles, of any contigs.
        sources: The sources; their hits grow.

    Returns:
        The same rows in the same order, with the columns of both.
    """
    main = sources.opened.get(FREQUENCY)
    if main is None:
        rows = without_frequency(alleles)
    else:
        looked = look_up(alleles, main, sources.hits.setdefault(FREQUENCY, Hits()))
        rows = add_frequency(alleles, looked, main.source, sources.covered.get(FREQUENCY), sources.build)
    clinvar = sources.opened.get(CLINVAR)
    known = look_up(alleles, clinvar, sources.hits.setdefault(CLINVAR, Hits())) if clinvar else None
    return add_clinvar(rows, known, sources.dates.get(CLINVAR, ""))


def further_values(alleles: pl.DataFrame, sources: CaseSources) -> pl.DataFrame:
    """Return what the further sources say of alleles: the table `source_values`.

    Args:
        alleles: Rows of the table of alleles.
        sources: The sources; their hits grow.
    """
    frames = [alleles.select("allele")]
    for name, one in sources.further.items():
        looked = look_up(alleles, one, sources.hits.setdefault(name, Hits()))
        frames.append(source_values(alleles, looked, one.source, sources.build, sources.covered.get(name)))
    for name, regions in sources.regions.items():
        frames.append(region_values(alleles, regions, sources.hits.setdefault(name, Hits())))
    return pl.concat(frames, how="horizontal")


def judge(sources: CaseSources, lengths: Mapping[str, int]) -> None:
    """Stop where a source answered nearly nothing; to be called when every allele of a family was asked.

    Args:
        sources: The sources, with their hits.
        lengths: Contigs of the reference (bases); empty: lengths are not compared.

    Raises:
        InputError: A source is below the floor of its record.
    """
    records = {name: one.source for name, one in sources.used.items()}
    faults = hit_faults(sources.hits, sources.opened, lengths, records)
    faults += region_faults(sources.hits, sources.regions, lengths)
    faults += gene_faults(sources.hits, sources.genes)
    if faults:
        raise InputError(faults)
