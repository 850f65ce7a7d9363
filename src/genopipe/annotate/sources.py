"""Join the alleles of a case with compiled sources, and judge whether a source answers as it should."""

import math
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple
from typing import Protocol

import numpy as np
import polars as pl
import pyarrow as pa

from genopipe.annotate.clinvar_words import is_pathogenic
from genopipe.annotate.clinvar_words import review_stars
from genopipe.annotate.populations import ALLELE_NAMES
from genopipe.annotate.populations import SUMMARY
from genopipe.annotate.populations import is_covered
from genopipe.annotate.populations import summarise
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.io.allele_batch import Long
from genopipe.io.naming import show
from genopipe.io.store import Joined
from genopipe.io.store.keys import Texts
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY
from genopipe.sources import ColumnType
from genopipe.sources import Floor
from genopipe.sources import Kind
from genopipe.sources import Source
from genopipe.tables import ALLELES
from genopipe.tables import Column
from genopipe.tables import Table

_JUDGED = ("clinvar_stars", "clinvar_date", "clinvar_pathogenic")
_PLAIN = r"^[A-Za-z]+$"
_SHOWN = 3
_TYPES: Mapping[ColumnType, pl.DataType] = {
    "number": pl.Float64(),
    "real": pl.Float64(),
    "integer": pl.Int64(),
    "text": pl.String(),
    "flag": pl.Boolean(),
}


_WIDE: Mapping[Kind, Floor] = dict.fromkeys(
    ("frequency", "conservation"),
    Floor(
        asked=1_000,
        share=0.01,
        reason="of the sites at which a person differs from the reference, 96 to 99 % have a frequency of 0.5 % or "
        "more (doi:10.1038/nature15393), and a track of positions covers most of a genome; a hundredth leaves room "
        "for a small cohort of one's own and for files of rare alleles only",
    ),
)
_ANY = Floor(
    asked=100_000,
    share=0.0000001,
    reason="genopipe's own: predictors of coding changes and ClinVar know some hundreds of so many alleles; none is an "
    "empty file or another build, while a laboratory's own list may know but one",
)
"""Floors of records without one, by kind: a source that annotates nearly nothing stops the run."""


class Opened(Protocol):
    """A source that can be joined: a store of alleles or a track of positions."""

    @property
    def source(self) -> Source:
        """The record."""

    @property
    def contigs(self) -> Mapping[str, int | None]:
        """Contigs, as the reference names them, with their lengths where they are stated (bases)."""

    def join(
        self, contig: str, positions: Long, ref: Texts, alt: Texts, columns: Sequence[str] | None = None
    ) -> Joined:
        """Return what the source says of alleles of one contig."""


class Looked(NamedTuple):
    """What a source says of the alleles of a frame, in its order.

    Attributes:
        found: The source has the allele (or covers the position).
        values: The source's columns, by their own names.
    """

    found: pl.Series
    values: pl.DataFrame


@dataclass
class Hits:
    """How many alleles were asked of a source, and how many it knew.

    Attributes:
        asked: Plain alleles asked.
        found: Those found.
        contigs: Contig to alleles asked on it.
        first: The first allele that was not found.
        expected: Those that would be found if they lay anywhere (count); only of sources of regions and genes.
    """

    asked: int = 0
    found: int = 0
    contigs: dict[str, int] = field(default_factory=dict)
    first: str = ""
    expected: float = 0.0

    def is_too_few(self, floor: Floor | None, expected: float = math.inf) -> bool:
        """Say whether a source knows too little of what it was asked.

        Args:
            floor: The floor of its record; None: it has none, so only knowing nothing at all is too little.
            expected: Without a floor, how many must have been expected before that is judged (count).
        """
        if floor is None:
            return not self.found and self.expected >= expected
        return self.asked >= floor.asked and self.found < floor.share * self.asked

    def add(self, other: "Hits") -> None:
        """Add the counts of another part of the same alleles."""
        self.asked += other.asked
        self.found += other.found
        self.first = self.first or other.first
        self.expected += other.expected
        for contig, asked in other.contigs.items():
            self.contigs[contig] = self.contigs.get(contig, 0) + asked


