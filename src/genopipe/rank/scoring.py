"""The score: the weighted mean of five parts, for the mode that explains most; and the places that follow from it."""

import polars as pl

from genopipe.rank.modes import COMPOUND
from genopipe.rank.modes import inheritance_value
from genopipe.rank.modes import inheritance_word
from genopipe.rank.parts import NOT_ASSESSABLE
from genopipe.rank_settings import RankSettings

OWN_PARTS = ("consequence", "frequency", "class")
"""The parts that an allele has by itself."""

_DIGITS = 6
NO_DISEASE = "no_disease"


def add_partners(options: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the partner that weighs most to the options of a compound heterozygote.

    Args:
        options: One row a candidate and mode.
        rows: Ranked candidates with `row`, `allele`, `gene`, `partners` and `own`.

    Returns:
        The options with `partner` (row of the partner) and `partner_own`; null where it is another mode, or no
        partner is ranked.
    """
    pairs = rows.select("row", "gene", allele="partners").explode("allele").filter(pl.col("allele").is_not_null())
    others = rows.select("gene", "allele", partner="row", partner_own="own")
    found = pairs.join(others, on=["gene", "allele"], maintain_order="left")
    ordered = found.sort("row", "partner_own", "partner", descending=[False, True, False])
    best = ordered.group_by("row", maintain_order=True).first().select("row", "partner", "partner_own")
    return options.join(best.with_columns(mode=pl.lit(COMPOUND)), on=["row", "mode"], how="left", maintain_order="left")


def _phenotype(settings: RankSettings, assessable: bool) -> dict[str, pl.Expr]:
    """Return value, word and disease of the phenotype part."""
    if not assessable:
        nothing = {"phenotype_disease_row": pl.lit(None, pl.UInt32), "phenotype_word": pl.lit(NOT_ASSESSABLE)}
        return {"phenotype_value": pl.lit(settings.neutral), **nothing}
    fit, other = pl.col("fit"), pl.col("other_fit") * settings.other_mode
    by_other = (other > fit).fill_null(value=False) | (fit.is_null() & other.is_not_null())
    word = pl.when(by_other).then(pl.lit("other_mode")).when(fit.is_null()).then(pl.lit(NO_DISEASE))
    return {
        "phenotype_value": pl.when(by_other).then(other).otherwise(fit).fill_null(settings.no_disease),
        "phenotype_word": word.otherwise(pl.lit("")),
        "phenotype_disease_row": pl.when(by_other).then("other_disease").otherwise("fit_disease"),
    }


def score_options(options: pl.DataFrame, rows: pl.DataFrame, settings: RankSettings, assessable: bool) -> pl.DataFrame:
    """Score every candidate by the mode that explains most.

    Args:
        options: One row a candidate and mode, with its diseases.
        rows: Ranked candidates with `row`, `gene`, `allele`, `partners`, `partner_phase` and their own parts.
        settings: Weights and values.
        assessable: Whether the case has terms that can be compared.

    Returns:
        One row a candidate, in the order of `row`: the chosen option with `score` (0-1) and the values of all parts.
        Of a compound heterozygote consequence, frequency and class are means of both alleles; a partner that is not
        ranked counts nothing.
    """
    weights = settings.weights
    paired = add_partners(options, rows).join(
        rows.select("row", "own", "partner_phase"), on="row", maintain_order="left"
    )
    valued = paired.with_columns(inheritance_word=inheritance_word(), **_phenotype(settings, assessable))
    valued = valued.with_columns(inheritance_value=inheritance_value(settings))
    both = (pl.col("own") + pl.col("partner_own").fill_null(0.0)) / 2
    own = pl.when(pl.col("mode") == COMPOUND).then(both).otherwise("own")
    total = sum(weights.model_dump().values())
    shared = weights.phenotype * pl.col("phenotype_value") + weights.inheritance * pl.col("inheritance_value")
    scored = valued.with_columns(score=((own + shared) / total).round(_DIGITS))
    best = scored.sort("row", "score", "mode", descending=[False, True, False], maintain_order=True)
    return best.group_by("row", maintain_order=True).first()


def _with_entries(scored: pl.DataFrame) -> pl.DataFrame:
    """Add `entry`: what has one place. Both alleles of a pair are one where the pair is what explains most of both."""
    first = pl.min_horizontal("row", pl.col("partner").fill_null(pl.col("row")))
    second = pl.max_horizontal("row", pl.col("partner").fill_null(pl.col("row")))
    return scored.with_columns(entry=pl.struct(first=first, second=second))


def add_places(scored: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add `rank`: 1 for the highest score; of equals, the gene and allele that come first.

    Args:
        scored: Rows of `score_options`.
        rows: The ranked candidates.
    """
    named = rows.select("row", "allele", "gene_symbol").rename({"gene_symbol": "_symbol"})
    entered = _with_entries(scored).join(named, on="row", maintain_order="left")
    order = entered.group_by("entry").agg(
        pl.col("score").max(), pl.col("_symbol").min(), pl.col("gene").min(), pl.col("allele").min()
    )
    order = order.sort("score", "_symbol", "gene", "allele", descending=[True, False, False, False], nulls_last=True)
    places = order.with_row_index("rank", offset=1).select("entry", pl.col("rank").cast(pl.Int64))
    return entered.join(places, on="entry", how="left", maintain_order="left").drop("entry", "_symbol", "allele")


def part_texts(settings: RankSettings) -> pl.Expr:
    """Return the parts as texts, `part=value*weight:word`, from the columns of the scored rows."""
    weights = settings.weights.model_dump()
    weights["class"] = weights.pop("classification")
    total = sum(weights.values())
    texts = []
    for part in ("phenotype", *OWN_PARTS, "inheritance"):
        value = pl.col(f"{part}_value").round(3)
        text = pl.format(f"{part}={{}}*{weights[part] / total:.3g}", value)
        word = pl.col(f"{part}_word")
        texts.append(pl.when(word == "").then(text).otherwise(pl.format("{}:{}", text, word)))
    mode = pl.format("mode={}", "mode")
    pair = pl.when(pl.col("partner_allele").is_not_null()).then(pl.format("with={}", "partner_allele"))
    return pl.concat_list(*texts, mode, pair).list.drop_nulls()
