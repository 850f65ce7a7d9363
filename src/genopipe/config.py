"""Every setting of a run: declared once, described, closed, frozen. Defaults live only here.

Paths are relative to the folder in which `snakemake` runs. A section is named after the command that reads it.
The JSON schema under `workflow/schemas/` and the page `docs/config.md` are generated from these classes.
"""

import re
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from genopipe.cases import Closed
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.classify_settings import ClassifySettings
from genopipe.consent_settings import AdditionalSettings
from genopipe.consent_settings import CarriersSettings
from genopipe.genome import BUILDS
from genopipe.genome import CUSTOM
from genopipe.genome import Build
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.phase_settings import PhaseSettings
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.rank_settings import RankSettings
from genopipe.reads_settings import AlignSettings
from genopipe.reads_settings import ReadsSettings
from genopipe.reads_settings import TrimSettings
from genopipe.report_settings import ReportSettings
from genopipe.sources import NAME_PATTERN

FREQUENCY_SOURCE = (
    "100,000 Genomes Project rare disease tiering, gnomAD exomes thresholds: monoallelic 0.001, biallelic 0.01 "
    "(Genomics England, rare disease pipeline documentation, population frequency; doi:10.1056/NEJMoa2035790)"
)


class InputSettings(Closed):
    """The files that say who is who."""

    samples: str = Field(default="config/samples.tsv", description="Sample sheet: one row a lane or file.")
    pedigree: str = Field(default="config/families.ped", description="Pedigree in PED format, six columns.")
    cases: str = Field(
        default="config/cases.yaml",
        description="Cases: one YAML file, or a folder with one phenopacket v2 JSON file a case.",
    )
    panels: str = Field(
        default="config/panels", description="Folder of gene panels, one file each: TSV, or JSON of PanelApp."
    )
    identifiers: str = Field(
        default="",
        description="Numbers, dates of birth and names of people, as YAML, read for the report alone; empty: none.",
    )
    gene_names: str = Field(
        default="",
        description="HGNC's complete set (`genopipe resources fetch hgnc`), by which symbols of panels are resolved. "
        "Empty: that of `annotate.sources`, where `hgnc` is among them; else the names of the gene models alone.",
    )
    withdrawn_names: str = Field(
        default="",
        description="HGNC's withdrawn symbols (`genopipe resources fetch hgnc_withdrawn`), so that a withdrawn symbol "
        "is told with what takes its place.",
    )


class Region(Closed):
    """A stretch of a contig, 1-based, both ends included."""

    contig: str = Field(description="Contig name.")
    start: int = Field(ge=1, description="First base (1-based position).")
    end: int = Field(ge=1, description="Last base (1-based position).")


class GenomeSettings(Closed):
    """The reference genome and its gene models."""

    fasta: str = Field(description="Reference FASTA, plain or bgzipped.", examples=["resources/genome.fa"])
    genes: str = Field(
        description="Gene models: Ensembl-style GFF3, plain or bgzipped.", examples=["resources/genes.gff3.gz"]
    )
    build: Literal["GRCh38", "GRCh37", "synthetic", "custom"] = Field(
        default="GRCh38", description="The build; sets sex chromosomes and pseudo-autosomal regions."
    )
    contigs: tuple[str, ...] = Field(
        default=(), description="Contigs to call, in order. Empty: the build's primary contigs (custom: all)."
    )
    x: str = Field(default="", description="Only for build custom: name of the X contig, if there is one.")
    y: str = Field(default="", description="Only for build custom: name of the Y contig, if there is one.")
    mitochondrion: str = Field(default="", description="Only for build custom: name of the mitochondrial contig.")
    pseudoautosomal: tuple[Region, ...] = Field(
        default=(), description="Only for build custom: pseudo-autosomal regions on X and on Y."
    )

    @model_validator(mode="after")
    def _custom_only(self) -> Self:
        own = self.x or self.y or self.mitochondrion or self.pseudoautosomal
        if own and self.build != CUSTOM.name:
            raise ValueError("x, y, mitochondrion and pseudoautosomal are only for build: custom")
        return self

    def make_build(self) -> Build:
        """Return the build that these settings describe."""
        if self.build != CUSTOM.name:
            return BUILDS[self.build]
        named = {self.x: Role.X, self.y: Role.Y, self.mitochondrion: Role.MITOCHONDRION}
        return Build(
            name=CUSTOM.name,
            roles={contig: role for contig, role in named.items() if contig},
            pseudoautosomal=tuple(Interval(r.contig, r.start, r.end) for r in self.pseudoautosomal),
            source=CUSTOM.source,
        )


