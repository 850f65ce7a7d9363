"""Annotate a VCF as it is: one row an allele and transcript, as Parquet or TSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from genopipe.annotate.engine.alleles import alleles_as_written
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.genome import Genome
from genopipe.annotate.row_columns import COLUMNS
from genopipe.annotate.row_columns import UNJUDGED
from genopipe.annotate.row_files import AnnotatedRows
from genopipe.annotate.row_files import open_sink
from genopipe.annotate.row_files import verify_format
from genopipe.io.allele_batch import KIND_CLASSES
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import UNALIGNED_WORDS
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import to_texts
from genopipe.io.allele_names import name_alleles
from genopipe.io.arrow import coded
from genopipe.io.arrow import named
from genopipe.io.arrow import numbers
from genopipe.io.arrow import words
from genopipe.io.pages import Repeated
from genopipe.io.unowned import frozen
from genopipe.io.vcf_batches import read_batches
from genopipe.io.whole import written_whole

if TYPE_CHECKING:  # without sources nothing of them is imported: it takes longer than to annotate a record
    from genopipe.annotate.further import Further

_READ_BYTES = 1 << 23  # bytes of text read at a time: fewer, longer row groups
_LOOKED_AT = 1_000  # alleles by which a column is taken for one whose texts differ from row to row
_CLASSES = tuple(dict.fromkeys(KIND_CLASSES))
_CLASS_CODES = np.array([_CLASSES.index(name) for name in KIND_CLASSES], dtype=np.int32)


@dataclass
class Counted:
    """What was read and written.

    Attributes:
        alleles: ALT alleles read.
        rows: Rows written.
    """

    alleles: int = 0
    rows: int = 0


def _texts(values: pa.Array) -> pa.Array:
    return values.cast(pa.string())


def _allele_columns(batch: AlleleBatch, genomic: pa.Array) -> dict[str, pa.Array]:
    """Return the columns of each allele of a batch."""
    reference = (batch.normal_ref_data, batch.normal_ref_offsets)
    names = name_alleles(
        batch.contig, batch.normal_position, reference, (batch.normal_alt_data, batch.normal_alt_offsets)
    )
    count = len(batch.position)
    return {
        "allele": _texts(to_texts(*names)),
        "contig": coded(np.zeros(count, dtype=np.int32), words([batch.contig])),
        "position": numbers(batch.position),
        "ref": _texts(to_texts(batch.ref_data, batch.ref_offsets)),
        "alt": _texts(to_texts(batch.alt_data, batch.alt_offsets)),
        "record_id": named(batch.id_data, batch.id_offsets),
        "variant_class": coded(_CLASS_CODES[batch.kind], words(_CLASSES)),
        "hgvs_g": genomic,
        UNJUDGED.name: coded(batch.unaligned.astype(np.int32), words(UNALIGNED_WORDS), batch.unaligned == 0),
    }


def _coded(values: pa.Array) -> pa.Array:
    """Return texts that several alleles share as a dictionary array; other values as they are."""
    if not pa.types.is_string(values.type):
        return values
    head = values.slice(0, _LOOKED_AT).drop_null()
    return values.dictionary_encode() if len(head.unique()) < len(head) else values


def _judged(batch: AlleleBatch) -> Alleles:
    """Return the alleles of a batch for the kernels; where REF is not the reference's, an allele is not judged."""
    alleles = alleles_as_written(batch)
    there = ~np.isin(batch.unaligned, (UNLIKE, OUTSIDE))
    return alleles._replace(resolved=frozen(alleles.resolved & there))


def annotate_batches(
    vcf: Path, genome: Genome, counted: Counted, further: "Further | None" = None, contig: str | None = None
) -> Iterator[AnnotatedRows]:
    """Yield the rows of every allele of a VCF, one an allele and transcript.

    An allele that meets no transcript has one row: intergenic_variant, or no term where it is no sequence.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        counted: Gets the counts.
        further: Sources to ask.
        contig: Only this contig.

    Yields:
        Rows with `COLUMNS` and those of the sources, in the order of the file.
    """
    names = [*COLUMNS, *(further.columns if further else ())]
    for batch, _ in read_batches(vcf, genome.sequence.path, people=False, contig=contig, size=_READ_BYTES):
        alleles = _judged(batch)
        own = _allele_columns(batch, genome.genomic(batch.contig, alleles))
        own |= further.of(batch) if further else {}
        own = {name: _coded(values) for name, values in own.items()}
        counted.alleles += len(batch.position)
        for described in genome.describe(batch.contig, alleles):
            columns = {**described.columns, **(further.of_genes(described.columns) if further else {})}
            counted.rows += len(described.piece.allele)
            yield AnnotatedRows(names, own, Repeated(described.piece.allele), columns)


def annotate_vcf(vcf: Path, genome: Genome, out: Path, further: "Further | None" = None) -> Counted:
    """Write every allele of a VCF on every transcript.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        out: `.parquet` or `.tsv`; written whole or not at all.
        further: Sources to ask.

    Returns:
        What was read and written.

    Raises:
        InputError: The name of `out` ends otherwise, or the VCF is no VCF, is cut, or has contigs of another FASTA;
            a source knows next to nothing of the alleles.
    """
    verify_format(out)
    counted = Counted()
    with written_whole(out) as partial:
        annotate_whole(vcf, genome, partial, counted, further, suffix=out.suffix)
        if further:
            further.judge(genome.sequence.lengths)
    return counted


def annotate_whole(
    vcf: Path,
    genome: Genome,
    out: Path,
    counted: Counted,
    further: "Further | None",
    contig: str | None = None,
    suffix: str = ".parquet",
) -> None:
    """Write the rows of a VCF, or of one contig; whether the sources know enough of them is not judged.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        out: The file; cut where this fails.
        counted: Gets the counts.
        further: Sources to ask.
        contig: Only this contig.
        suffix: `.parquet` or `.tsv`.
    """
    with open_sink(out, suffix, further.columns if further else {}) as sink:
        for rows in annotate_batches(vcf, genome, counted, further, contig):
            sink.write(rows)
