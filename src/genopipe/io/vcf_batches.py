"""Read any VCF or BCF as batches of alleles in normal form and genotypes, fast where the tokeniser knows the file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io import allele_names
from genopipe.io import bcf_quality
from genopipe.io import left_align
from genopipe.io import sequence
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import GenotypeBatch
from genopipe.io.bcf_quality import Qualities
from genopipe.io.bgzf import CHUNK_BYTES
from genopipe.io.bgzf import inflate
from genopipe.io.fast_vcf import alleles_only
from genopipe.io.fast_vcf import texts
from genopipe.io.fast_vcf import tokeniser
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.header import read_header
from genopipe.io.fast_vcf.header import split_header
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.fast_vcf.reader import UnknownConstructError
from genopipe.io.fast_vcf.reader import read_stretches
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.slow_vcf import read_stretches_slowly
from genopipe.io.vcf_content import verify_whole
from genopipe.io.vcf_index import contig_range
from genopipe.io.vcf_index import index_of

_BCF = b"BCF\2"
_VIEW = "import sys, pysam.bcftools as tools; tools.view(*sys.argv[1:], catch_stdout=False)"
_PIPE_BYTES = 1 << 20


class Opened(NamedTuple):
    """A VCF that is being read.

    Attributes:
        header: What its header says.
        stretches: Its rows as the file writes them, one contig a stretch.
    """

    header: Header
    stretches: Iterator[Stretch]


def read_batches(
    vcf: Path, fasta: Path, *, people: bool, contig: str | None = None, size: int = CHUNK_BYTES
) -> Iterator[tuple[AlleleBatch, GenotypeBatch]]:
    """Yield the ALT alleles of a VCF or BCF in the order of the file, one contig a batch.

    Rows of one position as written never part over two batches. Records without an ALT have no row.

    Args:
        vcf: VCF or BCF.
        fasta: Indexed FASTA.
        people: Read the genotypes; without, those of the batches are of no people.
        contig: Only this contig; quick where the file has an index.
        size: Bytes of text read at a time, about.

    Raises:
        InputError: The file is cut or damaged, or a contig is not in the FASTA.
        ContentError: It is no VCF.
    """
    reference = Sequence(fasta)
    name, view = "", None
    for stretch in open_stretches(vcf, people=people, contig=contig, size=size).stretches:
        if view is None or name != stretch.contig:
            name, view = stretch.contig, reference.view(stretch.contig)
        if len(stretch.position):
            yield to_batch(stretch, view), stretch.calls


def to_batch(stretch: Stretch, view: SequenceView) -> AlleleBatch:
    """Return the alleles of a stretch as written and in normal form.

    Args:
        stretch: Rows of one contig.
        view: That contig of the reference.
    """
    normal = left_align.left_align(view, stretch.position, stretch.ref, stretch.alt)
    return AlleleBatch(
        stretch.contig,
        stretch.record,
        stretch.number,
        stretch.alternatives,
        stretch.position,
        *stretch.ref,
        *stretch.alt,
        normal.position,
        *normal.ref,
        *normal.alt,
        *stretch.name,
        stretch.quality,
        *stretch.filters,
        normal.kind,
        normal.unaligned,
        stretch.lines,
        *stretch.info,
        *stretch.alts,
    )


def open_text(vcf: Path, *, people: bool, contig: str | None = None) -> tuple[Header, Iterator[bytes]]:
    """Return the header of a VCF or BCF, and its records as text, in pieces.

    Args:
        vcf: VCF or BCF.
        people: Give the genotypes of a BCF, too.
        contig: Only this contig where an index tells where it stands.

    Raises:
        InputError: The file is cut or damaged.
        ContentError: It is no VCF.
    """
    text, pieces = split_header(_pieces(vcf, contig, people=people))
    return read_header(text), pieces


def open_stretches(vcf: Path, *, people: bool, contig: str | None = None, size: int = CHUNK_BYTES) -> Opened:
    """Open a VCF or BCF and read its header.

    Args:
        vcf: VCF or BCF.
        people: Read the genotypes.
        contig: Only this contig.
        size: Bytes of text read at a time, about.

    Raises:
        InputError: The file is cut or damaged.
        ContentError: It is no VCF.
    """
    header, pieces = open_text(vcf, people=people, contig=contig)
    stretches = _stretches(vcf, header, pieces, contig, people=people, size=size)
    if _is_bcf(vcf):
        stretches = _with_all_digits(stretches, Qualities(vcf, contig))
    return Opened(header, stretches if contig is None else _as_indexed(vcf, contig, stretches))


def _stretches(
    vcf: Path, header: Header, pieces: Iterator[bytes], contig: str | None, *, people: bool, size: int
) -> Iterator[Stretch]:
    given = 0
    try:
        for stretch in read_stretches(vcf, header, pieces, people=people, size=size):
            if contig in (None, stretch.contig):
                given += stretch.records
                yield stretch
    except UnknownConstructError:
        yield from read_stretches_slowly(vcf, people=people, first=given, contig=contig)


def _with_all_digits(stretches: Iterator[Stretch], qualities: Qualities) -> Iterator[Stretch]:
    """Pass on the stretches of a BCF with the QUAL that it holds, not the six digits of its text."""
    for stretch in stretches:
        yield stretch._replace(quality=qualities.of(stretch.record, stretch.quality))


def _as_indexed(vcf: Path, contig: str, stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Pass on the stretches of a contig, and hold their records against the count in the index.

    Raises:
        InputError: The index is of another file, or of an older state of this one.
    """
    given = 0
    for stretch in stretches:
        given += stretch.records
        yield stretch
    index = index_of(vcf)
    place = None if index is None or _is_bcf(vcf) else contig_range(index, contig)
    if place and place.records is not None and place.records != given:
        cause = f"it counts {place.records:,} records of {contig}, the file has {given:,}"
        raise InputError([fault("VCF-COUNT", str(index), cause, "bcftools index --force")])