class PreflightSettings(Closed):
    """What is checked before the first job."""

    read_whole_below_gb: float = Field(
        default=0.2,
        ge=0,
        description="Reads files are read to their end before the first job while their sum is below this (GB); "
        "larger ones are read by the first job of each lane.",
    )
    reference_bases: int = Field(
        default=200,
        ge=0,
        description="REF bases compared with the FASTA in each given VCF before the first job (bases).",
    )


class CallSettings(Closed):
    """Small variant calling."""

    caller: Literal["bcftools", "freebayes"] = Field(default="bcftools", description="The small variant caller.")
    region_size: int = Field(
        default=25_000_000, ge=1_000, description="Calling is scattered over regions of at most this size (bases)."
    )
    minimum_mapping_quality: int = Field(
        default=20, ge=0, le=60, description="Reads of lower mapping quality are not used (Phred)."
    )
    minimum_base_quality: int = Field(
        default=13, ge=0, le=60, description="Bases of lower quality are not used (Phred)."
    )
    maximum_depth: int = Field(default=1000, ge=10, description="At most this many are used at a position (reads).")
    minimum_heteroplasmy: float = Field(
        default=0.02, gt=0, le=1, description="Smallest mitochondrial ALT fraction that is called (fraction)."
    )


class FrequencySource(Closed):
    """A VCF of population allele frequencies."""

    name: str = Field(description="Name shown in the report.", examples=["gnomAD"])
    file: str = Field(
        description="VCF, bgzipped, with INFO fields of Number=A.", examples=["resources/frequency.vcf.gz"]
    )
    covered: str = Field(
        default="",
        description="BED of the positions that the source covers. Without it, an allele that is not in the source "
        "counts as `not_assessable`, not as absent.",
    )
    populations: dict[str, str] = Field(
        default_factory=lambda: {"global": "AF"},
        min_length=1,
        description="Population name (letters, digits, `_`) to INFO field with its allele frequency (fraction).",
    )
    allele_number: str = Field(default="AN", description="INFO field with the number of alleles looked at.")
    homozygotes: str = Field(default="", description="INFO field with the number of homozygotes; empty: none.")
    hemizygotes: str = Field(
        default="",
        description="INFO field with the number of males that carry the allele, for X and Y off the pseudo-autosomal "
        "regions; empty: none.",
    )
    filtering: dict[str, str] = Field(
        default_factory=dict,
        description="Population name to INFO field with its filtering allele frequency (FAF95, fraction); only the "
        "populations that may be GrpMax.",
    )
    minimum_number: int = Field(
        default=0,
        ge=0,
        description="Where fewer alleles than this were looked at, an allele counts as `not_assessable` (count).",
    )
    record: str = Field(
        default="",
        description="Name of a record of the manifest (`genopipe resources list`) that tells how the file is read; "
        "then populations and fields are those of the record.",
    )

    @model_validator(mode="after")
    def _plain_names(self) -> Self:
        tables = [name for table in (self.populations, self.filtering) for pair in table.items() for name in pair]
        names = [*tables, self.allele_number, self.homozygotes or "none", self.hemizygotes or "none"]
        wrong = [name for name in names if not re.fullmatch(r"[A-Za-z_][0-9A-Za-z_.]*", name)]
        if wrong:
            raise ValueError(f"populations and INFO fields are letters, digits, _ and .: not {', '.join(wrong)}")
        return self

    normalised: bool = Field(
        default=False,
        description="The file is left-aligned with one ALT a record already, as gnomAD and ClinVar release it: it is "
        "used as it is. Else a left-aligned and split copy is made once; an allele written in another way would "
        "not be found.",
    )


