"""The model of a case report: all that any form of it shows, worked out beforehand. No form computes anything.

Fractions are 0-1; positions are 1-based; depths are reads. None means not known or not measured: never 0.
"""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed
from genopipe.cases import PhenotypeTerm
from genopipe.cases import StartForm
from genopipe.gates import GateReport
from genopipe.genome import Sex
from genopipe.identifiers import PersonIdentifiers
from genopipe.measures import Versions
from genopipe.pedigree import Affection
from genopipe.report.criteria import CriterionLine
from genopipe.report.phenotype_facts import PhenotypeFacts
from genopipe.report.predictors import PredictorLine
from genopipe.report.ranking import RankPart
from genopipe.report.references import Reference
from genopipe.report.searched import Search
from genopipe.report.told import AdditionalPart
from genopipe.report.told import CarriersPart
from genopipe.report.told import DrugsPart

FORMAT = "1"
"""Version of this model; it changes when a field changes its name or meaning."""

Result = Literal["positive", "inconclusive", "negative"]
Answer = Literal["fits", "does_not_fit", "not_assessable"]


class Headline(Closed):
    """The result in one word and in sentences."""

    result: Result = Field(
        description="positive: findings; inconclusive: what may explain the condition and is open; negative: neither."
    )
    title: str = Field(description="The result in a line.")
    text: str = Field(description="What was found or not, where it was looked for, and what that does not mean.")


class PersonLine(Closed):
    """One member of the family."""

    person: str = Field(description="The person's id.")
    relation: str = Field(description="What the person is to the proband.")
    father: str | None = Field(description="Id of the father; none: not in the pedigree.")
    mother: str | None = Field(description="Id of the mother; none: not in the pedigree.")
    sex: Sex = Field(description="Sex as stated.")
    affection: Affection = Field(description="Affected status as stated.")
    twins: str | None = Field(default=None, description="Set of monozygotic twins; none: no such twin.")
    form: StartForm | None = Field(description="How the data came; none: in the pedigree only.")


class GenotypeLine(Closed):
    """One allele in one person, with its evidence."""

    person: str = Field(description="The person's id.")
    relation: str = Field(description="What the person is to the proband.")
    zygosity: str = Field(description="The genotype in words.")
    genotype: str | None = Field(description="GT as called; none: no row for this person.")
    depth: int | None = Field(description="DP: at the position (reads).")
    ref_reads: int | None = Field(description="AD of REF (reads).")
    alt_reads: int | None = Field(description="AD of ALT (reads).")
    alt_fraction: float | None = Field(description="ALT part of the reads (fraction).")
    genotype_quality: int | None = Field(description="GQ (Phred).")
    alt_copies: int | None = Field(default=None, description="Copies of this allele (count); none: not called.")
    ref_copies: int | None = Field(default=None, description="Copies of REF (count); none: not called.")
    other_copies: int | None = Field(default=None, description="Copies of other ALT alleles (count); none: not called.")
    missing_copies: int | None = Field(default=None, description="Copies that were not called (count).")


class ModeLine(Closed):
    """One mode of inheritance, asked of one allele in this family."""

    mode: str = Field(description="Name of the mode, as in the table of candidates.")
    words: str = Field(description="Name of the mode for people.")
    answer: Answer = Field(description="fits, does_not_fit or not_assessable.")
    in_panel: bool = Field(description="The mode fits and the panel expects it.")


class PopulationLine(Closed):
    """Frequency in one population."""

    population: str = Field(description="Name of the population in the source.")
    frequency: float = Field(description="Allele frequency (fraction).")


class FrequencyFacts(Closed):
    """What the population source says of an allele."""

    state: str = Field(description="found, absent or not_assessable.")
    words: str = Field(description="The state in words.")
    highest: float | None = Field(description="Highest frequency in any population (fraction).")
    population: str | None = Field(description="The population with that frequency.")
    overall: float | None = Field(description="Frequency over all populations (fraction).")
    populations: tuple[PopulationLine, ...] = Field(description="All populations of the source.")
    allele_number: int | None = Field(description="Alleles looked at (count).")
    homozygotes: int | None = Field(description="Homozygotes seen (count).")


class ClinvarFacts(Closed):
    """What ClinVar says of the very same allele."""

    id: str = Field(description="Variation id.")
    significance: str = Field(description="Classification, as ClinVar words it.")
    review: str | None = Field(description="Review status, as ClinVar words it.")
    stars: int | None = Field(description="Stars of the review status (count).")
    conditions: tuple[str, ...] = Field(description="Conditions named.")
    pathogenic: bool = Field(description="ClinVar calls it pathogenic or likely pathogenic, with no conflict.")


