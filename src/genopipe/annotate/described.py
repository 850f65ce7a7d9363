"""The consequences of a case, as rows of the table; texts that repeat are numbered until they are read."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa

from genopipe.annotate.clinvar_neighbours import NEIGHBOUR_COLUMNS
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.clinvar_neighbours import add_neighbours
from genopipe.annotate.cross_check import add_csq_agreement
from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.genome import Genome
from genopipe.annotate.sources import texts_of
from genopipe.io.arrow import coded
from genopipe.io.arrow import flags
from genopipe.io.arrow import in_text_order
from genopipe.tables import CONSEQUENCES

UNRESOLVED = ("symbolic", "spanning_deletion")

_OPINIONS = (*NEIGHBOUR_COLUMNS, "csq_agreement")
_NUMBERED_AS_MET = ("consequence", "impact", "consequence_shifted")
_READ_BY_OTHERS = (
    "allele",
    "gene_symbol",
    "transcript",
    "biotype",
    "consequence",
    "amino_acids",
    "protein_start",
    "protein_end",
    "hgvs_c",
)


def alleles_of(rows: pl.DataFrame) -> Alleles:
    """Return rows of the table of alleles, of one contig, as the engine takes them; all are described."""
    resolved = ~rows["variant_class"].is_in(UNRESOLVED).to_numpy()
    described = np.ones(rows.height, dtype=np.bool_)
    return make_alleles(rows["position"].to_numpy(), texts_of(rows["ref"]), texts_of(rows["alt"]), resolved, described)


def describe_coded(rows: pl.DataFrame, genome: Genome) -> Iterator[pa.Table]:
    """Yield the consequences of alleles of one contig on every transcript that they meet.

    Args:
        rows: Rows of the table of alleles: allele, contig, position, ref, alt, variant_class.
        genome: The reference with its gene models.

    Yields:
        Columns of the table `consequences`, but for what ClinVar and bcftools csq say; texts may be numbered.
    """
    if not rows.height:
        return
    names = rows["allele"].to_arrow().cast(pa.string())
    wanted = [name for name in CONSEQUENCES.schema() if name not in _OPINIONS]
    for described in genome.describe(rows["contig"][0], alleles_of(rows)):
        columns = {"allele": coded(described.piece.allele, names), **described.columns}
        columns |= {name: in_text_order(columns[name]) for name in _NUMBERED_AS_MET}
        met = described.piece.transcript >= 0
        table = pa.table([columns[name] for name in wanted], names=wanted)
        yield table if met.all() else table.filter(flags(met))


def to_frame(rows: pa.Table) -> pl.DataFrame:
    """Return rows of the table `consequences` as a frame, every text written out."""
    types = CONSEQUENCES.schema(rows.column_names)
    return pl.DataFrame({name: pl.Series(rows.column(name)) for name in rows.column_names}).cast(pl.Schema(types))


def describe_rows(rows: pl.DataFrame, genome: Genome) -> Iterator[pl.DataFrame]:
    """Yield what `describe_coded` does as frames."""
    return map(to_frame, describe_coded(rows, genome))


def complete(rows: pa.Table, neighbours: Neighbours | None, entries: pl.DataFrame | None) -> pa.Table:
    """Add what ClinVar says of neighbours, and bcftools csq of the same rows.

    Args:
        rows: Rows of `describe_coded`.
        neighbours: ClinVar's alleles by codon and splice position; None: not asked.
        entries: What bcftools csq says of the same alleles; None: not asked.

    Returns:
        The rows with every column of the table `consequences`; null where nobody was asked.
    """
    said = dict.fromkeys(_OPINIONS, pa.nulls(rows.num_rows, pa.string()))
    if neighbours is not None or entries is not None:
        frame = to_frame(rows.select(_READ_BY_OTHERS))
        if neighbours is not None:
            told = add_neighbours(frame, neighbours)
            said |= {name: told[name].to_arrow().cast(pa.string()) for name in NEIGHBOUR_COLUMNS}
        if entries is not None:
            said["csq_agreement"] = add_csq_agreement(frame, entries)["csq_agreement"].to_arrow().cast(pa.string())
    columns = {**dict(zip(rows.column_names, rows.columns, strict=True)), **said}
    names = list(CONSEQUENCES.schema())
    return pa.table([columns[name] for name in names], names=names)
