"""Gather what is known of the alleles worth classifying of one contig: the facts that the criteria read."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from genopipe.acmg import Acmg
from genopipe.cases import CaseFile
from genopipe.classify.facts import whole
from genopipe.classify.gene_facts import add_gene_sources
from genopipe.classify.gene_facts import add_panels
from genopipe.classify.gene_facts import add_phenotypes
from genopipe.classify.kinds import AUTOSOME
from genopipe.classify.known import add_gene_counts
from genopipe.classify.known import add_hot_spots
from genopipe.classify.nulls import NullFacts
from genopipe.classify.nulls import add_regions
from genopipe.classify.people import add_segregation
from genopipe.classify.people import mosaic_parents
from genopipe.classify.people import patterns
from genopipe.classify.people import relatives_of
from genopipe.classify.roles import allele_columns
from genopipe.classify.roles import splice_columns
from genopipe.classify.roles import taken
from genopipe.classify.worth import CLASSIFIED
from genopipe.classify.worth import NOT_AGREED
from genopipe.classify.worth import class_state
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.io.curated import read_curated
from genopipe.io.founder_alleles import founder_alleles
from genopipe.panels import Panel
from genopipe.tables import CLASS_NAMES
from genopipe.tables import RANK_NAMES
from genopipe.withheld import NOTHING
from genopipe.withheld import Withheld
from genopipe.withheld import in_withheld_gene
from genopipe.withheld import is_carrier_status

JUDGED = (
    "allele",
    "gene",
    "gene_symbol",
    "consequence",
    "impact",
    "flags",
    "modes",
    "modes_not_assessable",
)
"""Columns of candidates that decide whether one is worth classifying."""

GENOTYPE = ("allele", "person", "alt_copies", "alt_fraction")
"""Columns of genotypes of the same kind."""

_ALLELE = (
    "allele",
    "contig",
    "position",
    "ref",
    "alt",
    "variant_class",
    "frequency_state",
    "frequency_global",
    "frequency_max",
    "frequency_population",
    "faf95",
    "faf95_population",
    "allele_number",
    "homozygotes",
    "hemizygotes",
    "clinvar_pathogenic",
    "clinvar_significance",
    "clinvar_stars",
)
CONSEQUENCE = (
    "allele",
    "gene",
    "transcript",
    "biotype",
    "mane",
    "canonical",
    "exon",
    "intron",
    "protein_start",
    "protein_end",
    "amino_acids",
    "nmd",
    "clinvar_same_change",
    "clinvar_same_codon",
    "clinvar_same_splice",
)
_LATER = (*CLASS_NAMES, *RANK_NAMES)
"""What later stages add to candidates, and an earlier run may have written: never a fact."""

_PLACES = {Role.AUTOSOME: AUTOSOME, Role.X: "X", Role.Y: "Y", Role.MITOCHONDRION: "mitochondrion"}
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Known:
    """What is known beside the tables of the case.

    Attributes:
        case: The family.
        panels: The case's panels, the foremost first.
        build: The genome build.
        filters: What is too common.
        inherit: What makes a genotype good enough.
        acmg: The figures.
        settings: Which source tells what.
        nulls: Tells of null alleles.
        gene_values: What sources tell of genes; None: nothing.
        phenotypes: How well the phenotype fits each gene; None: not compared.
        clinvar: ClinVar's alleles that count; None: not asked.
        limits: Maximum credible frequencies of genes; None: none given.
        regions: Regions that the laboratory lists; None: none.
        withheld: Genes of which the proband did not agree to be told.
    """

    case: CaseFile
    panels: Sequence[Panel]
    build: Build
    filters: FilterSettings
    inherit: InheritSettings
    acmg: Acmg
    settings: ClassifySettings
    nulls: NullFacts
    gene_values: pl.DataFrame | None = None
    phenotypes: pl.DataFrame | None = None
    clinvar: pl.DataFrame | None = None
    limits: pl.DataFrame | None = None
    regions: pl.DataFrame | None = None
    withheld: Withheld = NOTHING


def place_of(build: Build, contig: str) -> pl.Expr:
    """Return where the alleles of a contig lie; pseudo-autosomal regions are autosomal."""
    role = build.role(contig)
    if role not in (Role.X, Role.Y):
        return pl.lit(_PLACES[role])
    pars = [one for one in build.pseudoautosomal if one.contig == contig]
    inside = [pl.col("position").is_between(one.start, one.end) for one in pars]
    return (
        pl.when(pl.any_horizontal([pl.lit(value=False), *inside]))
        .then(pl.lit(AUTOSOME))
        .otherwise(pl.lit(_PLACES[role]))
    )


def splice_score(values: pl.DataFrame, settings: ClassifySettings) -> pl.DataFrame:
    """Return the highest of SpliceAI's four delta scores: allele, spliceai; null where it has none."""
    there = [name for name in splice_columns(settings) if name in values.columns]
    if not there:
        return values.select("allele", spliceai=pl.lit(None, dtype=pl.Float64))
    return values.select("allele", spliceai=pl.max_horizontal(there))


