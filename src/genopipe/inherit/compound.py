"""Compound heterozygotes: two alleles of one gene, on the two copies of it.

Phase is known by the parents, else by reads (one phase set); pairs in cis are removed; unknown phase is said.
"""

import polars as pl

from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.inherit.facts import CARRIES
from genopipe.inherit.facts import ONE_OF_TWO
from genopipe.inherit.facts import fact
from genopipe.inherit.modes import PLACE
from genopipe.inherit.modes import Members
from genopipe.inherit.modes import every
from genopipe.inherit.modes import no_one

IN_TRANS_BY_PARENTS = "in_trans_by_parents"
IN_TRANS_BY_READS = "in_trans_by_reads"
IN_CIS = "in_cis"
UNKNOWN = "unknown"
PARTNER_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "gene": pl.String(),
    "compound_heterozygous": pl.Boolean(),
    "partners": pl.List(pl.String()),
    "partner_phase": pl.String(),
}
_ORDER = {IN_TRANS_BY_PARENTS: 0, IN_TRANS_BY_READS: 1, UNKNOWN: 2}


def _both(name: str) -> tuple[pl.Expr, pl.Expr]:
    return pl.col(name), pl.col(f"{name}_2")


def _carried_together(person: str) -> pl.Expr:
    first, second = _both(fact(CARRIES, person))
    return first & second


def _parent_of_origin(first: pl.Expr, second: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    apart = ((first == "mother") & (second == "father")) | ((first == "father") & (second == "mother"))
    together = (first == second) & first.is_in(["mother", "father"])
    return apart, together


def _phase(proband: str) -> pl.Expr:
    """Return how a pair lies in the proband."""
    apart, together = _parent_of_origin(*_both("inherited_from"))
    haplotype, other = _both(fact("haplotype", proband))
    block, other_block = _both(fact("phase_set", proband))
    good = pl.all_horizontal(_both(fact(ONE_OF_TWO, proband))).fill_null(value=False)
    one_block = good & block.eq_missing(other_block) & haplotype.is_not_null() & other.is_not_null()
    called, other_called = _both("called_as")
    return (
        pl.when(apart)
        .then(pl.lit(IN_TRANS_BY_PARENTS))
        .when(called == other_called)  # each copy shows another ALT of one record: 1/2
        .then(pl.lit(IN_TRANS_BY_READS))
        .when(together)
        .then(pl.lit(IN_CIS))
        .when(one_block & (haplotype != other))
        .then(pl.lit(IN_TRANS_BY_READS))
        .when(one_block & (haplotype == other))
        .then(pl.lit(IN_CIS))
        .otherwise(pl.lit(UNKNOWN))
    )


def _places(members: Members) -> list[str]:
    """Return where the proband has two copies: autosomes, and a woman's X."""
    return [str(Role.AUTOSOME)] + ([str(Role.X)] if members.proband.sex is Sex.FEMALE else [])


def _pairs(candidates: pl.DataFrame, members: Members, eligible: pl.Expr) -> pl.DataFrame:
    """Return all pairs that are not ruled out: `both_called`, `fits` (null: not assessable) and `partner_phase`."""
    proband = members.proband.person
    half = pl.col(fact(ONE_OF_TWO, proband))
    halves = candidates.filter(pl.col(PLACE).is_in(_places(members)) & eligible & half.fill_null(value=True))
    pairs = halves.join(halves, on="gene", suffix="_2").filter(pl.col("allele") != pl.col("allele_2"))
    first, second = _both(fact(ONE_OF_TWO, proband))
    others = [_carried_together(person.person) for person in members.affected if person.person != proband]
    nobody = no_one(_carried_together(person.person) for person in members.unaffected)
    told = pairs.with_columns(
        both_called=(first & second).fill_null(value=False),
        fits=first & second & every(others) & nobody,
        partner_phase=_phase(proband),
    )
    return told.filter(pl.col("fits").fill_null(value=True) & (pl.col("partner_phase") != IN_CIS))


def find_partners(candidates: pl.DataFrame, members: Members, eligible: pl.Expr) -> pl.DataFrame:
    """Find for each allele the alleles of the same gene that may lie on the other copy.

    Args:
        candidates: One row an allele and gene, with `place`, `called_as`, `inherited_from` and the facts of everyone.
        members: The family.
        eligible: Alleles that are worth pairing (well called; rare, or known; with a consequence).

    Returns:
        One row an allele and gene with a pair that is not ruled out, columns of `PARTNER_SCHEMA`:
        `compound_heterozygous` is null where a genotype that decides is missing; `partners` are those in trans or,
        where none is known to be, those of unknown phase. Pairs in cis, pairs that an unaffected member carries
        too, and pairs that another affected member does not carry are ruled out.
    """
    pairs = _pairs(candidates, members, eligible)
    verdict = pairs.group_by("allele", "gene", maintain_order=True).agg(
        compound_heterozygous=pl.when(pl.col("fits").fill_null(value=False).any()).then(True)
    )
    ordered = pairs.filter("both_called").with_columns(
        _order=pl.col("partner_phase").replace_strict(_ORDER, return_dtype=pl.Int8),
        _rank=2 * pl.col("fits").is_null().cast(pl.Int8) + (pl.col("partner_phase") == UNKNOWN).cast(pl.Int8),
    )
    best = ordered.filter(pl.col("_rank") == pl.col("_rank").min().over("allele", "gene")).sort(
        "allele", "gene", "_order", "allele_2"
    )
    found = best.group_by("allele", "gene", maintain_order=True).agg(
        partners=pl.col("allele_2"), partner_phase=pl.col("partner_phase").first()
    )
    joined = verdict.join(found, on=["allele", "gene"], how="left", maintain_order="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in PARTNER_SCHEMA.items())
