"""The genes of the alleles of any VCF: by gene models, by an annotator's INFO field, or by an INFO field of names."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.impact import HIGH
from genopipe.impact import MODERATE

Numbers = npt.NDArray[np.int64]

ANNOTATIONS = ("CSQ", "ANN", "BCSQ")
SPLICE_BASES = 8
"""Bases beside an exon up to which an allele may be half of a pair: the splice region of the Sequence Ontology."""
_GENE_FIELDS = ("Gene", "Gene_ID", "SYMBOL", "Gene_Name")
_SYMBOL_FIELDS = ("SYMBOL", "Gene_Name")
_BCSQ = ("Consequence", "SYMBOL")


class InGenes(NamedTuple):
    """Rows of alleles in genes.

    Attributes:
        allele: Place of the allele.
        gene: Name of the gene; empty: none.
        symbol: Symbol of the gene; empty: not known.
        pairs: The allele is of some consequence for the gene, or that is not known.
        known: Genes were looked for.
    """

    allele: Numbers
    gene: pl.Series
    symbol: pl.Series
    pairs: npt.NDArray[np.bool_]
    known: bool


def no_genes(alleles: pl.DataFrame) -> InGenes:
    """Return alleles whose genes nobody told."""
    empty = pl.repeat("", alleles.height, dtype=pl.String, eager=True)
    every = np.ones(alleles.height, bool)
    return InGenes(np.arange(alleles.height), empty, empty, every, known=False)


def _with_lonely(alleles: int, rows: pl.DataFrame) -> InGenes:
    """Return rows in the order of the alleles; one that is in no gene has a row without one."""
    order = pl.DataFrame({"allele": np.arange(alleles, dtype=np.int64)})
    every = order.join(rows, on="allele", how="left", maintain_order="left_right")
    return InGenes(
        every["allele"].to_numpy(),
        every["gene"].fill_null(""),
        every["symbol"].fill_null(""),
        every["pairs"].fill_null(value=False).to_numpy(),
        known=True,
    )


def genes_by_models(alleles: pl.DataFrame, transcripts: pl.DataFrame) -> InGenes:
    """Return the genes whose transcripts alleles touch; those in or near an exon may be half of a pair.

    Args:
        alleles: Alleles of one contig, by position.
        transcripts: Gene models of the same contig.
    """
    first = alleles["position"].to_numpy()
    last = np.maximum(alleles["end"].fill_null(0).to_numpy(), first)
    longest = int((last - first).max()) if len(first) else 0
    spans = transcripts.group_by("gene", maintain_order=True).agg(
        pl.col("gene_symbol").first(), pl.col("start").min(), pl.col("end").max(), "exon_starts", "exon_ends"
    )
    rows, names, symbols, near = [], [], [], []
    for gene, symbol, start, end, exon_starts, exon_ends in spans.iter_rows():
        begin, stop = np.searchsorted(first, [start - longest, end + 1])
        inside = begin + np.flatnonzero(last[begin:stop] >= start)
        if len(inside):
            rows.append(inside)
            names.append((gene, len(inside)))
            symbols.append(symbol or "")
            near.append(_near_exons(first[inside], last[inside], exon_starts, exon_ends))
    if not rows:
        return _with_lonely(alleles.height, _rows(np.zeros(0, np.int64), [], [], np.zeros(0, bool)))
    many = [count for _, count in names]
    gene_names = pl.Series([gene for gene, _ in names]).gather(np.repeat(np.arange(len(many)), many))
    symbol_names = pl.Series(symbols).gather(np.repeat(np.arange(len(many)), many))
    found = _rows(np.concatenate(rows), gene_names, symbol_names, np.concatenate(near))
    return _with_lonely(alleles.height, found)


def _rows(
    allele: Numbers, gene: pl.Series | list[str], symbol: pl.Series | list[str], pairs: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    kinds = {"allele": pl.Int64, "gene": pl.String, "symbol": pl.String, "pairs": pl.Boolean}
    return pl.DataFrame({"allele": allele, "gene": gene, "symbol": symbol, "pairs": pairs}, schema=kinds)


def _near_exons(first: Numbers, last: Numbers, starts: list[list[int]], ends: list[list[int]]) -> npt.NDArray[np.bool_]:
    """Say which alleles lie in an exon of any transcript, or so near that they may change its splicing."""
    pairs = sorted(pair for both in zip(starts, ends, strict=True) for pair in zip(*both, strict=True))
    begin = np.array([start for start, _ in pairs], np.int64) - SPLICE_BASES
    end = np.maximum.accumulate(np.array([end for _, end in pairs], np.int64)) + SPLICE_BASES
    before = np.searchsorted(begin, last, "right") - 1
    near: npt.NDArray[np.bool_] = (before >= 0) & (end[np.maximum(before, 0)] >= first)
    return near


def genes_by_field(alleles: pl.DataFrame, tag: str, description: str) -> InGenes:
    """Return the genes that an INFO field names.

    Entries of a record with several ALTs are taken for each of them. Where an entry tells its impact or, in BCSQ, its
    consequence, an allele may be half of a pair with a high or moderate impact only.

    Args:
        alleles: Alleles with their `info`.
        tag: The field: CSQ, ANN, BCSQ, or one of names parted by commas.
        description: What the header says of it.
    """
    values = alleles.select(
        allele=pl.int_range(pl.len(), dtype=pl.Int64),
        entry=pl.col("info").str.extract(rf"(?:^|;){tag}=([^;]*)"),
    ).drop_nulls()
    entries = values.with_columns(pl.col("entry").str.split(",")).explode("entry").filter(pl.col("entry") != "")
    if tag not in ANNOTATIONS:
        told = entries.select("allele", gene="entry", symbol="entry", pairs=pl.lit(value=True))
        return _with_lonely(alleles.height, told.unique(maintain_order=True))
    fields = _fields(tag, description)
    parts = entries.with_columns(pl.col("entry").str.split("|"))
    gene = _first_of(fields, _GENE_FIELDS)
    symbol = _first_of(fields, _SYMBOL_FIELDS)
    rows = parts.select("allele", gene=gene, symbol=symbol, pairs=_weighs(fields)).filter(pl.col("gene") != "")
    best = rows.group_by("allele", "gene", maintain_order=True).agg(pl.col("symbol").first(), pl.col("pairs").max())
    return _with_lonely(alleles.height, best)


def _fields(tag: str, description: str) -> tuple[str, ...]:
    if tag == "BCSQ":
        return _BCSQ
    listed = description.partition("Format:" if tag == "CSQ" else "'")[2]
    return tuple(name.strip(" \"'") for name in listed.split("|"))


def _first_of(fields: tuple[str, ...], names: tuple[str, ...]) -> pl.Expr:
    there = [pl.col("entry").list.get(fields.index(name), null_on_oob=True) for name in names if name in fields]
    filled = [pl.when(column != "").then(column) for column in there]
    return pl.coalesce(*filled, pl.lit("")) if filled else pl.lit("")


_WEIGHTY = (
    "frameshift|stop_gained|stop_lost|start_lost|missense|splice_acceptor|splice_donor|inframe|protein_altering|"
    "transcript_ablation"
)


def _weighs(fields: tuple[str, ...]) -> pl.Expr:
    """Say whether an entry is of high or moderate impact; where it does not tell, yes."""
    for name in ("IMPACT", "Annotation_Impact"):
        if name in fields:
            return pl.col("entry").list.get(fields.index(name), null_on_oob=True).is_in([HIGH, MODERATE])
    if fields == _BCSQ:
        return pl.col("entry").list.get(0, null_on_oob=True).str.contains(_WEIGHTY)
    return pl.lit(value=True)


def known_annotation(descriptions: Mapping[str, str]) -> str:
    """Return the annotator's field that a header declares; empty: none."""
    return next((tag for tag in ANNOTATIONS if tag in descriptions), "")
