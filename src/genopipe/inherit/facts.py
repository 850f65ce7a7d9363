"""What each person's genotype says of an allele, once it is good enough to say anything.

Every fact is yes, no, or null: null where the genotype is missing, too shallow, of low quality or unbalanced.
"""

from collections.abc import Sequence

import polars as pl

from genopipe.config import InheritSettings
from genopipe.evidence import enough
from genopipe.evidence import usable
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.pedigree import Person

CARRIES = "carries"
ALL_COPIES = "all_copies"
HOMOZYGOUS = "homozygous"
ONE_OF_TWO = "one_of_two"
CLEAN = "clean"
FRACTION = "fraction"
SOURCE = ("haplotype", "phase_set", "phased")


def fact(name: str, person: str) -> str:
    """Return the column of a fact about a person."""
    return f"{name}:{person}"


def _person_facts(settings: InheritSettings) -> dict[str, pl.Expr]:
    alt, missing, ploidy = pl.col("alt_copies"), pl.col("missing_copies"), pl.col("ploidy")
    known = pl.when(usable(settings))
    carries = pl.when(alt >= 1).then(True).when(missing == 0).then(False)
    lone = (ploidy == 1) & (alt == 1)  # called as one copy: whether a second copy is REF was not asked
    reads = pl.col("alt_reads").fill_null(0) <= settings.maximum_parent_alt_reads
    return {
        CARRIES: known.then(carries),
        ALL_COPIES: known.then(pl.when(missing == 0).then(alt == ploidy)),
        HOMOZYGOUS: known.then(pl.when((missing == 0) & ~lone).then(alt == ploidy)),
        ONE_OF_TWO: known.then(pl.when((missing == 0) & ~lone).then((alt == 1) & (ploidy == 2))),
        CLEAN: known.then(pl.when(missing == 0).then((alt == 0) & reads)),
        FRACTION: pl.when(enough("depth", settings.minimum_depth)).then(pl.col("alt_fraction")),
    }


def with_recounts(genotypes: pl.DataFrame, recounts: pl.DataFrame, settings: InheritSettings) -> pl.DataFrame:
    """Add `recounted`: the ALT reads found when the reads were asked again; null where they were not, or too few."""
    deep = recounts.filter(pl.col("depth") >= settings.minimum_depth)
    counted = deep.select("allele", "person", recounted=pl.col("alt_reads"))
    return genotypes.join(counted, on=["allele", "person"], how="left", maintain_order="left")


def _clean(called: pl.Expr, carries: pl.Expr, settings: InheritSettings) -> pl.Expr:
    """Say whether a parent shows no ALT: by the recount where there is one, else as called."""
    few = pl.col("recounted") <= settings.maximum_parent_alt_reads
    return pl.when(pl.col("recounted").is_null()).then(called).otherwise(few & ~carries.fill_null(value=False))


def make_facts(
    genotypes: pl.DataFrame, people: Sequence[str], settings: InheritSettings, recounts: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Make one row an allele with the facts of every person.

    Args:
        genotypes: The table of genotypes.
        people: The sequenced members.
        settings: What makes a genotype good enough.
        recounts: The table of recounts, where reads were asked again.

    Returns:
        Column `allele`, and for each person `carries:ID`, `all_copies:ID`, `homozygous:ID`, `one_of_two:ID`,
        `clean:ID`, `fraction:ID` (fraction, 0-1), `haplotype:ID`, `phase_set:ID`, `phased:ID`.
    """
    facts = _person_facts(settings)
    if recounts is not None:
        genotypes = with_recounts(genotypes, recounts, settings)
        facts[CLEAN] = _clean(facts[CLEAN], facts[CARRIES], settings)
    wide = genotypes.select(pl.col("allele").unique(maintain_order=True))
    for person in people:
        own = genotypes.filter(pl.col("person") == person).select(
            "allele",
            *(expression.alias(fact(name, person)) for name, expression in facts.items()),
            *(pl.col(name).alias(fact(name, person)) for name in SOURCE),
        )
        wide = wide.join(own, on="allele", how="left", maintain_order="left")
    return wide


def place_of(contig: pl.Expr, position: pl.Expr, build: Build) -> pl.Expr:
    """Return what inheritance is at a position: `autosome` (PARs too), `X`, `Y` or `mitochondrion`."""
    roles = {name: str(role) for name, role in build.roles.items()}
    role = contig.replace_strict(roles, default=str(Role.AUTOSOME), return_dtype=pl.String)
    in_par = pl.any_horizontal(
        [(contig == region.contig) & position.is_between(region.start, region.end) for region in build.pseudoautosomal]
        or [pl.lit(value=False)]
    )
    return pl.when(in_par).then(pl.lit(str(Role.AUTOSOME))).otherwise(role)


def hemizygous(person: Person) -> pl.Expr:
    """Say whether a person shows the allele on every X copy; a male heterozygote outside the PARs is null.

    A male heterozygote there is a mosaic, a duplication or an error: no evidence for or against.
    """
    every = pl.col(fact(ALL_COPIES, person.person))
    if person.sex is not Sex.MALE:
        return every
    return pl.when(pl.col(fact(ONE_OF_TWO, person.person)).fill_null(value=False)).then(None).otherwise(every)
