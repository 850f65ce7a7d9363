"""The ledger: every allele in every gene in exactly one bucket, with its reason; and the proof that it is so."""

from collections import Counter

import polars as pl

from genopipe.errors import ContentError
from genopipe.filter_profile.profile import Bucket
from genopipe.tables import LEDGER

_NO_GENE = "touches no gene of the gene models"


def make_ledger(candidates: pl.DataFrame, alleles: pl.DataFrame) -> pl.DataFrame:
    """Say where every allele of one contig ended: as candidates, or without a gene.

    Args:
        candidates: Candidates with their bucket.
        alleles: All alleles.

    Returns:
        The table `ledger`: at least one row for every allele.
    """
    columns = list(LEDGER.schema())
    without = alleles.join(candidates.select("allele").unique(), on="allele", how="anti", maintain_order="left")
    told = without.with_columns(
        by=pl.when(pl.col("variant_class").is_in(["spanning_deletion", "symbolic"]))
        .then("variant_class")
        .when(pl.col("hgvs_g").is_null())
        .then(pl.lit("not_described"))
        .otherwise(pl.lit("no_gene"))
    )
    reasons = {
        "spanning_deletion": "the * allele: the deletion itself stands at another position",
        "symbolic": "symbolic alleles are not interpreted",
        "not_described": "REF is unlike the reference, or REF or ALT has letters that are no bases",
        "no_gene": _NO_GENE,
    }
    bucket = pl.when(pl.col("by") == "no_gene").then(pl.lit("set_aside")).otherwise(pl.lit("not_interpretable"))
    alone = told.select(
        "allele",
        gene=pl.lit(""),
        gene_symbol=pl.lit(""),
        bucket=bucket,
        by="by",
        reason=pl.col("by").replace_strict(reasons, return_dtype=pl.String),
    )
    return pl.concat([candidates.select(columns), alone.select(columns)])


def prove_ledger(
    ledger: pl.DataFrame, alleles: pl.DataFrame, candidates: pl.DataFrame, consequences: pl.DataFrame
) -> Counter[str]:
    """Prove that everything is in exactly one bucket.

    Args:
        ledger: The ledger of one contig.
        alleles: Its alleles.
        candidates: What the stage was given: alleles in genes.
        consequences: Consequences of the same alleles.

    Returns:
        Rows of the ledger by bucket.

    Raises:
        ContentError: An allele is in no bucket, an allele in a gene in none or in two, or a bucket is unknown.
    """
    key = ["allele", "gene"]
    booked = ledger["allele"].n_unique()
    if booked != alleles.height:
        raise ContentError(f"{alleles.height} alleles, but {booked} in the ledger")
    doubled = ledger.height - ledger.select(key).n_unique()
    if doubled:
        raise ContentError(f"{doubled} rows of the ledger are of an allele and gene that is booked already")
    inside = consequences.filter("reported").select(key).unique()
    inside = inside.join(consequences.filter(pl.col("distance").is_null()).select(key), on=key, how="semi")
    for name, given in (("candidates", candidates.select(key)), ("consequences", inside)):
        lost = given.join(ledger, on=key, how="anti")
        if lost.height:
            raise ContentError(f"{lost.height} alleles in genes of the {name} are in no bucket, first {lost.row(0)}")
    counts = Counter(dict(ledger.group_by("bucket").len().iter_rows()))
    unknown = sorted(set(counts) - {bucket.value for bucket in Bucket})
    without = ledger.filter(pl.col("gene") == "").height
    if unknown or counts.total() != candidates.height + without:
        raise ContentError(f"buckets {dict(counts)} do not sum to {candidates.height} candidates and {without} others")
    return counts
