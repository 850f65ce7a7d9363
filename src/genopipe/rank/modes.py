"""Which diseases a mode of inheritance goes with, and what each mode counts."""

import polars as pl

from genopipe.rank_settings import RankSettings

OPEN, NONE = "not_assessable", "none"
"""Words for an allele of which no mode fits: one could not be decided; none at all."""

COMPOUND = "compound_heterozygous"
_DOMINANT = ("dominant",)
_RECESSIVE = ("recessive",)
_ON_X = ("x_linked", "x_linked_recessive", "x_linked_dominant")
# Modes of inheritance of diseases (HPO) that go with each mode that an allele can fit.
EXPECTED: dict[str, tuple[str, ...]] = {
    "de_novo": (*_DOMINANT, *_ON_X),
    "dominant": _DOMINANT,
    "dominant_incomplete": _DOMINANT,
    "imprinted": _DOMINANT,
    "recessive_homozygous": _RECESSIVE,
    COMPOUND: (*_RECESSIVE, "x_linked", "x_linked_recessive"),
    "recessive_with_deletion": _RECESSIVE,
    "uniparental_isodisomy": _RECESSIVE,
    "x_linked_recessive": ("x_linked", "x_linked_recessive"),
    "x_linked_dominant": ("x_linked", "x_linked_dominant"),
    "pseudo_dominant": ("x_linked", "x_linked_recessive"),
    "y_linked": ("y_linked",),
    "mitochondrial": ("mitochondrial",),
    OPEN: (),
    NONE: (),
}
UNSPECIFIC = "other"
_GROUPS = {
    "de_novo": "de_novo",
    "dominant": "one_copy",
    "dominant_incomplete": "one_copy",
    "imprinted": "one_copy",
    "mitochondrial": "one_copy",
    "recessive_homozygous": "two_copies",
    "recessive_with_deletion": "two_copies",
    "uniparental_isodisomy": "two_copies",
    COMPOUND: "compound",
    "x_linked_recessive": "x_linked",
    "x_linked_dominant": "x_linked",
    "pseudo_dominant": "x_linked",
    "y_linked": "x_linked",
    OPEN: "not_assessable",
    NONE: "none",
}


def make_options(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row a candidate and mode that it fits; for one that fits none, `not_assessable` or `none`.

    Args:
        rows: Candidates with `row` (their number), `gene`, `gene_symbol`, `modes`, `modes_not_assessable`.
    """
    nothing = pl.col("modes").list.len() == 0
    left = pl.when(pl.col("modes_not_assessable").list.len() > 0).then(pl.lit(OPEN)).otherwise(pl.lit(NONE))
    modes = pl.when(nothing).then(pl.concat_list(left)).otherwise("modes")
    return rows.select("row", "gene", "gene_symbol", mode=modes).explode("mode")


def inheritance_word() -> pl.Expr:
    """Return the group of a mode, by the columns `mode` and `partner_phase`."""
    group = pl.col("mode").replace_strict(_GROUPS, return_dtype=pl.String)
    unknown = (pl.col("mode") == COMPOUND) & (pl.col("partner_phase") == "unknown").fill_null(value=False)
    return pl.when(unknown).then(pl.lit("compound_unknown_phase")).otherwise(group)


def inheritance_value(settings: RankSettings) -> pl.Expr:
    """Return what the column `inheritance_word` counts (fraction)."""
    return pl.col("inheritance_word").replace_strict(settings.inheritance.model_dump(), return_dtype=pl.Float64)


def _told_modes(diseases: pl.DataFrame) -> pl.DataFrame:
    """Return diseases with `told`: their modes; where HPO tells none, those of the other diseases of the gene.

    Orphanet's diseases come without a mode; most are the same as, or akin to, a disease of OMIM of the same gene.
    """
    keys = ["gene", "gene_symbol"]
    own = diseases.with_columns(told=pl.col("disease_modes").list.set_difference([UNSPECIFIC]))
    each = own.filter(pl.col("told").list.len() > 0).select(*keys, of_gene="told").explode("of_gene")
    of_genes = each.group_by(keys).agg(pl.col("of_gene").unique().sort())
    joined = own.join(of_genes, on=keys, how="left", maintain_order="left")
    untold = (pl.col("told").list.len() == 0) & pl.col("of_gene").is_not_null()
    return joined.with_columns(told=pl.when(untold).then("of_gene").otherwise("told")).drop("of_gene")


def _goes_with() -> pl.Expr:
    """Say whether the modes of a disease (`told`) go with `mode`; a disease of which none is told goes with all."""
    known = pl.col("told")
    wanted = pl.col("mode").replace_strict(
        {mode: list(modes) for mode, modes in EXPECTED.items()}, return_dtype=pl.List(pl.String)
    )
    unsaid = (known.list.len() == 0) | pl.col("mode").is_in([OPEN, NONE])
    return unsaid | (known.list.set_intersection(wanted).list.len() > 0)


def add_diseases(options: pl.DataFrame, diseases: pl.DataFrame) -> pl.DataFrame:
    """Add the disease that fits best of those that go with the mode, and of those that do not.

    Args:
        options: Rows of `make_options`.
        diseases: The table `gene_diseases`.

    Returns:
        The rows with `fit` and `fit_disease`, `other_fit` and `other_disease` (numbers of rows of `diseases`); null
        where there is none.
    """
    keys = ["gene", "gene_symbol"]
    chosen = diseases.select(*keys, "disease", "phenotype_score", "disease_modes")
    numbered = _told_modes(chosen.with_row_index("number")).drop("disease_modes")
    pairs = options.select(*keys, "mode").unique(maintain_order=True)
    joined = pairs.join(numbered, on=keys, maintain_order="left_right").filter(pl.col("phenotype_score").is_not_null())
    ordered = joined.with_columns(goes=_goes_with()).sort(
        "phenotype_score", "disease", descending=[True, False], maintain_order=True
    )
    best = ordered.group_by(*keys, "mode", "goes", maintain_order=True).first()
    for goes, fit, number in ((True, "fit", "fit_disease"), (False, "other_fit", "other_disease")):
        chosen = best.filter(pl.col("goes") == goes).select(
            *keys, "mode", pl.col("phenotype_score").alias(fit), pl.col("number").alias(number)
        )
        options = options.join(chosen, on=[*keys, "mode"], how="left", maintain_order="left")
    return options
