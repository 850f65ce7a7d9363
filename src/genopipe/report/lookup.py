"""Find the alleles that a text names among those that were called: by name, or by a HGVS description."""

import polars as pl

from genopipe.report.tables import CaseTables
from genopipe.report.tables import Row
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES


def find_called(tables: CaseTables, text: str) -> list[Row]:
    """Return the alleles that a text names: `1-123-A-G`, or a description as a table has it.

    A description may leave out the accession's version, or name the gene instead: `GJB2:c.109G>A`. A change of a
    protein may be that of several alleles.

    Args:
        tables: The case's tables.
        text: What the user wrote.
    """
    asked = text.strip()
    named = tables.rows(ALLELES, pl.col("allele") == asked)
    if named or ":" not in asked:
        return named
    reference, _, change = asked.rpartition(":")
    if change.startswith(("g.", "m.")):
        return tables.rows(ALLELES, _described("hgvs_g", reference, change))
    if not change.startswith(("c.", "n.", "p.")):
        return []
    column = "hgvs_p" if change.startswith("p.") else "hgvs_c"
    by_gene = pl.col("gene_symbol").str.to_lowercase() == reference.lower()
    same = pl.col(column).str.ends_with(f":{change}")
    found = tables.rows(CONSEQUENCES, _described(column, reference, change) | (by_gene & same))
    names = {row["allele"] for row in found}
    return tables.rows(ALLELES, pl.col("allele").is_in(sorted(names))) if names else []


def _described(column: str, reference: str, change: str) -> pl.Expr:
    """Say whether a description is that of a reference, with or without the reference's version."""
    whole = pl.col(column) == f"{reference}:{change}"
    accession = pl.col(column).str.extract(r"^(.*?)(?:\.\d+)?:", 1)
    return whole | ((accession == reference) & pl.col(column).str.ends_with(f":{change}"))
