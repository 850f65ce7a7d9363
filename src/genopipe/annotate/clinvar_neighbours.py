"""What ClinVar says of other alleles at the same place of a protein or of a splice site.

The index is made once of ClinVar's own (likely) pathogenic alleles, described on the same transcripts as a case's:

- another nucleotide change with the same change of the protein (the ground of PS1),
- another change of the same amino acid (the ground of PM5),
- another change at the same position of the same splice site (PS1 for splicing).

Source:
    Richards et al. 2015, doi:10.1038/gim.2015.30; Walker et al. 2023, doi:10.1016/j.ajhg.2023.06.002.
"""

from typing import NamedTuple

import polars as pl

from genopipe.annotate.clinvar_words import is_pathogenic
from genopipe.io.store import Store

NEIGHBOUR_COLUMNS = ["clinvar_same_change", "clinvar_same_codon", "clinvar_same_splice"]
"""The columns of the table of consequences that `add_neighbours` adds."""

_FACTS: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "transcript": pl.String(),
    "clinvar_id": pl.String(),
    "significance": pl.String(),
    "stars": pl.Int8(),
}
CODON_SCHEMA: dict[str, pl.DataType] = {
    **_FACTS,
    "protein_position": pl.Int64(),
    "reference": pl.String(),
    "alternate": pl.String(),
}
SPLICE_SCHEMA: dict[str, pl.DataType] = {**_FACTS, "anchor": pl.String(), "offset": pl.Int64()}
_PLACE = r":[cn]\.(?P<anchor>[-*]?\d+)(?P<offset>[+-]\d+)?(?:[ACGTN]>|del|dup|ins|inv)"
"""The first position of a c. or n. description: the exon base that it counts from, and how far into the intron."""


class Neighbours(NamedTuple):
    """The index.

    Attributes:
        codons: One row an allele and transcript: which amino acid became which. Columns of `CODON_SCHEMA`.
        splice: One row an allele and transcript: where at a splice site it lies. Columns of `SPLICE_SCHEMA`.
    """

    codons: pl.DataFrame
    splice: pl.DataFrame


def pathogenic_alleles(clinvar: Store, stars: pl.DataFrame) -> pl.DataFrame:
    """Return ClinVar's (likely) pathogenic alleles without a conflict.

    Args:
        clinvar: The store.
        stars: `review` and its `stars`.

    Returns:
        One row an allele: contig, position, ref, alt, clinvar_id, significance, stars.
    """
    parts = [part.filter(is_pathogenic(pl.col("significance"))) for part in clinvar.scan()]
    schema = {"contig": pl.String, "position": pl.Int64, "ref": pl.String, "alt": pl.String}
    empty = pl.DataFrame(schema={**schema, "id": pl.String, "significance": pl.String, "review": pl.String})
    found = pl.concat([empty, *(part.select(empty.columns) for part in parts)])
    joined = found.join(stars, on="review", how="left", maintain_order="left")
    return joined.select(*schema, "significance", pl.col("stars").cast(pl.Int8), clinvar_id="id")


def make_neighbours(described: pl.DataFrame, clinvar: pl.DataFrame) -> Neighbours:
    """Make the index.

    Args:
        described: Consequences of ClinVar's alleles: allele, transcript, consequence, amino_acids, protein_start,
            protein_end, hgvs_c.
        clinvar: One row an allele: allele, clinvar_id, significance, stars.
    """
    facts = described.join(clinvar.select("allele", "clinvar_id", "significance", "stars"), on="allele")
    return Neighbours(
        facts.select(*_FACTS, *_changes()).filter(pl.col("alternate").is_not_null()).cast(pl.Schema(CODON_SCHEMA)),
        facts.select(*_FACTS, *_splice_places()).filter(pl.col("anchor").is_not_null()).cast(pl.Schema(SPLICE_SCHEMA)),
    )


def _changes() -> list[pl.Expr]:
    """Return position, amino acid and its replacement of a missense change of one residue; null of any other."""
    letters = pl.col("amino_acids").str.split("/")
    single = (
        pl.col("consequence").str.contains("missense_variant", literal=True)
        & (pl.col("protein_start") == pl.col("protein_end"))
        & (pl.col("amino_acids").str.len_chars() == 3)
    )
    return [
        pl.when(single).then("protein_start").alias("protein_position"),
        pl.when(single).then(letters.list.first()).alias("reference"),
        pl.when(single).then(letters.list.last()).alias("alternate"),
    ]


def _splice_places() -> list[pl.Expr]:
    """Return the exon base and the offset of a change at a splice site; null of any other."""
    place = pl.col("hgvs_c").str.extract_groups(_PLACE)
    touched = pl.col("consequence").str.contains("splice", literal=True)
    anchor = pl.when(touched).then(place.struct.field("anchor"))
    offset = place.struct.field("offset").str.strip_prefix("+").cast(pl.Int64).fill_null(0)
    return [anchor.alias("anchor"), pl.when(anchor.is_not_null()).then(offset).alias("offset")]


def _listed(rows: pl.DataFrame, index: pl.DataFrame, keys: list[str], name: str, other: pl.Expr | None) -> pl.DataFrame:
    """Return for each row the ClinVar alleles with the same keys, but for the very same allele."""
    met = rows.join(index, on=keys, how="inner", suffix="_known").filter(pl.col("allele") != pl.col("allele_known"))
    if other is not None:
        met = met.filter(other)
    met = met.unique(["_row", "clinvar_id"]).sort("_row", "stars", "clinvar_id", descending=[False, True, False])
    text = pl.format("{}:{}:{}", "clinvar_id", "significance", pl.col("stars").cast(pl.String).fill_null("?"))
    return met.group_by("_row", maintain_order=True).agg(text.str.join(";").alias(name))


def add_neighbours(consequences: pl.DataFrame, index: Neighbours) -> pl.DataFrame:
    """Add what ClinVar says of other alleles with the same change, in the same codon, at the same splice position.

    Args:
        consequences: The table of consequences.
        index: The index of ClinVar's alleles on the same transcripts.

    Returns:
        The table with the three columns; null where ClinVar has no such allele, or the consequence is of another kind.
    """
    rows = consequences.with_row_index("_row").select("_row", "allele", "transcript", *_changes(), *_splice_places())
    residue = ["transcript", "protein_position", "reference"]
    change = rows.filter(pl.col("alternate").is_not_null())
    splice = rows.filter(pl.col("anchor").is_not_null())
    lists = [
        _listed(change, index.codons, [*residue, "alternate"], NEIGHBOUR_COLUMNS[0], None),
        _listed(change, index.codons, residue, NEIGHBOUR_COLUMNS[1], pl.col("alternate") != pl.col("alternate_known")),
        _listed(splice, index.splice, ["transcript", "anchor", "offset"], NEIGHBOUR_COLUMNS[2], None),
    ]
    added = rows.select("_row")
    for found in lists:
        added = added.join(found, on="_row", how="left", maintain_order="left")
    return consequences.hstack(added.drop("_row"))
