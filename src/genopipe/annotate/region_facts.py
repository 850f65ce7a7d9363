"""Which alleles lie in regions that sources tell of: segmental duplications, low mappability, repeats.

An allele touches a region when a base that it changes lies in it; an insertion when one of the two bases beside it
does; a structural allele when any base of its stretch does.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.annotate.intervals import Positions
from genopipe.annotate.intervals import Stretches
from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import why_missed
from genopipe.errors import ContractError
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.annotated_alleles import is_symbolic
from genopipe.io.annotated_alleles import trimmed
from genopipe.io.gene_reduce import SEPARATOR
from genopipe.io.region_sources import INSIDE
from genopipe.io.region_sources import RegionSource
from genopipe.sources import Source
from genopipe.sources import SourceColumn
from genopipe.tables import Column
from genopipe.tables import Table

BATCH = 100_000
"""Alleles that are joined at once (count)."""

EXPECTED = 100.0
"""Alleles that would touch a source's regions if they lay anywhere: where none of so many does, the source is wrong
(count). Source: genopipe's own; of 100 expected none is met by chance once in e^100, which leaves room for alleles that
stand in clusters, as those of a panel of genes do."""

_NO_CONTIG = "the source has no region on this contig, or the end of the allele is not known"
_TYPES: dict[str, pl.DataType] = {"number": pl.Float64(), "real": pl.Float64(), "integer": pl.Int64()}


class _Held(NamedTuple):
    """The regions of one contig, ready to be joined."""

    contig: str
    regions: pl.DataFrame
    stretches: Stretches
    share: float


class OpenRegions:
    """A source of regions in use: the regions of the contig that was asked last are held.

    Args:
        regions: The opened file.
        lengths: Contigs of the reference (bases); empty: what is to be expected of the source is not known.

    Attributes:
        source: Its record.
        contigs: Contigs that it has regions on, as the reference names them; their lengths are not told.
    """

    def __init__(self, regions: RegionSource, lengths: Mapping[str, int]) -> None:
        self.source = regions.source
        self.contigs: Mapping[str, int | None] = dict.fromkeys(regions.contigs)
        self._regions = regions
        self._lengths = lengths
        self._held: _Held | None = None

    def held(self, contig: str) -> _Held:
        """Return the regions of a contig, and the part of its bases that they cover (fraction)."""
        if self._held is None or self._held.contig != contig:
            regions = self._regions.regions(contig)
            starts, ends = regions["start"].to_numpy(), regions["end"].to_numpy()
            length = self._lengths.get(contig, 0)
            share = _covered(starts, ends) / length if length else 0.0
            self._held = _Held(contig, regions, Stretches(starts, ends), share)
        return self._held


def _covered(starts: Positions, ends: Positions) -> int:
    """Return how many bases regions cover, sorted by start; those in several count once."""
    if not len(starts):
        return 0
    before = np.concatenate(([0], np.maximum.accumulate(ends)[:-1]))
    return int(np.maximum(ends - np.maximum(starts - 1, before), 0).sum())


def region_columns(source: Source) -> list[Column]:
    """Return the declared columns that a source tells of alleles by their place.

    Args:
        source: A record of grain `region`.
    """
    return [
        Column(
            source.full_name(column.column),
            _result_type(column),
            column.doc,
            column.unit,
            f"{_NO_CONTIG}; {column.missing}",
            source.title,
        )
        for column in source.columns
    ]


def region_table(sources: Sequence[Source]) -> Table:
    """Return the declaration of the columns that sources tell of alleles by their place.

    Args:
        sources: Records of grain `region`.
    """
    allele = Column("allele", pl.String(), "Name of the allele.", "name", source="normalise")
    columns = [column for source in sources for column in region_columns(source)]
    return Table("region_facts", "one ALT allele in one family", ("allele",), (allele, *columns))


def _result_type(column: SourceColumn) -> pl.DataType:
    if column.field == INSIDE:
        return pl.Int64() if column.reduce == "count" else pl.Boolean()
    return _TYPES.get(column.type, pl.String()) if column.reduce in ("max", "min", "mean") else pl.String()


def footprint(position: int, ref: str, alt: str, end: int | None = None) -> tuple[int, int] | None:
    """Return the first and last base that an allele touches.

    Args:
        position: POS, 1-based.
        ref: REF.
        alt: ALT.
        end: INFO/END of a symbolic allele; None: not written.

    Returns:
        1-based, both included; for an insertion the two bases beside it; None: a symbolic allele without an end.
    """
    if alt == "*":
        return position, position
    if is_symbolic(alt):
        point = "[" in alt or "]" in alt or alt.startswith(("<INS", ".")) or alt.endswith(".")
        last = position + 1 if point else end
        return None if last is None else (position if point else min(position + 1, last), last)
    front, gone, _ = trimmed(ref.upper(), alt.upper())
    start = position + front
    return (start, start + len(gone) - 1) if gone else (max(start - 1, 1), start)


def _footprints(alleles: pl.DataFrame) -> pl.DataFrame:
    """Return first and last base of each allele; null where it is not known.

    SNVs and indels with one base in front, nearly all of a genome, are told at once; the others one by one.
    """
    ref, alt, position = pl.col("ref"), pl.col("alt"), pl.col("position")
    bases, come = ref.str.len_bytes().cast(pl.Int64), alt.str.len_bytes().cast(pl.Int64)
    letters = alt.str.contains(r"^[ACGTN]+$") & ref.str.contains(r"^[ACGTN]+$")
    snv = letters & (bases == 1) & (come == 1) & (ref != alt)
    insertion = letters & (bases == 1) & (come > 1) & alt.str.starts_with(ref)
    deletion = letters & (come == 1) & (bases > 1) & ref.str.starts_with(alt)
    first = pl.when(snv | insertion).then(position).when(deletion).then(position + 1)
    last = pl.when(snv).then(position).when(insertion).then(position + 1).when(deletion).then(position + bases - 1)
    told = alleles.select(first.alias("first"), last.alias("last"))
    others = np.flatnonzero(told["first"].is_null().to_numpy())
    rest = alleles[others]
    ends = rest["end"] if "end" in rest.columns else [None] * rest.height
    found = [footprint(*row) for row in zip(rest["position"], rest["ref"], rest["alt"], ends, strict=True)]
    pairs = pl.DataFrame(
        [pair or (None, None) for pair in found], schema=dict.fromkeys(told.columns, pl.Int64), orient="row"
    )
    return told.with_columns(told[name].scatter(others, pairs[name]) for name in told.columns)


def _value(column: SourceColumn, name: str) -> pl.Expr:
    """Return what the regions that an allele touches make together."""
    if column.field == INSIDE:
        counted = pl.len().cast(pl.Int64)
        return (counted if column.reduce == "count" else counted > 0).alias(name)
    text = pl.col(column.field).cast(pl.String)
    if column.reduce in ("max", "min", "mean"):
        number = text.cast(_TYPES.get(column.type, pl.Float64()), strict=False)
        made = {"max": number.max(), "min": number.min(), "mean": number.mean()}
        return made[column.reduce].alias(name)
    told = text.drop_nulls()
    if column.reduce == "join":
        return pl.when(told.len() > 0).then(told.unique(maintain_order=True).str.join(SEPARATOR)).alias(name)
    return told.first().alias(name)


def _outside(column: SourceColumn, name: str) -> pl.Expr:
    """Return the column with its value for alleles that touch no region: no, or none; never null."""
    if column.field != INSIDE:
        return pl.col(name)
    return pl.col(name).fill_null(0) if column.reduce == "count" else pl.col(name).fill_null(value=False)


def _of_contig(alleles: pl.DataFrame, source: OpenRegions, contig: str, hits: Hits) -> pl.DataFrame:
    """Return the source's columns for alleles of a contig, in their order."""
    record = source.source
    names = {column.column: record.full_name(column.column) for column in record.columns}
    schema = {names[column.column]: _result_type(column) for column in record.columns}
    if contig not in source.contigs:
        hits.add(Hits(alleles.height, 0, {contig: alleles.height}, _name(alleles)))
        return pl.DataFrame({name: [None] * alleles.height for name in schema}, schema=schema)
    _, regions, stretches, share = source.held(contig)
    parts = []
    for part in alleles.iter_slices(BATCH):
        places = _footprints(part)
        known = places["first"].is_not_null().to_numpy()
        rows = np.flatnonzero(known)
        first, last = (places[side].filter(places["first"].is_not_null()).to_numpy() for side in ("first", "last"))
        pairs = stretches.meet(first, last)
        touched = len(np.unique(pairs.left))
        hits.add(Hits(len(rows), touched, {contig: len(rows)}, _name(part), share * len(rows)))
        met = regions[pairs.right].with_columns(_row=pl.Series(rows[pairs.left], dtype=pl.Int64))
        told = met.group_by("_row", maintain_order=True).agg(_value(c, names[c.column]) for c in record.columns)
        asked = pl.DataFrame({"_row": np.arange(part.height, dtype=np.int64), "_known": known})
        joined = asked.join(told, on="_row", how="left", maintain_order="left")
        filled = joined.with_columns(_outside(c, names[c.column]) for c in record.columns)
        parts.append(filled.select(pl.when("_known").then(pl.col(name)).alias(name) for name in schema))
    return pl.concat([pl.DataFrame(schema=schema), *(part.cast(pl.Schema(schema)) for part in parts)])


