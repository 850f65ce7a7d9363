"""What `chromosomes.json` holds: each question with one of three outcomes, its reason, and the numbers it used."""

from enum import StrEnum

from pydantic import Field

from genopipe.cases import Closed
from genopipe.chromosomes_settings import ChromosomesSettings


class Outcome(StrEnum):
    """What a question came to; not assessable is neither of the others."""

    FOUND = "found"
    NONE = "none"
    NOT_ASSESSABLE = "not_assessable"


class RunsOfContig(Closed):
    """Runs of homozygosity on a contig."""

    outcome: Outcome = Field(description="Whether there is one.")
    reason: str = Field(default="", description="Why it is not assessable; else empty.")
    count: int = Field(default=0, description="Runs (count).")
    total: int = Field(default=0, description="Sum of their lengths (bases).")
    longest: int = Field(default=0, description="Length of the longest (bases).")
    smallest: int | None = Field(
        default=None,
        description="Length from which a run would be seen, as densely as the sites stand (bases); null: not "
        "assessable.",
    )
    one_copy: int = Field(default=0, description="Runs left out because by depth there is one copy only (count).")


class OneCopyStretch(Closed):
    """A stretch whose genotypes look like isodisomy, but that is one copy, or may be."""

    start: int = Field(description="First site (1-based position).")
    end: int = Field(description="Last site (1-based position).")
    lost: str = Field(description="Parent of whom nothing is there: mother or father.")
    depth: float | None = Field(description="Relative depth (fraction); null: not written, so that it may be a disomy.")


class DisomyOfContig(Closed):
    """Uniparental disomy of a contig."""

    maternal: Outcome = Field(description="Whether both copies come from the mother, in whole or in part.")
    paternal: Outcome = Field(description="Whether both copies come from the father, in whole or in part.")
    reason: str = Field(default="", description="Why one is not assessable; else empty.")
    kind: str = Field(default="", description="isodisomy, heterodisomy or mixed, where a disomy was found; else empty.")
    whole: bool | None = Field(default=None, description="Of the whole chromosome, or of a part; null: none was found.")
    sites: int = Field(default=0, description="Sites that were asked (count).")
    no_mother: int | None = Field(
        default=None, description="Sites with no allele of the mother (count); null: she is not here."
    )
    no_father: int | None = Field(
        default=None, description="Sites with no allele of the father (count); null: he is not here."
    )
    mother_unexplained: int | None = Field(
        default=None,
        description="Sites in stretches that the mother cannot have given, nor the father alone (count); null: they "
        "are not both here.",
    )
    father_unexplained: int | None = Field(
        default=None,
        description="Sites in stretches that the father cannot have given, nor the mother alone (count); null: they "
        "are not both here.",
    )
    one_copy: tuple[OneCopyStretch, ...] = Field(
        default=(), description="Stretches that are no disomy, or may be none."
    )


class ImbalanceOfContig(Closed):
    """Allelic imbalance of a contig."""

    outcome: Outcome = Field(description="Whether there is one.")
    reason: str = Field(default="", description="Why it is not assessable; else empty.")
    heterozygotes: int = Field(default=0, description="Heterozygotes that were asked (count).")
    smallest: float | None = Field(
        default=None, description="Smallest distance of the reads from one half that is told (fraction)."
    )


class ContigResult(Closed):
    """One contig of one person."""

    sites: int = Field(description="Called genotypes (count).")
    heterozygous: int = Field(description="Heterozygous ones among them (count).")
    depth: float | None = Field(description="Depth relative to the person's autosomes (fraction); null: not written.")
    runs: RunsOfContig = Field(description="Runs of homozygosity.")
    disomy: DisomyOfContig = Field(description="Uniparental disomy.")
    imbalance: ImbalanceOfContig = Field(description="Mosaic aneuploidy.")


class RunsOfPerson(Closed):
    """Runs of homozygosity of a person, on autosomes."""

    outcome: Outcome = Field(description="Whether there is one.")
    reason: str = Field(default="", description="Why it is not assessable; else empty.")
    count: int = Field(default=0, description="Runs (count).")
    total: int = Field(default=0, description="Sum of their lengths (bases).")
    longest: int = Field(default=0, description="Length of the longest (bases).")
    long_count: int = Field(default=0, description="Long ones: `runs.long_length` and more (count).")
    long_total: int = Field(default=0, description="Sum of the lengths of long ones (bases).")
    asked: int = Field(default=0, description="Autosomal bases that were asked, long gaps left out (bases).")
    genome_fraction: float | None = Field(
        default=None, description="F_ROH: total by asked (fraction); null: not assessable."
    )
    disomy_hint: tuple[str, ...] = Field(
        default=(),
        description="The contig on which alone runs are so long that they hint at isodisomy; parents would tell.",
    )


class DisomyOfPerson(Closed):
    """Uniparental disomy of a person, over all contigs that were asked."""

    maternal: Outcome = Field(description="Whether both copies of a stretch come from the mother.")
    paternal: Outcome = Field(description="Whether both copies of a stretch come from the father.")
    reason: str = Field(default="", description="Why one is not assessable; else empty.")
    identity: bool = Field(
        default=False, description="A stated parent does not fit the person: the identities are to be checked first."
    )


class ImbalanceOfPerson(Closed):
    """Mosaic aneuploidy of a person."""

    outcome: Outcome = Field(description="Whether there is one.")
    reason: str = Field(default="", description="Why it is not assessable; else empty.")
    centre: float | None = Field(
        default=None, description="ALT part of the reads of all heterozygotes (fraction); null: too few."
    )
    width: float | None = Field(
        default=None, description="Spread of their reads as a multiple of the binomial one (count); null: too few."
    )


class PersonResult(Closed):
    """One person."""

    family: str = Field(description="Family.")
    stated_sex: str = Field(description="Sex as the pedigree states it.")
    father: str | None = Field(description="The father, where he is in the VCF; null: he is not.")
    mother: str | None = Field(description="The mother, where she is in the VCF; null: she is not.")
    runs: RunsOfPerson = Field(description="Runs of homozygosity.")
    disomy: DisomyOfPerson = Field(description="Uniparental disomy.")
    imbalance: ImbalanceOfPerson = Field(description="Mosaic aneuploidy.")
    chromosomes: dict[str, ContigResult] = Field(description="Contig to what it shows.")


class ChromosomesResult(Closed):
    """The whole of `chromosomes.json`. For the laboratory only."""

    schema_version: int = Field(default=1, alias="schema", description="Version of this form.")
    build: str = Field(description="Genome build.")
    settings: ChromosomesSettings = Field(description="The thresholds that were used.")
    frequencies: str = Field(
        description="What the runs took for allele frequencies: default, or the name of a field or a file."
    )
    not_in_vcf: tuple[str, ...] = Field(description="People of the pedigree who are not in the VCF: nothing is said.")
    not_in_pedigree: tuple[str, ...] = Field(description="People of the VCF who are not in the pedigree: not studied.")
    people: dict[str, PersonResult] = Field(description="Person to what their chromosomes show.")
