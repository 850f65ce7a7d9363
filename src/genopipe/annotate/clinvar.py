"""What ClinVar says of the very same allele."""

import polars as pl

from genopipe.annotate.sources import Looked
from genopipe.io.curated import read_curated
from genopipe.tables import ALLELES
from genopipe.tables import stage

CLINVAR_COLUMNS = [
    "clinvar_id",
    "clinvar_significance",
    "clinvar_review",
    "clinvar_stars",
    "clinvar_conditions",
    "clinvar_conflicts",
    "clinvar_date",
    "clinvar_pathogenic",
]
_TAKEN = ("id", "significance", "review", "conditions", "conflicts")
"""Columns of ClinVar's record that the table of alleles shows; docs/resources.md lists all."""

# Terms that count as (likely) pathogenic, of whatever penetrance (`Pathogenic,_low_penetrance`).
# Source: ClinVar documentation, "Representation of classifications".
PATHOGENIC = ("Pathogenic", "Likely_pathogenic")


def is_pathogenic(significance: pl.Expr) -> pl.Expr:
    """Say whether CLNSIG holds a (likely) pathogenic term and no conflict; null stays null.

    Terms are parted by `|` and `/`, in releases before 2021 by `,`.
    """
    words = significance.str.replace_all("[|/,]", "|").str.split("|")
    pathogenic = words.list.eval(pl.element().str.strip_chars_start("_ ").is_in(PATHOGENIC)).list.any()
    return pathogenic & ~significance.str.contains("Conflicting", literal=True)


def review_stars() -> pl.DataFrame:
    """Return the stars of each review status: `review`, `stars`."""
    return read_curated("clinvar_review").select("review", stars=pl.col("stars").cast(pl.Int8))


@stage(table=ALLELES, reads=["allele"], adds=CLINVAR_COLUMNS)
def add_clinvar(alleles: pl.DataFrame, looked: Looked | None, date: str = "") -> pl.DataFrame:
    """Add the ClinVar record of the same allele.

    Args:
        alleles: The table of alleles.
        looked: What ClinVar says of the same alleles, in their order; None: no ClinVar is configured.
        date: Date of the ClinVar file; empty: not known.

    Returns:
        The table with the ClinVar columns; null where the allele is not in ClinVar.
    """
    if looked is None:
        empty = pl.DataFrame(schema=dict.fromkeys(_TAKEN, pl.String)).clear(alleles.height)
        looked = Looked(pl.repeat(value=False, n=alleles.height, eager=True), empty)
    told = looked.values.select(_TAKEN).with_columns(found=looked.found)
    joined = told.join(review_stars(), on="review", how="left", maintain_order="left")
    return alleles.hstack(
        joined.select(
            clinvar_id="id",
            clinvar_significance="significance",
            clinvar_review="review",
            clinvar_stars="stars",
            clinvar_conditions="conditions",
            clinvar_conflicts="conflicts",
            clinvar_date=pl.when("found").then(pl.lit(date or None, dtype=pl.String)),
            clinvar_pathogenic=is_pathogenic(pl.col("significance")),
        )
    )
