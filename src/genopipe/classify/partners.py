"""What other alleles of the case say of one: its partner on the other copy, one on the same copy, another cause.

An allele counts as (likely) pathogenic when ClinVar says so, with enough stars, or when the criteria that ask for no
other allele make it so: the class of one allele never rests on a class that rests on it.
"""

import polars as pl

from genopipe.acmg import Acmg
from genopipe.classify.frequency import BIALLELIC
from genopipe.classify.frequency import BOTH
from genopipe.classify.frequency import MONOALLELIC
from genopipe.classify.frequency import X_DOMINANT
from genopipe.classify.frequency import X_RECESSIVE
from genopipe.classify.inheritance import GREEN
from genopipe.classify.inheritance import LIKELY
from genopipe.classify.inheritance import PATHOGENIC

PARTNER_COLUMNS = ("partner_pathogenic", "partner_allele", "cis_allele", "explained_by")
ONE_PARENT = ("mother", "father")

_ONE_COPY = ("de_novo", "dominant")
_EXPLAINS = {
    MONOALLELIC: _ONE_COPY,
    BOTH: (*_ONE_COPY, "recessive_homozygous"),
    BIALLELIC: ("recessive_homozygous",),
    X_RECESSIVE: ("x_linked_recessive", "de_novo"),
    X_DOMINANT: ("x_linked_dominant", "x_linked_recessive", "de_novo"),
}
"""Modes by which one pathogenic allele explains a case, by the mode of its gene."""


def weight_of(first_class: pl.Expr, acmg: Acmg) -> pl.Expr:
    """Return 2 for a pathogenic allele, 1 for a likely pathogenic one, 0 for others.

    Args:
        first_class: The class by the criteria that ask for no other allele.
        acmg: The figures: stars with which ClinVar is heard.
    """
    words = pl.col("clinvar_significance")
    heard = pl.col("clinvar_pathogenic").fill_null(value=False)
    heard &= acmg.threshold("known_stars").expression(pl.col("clinvar_stars")).fill_null(value=False)
    likely = words.str.contains("Likely_pathogenic", literal=True).fill_null(value=False)
    by_clinvar = pl.when(heard & ~likely).then(2).when(heard).then(1).otherwise(0)
    by_class = pl.when(first_class == PATHOGENIC).then(2).when(first_class == LIKELY).then(1).otherwise(0)
    return pl.max_horizontal(by_clinvar, by_class)


def _word(weight: pl.Expr) -> pl.Expr:
    return pl.when(weight == 2).then(pl.lit(PATHOGENIC)).when(weight == 1).then(pl.lit(LIKELY))


def add_partners(facts: pl.DataFrame, first_class: pl.Series, acmg: Acmg) -> pl.DataFrame:
    """Add what other alleles say.

    Args:
        facts: One row an allele in a gene, of the whole case.
        first_class: The class of each row by the criteria that ask for no other allele; null: none.
        acmg: The figures.

    Returns:
        The rows with `PARTNER_COLUMNS`.
    """
    rows = facts.drop(PARTNER_COLUMNS).with_columns(first_class.alias("_first"))
    rows = rows.with_columns(weight_of(pl.col("_first"), acmg).alias("_weight")).with_row_index("_row")
    heavy = rows.filter(pl.col("_weight") > 0)
    made = rows.join(_trans(rows, heavy), on="_row", how="left", maintain_order="left")
    made = made.join(_cis(rows, heavy), on="_row", how="left", maintain_order="left")
    made = made.with_columns(_explained(rows, heavy))
    return facts.with_columns(made.select(PARTNER_COLUMNS))


def _trans(rows: pl.DataFrame, heavy: pl.DataFrame) -> pl.DataFrame:
    known = heavy.select("gene", "_weight", partner="allele")
    pairs = rows.select("_row", "gene", partner="partners").explode("partner")
    met = pairs.join(known, on=["gene", "partner"]).sort("_weight", "partner", descending=[True, False])
    best = met.unique("_row", keep="first", maintain_order=True)
    return best.select("_row", partner_allele="partner", partner_pathogenic=_word(pl.col("_weight")))


def _cis(rows: pl.DataFrame, heavy: pl.DataFrame) -> pl.DataFrame:
    """Return for alleles that came alone from one parent another (likely) pathogenic one that came from the same."""
    alone = (pl.col("proband_copies") == 1) & pl.col("inherited_from").is_in(ONE_PARENT)
    known = heavy.filter(alone).select("gene", "inherited_from", other="allele")
    met = (
        rows.filter(alone).select("_row", "allele", "gene", "inherited_from").join(known, on=["gene", "inherited_from"])
    )
    met = (
        met.filter(pl.col("allele") != pl.col("other")).sort("other").unique("_row", keep="first", maintain_order=True)
    )
    return met.select("_row", cis_allele="other")


def _explained(rows: pl.DataFrame, heavy: pl.DataFrame) -> pl.Series:
    """Return for alleles that are not (likely) pathogenic themselves the pathogenic allele that explains the case."""
    fits = pl.any_horizontal(
        (pl.col("gene_mode") == mode) & pl.col("modes").list.set_intersection(list(names)).list.len().gt(0)
        for mode, names in _EXPLAINS.items()
    )
    causes = heavy.filter((pl.col("_first") == PATHOGENIC) & (pl.col("gene_confidence") == GREEN) & fits)
    named = causes.select("gene", told=pl.format("{} in {}", "allele", "gene_symbol")).sort("told")
    if not named.height:
        return pl.Series("explained_by", [None] * rows.height, dtype=pl.String)
    first = named.row(0, named=True)
    others = named.filter(pl.col("gene") != first["gene"])
    second = others["told"][0] if others.height else None
    other = pl.when(pl.col("gene") != first["gene"]).then(pl.lit(first["told"])).otherwise(pl.lit(second))
    return rows.select(explained_by=pl.when(pl.col("_weight") == 0).then(other))["explained_by"].cast(pl.String)
