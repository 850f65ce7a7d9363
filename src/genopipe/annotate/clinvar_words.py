"""What ClinVar's words mean: significance and review status."""

import polars as pl

from genopipe.io.curated import read_curated

# Terms that count as (likely) pathogenic, of whatever penetrance (`Pathogenic,_low_penetrance`).
# Source: ClinVar documentation, "Representation of classifications".
PATHOGENIC = ("Pathogenic", "Likely_pathogenic")

BENIGN = ("Benign", "Likely_benign")


def is_pathogenic(significance: pl.Expr) -> pl.Expr:
    """Say whether CLNSIG holds a (likely) pathogenic term and no conflict; null stays null.

    Terms are parted by `|` and `/`, in releases before 2021 by `,`.
    """
    return _holds(significance, PATHOGENIC)


def is_benign(significance: pl.Expr) -> pl.Expr:
    """Say whether CLNSIG holds a (likely) benign term, none that is (likely) pathogenic, and no conflict."""
    return _holds(significance, BENIGN) & ~_holds(significance, PATHOGENIC)


def _holds(significance: pl.Expr, terms: tuple[str, ...]) -> pl.Expr:
    words = significance.str.replace_all("[|/,]", "|").str.split("|")
    found = words.list.eval(pl.element().str.strip_chars_start("_ ").is_in(terms)).list.any()
    return found & ~significance.str.contains("Conflicting", literal=True)


def review_stars() -> pl.DataFrame:
    """Return the stars of each review status: `review`, `stars`."""
    return read_curated("clinvar_review").select("review", stars=pl.col("stars").cast(pl.Int8))