def rows_of(frames: Frames, known: Known) -> pl.DataFrame:
    """Return the candidates of a contig with what decides whether they are worth classifying: `class_state`.

    Args:
        frames: candidates, alleles, genotypes and values of the contig.
        known: What is known beside them.
    """
    alleles = frames["alleles"].select(_ALLELE)
    contig = alleles["contig"][0] if alleles.height else ""
    own = frames["genotypes"].filter(pl.col("person") == known.case.case.proband)
    proband = own.select("allele", "alt_copies", "alt_fraction")
    rows = (
        frames["candidates"]
        .join(alleles.with_columns(place=place_of(known.build, contig)), on="allele", how="left", maintain_order="left")
        .join(proband, on="allele", how="left", maintain_order="left")
        .join(splice_score(frames["values"], known.settings), on="allele", how="left", maintain_order="left")
    )
    founders = founder_alleles(known.build)["allele"].to_list()
    state = class_state(known.filters, known.acmg, known.inherit.minimum_heteroplasmy, founders)
    withheld = in_withheld_gene(known.withheld) | is_carrier_status(known.withheld)
    return rows.with_columns(class_state=pl.when(withheld).then(pl.lit(NOT_AGREED)).otherwise(state))


def make_facts(frames: Frames, rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Return the facts of the alleles worth classifying.

    Args:
        frames: candidates, alleles, genotypes, consequences and values of the contig.
        rows: What `rows_of` made.
        known: What is known beside them.

    Returns:
        One row an allele and gene: columns of `FACTS`.
    """
    worth = rows.filter(pl.col("class_state") == CLASSIFIED).rename({"alt_copies": "proband_copies"})
    worth = worth.drop(_LATER, strict=False).with_columns(parent_mosaic=mosaic_parents())
    keys = worth.select("allele")
    values = taken(frames["values"], allele_columns(known.settings), "allele")
    told = frames["consequences"].select(CONSEQUENCE).join(keys, on="allele", how="semi")
    genotypes = frames["genotypes"].join(keys, on="allele", how="semi", maintain_order="left")
    facts = (
        worth.join(told, on=["allele", "gene", "transcript"], how="left", maintain_order="left")
        .join(values, on="allele", how="left", maintain_order="left")
        .join(
            patterns(genotypes, relatives_of(known.case), known.inherit), on="allele", how="left", maintain_order="left"
        )
    )
    facts = add_gene_sources(add_panels(facts, known.panels), known.gene_values, known.settings)
    facts = add_phenotypes(facts, known.phenotypes)
    facts = _add_known(facts, known)
    facts = known.nulls.add(facts, known.clinvar, known.regions)
    return whole(add_segregation(_add_listed(facts, known), known.case))


def _add_known(facts: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add ClinVar's counts, listed regions, limits of genes."""
    window = pl.coalesce("protein_start", "protein_end"), pl.coalesce("protein_end", "protein_start")
    rows = add_regions(facts.with_columns(first=window[0], last=window[1]), known.regions, {"hot_region": "hot_spot"})
    rows = rows.drop("first", "last")
    if known.clinvar is not None:
        rows = add_hot_spots(add_gene_counts(rows, known.clinvar), known.clinvar, known.acmg)
    if known.limits is not None:
        rows = rows.join(known.limits, on="gene", how="left", maintain_order="left")
    return rows


def _add_listed(facts: pl.DataFrame, known: Known) -> pl.DataFrame:
    exceptions = read_curated("ba1_exceptions").filter(pl.col("build") == known.build.name)
    diseases = ["gene_panel", "phenotype_disease"]
    there = [pl.col(name).is_not_null() for name in diseases if name in facts.columns]
    return facts.with_columns(
        listed=pl.col("allele").is_in(exceptions["allele"].to_list()), has_disease=pl.any_horizontal(there)
    )