class ClinvarSource(Closed):
    """ClinVar as a VCF."""

    name: str = Field(default="ClinVar", description="Name shown in the report, with the release date.")
    file: str = Field(description="ClinVar VCF, bgzipped.", examples=["resources/clinvar.vcf.gz"])
    normalised: bool = Field(
        default=False,
        description="The file is left-aligned with one ALT a record already, as gnomAD and ClinVar release it: it is "
        "used as it is. Else a left-aligned and split copy is made once; an allele written in another way would "
        "not be found.",
    )


class FurtherSource(Closed):
    """A further source, by the name of its record."""

    name: str = Field(
        pattern=NAME_PATTERN,
        description="Name of a record of the manifest; `genopipe resources list` shows them.",
        examples=["revel"],
    )
    files: tuple[str, ...] = Field(min_length=1, description="Its files, in any order; they become one store.")
    covered: str = Field(
        default="", description="BED of the positions that a frequency source covers, as in `frequency`."
    )


class AnnotateSettings(Closed):
    """Annotation sources."""

    frequency: FrequencySource | None = Field(default=None, description="Population frequencies; none: not searched.")
    clinvar: ClinvarSource | None = Field(default=None, description="ClinVar; none: not searched.")
    sources: tuple[FurtherSource, ...] = Field(
        default=(), description="Further sources: other frequencies, predictors, conservation."
    )
    cross_check: bool = Field(
        default=False,
        description="Ask bcftools csq for a second opinion on every consequence; where it differs is a column.",
    )
    manifest: str = Field(
        default="", description="Manifest of the laboratory's own sources, beside those that ship; empty: none."
    )
    stores: str = Field(
        default="results/reference/stores",
        description="Folder of compiled sources. A folder outside `results` serves several projects.",
    )


class InheritSettings(Closed):
    """What makes a genotype good enough to count as evidence."""

    minimum_depth: int = Field(default=8, ge=0, description="Genotypes of lower depth count as missing (reads).")
    minimum_genotype_quality: int = Field(default=20, ge=0, description="Lower GQ counts as missing (Phred).")
    minimum_balance: float = Field(
        default=0.2, ge=0, le=0.5, description="A heterozygote needs an ALT part between this and 1 - this (fraction)."
    )
    maximum_parent_alt_reads: int = Field(
        default=1, ge=0, description="De novo: so much ALT in a parent is never more than noise (reads)."
    )
    read_error_rate: float = Field(
        default=0.005,
        gt=0,
        lt=0.5,
        description="De novo: part of a parent's reads that show ALT by error (fraction). About twice the rate of "
        "substitutions of doi:10.1038/s41598-018-29325-6 (0.0024).",
    )
    noise_probability: float = Field(
        default=0.001,
        gt=0,
        lt=0.5,
        description="De novo: ALT reads of a parent that errors make less often than this (fraction) are more than "
        "noise; those that a heterozygote shows less often than this are a mosaic. Both are binomial tails.",
    )
    minimum_heteroplasmy: float = Field(
        default=0.05,
        gt=0,
        le=1,
        description="Mitochondrial ALT part from which a person counts as carrying (fraction).",
    )
    maximum_partners: int = Field(
        default=20, ge=1, description="Partners of a compound heterozygote that are named (count); all are counted."
    )


