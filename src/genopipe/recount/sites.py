"""Which alleles are asked about in whose reads: what may be new in a child, and no parent is called as carrying."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.evidence import passes
from genopipe.evidence import usable
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.pedigree import Person

QUESTIONS: dict[str, pl.DataType] = {"allele": pl.String(), "person": pl.String()}


def worth_asking(settings: FilterSettings) -> pl.Expr:
    """Say whether an allele may still become a finding: well called, and not known to be common, or in ClinVar."""
    common = max(settings.dominant_frequency, settings.recessive_frequency)
    rare = (pl.col("frequency_max") <= common).fill_null(value=True)
    known = pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar
    return passes(settings) & (rare | known)


class Trio(NamedTuple):
    """A child and the parents who decide, at some place, whether an allele is new in it."""

    child: str
    parents: tuple[str, ...]


def deciding_parents(child: Person, role: Role, *, in_par: bool) -> tuple[str | None, ...]:
    """Return the parents who could have passed on an allele; None is a parent who is not in the pedigree.

    On X outside the pseudo-autosomal regions a boy has his X from his mother; on Y he has it from his father; of the
    mitochondrial genome nothing is asked: a fraction tells more there than a count.
    """
    if role is Role.MITOCHONDRION:
        return ()
    if role is Role.Y and not in_par:
        return (child.father,)
    if role is Role.X and not in_par and child.sex is Sex.MALE:
        return (child.mother,)
    return (child.mother, child.father)


def _trios(case: CaseFile, role: Role, *, in_par: bool) -> Iterator[Trio]:
    """Yield the affected children of whom every deciding parent has data: without one, nothing can be new for sure."""
    sequenced = set(case.sequenced)
    for person in case.family.people.values():
        asked = person.affection is Affection.AFFECTED or person.person == case.case.proband
        parents = deciding_parents(person, role, in_par=in_par)
        if asked and person.person in sequenced and parents and sequenced.issuperset(parents):
            yield Trio(person.person, tuple(parent for parent in parents if parent is not None))


def _carriers(genotypes: pl.DataFrame, people: tuple[str, ...], settings: InheritSettings) -> pl.DataFrame:
    """Return the alleles that any of these people is well called to carry."""
    carries = usable(settings) & (pl.col("alt_copies") >= 1)
    return genotypes.filter(pl.col("person").is_in(people) & carries).select("allele")


def _in_par(build: Build, contig: str) -> pl.Expr:
    regions = [region for region in build.pseudoautosomal if region.contig == contig]
    within = [pl.col("position").is_between(region.start, region.end) for region in regions]
    return pl.any_horizontal(within or [pl.lit(value=False)])


def make_questions(
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    case: CaseFile,
    build: Build,
    inherit: InheritSettings,
    filters: FilterSettings,
) -> pl.DataFrame:
    """Make the list of alleles and people to ask about.

    Args:
        alleles: Annotated alleles of one contig.
        genotypes: Genotypes of the same alleles.
        case: The family.
        build: The genome build.
        inherit: What makes a genotype good enough.
        filters: What makes an allele too common to ask about.

    Returns:
        Columns `allele` and `person` (a parent), in the order of the alleles, each pair once.
    """
    found = [pl.DataFrame(schema=QUESTIONS)]
    asked = alleles.filter(worth_asking(filters))
    for contig in asked["contig"].unique(maintain_order=True):
        for in_par in (False, True):
            here = asked.filter((pl.col("contig") == contig) & (_in_par(build, contig) == in_par)).select("allele")
            for trio in _trios(case, build.role(contig), in_par=in_par) if here.height else ():
                new = here.join(_carriers(genotypes, (trio.child,), inherit), on="allele", how="semi").join(
                    _carriers(genotypes, trio.parents, inherit), on="allele", how="anti"
                )
                found.append(new.join(pl.DataFrame({"person": trio.parents}), how="cross"))
    return _in_order(alleles, pl.concat(found).unique())


def _in_order(alleles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    rows = alleles.select("allele").with_row_index("_row")
    return pairs.join(rows, on="allele").sort("_row", "person").select(list(QUESTIONS))
