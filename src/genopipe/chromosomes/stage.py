"""The search as a whole: the VCF is read once, contig by contig; its sites are kept in a folder for later passes."""

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from genopipe.chromosomes.depth import DepthCounts
from genopipe.chromosomes.drawing import draw_person
from genopipe.chromosomes.outcomes import person_result
from genopipe.chromosomes.outcomes import segments
from genopipe.chromosomes.people import Member
from genopipe.chromosomes.people import called
from genopipe.chromosomes.people import find_members
from genopipe.chromosomes.people import is_asked
from genopipe.chromosomes.people import without_pairing_regions
from genopipe.chromosomes.results import ChromosomesResult
from genopipe.chromosomes.study import Study
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.chromosomes_settings import RunSettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.io.allele_batch import Tiny
from genopipe.io.fast_vcf.header import Header
from genopipe.io.genotype_sites import ContigSites
from genopipe.io.genotype_sites import SiteStore
from genopipe.io.genotype_sites import contig_lengths
from genopipe.io.genotype_sites import read_contigs
from genopipe.io.json_file import write_json
from genopipe.io.parquet import write_table
from genopipe.io.roh import RohOptions
from genopipe.io.roh import RohRun
from genopipe.io.roh import RohSites
from genopipe.io.roh import find_roh
from genopipe.io.roh import write_frequencies
from genopipe.io.vcf_batches import open_stretches
from genopipe.io.whole import written_whole
from genopipe.pedigree import Person
from genopipe.tables import SEGMENTS

BINS, SITES_OF_BIN = 240, 8
"""Bins of the longest contig in the drawing, at the most; and sites of each, at the least, on the average."""


class Written(NamedTuple):
    """What was written: counts of people and of files, no finding."""

    people: int
    files: int


def study_chromosomes(
    vcf: Path, people: Sequence[Person], build: Build, settings: ChromosomesSettings, out: Path
) -> Written:
    """Find and draw what stretches of chromosomes show, in every person of a pedigree.

    Writes `segments.parquet`, `chromosomes.json` and a drawing a person; all of it is for the laboratory only.

    Args:
        vcf: Joint VCF or BCF of one family or of many.
        people: The pedigree.
        build: Genome build of the VCF.
        settings: Thresholds.
        out: Folder to write.

    Raises:
        InputError: Nobody of the pedigree is in the VCF, or no contig of it is one of the build.
    """
    opened = open_stretches(vcf, people=True)
    members = find_members(people, opened.header.people)
    if not members:
        cause = f"none of its {len(opened.header.people)} samples is in the pedigree"
        raise InputError([fault("VCF-SAMPLE", str(vcf), cause, "write the ids of the VCF into the pedigree")])
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".sites-", dir=out) as folder:
        store, depths = SiteStore(Path(folder)), DepthCounts()
        for sites in read_contigs(opened, vcf, [member.name for member in members]):
            _keep(without_pairing_regions(sites, build), build, store, depths)
        if not store.contigs and build.primary and not set(build.primary) & set(contig_lengths(opened.header)):
            cause = f"none of its contigs is one of {build.name}"
            raise InputError([fault("VCF-CONTIG", str(vcf), cause, "give the build with --build, or --config")])
        studies = [Study(member, build, settings, depths.of(member.column)) for member in members]
        if store.contigs:  # else nothing is assessable: a file without a substitution on an autosome or X is no fault
            _find(vcf, store, studies, build, settings)
    return _write(opened.header, people, studies, build, settings, out)


def _keep(sites: ContigSites, build: Build, store: SiteStore, depths: DepthCounts) -> None:
    if not is_asked(sites.contig, build) or not len(sites.position):
        return
    store.add(sites)
    if build.role(sites.contig) is Role.AUTOSOME:
        depths.add(sites)


def _genotypes(sites: ContigSites, members: Sequence[Member], build: Build, settings: ChromosomesSettings) -> Tiny:
    """Return the copies of ALT: [site, person]; a man's one copy of X stands as two of it."""
    on_x = build.role(sites.contig) is Role.X
    columns = [
        called(sites, member.column, settings.genotypes, one_copy=on_x and member.person.sex is Sex.MALE)
        for member in members
    ]
    return np.stack(columns, axis=1)


def _find(vcf: Path, store: SiteStore, studies: list[Study], build: Build, settings: ChromosomesSettings) -> None:
    """Find everything, in three passes over the sites that were kept."""
    members = [study.member for study in studies]

    def passes() -> Iterator[tuple[ContigSites, Tiny]]:
        for sites in store.read_all():
            yield sites, _genotypes(sites, members, build, settings)

    width = 1
    with RohSites(store.folder / "sites.vcf", [member.name for member in members], store.contigs) as for_roh:
        for sites, copies in passes():
            width = max(width, bin_width(int(sites.position[-1]), len(sites.position)))
            for study in studies:
                study.ask_parents(sites, copies)
            for_roh.add(sites, np.stack([study.for_runs(sites.contig, copies) for study in studies], axis=1))
    found = _by_person(_runs(vcf, for_roh, settings.runs))
    for sites, copies in passes():
        for study in studies:
            study.gather_blocks(sites, copies)
    for sites, copies in passes():
        for study in studies:
            study.find_all(sites, copies, found.get((study.member.name, sites.contig), []), width)
    for study in studies:
        study.end_imbalances()


def bin_width(length: int, sites: int) -> int:
    """Return the bases of a bin of the drawing for a contig of this length and of so many sites."""
    return length // max(min(BINS, sites // SITES_OF_BIN), 1) + 1


def _by_person(runs: list[RohRun]) -> dict[tuple[str, str], list[RohRun]]:
    """Return the runs by person and contig."""
    grouped: dict[tuple[str, str], list[RohRun]] = {}
    for run in runs:
        grouped.setdefault((run.person, run.contig), []).append(run)
    return grouped


def _runs(vcf: Path, sites: RohSites, settings: RunSettings) -> list[RohRun]:
    source = Path(settings.frequency_file) if settings.frequency_file else None
    if settings.frequency_field:
        source = sites.path.with_name("frequencies.tsv.gz")
        write_frequencies(vcf, settings.frequency_field, source)
    options = RohOptions(
        settings.default_frequency,
        source,
        settings.genetic_map,
        settings.genotype_quality,
        settings.begin,
        settings.end,
    )
    return find_roh(sites, options) if sites.sites else []


def _write(
    header: Header,
    people: Sequence[Person],
    studies: list[Study],
    build: Build,
    settings: ChromosomesSettings,
    out: Path,
) -> Written:
    samples, lengths = header.people, contig_lengths(header)
    names, stated = [study.member.name for study in studies], {person.person for person in people}
    result = ChromosomesResult(
        schema=1,
        build=build.name,
        settings=settings,
        frequencies=settings.runs.frequency_field or Path(settings.runs.frequency_file).name or "default",
        not_in_vcf=tuple(person.person for person in people if person.person not in set(samples)),
        not_in_pedigree=tuple(name for name in samples if name not in stated),
        people={study.member.name: person_result(study, names, settings) for study in studies},
    )
    for study in studies:
        with written_whole(out / f"{study.member.name}.svg") as partial:
            partial.write_text(draw_person(study, result.people[study.member.name], lengths), encoding="utf-8")
    write_table(segments(studies), out / "segments.parquet", SEGMENTS)
    write_json(result.model_dump(mode="json", by_alias=True), out / "chromosomes.json")
    return Written(len(studies), len(studies) + 2)