class FilterSettings(Closed):
    """What is set aside, each with its reason; and what is a finding."""

    dominant_frequency: float = Field(
        default=0.001,
        ge=0,
        le=1,
        description=f"Highest population frequency for a dominant mode (fraction). {FREQUENCY_SOURCE}",
    )
    recessive_frequency: float = Field(
        default=0.01,
        ge=0,
        le=1,
        description=f"Highest population frequency for a recessive mode (fraction). {FREQUENCY_SOURCE}",
    )
    minimum_quality: float = Field(default=20.0, ge=0, description="Lowest QUAL of the call (Phred).")
    profile: str = Field(
        default="",
        description="YAML file with a laboratory's own filters, tiers or population limits, such as "
        "config/filters_hkgp.yaml; what it leaves out is as shipped. Empty: the filters that ship.",
    )
    finding_by: Literal["class", "tier"] = Field(
        default="class",
        description="What makes a finding: `class`, (likely) pathogenic by the criteria of ACMG/AMP in an expected "
        "mode; or `tier`, tier 1. Where nothing was classified, it is tier.",
    )
    keep_founders: bool = Field(
        default=True,
        description="Founder and common pathogenic alleles of the curated list pass the frequency filter.",
    )
    keep_clinvar: bool = Field(
        default=True,
        description="Alleles that ClinVar calls (likely) pathogenic pass the frequency and "
        "consequence filters; founder alleles are common in their population.",
    )


class GatesSettings(Closed):
    """Quality gates: what the data of everyone in a case must reach."""

    profile: str = Field(
        default="",
        description="YAML file with the gates of a laboratory, such as config/hkgp.yaml; empty: no gate is asked, "
        "and the report says so.",
    )


class Settings(Closed):
    """All settings of a run."""

    input: InputSettings = Field(default_factory=InputSettings, description="Who is who.")
    genome: GenomeSettings = Field(description="Reference genome and gene models.")
    preflight: PreflightSettings = Field(default_factory=PreflightSettings, description="Checks before the run.")
    trim: TrimSettings = Field(default_factory=TrimSettings, description="Quality of reads.")
    align: AlignSettings = Field(default_factory=AlignSettings, description="Alignment.")
    call: CallSettings = Field(default_factory=CallSettings, description="Small variant calling.")
    phase: PhaseSettings = Field(default_factory=PhaseSettings, description="Phase by reads.")
    annotate: AnnotateSettings = Field(default_factory=AnnotateSettings, description="Annotation sources.")
    chromosomes: ChromosomesSettings = Field(
        default_factory=ChromosomesSettings, description="Stretches of chromosomes, for the laboratory only."
    )
    identity: IdentitySettings = Field(default_factory=IdentitySettings, description="Who is who, for the laboratory.")
    between: BetweenSettings = Field(
        default_factory=BetweenSettings, description="Who is who between families, for the laboratory."
    )
    inherit: InheritSettings = Field(default_factory=InheritSettings, description="Inheritance.")
    classify: ClassifySettings = Field(default_factory=ClassifySettings, description="Classification.")
    phenotype: PhenotypeSettings = Field(default_factory=PhenotypeSettings, description="Terms of the case.")
    rank: RankSettings = Field(default_factory=RankSettings, description="The combined rank of candidates.")
    filter: FilterSettings = Field(default_factory=FilterSettings, description="What is set aside.")
    additional: AdditionalSettings = Field(default_factory=AdditionalSettings, description="Additional findings.")
    carriers: CarriersSettings = Field(default_factory=CarriersSettings, description="Carrier status.")
    gates: GatesSettings = Field(default_factory=GatesSettings, description="Quality gates.")
    reads: ReadsSettings = Field(default_factory=ReadsSettings, description="Reads around alleles in the reports.")
    report: ReportSettings = Field(default_factory=ReportSettings, description="The case report.")

    @model_validator(mode="before")
    @classmethod
    def _empty_section(cls, given: object) -> object:
        """A section whose options are all commented out is empty, not wrong."""
        if not isinstance(given, dict):
            return given
        return {name: {} if value is None and name in cls.model_fields else value for name, value in given.items()}