def texts_of(column: pl.Series) -> Texts:
    """Return a column of texts as bytes and offsets, without a copy where that can be."""
    array = column.to_arrow().cast(pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, offsets, data = array.buffers()
    at = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8), at


def _stretches(contigs: pl.Series) -> Iterator[tuple[str, int, int]]:
    """Yield each run of one contig: name, first row, row behind it."""
    start = 0
    runs = contigs.rle().struct.unnest()
    for name, length in zip(runs["value"], runs["len"], strict=True):
        yield name, start, start + length
        start += length


def look_up(alleles: pl.DataFrame, opened: Opened, hits: Hits, columns: Sequence[str] | None = None) -> Looked:
    """Ask a source for alleles.

    Args:
        alleles: `contig`, `position`, `ref`, `alt` of left-aligned, trimmed alleles; any order, any contigs.
        opened: The source.
        hits: Gets the counts.
        columns: Columns of the source; None: all.

    Returns:
        Row by row what it says.
    """
    wanted = [c for c in opened.source.columns if columns is None or c.column in columns]
    schema = {column.column: _TYPES[column.type] for column in wanted}
    found: list[pl.Series] = [pl.Series("found", [], dtype=pl.Boolean)]
    parts = [pl.DataFrame(schema=schema)]
    for contig, start, end in _stretches(alleles["contig"]):
        rows = alleles.slice(start, end - start)
        joined = opened.join(
            contig, rows["position"].to_numpy(), texts_of(rows["ref"]), texts_of(rows["alt"]), list(schema)
        )
        found.append(pl.Series("found", joined.found))
        parts.append(pl.DataFrame({name: pl.Series(values) for name, values in joined.values.items()}, schema=schema))
        hits.add(_count(contig, rows, joined))
    return Looked(pl.concat(found), pl.concat(parts) if schema else pl.DataFrame())


def _count(contig: str, rows: pl.DataFrame, joined: Joined) -> Hits:
    plain = rows["alt"].str.contains(_PLAIN).to_numpy()
    missed = np.flatnonzero(plain & ~joined.found)
    first = (
        "-".join(map(str, rows.select("contig", "position", "ref", "alt").row(int(missed[0])))) if len(missed) else ""
    )
    return Hits(int(plain.sum()), int((plain & joined.found).sum()), {contig: int(plain.sum())}, first)


def floor_of(source: Source) -> Floor:
    """Return the floor of a record, or that of its kind where it has none."""
    return source.floor or _WIDE.get(source.kind, _ANY)


def hit_faults(
    hits: Mapping[str, Hits],
    opened: Mapping[str, Opened],
    lengths: Mapping[str, int],
    records: Mapping[str, Source] | None = None,
) -> list[Fault]:
    """Say which sources know too little of what was asked.

    Args:
        hits: Counts by name, over the whole run.
        opened: The sources by name.
        lengths: Contigs of the reference (bases).
        records: Records as they are now, by name: a store holds the floor of the day when it was built. None: those of
            the sources.

    Returns:
        A fault for each source below the floor of its record, or of its kind where the record has none; none where
        fewer alleles were asked than the floor wants before it judges.
    """
    faults = []
    for name, one in opened.items():
        floor, counted = floor_of((records or {}).get(name, one.source)), hits.get(name, Hits())
        if not counted.is_too_few(floor):
            continue
        cause = (
            f"{one.source.title} {one.source.version} knows {counted.found:,} of {counted.asked:,} alleles, "
            f"less than {floor.share:.4g} of them: {why_missed(counted, one.contigs, lengths)}"
        )
        fix = "build the source from a whole file of the reference's build; the record's `floor` says what is expected"
        faults.append(fault("SOURCE-HITS", name, cause, fix))
    return faults


