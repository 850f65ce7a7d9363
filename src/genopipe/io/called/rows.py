"""Batches of a VCF as rows of the tables `alleles` and `genotypes`."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.io.allele_batch import BREAKEND
from genopipe.io.allele_batch import KIND_CLASSES
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import GenotypeBatch
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.allele_batch import to_text
from genopipe.io.allele_batch import to_texts
from genopipe.io.allele_names import name_alleles
from genopipe.io.allele_names import name_records
from genopipe.io.arrow import numbers
from genopipe.io.family_vcf import ALLELE_COLUMNS
from genopipe.io.fast_vcf.texts import gather
from genopipe.io.symbolic_end import info_fields
from genopipe.io.symbolic_end import symbolic_end
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES
from genopipe.tables import INT

_NO_FILTER = "."


def _texts(data: Bytes, offsets: Long) -> pl.Series:
    return pl.Series(pl.from_arrow(to_texts(data, offsets)))


def _numbers(values: npt.NDArray[Any], dtype: pl.DataType) -> pl.Series:
    """Return numbers of which those below 0 are missing."""
    flat = np.ascontiguousarray(values).reshape(-1)
    return pl.Series(pl.from_arrow(numbers(flat, flat < 0))).cast(dtype)


def _ends(batch: AlleleBatch) -> pl.Series:
    """Return the last REF base of each allele; of a symbolic allele where it ends, of a breakend nothing."""
    ends = batch.normal_position + np.diff(batch.normal_ref_offsets) - 1
    for row in np.flatnonzero((batch.kind == SYMBOLIC) | (batch.kind == BREAKEND)):
        info = batch.lines[batch.info_start[row] : batch.info_end[row]].tobytes().decode("utf-8", "surrogateescape")
        alt = to_text(batch.alt_data, batch.alt_offsets, int(row))
        place = int(batch.position[row])
        end = symbolic_end(place, alt, info_fields(info), int(batch.number[row]), int(batch.alternatives[row]))
        ends[row] = -1 if end is None else end
    return _numbers(ends, INT)


def allele_rows(batch: AlleleBatch) -> pl.DataFrame:
    """Return the rows of `alleles` in the order of the batch (columns of the caller only)."""
    ref = batch.normal_ref_data, batch.normal_ref_offsets
    alt = batch.normal_alt_data, batch.normal_alt_offsets
    written = batch.ref_data, batch.ref_offsets
    alts = gather(batch.lines, batch.alts_start, batch.alts_end)
    filters = _texts(batch.filter_data, batch.filter_offsets)
    columns = {
        "allele": _texts(*name_alleles(batch.contig, batch.normal_position, ref, alt)),
        "contig": pl.Series([batch.contig]).new_from_index(0, len(batch.position)),
        "position": pl.Series(batch.normal_position),
        "ref": _texts(*ref),
        "alt": _texts(*alt),
        "end": _ends(batch),
        "variant_class": pl.Series(KIND_CLASSES).gather(batch.kind),
        "called_as": _texts(*name_records(batch.contig, batch.position, written, alts)),
        "multiallelic": pl.Series(batch.alternatives > 1),
        "quality": pl.Series(batch.quality).fill_nan(None),
        "filters": filters.set(filters == _NO_FILTER, None),
    }
    return pl.DataFrame(columns, schema=ALLELES.schema(ALLELE_COLUMNS))


def alt_fraction(genotypes: GenotypeBatch, alternatives: npt.NDArray[np.int16], *, reads_split: bool) -> Real:
    """Return the ALT part of the reads, NaN where it cannot be told: [alleles, people].

    Args:
        genotypes: The genotypes.
        alternatives: ALT alleles of the record of each row.
        reads_split: AD is declared with one number for each allele. Where it is not, the reads of the other ALTs
            count in the sum of AD; where it is, in DP, and without DP the part is not told.

    Returns:
        alt_reads / sum of AD; where the record had more than one ALT, / DP, at least the reads of REF and ALT.
    """
    ref, alt = genotypes.ref_reads.astype(np.float64), genotypes.alt_reads.astype(np.float64)
    every = (genotypes.depth if reads_split else genotypes.all_reads).astype(np.float64)
    several = (alternatives > 1)[:, None]
    total = np.where(several, np.maximum(ref + alt, every), ref + alt)
    known = (ref >= 0) & (alt >= 0) & (total > 0) & ~(several & (every < 0))
    fraction: Real = np.divide(alt, total, out=np.full(total.shape, np.nan), where=known)
    return fraction


def genotype_rows(
    alleles: pl.Series, genotypes: GenotypeBatch, alternatives: npt.NDArray[np.int16], *, reads_split: bool
) -> pl.DataFrame:
    """Return the rows of `genotypes`: the people of the first allele, those of the second, and so on.

    Args:
        alleles: Names of the alleles.
        genotypes: What the records say of them.
        alternatives: ALT alleles of the record of each.
        reads_split: See `alt_fraction`.
    """
    count, people = genotypes.alt.shape
    schema = GENOTYPES.schema()
    fraction = alt_fraction(genotypes, alternatives, reads_split=reads_split)
    figures: dict[str, npt.NDArray[Any]] = {
        "ploidy": genotypes.ploidy,
        "alt_copies": genotypes.alt,
        "ref_copies": genotypes.ref,
        "other_copies": genotypes.other,
        "missing_copies": genotypes.missing,
        "haplotype": genotypes.haplotype,
        "phased": genotypes.phased,
        "phase_set": genotypes.phase_set,
        "depth": genotypes.depth,
        "ref_reads": genotypes.ref_reads,
        "alt_reads": genotypes.alt_reads,
        "genotype_quality": genotypes.quality,
    }
    columns = {
        "allele": alleles.gather(np.repeat(np.arange(count), people)),
        "person": pl.Series(genotypes.people, dtype=pl.String).gather(np.tile(np.arange(people), count)),
        **{name: _numbers(values, schema[name]) for name, values in figures.items()},
        "genotype_text": _texts(genotypes.text_data, genotypes.text_offsets),
        "alt_fraction": pl.Series(fraction.reshape(-1)).fill_nan(None),
    }
    return pl.DataFrame({name: columns[name] for name in schema}, schema=schema)
