"""The records of one VCF on one contig: which alleles, who carries them, and what is true of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.annotation import sources
from benchmarks.annotation import trio
from benchmarks.annotation.alleles import add_second
from benchmarks.annotation.alleles import draw_alleles
from benchmarks.annotation.alleles import draw_inside
from benchmarks.annotation.alleles import draw_places
from benchmarks.annotation.alleles import split
from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.bases import Integers
from benchmarks.annotation.genes import Gene
from benchmarks.annotation.planted import plant
from benchmarks.annotation.shape import EDGE
from benchmarks.annotation.shape import Shape
from benchmarks.annotation.shape import X
from benchmarks.annotation.shape import Y

PLANTED_PER_RECORD = 1 / 250
NEW_PER_RECORD = 1 / 5_000


@dataclass(frozen=True)
class CallSet:
    """The records of one VCF on one contig.

    Attributes:
        shape: The world's size.
        contig: Name of the contig.
        records: One row a record: position, ref, alt, second and its shortest form, new, recessive.
        alleles: One row an ALT: record, number, position, ref, alt, frequency, known.
        calls: The copies of the three people.
        planted: The alleles with a known consequence.
    """

    shape: Shape
    contig: str
    records: pl.DataFrame
    alleles: pl.DataFrame
    calls: trio.Calls
    planted: pl.DataFrame

    def lines(self, purpose: str) -> pl.DataFrame:
        """Return the columns of the VCF's lines."""
        random = self.shape.random(f"{purpose} lines", self.contig)
        named = pl.Series(random.random(len(self.records)) < 0.8)
        numbers = pl.Series(random.integers(1_000, 2_000_000_000, len(self.records))).cast(pl.String)
        rows = self.records.with_columns(id=pl.when(named).then(pl.lit("rs") + numbers).otherwise(pl.lit(".")))
        return trio.make_lines(random, self.contig, rows, self.calls)

    def truth(self, source: pl.DataFrame, clinvar: pl.DataFrame) -> pl.DataFrame:
        """Return what is true of each allele, one row an ALT in the order of the VCF.

        Returns:
            Columns contig, record, number, position, ref, alt, new, recessive, copies of child, father and mother
            (-1: not called), AF and AN (null: not in the frequency source), significance (null: not in ClinVar).
        """
        rows, numbers = self.alleles["record"].to_numpy(), self.alleles["number"].to_numpy()
        copies = trio.Calls(self.calls.copies[rows]).count(numbers)
        flags = self.records.select("new", "recessive").with_row_index("record")
        key = ["position", "ref", "alt"]
        return (
            self.alleles.select("record", "number", *key)
            .join(flags, on="record", how="left", maintain_order="left")
            .with_columns(pl.Series(person, copies[:, index]) for index, person in enumerate(trio.PEOPLE))
            .join(source.select(*key, "AF", "AN"), on=key, how="left", maintain_order="left")
            .join(clinvar.select(*key, "significance"), on=key, how="left", maintain_order="left")
            .select(pl.lit(self.contig).alias("contig"), pl.all())
        )


def draw_trio(shape: Shape, contig: str, sequence: Bytes, genes: list[Gene], count: int) -> CallSet:
    """Draw the trio's records on one contig, planted alleles and new mutations among them."""
    planted = plant(genes, sequence, int(count * PLANTED_PER_RECORD) + 4, shape.random("planted", contig))
    planted = planted.filter(pl.col("position") > shape.first_base(contig))
    places = draw_places(shape.random("places", contig), shape.first_base(contig), len(sequence), count)
    return _draw(shape, "trio", contig, sequence, places, planted)


def draw_exome(shape: Shape, contig: str, sequence: Bytes, genes: list[Gene], count: int) -> CallSet:
    """Draw records in and beside the exons of the first transcripts, nothing planted among them."""
    first, last = shape.first_base(contig) + 1, len(sequence) - 2 * EDGE
    exons = [exon for gene in genes for exon in gene.transcripts[0].exons]
    padded = [(max(start - 75, first), min(end + 75, last)) for start, end in exons]
    stretches = [(start, end) for start, end in padded if start < end]
    places = np.zeros(0, dtype=np.int64)
    if stretches:
        places = draw_inside(shape.random("exome places", contig), stretches, count)
    return _draw(shape, "exome", contig, sequence, places, plant([], sequence, 0, shape.random("none")))


def _draw(shape: Shape, purpose: str, contig: str, sequence: Bytes, places: Integers, planted: pl.DataFrame) -> CallSet:
    random = shape.random(purpose, contig)
    records = _draw_records(random, sequence, places, planted)
    share = 0.0 if contig in (X, Y) or purpose != "trio" else NEW_PER_RECORD
    chance = pl.Series(random.random(len(records)))
    new = (chance < share) & ~records["planted"]
    recessive = (chance > 1 - 5 * share) & ~records["planted"]
    special = records["planted"] | new | recessive
    records = add_second(random, records, ~special & (contig != Y)).with_columns(new=new, recessive=recessive)
    alleles = split(records)
    absent = pl.Series(random.random(len(alleles)) > sources.KNOWN)
    marked = special.gather(alleles["record"])
    frequency = pl.Series(sources.draw_frequencies(random, len(alleles)))
    alleles = alleles.with_columns(frequency=pl.when(marked).then(1e-5).otherwise(frequency), known=~(absent | marked))
    both = np.zeros((len(records), 2))
    both[alleles["record"].to_numpy(), alleles["number"].to_numpy() - 1] = alleles["frequency"].to_numpy()
    calls = trio.draw_calls(random, contig, both, new.to_numpy(), recessive.to_numpy())
    return CallSet(shape, contig, records, alleles, calls, planted)


def _draw_records(
    random: np.random.Generator, sequence: Bytes, places: Integers, planted: pl.DataFrame
) -> pl.DataFrame:
    free = places[~np.isin(places + 1, planted["position"].to_numpy())]
    drawn = draw_alleles(random, sequence, free).with_columns(planted=False)
    known = planted.select("position", "ref", "alt").with_columns(planted=True)
    return pl.concat([drawn, known]).sort("position")
