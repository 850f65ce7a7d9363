"""Contigs that are transcripts themselves: the records of RefSeq and GenBank whose molecule is RNA."""

import polars as pl

_MOLECULES = ("mRNA", "transcribed RNA", "tRNA", "rRNA", "other RNA")
"""Values of /mol_type for RNA that is no genome (INSDC feature table, qualifier /mol_type)."""


def as_one_transcript(
    nodes: pl.DataFrame, pieces: pl.DataFrame, coding: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Make one transcript of every contig that is an RNA: it is named as the contig and covers it.

    Its exons are those that the gene of the record carries, else the whole contig.

    Args:
        nodes: One row an id.
        pieces: Pieces, by the id of their parent.
        coding: Facts of coding sequences, by the id of their parent.

    Returns:
        The three tables, with the records of RNA rewritten.
    """
    regions = nodes.filter((pl.col("kind") == "region") & pl.col("molecule").is_in(_MOLECULES))
    records = regions.unique("contig", keep="first", maintain_order=True)
    if not records.height:
        return nodes, pieces, coding
    made = [_record(row, nodes, pieces, coding) for row in records.iter_rows(named=True)]
    names = records["contig"].implode()
    rest_nodes, rest_pieces = (
        nodes.filter(~pl.col("contig").is_in(names)),
        pieces.filter(~pl.col("contig").is_in(names)),
    )
    gone = pieces.filter(pl.col("contig").is_in(names)).select("key").unique()
    rest_coding = coding.join(gone, on="key", how="anti")
    tables = [(rest_nodes, rest_pieces, rest_coding), *made]
    first, second, third = (pl.concat(part) for part in zip(*tables, strict=True))
    return first, second, third


def _record(
    region: dict[str, object], nodes: pl.DataFrame, pieces: pl.DataFrame, coding: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the node, the pieces and the coding sequence of one record."""
    here, own = nodes.filter(pl.col("contig") == region["contig"]), pieces.filter(pl.col("contig") == region["contig"])
    genes = here.filter(pl.col("kind") == "gene")
    head = (genes if genes.height else here.filter(pl.col("id") == region["id"])).head(1)
    key, length = head["id"][0], region["end"]
    codes = own.filter(pl.col("role") == "coding")
    chosen = codes["coding_id"].head(1).to_list()
    facts = coding.filter(pl.col("key").is_in(codes["key"].implode()) & pl.col("coding_id").is_in(chosen)).head(1)
    inner = here.filter(pl.col("kind").str.contains("RNA")).head(1)
    kind = inner["kind"][0] if inner.height else ("mRNA" if region["molecule"] == "mRNA" else "transcript")
    node = head.with_columns(
        kind=pl.lit(kind),
        up=pl.lit(None, pl.String),
        start=pl.lit(1, pl.Int64),
        end=pl.lit(length, pl.Int64),
        strand=pl.lit("+", pl.Categorical),
        transcript_id=pl.col("contig").cast(pl.String),
        rna_class=pl.lit(inner["rna_class"][0] if inner.height else None, pl.String),
    )
    body = codes.filter(pl.col("coding_id").is_in(chosen)).unique(["line"], keep="first", maintain_order=True)
    marks = own.filter(pl.col("role") == "selenocysteine").unique(["line"], keep="first", maintain_order=True)
    exons = _exons(own, key, node)
    return (
        node,
        pl.concat([exons, body, marks]).with_columns(key=pl.lit(key)).select(pieces.columns),
        facts.with_columns(key=pl.lit(key)),
    )


def _exons(own: pl.DataFrame, key: str, node: pl.DataFrame) -> pl.DataFrame:
    """Return the exons of the gene, stretched to the ends of the record (its poly(A) tail), or one exon."""
    exons = own.filter((pl.col("role") == "exon") & (pl.col("key") == key)).sort("start")
    if not exons.height:
        flags = {name: pl.lit(False) for name in ("odd_phase", "low_open", "high_open", "copy")}
        one = node.select("line", "contig", "start", "end", "strand", key="id").with_columns(
            role=pl.lit("exon").cast(own.schema["role"]),
            phase=pl.lit(None, pl.Int8),
            coding_id=pl.lit(0, pl.UInt64),
            **flags,
        )
        return one.select(own.columns)
    number = pl.int_range(pl.len())
    return exons.with_columns(
        start=pl.when(number == 0).then(1).otherwise("start"),
        end=pl.when(number == pl.len() - 1).then(node["end"][0]).otherwise("end"),
    )
