"""What ClinVar says of the very same allele."""

import polars as pl

from genopipe.annotate.clinvar_words import is_pathogenic
from genopipe.annotate.clinvar_words import review_stars
from genopipe.annotate.sources import Looked
from genopipe.tables import ALLELES
from genopipe.tables import stage

__all__ = ["CLINVAR_COLUMNS", "add_clinvar", "is_pathogenic"]

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
