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

IN_TRANS_BY_PARENTS = "in_trans_by_parents"
IN_TRANS_BY_READS = "in_trans_by_reads"
IN_CIS = "in_cis"
UNKNOWN = "unknown"
PARTNER_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "gene": pl.String(),
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
    one_block = block.eq_missing(other_block) & haplotype.is_not_null() & other.is_not_null()
    return (
        pl.when(apart)
        .then(pl.lit(IN_TRANS_BY_PARENTS))
        .when(together)
        .then(pl.lit(IN_CIS))
        .when(one_block & (haplotype != other))
        .then(pl.lit(IN_TRANS_BY_READS))
        .when(one_block & (haplotype == other))
        .then(pl.lit(IN_CIS))
        .otherwise(pl.lit(UNKNOWN))
    )


def _heterozygous(members: Members) -> pl.Expr:
    """Say whether an allele may be one half of a pair: one of two copies in the proband, autosome or a woman's X."""
    places = [str(Role.AUTOSOME)] + ([str(Role.X)] if members.proband.sex is Sex.FEMALE else [])
    return pl.col(PLACE).is_in(places) & pl.col(fact(ONE_OF_TWO, members.proband.person))


def find_partners(candidates: pl.DataFrame, members: Members, eligible: pl.Expr) -> pl.DataFrame:
    """Find for each allele the alleles of the same gene that may lie on the other copy.

    Args:
        candidates: One row an allele and gene, with `place`, `inherited_from` and the facts of every person.
        members: The family.
        eligible: Alleles that are worth pairing (rare, or known; with a consequence).

    Returns:
        One row an allele and gene that has partners: their names, and how the best pair is known.
        Pairs in cis, and pairs that an unaffected member carries too, are left out.
    """
    halves = candidates.filter(_heterozygous(members) & eligible)
    pairs = halves.join(halves, on="gene", suffix="_2").filter(pl.col("allele") != pl.col("allele_2"))
    affected = every(_carried_together(p.person) for p in members.affected)
    unaffected = [_carried_together(p.person).fill_null(value=False) for p in members.unaffected]
    possible = pairs.filter(affected.fill_null(value=True) & every(~together for together in unaffected))
    phased = possible.with_columns(partner_phase=_phase(members.proband.person)).filter(
        pl.col("partner_phase") != IN_CIS
    )
    ordered = phased.with_columns(
        _order=pl.col("partner_phase").replace_strict(_ORDER, return_dtype=pl.Int8)
    ).sort("allele", "gene", "_order", "allele_2")
    found = ordered.group_by("allele", "gene", maintain_order=True).agg(
        partners=pl.col("allele_2"), partner_phase=pl.col("partner_phase").first()
    )
    return found.cast(PARTNER_SCHEMA)  # type: ignore[arg-type]
