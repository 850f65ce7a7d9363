"""Gene models of a whole genome, made ready for the kernels one contig at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from genopipe.annotate.engine.arrays import arrays_of
from genopipe.annotate.engine.contigs import accession_of
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.models import assemble
from genopipe.annotate.engine.output import Writer
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.rows import Rows
from genopipe.annotate.engine.run import ROWS
from genopipe.annotate.engine.run import TEXT_BYTES
from genopipe.annotate.engine.run import Piece
from genopipe.annotate.engine.run import annotate_contig
from genopipe.annotate.engine.run import genomic_descriptions
from genopipe.annotate.engine.run import new_rows
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView


class Described(NamedTuple):
    """Rows of some alleles of one contig.

    Attributes:
        piece: What the kernels say; `piece.allele` is the index of each row's allele.
        columns: Columns of the table `consequences` but for `allele`.
    """

    piece: Piece
    columns: dict[str, pa.Array]


class _Contig(NamedTuple):
    name: str
    view: SequenceView
    models: Models
    first: int
    prefix: str


def _in_order(transcripts: pl.DataFrame) -> pl.DataFrame:
    """Return transcripts sorted by contig, start, end and accession; as they are where they stand so already.

    Compiled gene models do; to move every row with its lists takes longer than to read them.
    """
    names = ("contig", "start", "end", "transcript_version")
    order = transcripts.select(pl.arg_sort_by(names, maintain_order=True)).to_series()
    return transcripts if (order == pl.int_range(len(order), eager=True)).all() else transcripts[order]


class Genome:
    """A reference with its gene models.

    Args:
        fasta: Indexed FASTA.
        transcripts: Rows of `read_transcripts`, contigs named as in the FASTA.
        build: The build; tells which contig is the mitochondrial genome.

    Attributes:
        sequence: The FASTA.
        transcripts: The gene models.
        contig_names: Contigs of the FASTA by their accession.
    """

    def __init__(self, fasta: Path, transcripts: pl.DataFrame, build: Build) -> None:
        self.sequence = Sequence(fasta)
        self.transcripts = transcripts
        known = {accession_of(name, length)[0]: name for name, length in self.sequence.lengths.items()}
        self.contig_names = {accession: name for accession, name in known.items() if accession != name}
        frame = _in_order(transcripts)
        counts = frame.group_by("contig", maintain_order=True).len()
        ends = np.cumsum(counts["len"].to_numpy())
        self._places = {
            name: (int(end) - count, int(end)) for (name, count), end in zip(counts.iter_rows(), ends, strict=True)
        }
        self._arrays = arrays_of(frame)
        self._writer = Writer(frame)
        self._build = build
        self._rows: Rows = new_rows(ROWS, TEXT_BYTES)
        self._open: _Contig | None = None

    def _contig(self, name: str) -> _Contig:
        if self._open is None or self._open.name != name:
            view = self.sequence.view(name)
            accession, letter = accession_of(name, self.sequence.lengths[name])
            mitochondrial = letter == "m" or self._build.role(name) is Role.MITOCHONDRION
            first, behind = self._places.get(name, (0, 0))
            models = assemble(self._arrays.part(first, behind), view, mitochondrial=mitochondrial)
            prefix = f"{accession}:{'m' if mitochondrial else 'g'}."
            self._open = _Contig(name, view, models, first, prefix)
        return self._open

    def describe(self, contig: str, alleles: Alleles) -> Iterator[Described]:
        """Yield the rows of alleles of one contig, in their order."""
        here = self._contig(contig)
        for piece in annotate_contig(here.models, here.view, alleles, self._rows):
            yield Described(piece, self._writer.columns(piece, here.first))

    def genomic(self, contig: str, alleles: Alleles) -> pa.Array:
        """Return the HGVS description of each allele on the genome; null: none."""
        here = self._contig(contig)
        return genomic_descriptions(here.view, alleles, here.prefix)