class AlleleReport(Closed):
    """One allele in one gene: what a geneticist judges."""

    allele: str = Field(description="Name of the allele in every table.")
    description: str = Field(description="Genomic description.")
    contig: str = Field(description="Contig as the reference names it.")
    position: int = Field(description="First REF base (1-based position).")
    ref: str = Field(description="REF bases.")
    alt: str = Field(description="ALT bases.")
    variant_class: str = Field(description="snv, insertion, deletion, delins and so on.")
    called_as: str = Field(description="The record before normalisation.")
    quality: float | None = Field(description="QUAL of the record (Phred).")
    filters: str | None = Field(description="FILTER of the record.")
    gene: str = Field(description="Gene id.")
    gene_symbol: str = Field(description="Gene symbol.")
    transcript: str = Field(description="Transcript that stands for the gene.")
    transcript_reason: str = Field(description="Why that transcript.")
    consequence: str = Field(description="Sequence Ontology terms.")
    consequence_words: str = Field(description="The terms for people.")
    impact: str | None = Field(description="HIGH, MODERATE, LOW or MODIFIER.")
    hgvs_g: str | None = Field(description="HGVS description on the genome.")
    hgvs_c: str | None = Field(description="HGVS description on the transcript.")
    hgvs_p: str | None = Field(description="HGVS description of the predicted protein.")
    genotypes: tuple[GenotypeLine, ...] = Field(description="Every sequenced member, the proband first.")
    modes: tuple[ModeLine, ...] = Field(description="Every mode of inheritance and its answer.")
    modes_fit: str = Field(description="The modes that fit, in words.")
    modes_expected: str = Field(
        description="The modes that fit and that the panel expects, in words; or those that fit."
    )
    evidence: tuple[str, ...] = Field(description="Who decided the modes that fit, in words.")
    remarks: tuple[str, ...] = Field(
        description="What to know of the inheritance: a parent who may be a mosaic, a monozygotic twin who differs."
    )
    missing: tuple[str, ...] = Field(description="What could not be told of the modes not assessable, in words.")
    partners: tuple[str, ...] = Field(description="Alleles of the gene in trans or of unknown phase.")
    partner_phase: str | None = Field(description="How the pair is known, in words; none: no partner.")
    inherited_from: str = Field(description="Which parents carry it, in words.")
    panel: str | None = Field(description="The panel that speaks for the gene; none: in no panel.")
    panel_confidence: str | None = Field(description="green, amber or red.")
    panel_mode: str | None = Field(description="Mode of inheritance that the panel expects, in words.")
    frequency: FrequencyFacts = Field(description="Population frequency.")
    clinvar: ClinvarFacts | None = Field(description="ClinVar; none: the allele is not in it, or it was not searched.")
    clinvar_words: str = Field(description="Whether ClinVar holds the allele, in words.")
    classification: str | None = Field(
        description="pathogenic, likely_pathogenic, uncertain_significance, likely_benign, benign; none: no class."
    )
    class_points: int | None = Field(description="Sum of the points of the criteria (count); none: not classified.")
    criteria: tuple[str, ...] = Field(description="Criteria that count, as ClinGen writes them.")
    class_state: str = Field(description="classified, or why not.")
    criteria_asked: tuple[CriterionLine, ...] = Field(
        description="Every criterion with its evidence, met ones first; of a candidate those that are met."
    )
    tier: str = Field(description="1, 2, 3 or untiered, as in the 100,000 Genomes Project.")
    tier_reason: str = Field(description="Why this tier.")
    predictors: tuple[PredictorLine, ...] = Field(
        default=(), description="What predictors, conservation and the gene's constraint say."
    )
    rank: int | None = Field(
        default=None, description="Place among the case's candidates, 1 the first (count); none: not ranked."
    )
    rank_score: float | None = Field(default=None, description="The score by which it has its place (fraction).")
    rank_parts: tuple[RankPart, ...] = Field(default=(), description="What the score is made of.")
    rank_mode: str | None = Field(default=None, description="The mode by which it was scored, in words; none: no mode.")
    rank_with: str | None = Field(default=None, description="The allele of the pair with which it shares its place.")
    rank_state: str = Field(default="ranking was not run", description="ranked, or why not.")
    why_here: str | None = Field(default=None, description="What gives most to the score, in words.")
    why_not_higher: str | None = Field(default=None, description="What loses most against the best score, in words.")
    phenotype: PhenotypeFacts | None = Field(
        default=None, description="Why the gene fits the phenotype; none: not ranked, or nothing to compare."
    )
    bucket: str = Field(description="finding or candidate.")
    by: str = Field(description="The rule that decided.")
    by_words: str = Field(description="The rule in words.")
    reason: str = Field(description="The numbers that decided, against their thresholds.")

    @property
    def proband(self) -> GenotypeLine:
        """The proband's genotype."""
        return self.genotypes[0]


class QualityLine(Closed):
    """Quality of one person's data; none: not measured."""

    person: str = Field(description="The person's id.")
    relation: str = Field(description="What the person is to the proband.")
    reads: int | None = Field(default=None, description="Reads given (count).")
    reads_dropped: int | None = Field(default=None, description="Reads dropped by trimming (count).")
    q30_fraction: float | None = Field(default=None, description="Bases of Phred 30 or more (fraction).")
    mapped_fraction: float | None = Field(default=None, description="Primary reads that are mapped (fraction).")
    duplicate_fraction: float | None = Field(default=None, description="Primary reads that are duplicates (fraction).")
    insert_size: float | None = Field(default=None, description="Mean insert size (bases).")
    mean_depth: float | None = Field(default=None, description="Mean depth over the called contigs (reads).")