def _is_bcf(vcf: Path) -> bool:
    return next(inflate(vcf, end=1 << 16), b"").startswith(_BCF)


def _pieces(vcf: Path, contig: str | None, *, people: bool) -> Iterator[bytes]:
    """Yield the text of a VCF or BCF; of one contig, where an index tells where it stands."""
    if _is_bcf(vcf):
        yield from _bcf_as_text(vcf, contig, people=people)
        return
    index = None if contig is None else index_of(vcf)
    if contig is None or index is None:
        yield from inflate(vcf)
        return
    yield split_header(inflate(vcf))[0]
    if place := contig_range(index, contig):
        yield from inflate(vcf, place.start, place.end)


def _bcf_as_text(vcf: Path, contig: str | None, *, people: bool) -> Iterator[bytes]:
    """Yield a BCF as VCF text, by the bcftools that pysam holds, in a process of its own.

    Raises:
        ContentError: It is cut, or no BCF.
        InputError: bcftools failed on the way.
    """
    verify_whole(vcf)
    # Braces: the name of a contig may hold a colon (HLA-A*01:01), which htslib takes for a region's.
    region = [] if contig is None else ["--regions" if index_of(vcf) else "--targets", f"{{{contig}}}"]
    options = ["--no-version", "--output-type", "v", *([] if people else ["--drop-genotypes"]), *region]
    command = [sys.executable, "-c", _VIEW, *options, str(vcf)]
    with TemporaryFile() as said, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as view:
        assert view.stdout is not None
        while piece := view.stdout.read(_PIPE_BYTES):
            yield piece
        view.wait()
        said.seek(0)
        words = said.read().decode("utf-8", "replace").split()
    if view.returncode:
        cause = f"bcftools cannot read it: {' '.join(words)[-200:]}"
        raise InputError([fault("VCF-READ", str(vcf), cause, "copy it again")])


def warm() -> None:
    """Compile every kernel by which a VCF is read, or load them from the cache."""
    for module in (sequence, texts, tokeniser, alleles_only, left_align, allele_names, bcf_quality):
        module.warm()