def _name(alleles: pl.DataFrame) -> str:
    return "-".join(map(str, alleles.select("contig", "position", "ref", "alt").row(0))) if alleles.height else ""


def region_values(alleles: pl.DataFrame, source: OpenRegions, hits: Hits) -> pl.DataFrame:
    """Return what a source tells of the place of each allele.

    Args:
        alleles: As `add_regions` takes them.
        source: The source.
        hits: Gets the counts: an allele is found where it touches a region.

    Returns:
        The columns of `region_columns`, row by row.

    Raises:
        ContractError: Alleles of a contig do not stand together.
    """
    contigs = alleles["contig"].rle().struct.unnest()["value"].to_list() if alleles.height else []
    if len(set(contigs)) != len(contigs):
        raise ContractError("add_regions needs the alleles of a contig together")
    made = [_of_contig(alleles.filter(pl.col("contig") == contig), source, contig, hits) for contig in contigs]
    empty = pl.DataFrame(schema={column.name: column.dtype for column in region_columns(source.source)})
    return pl.concat([empty, *made])


def region_faults(
    hits: Mapping[str, Hits], opened: Mapping[str, OpenRegions], lengths: Mapping[str, int]
) -> list[Fault]:
    """Say which sources of regions touch too little of what was asked.

    Args:
        hits: Counts by name, over the whole run.
        opened: The sources by name.
        lengths: Contigs of the reference (bases).

    Returns:
        A fault for each source below the floor of its record; for one without a floor where nothing is touched though
        `EXPECTED` alleles or more would be if they lay anywhere on the contigs.
    """
    faults = []
    for name, one in opened.items():
        counted = hits.get(name, Hits())
        if not counted.is_too_few(one.source.floor, EXPECTED):
            continue
        cause = (
            f"{counted.found:,} of {counted.asked:,} alleles touch {one.source.title} {one.source.version}, though "
            f"about {counted.expected:,.0f} would if they lay anywhere: {why_missed(counted, one.contigs, lengths)}"
        )
        fix = "give the whole file of the reference's build; where the alleles are right to miss it, let its record say"
        faults.append(fault("SOURCE-HITS", name, cause, f"{fix} `floor` with share 0"))
    return faults


def add_regions(alleles: pl.DataFrame, sources: Sequence[RegionSource]) -> pl.DataFrame:
    """Add what sources tell of the place of each allele.

    Args:
        alleles: Any table with contig, position, ref and alt, and `end` where there are symbolic alleles; alleles of a
            contig stand together. Give it contig by contig, and memory holds the regions of one contig.
        sources: The opened sources.

    Returns:
        The same rows in the same order with the columns of the records: whether a region is touched, their labels.
        Null where the source has no region on the contig or the end of the allele is not known.

    Raises:
        ContractError: Alleles of a contig do not stand together.
    """
    added = alleles
    for source in sources:
        added = added.hstack(region_values(alleles, OpenRegions(source, {}), Hits()))
    return added
