"""What a run has to do: people and the form of their data, cases, and the regions to call.

The workflow's rules ask this module and hold no logic of their own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from genopipe.cases import Case
from genopipe.cases import SheetRow
from genopipe.cases import StartForm
from genopipe.cases import resolve_case
from genopipe.config import CallSettings
from genopipe.config import Settings
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.identity_settings import BETWEEN_SITES
from genopipe.identity_settings import GOOD_GENOTYPES
from genopipe.io.cases_file import read_cases
from genopipe.io.panels import panel_file
from genopipe.io.pedigree_file import pedigree_line
from genopipe.io.pedigree_file import read_pedigree
from genopipe.io.samples import read_samples
from genopipe.io.sources_file import read_sources
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from genopipe.pedigree import families
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY
from genopipe.source_settings import UsedSource
from genopipe.source_settings import gene_names_file
from genopipe.source_settings import used_sources

RESOLVED_PANELS = "results/reference/panels"
"""Folder of the panels with resolved genes, which every command of a run reads."""


def read_contigs(fasta_index: Path) -> dict[str, int]:
    """Return the contigs of a FASTA with their lengths (bases), in order, from its .fai.

    Raises:
        InputError: There is no index.
    """
    if not fasta_index.is_file():
        cause = "the reference has no index"
        raise InputError([fault("REF-INDEX", str(fasta_index), cause, "run samtools faidx on the FASTA")])
    rows = (line.split("\t") for line in fasta_index.read_text().splitlines())
    return {row[0]: int(row[1]) for row in rows}


def called_contigs(build: Build, contigs: dict[str, int], chosen: Sequence[str]) -> list[str]:
    """Return the contigs to call, in order: the chosen ones, else the build's primary ones, else all.

    Raises:
        InputError: A chosen contig is not in the FASTA.
    """
    unknown = [name for name in chosen if name not in contigs]
    if unknown:
        cause = f"not in the reference: {', '.join(unknown)}"
        raise InputError([fault("REF-CONTIG", "genome.contigs", cause, "use names of the FASTA index")])
    return list(dict.fromkeys(chosen)) or [name for name in build.primary if name in contigs] or list(contigs)


def _cut(contig: str, start: int, end: int, size: int) -> list[Interval]:
    pieces = max(1, -(-(end - start + 1) // size))
    step = -(-(end - start + 1) // pieces)
    return [Interval(contig, first, min(first + step - 1, end)) for first in range(start, end + 1, step)]


def calling_regions(build: Build, contigs: dict[str, int], chosen: Sequence[str], size: int) -> list[Interval]:
    """Cut the called contigs into regions of one ploidy each.

    The pseudo-autosomal regions of Y are left out: they are called on X.

    Args:
        build: The genome build.
        contigs: Contig lengths (bases).
        chosen: Contigs to call.
        size: Largest region (bases).

    Returns:
        Regions in genome order, 1-based.
    """
    regions: list[Interval] = []
    for contig in chosen:
        edge = 1
        length = contigs[contig]
        for par in _pars_within(build, contig, length):
            if par.start > edge:
                regions += _cut(contig, edge, par.start - 1, size)
            if build.role(contig) is not Role.Y:
                regions += _cut(contig, par.start, par.end, size)
            edge = par.end + 1
        if edge <= length:
            regions += _cut(contig, edge, length, size)
    return regions


def _pars_within(build: Build, contig: str, length: int) -> list[Interval]:
    """Return the pseudo-autosomal regions of a contig, cut at its end: a test genome may hold its beginning only."""
    pars = sorted(region for region in build.pseudoautosomal if region.contig == contig)
    return [Interval(contig, par.start, min(par.end, length)) for par in pars if par.start <= length]


@dataclass(frozen=True)
class Plan:
    """A run: everything that the rules need to know.

    Attributes:
        settings: The settings.
        rows: Rows of the sample sheet.
        people: The pedigree.
        cases: The cases by id.
        regions: Calling regions by their number, from `0001` on.
    """

    settings: Settings
    rows: tuple[SheetRow, ...]
    people: dict[str, Person]
    cases: dict[str, Case]
    regions: dict[str, Interval]

    @cached_property
    def build(self) -> Build:
        """The genome build."""
        return self.settings.genome.make_build()

    @cached_property
    def families(self) -> dict[str, Family]:
        """The families by id."""
        return families(self.people.values())

    @cached_property
    def by_person(self) -> dict[str, list[SheetRow]]:
        """Rows of the sheet by person, in the order of the sheet."""
        grouped: dict[str, list[SheetRow]] = {}
        for row in self.rows:
            grouped.setdefault(row.person, []).append(row)
        return grouped

    @cached_property
    def forms(self) -> dict[str, StartForm]:
        """Start form of each person."""
        return {person: rows[0].forms[0] for person, rows in self.by_person.items()}

    def members(self, case: str) -> list[str]:
        """Return the sequenced members of a case's family, in pedigree order."""
        return [person for person in self.families[self.cases[case].family].people if person in self.forms]

    def members_with(self, case: str, *forms: StartForm) -> list[str]:
        """Return the members whose data came in one of these forms."""
        return [person for person in self.members(case) if self.forms[person] in forms]

    def members_called_here(self, case: str) -> list[str]:
        """Return the members of a case's family whose alignments are made or given here, in pedigree order."""
        return self.members_with(case, StartForm.READS, StartForm.ALIGNMENT)

    def pedigree_text(self, case: str) -> str:
        """Return the pedigree of a case's family in PED format, without a last line end."""
        return "\n".join(pedigree_line(person) for person in self.families[self.cases[case].family].people.values())

    def parents_with_reads(self, case: str) -> list[str]:
        """Return the parents of sequenced members whose alignments are made or given here, in pedigree order."""
        people = self.families[self.cases[case].family].people
        parents = {parent for person in self.members(case) for parent in (people[person].mother, people[person].father)}
        return [person for person in self.members_called_here(case) if person in parents]

    @cached_property
    def measured(self) -> list[str]:
        """Everyone in a case whose alignments are made or given here."""
        return sorted({p for case in self.cases for p in self.members_called_here(case)})

    def phased(self, case: str) -> list[str]:
        """Return the members of a case's family who are phased by their reads, in pedigree order."""
        wanted = self.settings.phase.tool != "none"
        return self.members_called_here(case) if wanted else []

    def lanes(self, person: str) -> list[SheetRow]:
        """Return the lanes of reads of a person."""
        return [row for row in self.by_person[person] if row.forms == (StartForm.READS,)]

    def lane(self, person: str, lane: str) -> SheetRow:
        """Return one lane of a person."""
        return next(row for row in self.lanes(person) if row.lane == lane)

    def read_groups(self, person: str) -> list[str]:
        """Return the @RG lines of a person's lanes."""
        return [row.read_group for row in self.lanes(person)]

    def file(self, person: str) -> str:
        """Return the one file of a person who starts from an alignment, a gVCF or a VCF."""
        row = self.by_person[person][0]
        return row.alignment or row.gvcf or row.vcf

    def name_in_file(self, person: str) -> str:
        """Return the person's name inside the given file."""
        return self.by_person[person][0].name_in_file

    def starts_from_vcf(self, case: str) -> bool:
        """Say whether a case's family comes as one VCF."""
        return bool(self.members_with(case, StartForm.VCF))

    def ploidy(self, person: str, region: str) -> int:
        """Return a person's copies of a calling region."""
        place = self.regions[region]
        sex = self.people[person].sex if person in self.people else Sex.UNKNOWN
        return self.build.ploidy(place.contig, place.start, sex)

    def regions_of(self, person: str) -> list[str]:
        """Return the calling regions of which a person has at least one copy."""
        return [region for region in self.regions if self.ploidy(person, region)]

    def is_mitochondrial(self, region: str) -> bool:
        """Say whether a region lies on the mitochondrial genome."""
        return self.build.role(self.regions[region].contig) is Role.MITOCHONDRION

    @cached_property
    def mitochondrion(self) -> list[str]:
        """The name of the mitochondrial contig, where the build has one."""
        return [contig for contig, role in self.build.roles.items() if role is Role.MITOCHONDRION]

    def case_json(self, case: str) -> str:
        """Return the case file as JSON, the same bytes each time."""
        row = self.cases[case]
        resolved = resolve_case(row, self.families[row.family], self.forms)
        return resolved.model_dump_json(indent=2)

    def section_json(self, *names: str) -> str:
        """Return sections of the settings as JSON, for a command's `--set`."""
        dump = self.settings.model_dump(mode="json")
        return json.dumps({name: dump[name] for name in names}, sort_keys=True)

    @cached_property
    def common_sites_json(self) -> str:
        """The settings that common sites are chosen by, as JSON: a change of others chooses none anew."""
        dump = self.settings.model_dump(mode="json")
        between = {name: dump["between"][name] for name in BETWEEN_SITES}
        identity = {name: dump["identity"][name] for name in ("spacing", "frequency_field")}
        return json.dumps({"genome": dump["genome"], "identity": identity, "between": between}, sort_keys=True)

    @cached_property
    def common_genotypes_json(self) -> str:
        """The settings that genotypes at common sites are read by, as JSON."""
        dump = self.settings.model_dump(mode="json")["identity"]
        return json.dumps({"identity": {name: dump[name] for name in GOOD_GENOTYPES}}, sort_keys=True)

    @property
    def gates_json(self) -> str:
        """The settings that quality gates go by, as JSON: a change of others asks none anew."""
        return json.dumps({"report": {"covered_fraction": self.settings.report.covered_fraction}})

    def source_json(self, source: str) -> str:
        """Return the settings that compile one source, as JSON: a change of others compiles nothing anew."""
        whole = self.settings.model_dump(mode="json")["annotate"]
        own = {name: whole[name] for name in ("manifest", "stores", source) if name in whole}
        own["sources"] = [one for one in whole["sources"] if one["name"] == source]
        return json.dumps({"annotate": own}, sort_keys=True)

    @cached_property
    def in_cases(self) -> list[str]:
        """Everyone with data in a family that has a case."""
        return sorted({person for case in self.cases for person in self.members(case)})

    def fastp_reports(self, person: str) -> list[str]:
        """Return the fastp report of each lane of a person; none where the data are no reads."""
        return [f"results/reads/{person}/{row.lane}.fastp.json" for row in self.lanes(person)]

    def case_panel_files(self, case: str) -> list[str]:
        """Return the resolved panels of a case, the foremost first."""
        return [f"{RESOLVED_PANELS}/{name}.tsv" for name in self.cases[case].panels]

    @cached_property
    def panel_files(self) -> list[str]:
        """The resolved panels of all cases."""
        return sorted({path for case in self.cases for path in self.case_panel_files(case)})

    @cached_property
    def sources(self) -> dict[str, UsedSource]:
        """The annotation sources that the settings name, by name."""
        manifest = self.settings.annotate.manifest
        return used_sources(self.settings.annotate, read_sources(Path(manifest) if manifest else None))

    @cached_property
    def covered_files(self) -> list[str]:
        """The BED of each frequency source that has one."""
        return [one.covered for one in self.sources.values() if one.covered]

    @cached_property
    def built_sources(self) -> list[str]:
        """The sources that are compiled, by name; the others are read in place."""
        return [name for name, one in self.sources.items() if one.source.grain == "allele"]

    @cached_property
    def source_stores(self) -> list[str]:
        """The file that names the store of each compiled source."""
        return [f"results/reference/sources/{name}.json" for name in self.built_sources]

    @cached_property
    def source_options(self) -> list[str]:
        """The stores as `name=path`, for a command line."""
        return [f"{name}={path}" for name, path in zip(self.built_sources, self.source_stores, strict=True)]

    @cached_property
    def track_files(self) -> list[str]:
        """The files of the sources that are read in place."""
        return [path for one in self.sources.values() if one.source.grain != "allele" for path in one.files]

    @cached_property
    def aligner_index(self) -> list[str]:
        """The files of the aligner's index: bwa's beside the FASTA where it is there already, else made here."""
        if self.settings.align.tool == "minimap2":
            return ["results/reference/genome.mmi"]
        fasta = self.settings.genome.fasta
        prefix = fasta if Path(f"{fasta}.bwt").is_file() else "results/reference/bwa/genome"
        return [f"{prefix}.{ending}" for ending in ("amb", "ann", "bwt", "pac", "sa")]

    @cached_property
    def tools(self) -> list[str]:
        """The external tools that this run uses."""
        from_reads = {"fastp", self.settings.align.tool} if StartForm.READS in self.forms.values() else set()
        called = {"samtools", "mosdepth", "freebayes", self.settings.call.caller} if self.measured else set()
        phased = {self.settings.phase.tool} if any(map(self.phased, self.cases)) else set()
        return sorted({"bcftools", "multiqc", "snakemake"} | from_reads | called | phased)

    @cached_property
    def resources(self) -> dict[str, str]:
        """Reference files by what they are."""
        named = {"reference genome": self.settings.genome.fasta, "gene models": self.settings.genome.genes}
        named |= self.settings.phenotype.own_files
        for name, one in self.sources.items():
            plain = name in (FREQUENCY, CLINVAR)  # the settings name them; the file states its release
            title = one.source.title if plain else f"{one.source.titled} ({name})"
            several = len(one.files) > 1
            for number, path in enumerate(one.files, start=1):
                named[f"{title}, file {number}" if several else title] = path
        return named

    @cached_property
    def resource_options(self) -> list[str]:
        """The resources as `name=path`, for a command line."""
        return [f"{name}={path}" for name, path in self.resources.items()]

    @cached_property
    def input_files(self) -> list[str]:
        """Every file that this run reads."""
        named = self.settings.input
        sheets = [named.samples, named.pedigree, named.cases, gene_names_file(self.settings), named.withdrawn_names]
        given = [
            path
            for row in self.rows
            if row.person in self.in_cases
            for path in (row.fastq_1, row.fastq_2, row.alignment, row.gvcf, row.vcf)
            if path
        ]
        panels = [panel_file(Path(named.panels), Path(path).stem) for path in self.panel_files]
        made = [*self.resources.values(), *self.covered_files, *self.settings.classify.files]
        made += [*self.settings.additional.files, *self.settings.carriers.files]
        return sorted({*filter(None, sheets), *panels, *given, *made})


def _regions(settings: Settings, base: Path) -> dict[str, Interval]:
    call: CallSettings = settings.call
    contigs = read_contigs(base / f"{settings.genome.fasta}.fai")
    build = settings.genome.make_build()
    chosen = called_contigs(build, contigs, settings.genome.contigs)
    regions = calling_regions(build, contigs, chosen, call.region_size)
    return {f"{number:04d}": region for number, region in enumerate(regions, start=1)}


def make_plan(settings: Settings, base: Path = Path()) -> Plan:
    """Read the sheets and make the plan of a run.

    Args:
        settings: The settings.
        base: Folder that relative paths start from.

    Raises:
        InputError: A sheet is wrong; `genopipe check` tells more.
    """
    rows, sheet_faults = read_samples(base / settings.input.samples)
    people, pedigree_faults = read_pedigree(base / settings.input.pedigree)
    cases, case_faults = read_cases(base / settings.input.cases)
    faults = errors_among([*sheet_faults, *pedigree_faults, *case_faults])
    if faults:
        raise InputError(faults)
    return Plan(
        settings=settings,
        rows=tuple(rows),
        people={person.person: person for person in people},
        cases={case.case: case for case in cases},
        regions=_regions(settings, base),
    )