class VariantType(Closed):
    """One type of variant, and whether it was looked for."""

    words: str = Field(description="The type of variant.")
    tested: bool = Field(description="It was looked for.")
    note: str = Field(description="How, or why not.")


class FunnelLine(Closed):
    """Alleles that ended at one rule."""

    bucket: str = Field(description="finding, candidate, set_aside or not_interpretable.")
    by: str = Field(description="The rule.")
    words: str = Field(description="The rule in words.")
    alleles: int = Field(description="Alleles that ended here (count).")


class Funnel(Closed):
    """Where every allele of the family ended; each is counted once."""

    alleles_in: int = Field(description="Alleles of the family after normalisation (count).")
    lines: tuple[FunnelLine, ...] = Field(description="The rules, in the order in which they are asked.")
    total: int = Field(description="Sum of the lines; the same as alleles_in (count).")


class ReadsLine(Closed):
    """The reads of one person over one window."""

    person: str = Field(description="The person's id.")
    found: int = Field(description="Reads over the window (count).")
    shown: int = Field(description="Reads that the page holds (count).")


class ReadsWindow(Closed):
    """The place around one allele whose reads the page holds."""

    allele: str = Field(description="Name of the allele in every table.")
    place: str = Field(description="Contig, first and last base (1-based positions).")
    people: tuple[ReadsLine, ...] = Field(description="Members with an alignment, the proband first.")


class ReadsFacts(Closed):
    """Whose reads the page holds, and why others are not there."""

    note: str = Field(description="What is shown and what is not, in words.")
    windows: tuple[ReadsWindow, ...] = Field(description="Windows, those of findings first.")
    left_out: dict[str, str] = Field(description="Allele to the reason why its reads are not shown.")
    without: tuple[str, ...] = Field(description="Members with data but without an alignment here.")


class CaseReport(Closed):
    """One case, ready to be shown."""

    format: str = Field(default=FORMAT, description="Version of this model.")
    laboratory: str = Field(description="Name of the laboratory, or empty.")
    case: str = Field(description="The case's id.")
    family: str = Field(description="The family's id.")
    proband: str = Field(description="The proband's id.")
    headline: Headline = Field(description="The result.")
    indication: str = Field(description="Reason for referral, or empty.")
    observed: tuple[PhenotypeTerm, ...] = Field(description="HPO terms observed.")
    excluded: tuple[PhenotypeTerm, ...] = Field(description="HPO terms looked for and absent.")
    people: tuple[PersonLine, ...] = Field(description="The family, in the order of the pedigree.")
    findings: tuple[AlleleReport, ...] = Field(description="Findings, those of one gene together.")
    candidates: tuple[AlleleReport, ...] = Field(description="Candidates for review, by their place.")
    places: int | None = Field(default=None, description="Places that were given in this case (count); none: no rank.")
    phenotype_release: str | None = Field(
        default=None, description="HPO release that the terms were compared with; none: they were not."
    )
    additional: AdditionalPart | None = Field(default=None, description="Additional findings; none: nobody agreed.")
    carriers: CarriersPart | None = Field(default=None, description="Carrier status; none: nobody agreed.")
    drug_response: DrugsPart | None = Field(default=None, description="Drug response; none: nobody agreed.")
    reads: ReadsFacts = Field(description="Reads around the alleles.")
    mode_meanings: dict[str, str] = Field(description="Mode of inheritance to what it asks.")
    quality: tuple[QualityLine, ...] = Field(description="Quality of every sequenced member.")
    gates: GateReport | None = Field(description="Quality gates; none: no profile of gates was set.")
    gates_text: str = Field(description="What the gates say, in one sentence.")
    search: Search = Field(description="What was searched.")
    variant_types: tuple[VariantType, ...] = Field(description="Types of variant, tested and not tested.")
    funnel: Funnel = Field(description="Where every allele ended.")
    limits: tuple[str, ...] = Field(description="Limits of this analysis.")
    methods: tuple[str, ...] = Field(description="What was done, in order.")
    references: tuple[Reference, ...] = Field(
        default=(), description="What the methods rest on: criteria that were decided, sources, methods, tools."
    )
    versions: Versions | None = Field(description="Tools and resources; none: not given.")
    disclaimer: str = Field(description="What this report is not.")
    language: Literal["en", "zh-Hant"] = Field(
        default="en", description="Language of report.pdf and of the family's page; the model itself is in English."
    )
    build: str | None = Field(default=None, description="Genome build; none: not given.")
    identifiers: PersonIdentifiers | None = Field(
        default=None, description="By what the laboratory and the hospital know the proband; none: not given."
    )
    made_from: dict[str, str] = Field(
        default_factory=dict, description="File of the case folder that decided, to its SHA-256."
    )
