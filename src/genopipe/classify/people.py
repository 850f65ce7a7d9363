"""What the genotypes of a family say of each allele: the proband's copies, and who of the relatives has it."""

import polars as pl

from genopipe.cases import CaseFile
from genopipe.classify.frequency import BIALLELIC
from genopipe.classify.frequency import BOTH
from genopipe.classify.frequency import INCOMPLETE
from genopipe.classify.frequency import MONOALLELIC
from genopipe.classify.frequency import X_DOMINANT
from genopipe.classify.frequency import X_RECESSIVE
from genopipe.classify.kinds import on_mitochondrion
from genopipe.classify.segregation import DOMINANT
from genopipe.classify.segregation import EVERY
from genopipe.classify.segregation import NONE
from genopipe.classify.segregation import RECESSIVE
from genopipe.classify.segregation import SOME
from genopipe.classify.segregation import UNSURE
from genopipe.classify.segregation import X_DOMINANT as SEGREGATES_X_DOMINANT
from genopipe.classify.segregation import X_RECESSIVE as SEGREGATES_X_RECESSIVE
from genopipe.classify.segregation import Segregations
from genopipe.config import InheritSettings
from genopipe.evidence import usable
from genopipe.identity_file import IdentityFile

_SEGREGATION_SCHEMA: dict[str, pl.DataType] = {
    "segregation_bits": pl.Float64(),
    "segregation_text": pl.String(),
    "lacking_affected": pl.Int64(),
    "asked_affected": pl.Int64(),
}

_MOSAIC = "parent_mosaic:"


def relatives_of(case: CaseFile) -> tuple[str, ...]:
    """Return the relatives of the proband who have data, in pedigree order."""
    return tuple(person for person in case.sequenced if person != case.case.proband)


def _letter() -> pl.Expr:
    whole = (pl.col("ref_copies") == 0) & (pl.col("other_copies") == 0) & (pl.col("missing_copies") == 0)
    return (
        pl.when((pl.col("alt_copies") > 0) & whole)
        .then(pl.lit(EVERY))
        .when(pl.col("alt_copies") > 0)
        .then(pl.lit(SOME))
        .when((pl.col("alt_copies") == 0) & (pl.col("missing_copies") == 0))
        .then(pl.lit(NONE))
        .otherwise(pl.lit(UNSURE))
    )


def patterns(genotypes: pl.DataFrame, people: tuple[str, ...], inherit: InheritSettings) -> pl.DataFrame:
    """Return a letter for each relative, joined in their order: every copy, some, none, not sure.

    Args:
        genotypes: Rows of the table of genotypes.
        people: The relatives.
        inherit: What makes a genotype good enough.

    Returns:
        allele, pattern.
    """
    alleles = genotypes.select("allele").unique(maintain_order=True)
    if not people:
        return alleles.with_columns(pattern=pl.lit(""))
    sure = pl.when(usable(inherit).fill_null(value=False)).then(_letter()).otherwise(pl.lit(UNSURE))
    letters = genotypes.select("allele", "person", letter=sure)
    made = alleles
    for person in people:
        own = letters.filter(pl.col("person") == person).select("allele", pl.col("letter").alias(f"_{person}"))
        made = made.join(own, on="allele", how="left", maintain_order="left")
    joined = pl.concat_str([pl.col(f"_{person}").fill_null(UNSURE) for person in people])
    return made.select("allele", pattern=joined)


def mosaic_parents() -> pl.Expr:
    """Return the parents who are not called to carry an allele and show it in a few reads; null: none.

    Reads `evidence`: parent_mosaic:person=ALT reads/depth.
    """
    told = pl.col("evidence").list.eval(pl.element().filter(pl.element().str.starts_with(_MOSAIC)))
    words = told.list.eval(pl.element().str.strip_prefix(_MOSAIC)).list.join(", ")
    return pl.when(told.list.len() > 0).then(words)


def segregates() -> pl.Expr:
    """Return how the disease of the gene is passed on, by the mode of its panel; null: not known, or mitochondrial."""
    mode = pl.col("gene_mode")
    return (
        pl.when(on_mitochondrion())
        .then(None)
        .when(mode == MONOALLELIC)
        .then(pl.lit(DOMINANT))
        .when((mode == BIALLELIC) | ((mode == BOTH) & pl.col("recessive_homozygous")))
        .then(pl.when("recessive_homozygous").then(pl.lit(RECESSIVE)))
        .when(mode == BOTH)
        .then(pl.lit(DOMINANT))
        .when(mode == X_RECESSIVE)
        .then(pl.lit(SEGREGATES_X_RECESSIVE))
        .when(mode == X_DOMINANT)
        .then(pl.lit(SEGREGATES_X_DOMINANT))
    )


def add_segregation(facts: pl.DataFrame, case: CaseFile) -> pl.DataFrame:
    """Add how far each allele goes with the disease in the family.

    Args:
        facts: pattern, gene_mode, gene_penetrance, recessive_homozygous, place and more.
        case: The family.
    """
    segregations = Segregations(case.family, case.case.proband, relatives_of(case))
    complete = pl.col("gene_penetrance").fill_null(INCOMPLETE) != INCOMPLETE
    asked = facts.select(segregates().alias("how"), "pattern", complete.alias("complete"))
    told = [segregations.of(how, pattern, complete=whole) for how, pattern, whole in asked.iter_rows()]
    rows = [(one.bits, one.text, one.lacking, one.asked) for one in told]
    return facts.with_columns(pl.DataFrame(rows, schema=_SEGREGATION_SCHEMA, orient="row"))


def parents_proven(case: CaseFile, identity: IdentityFile | None) -> bool:
    """Say whether the data prove both parents: the family passes, and so does each pair of proband and parent."""
    if identity is None:
        return False
    family = identity.families.get(case.case.family)
    person = case.family.people[case.case.proband]
    parents = {person.mother, person.father} - {None}
    if family is None or family.verdict != "pass" or len(parents) != 2:
        return False
    passed = {frozenset((pair.first, pair.second)) for pair in family.pairs if pair.verdict == "pass"}
    return all(frozenset((case.case.proband, str(parent))) in passed for parent in parents)


def parents_affected(case: CaseFile) -> bool:
    """Say whether a parent of the proband has the condition."""
    person = case.family.people[case.case.proband]
    return any(parent in case.family.affected for parent in (person.mother, person.father))
