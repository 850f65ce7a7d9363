"""What ClinVar says of the very same allele."""

import polars as pl

from genopipe.io.curated import read_curated
from genopipe.tables import ALLELES
from genopipe.tables import stage

CLINVAR_FIELDS: dict[str, pl.DataType] = {
    "CLINVAR_ID": pl.String(),
    "CLNSIG": pl.String(),
    "CLNREVSTAT": pl.String(),
    "CLNDN": pl.String(),
}
BCFTOOLS_COLUMNS = "INFO/CLINVAR_ID:=ID,INFO/CLNSIG,INFO/CLNREVSTAT,INFO/CLNDN"
CLINVAR_COLUMNS = [
    "clinvar_id",
    "clinvar_significance",
    "clinvar_review",
    "clinvar_stars",
    "clinvar_conditions",
    "clinvar_pathogenic",
]
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


@stage(table=ALLELES, reads=["allele"], adds=CLINVAR_COLUMNS)
def add_clinvar(alleles: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Add the ClinVar record of the same allele.

    Args:
        alleles: The table of alleles.
        found: Alleles found in ClinVar: `allele` and `CLINVAR_FIELDS`; may be empty.

    Returns:
        The table with the ClinVar columns; null where the allele is not in ClinVar.
    """
    stars = read_curated("clinvar_review").select(CLNREVSTAT="review", stars=pl.col("stars").cast(pl.Int8))
    joined = (
        alleles.select("allele")
        .join(found, on="allele", how="left", maintain_order="left")
        .join(stars, on="CLNREVSTAT", how="left", maintain_order="left")
    )
    added = joined.select(
        clinvar_id="CLINVAR_ID",
        clinvar_significance="CLNSIG",
        clinvar_review="CLNREVSTAT",
        clinvar_stars="stars",
        clinvar_conditions="CLNDN",
        clinvar_pathogenic=is_pathogenic(pl.col("CLNSIG")),
    )
    return alleles.hstack(added)