def why_missed(hits: Hits, known: Mapping[str, int | None], lengths: Mapping[str, int]) -> str:
    """Return in words why a source may know so little: other names, other lengths, or an almost empty file."""
    asked = sorted(hits.contigs, key=lambda name: -hits.contigs[name])
    lacking = [name for name in asked if name not in known]
    if len(lacking) == len(asked):
        return f"it has none of the contigs asked ({_few(asked)}), but {_few(known)}"
    for name in asked:
        length = known.get(name)
        if length is not None and name in lengths and length != lengths[name]:
            return f"contig {show(name)} has {length:,} bases there, {lengths[name]:,} here: another build"
    if lacking:
        return f"it lacks the contigs {_few(lacking)}; not known is for one {hits.first}"
    return f"another build, or a file that was cut; not known is for one {hits.first}"


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(show(name) for name in listed[:_SHOWN]) + (" ..." if len(listed) > _SHOWN else "") or "none at all"


def source_columns(source: Source) -> list[Column]:
    """Return the declared columns that a source gives, named after it: `gnomad_joint_af_eas`.

    The main source of frequencies and ClinVar have the columns of the table of alleles.
    """
    if source.name == FREQUENCY:
        return [ALLELES.column(name) for name in ALLELE_NAMES.values()]
    told = f"{source.title} {source.version}"
    made = [
        Column(source.full_name(c.column), _TYPES[c.type], c.doc, c.unit, c.missing, f"{told}, {c.origin}")
        for c in source.columns
    ]
    if source.frequency is not None:
        made += [
            Column(source.full_name(f"frequency_{c.name}"), c.dtype, c.doc, c.unit, c.missing, told) for c in SUMMARY
        ]
    return made + ([ALLELES.column(name) for name in _JUDGED] if source.name == CLINVAR else [])


def source_table(sources: Iterable[Source]) -> Table:
    """Return the table of everything that sources say of alleles; its columns come from their records."""
    allele = Column("allele", pl.String(), "Name of the allele: contig-position-ref-alt, chr left out.", "name")
    columns = [column for source in sources for column in source_columns(source)]
    return Table("source_values", "one ALT allele in one family, every source", ("allele",), (allele, *columns))


def source_values(
    alleles: pl.DataFrame,
    looked: Looked,
    source: Source,
    build: Build,
    covered: pl.DataFrame | None = None,
    date: str = "",
) -> pl.DataFrame:
    """Return the columns of `source_columns` for each allele.

    Args:
        alleles: `contig` and `position` of each allele.
        looked: What the source says of them.
        source: The record.
        build: The genome build.
        covered: Stretches that the source covers (only for frequencies); None: not known.
        date: Date that the source states (only for ClinVar); empty: none.
    """
    named = looked.values.rename({name: source.full_name(name) for name in looked.values.columns})
    if source.name == CLINVAR:
        review = named.select(review="clinvar_review")
        stars = review.join(review_stars(), on="review", how="left", maintain_order="left")["stars"]
        return named.with_columns(
            clinvar_stars=stars,
            clinvar_date=pl.when(looked.found).then(pl.lit(date or None, dtype=pl.String)),
            clinvar_pathogenic=is_pathogenic(pl.col("clinvar_significance")),
        )
    if source.frequency is None:
        return named
    summary = summarise(alleles, looked.found, looked.values, source, is_covered(alleles, covered), build)
    if source.name == FREQUENCY:
        return summary.rename(ALLELE_NAMES)
    return named.hstack(summary.rename({c: source.full_name(f"frequency_{c}") for c in summary.columns}))


def add_sources(
    alleles: pl.DataFrame,
    opened: Sequence[Opened],
    hits: dict[str, Hits],
    build: Build,
    covered: Mapping[str, pl.DataFrame] | None = None,
    dates: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Return alleles with the columns of every source beside them.

    Args:
        alleles: At least `contig`, `position`, `ref`, `alt` of left-aligned, trimmed alleles.
        opened: The sources.
        hits: Gets the counts by name of source; `hit_faults` judges them when the run has asked everything.
        build: The genome build.
        covered: Stretches that a source covers, by its name.
        dates: Date that a source states, by its name.

    Returns:
        Same rows and order, the columns of `source_columns` of each source added.
    """
    frames = [alleles]
    for one in opened:
        looked = look_up(alleles, one, hits.setdefault(one.source.name, Hits()))
        stretches, date = (covered or {}).get(one.source.name), (dates or {}).get(one.source.name, "")
        frames.append(source_values(alleles, looked, one.source, build, stretches, date))
    return pl.concat(frames, how="horizontal")
