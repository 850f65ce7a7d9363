"""Read a VCF a contig at a time: every ALT allele under its own record, nothing joined.

With a reference alleles are brought to their normal form; without one they stand as they are written.
"""

from collections.abc import Iterator
from collections.abc import Sequence as Many
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.io.allele_batch import CARRIED
from genopipe.io.allele_batch import GenotypeBatch
from genopipe.io.allele_batch import to_texts
from genopipe.io.allele_names import name_alleles
from genopipe.io.arrow import numbers
from genopipe.io.called.reading import by_contig
from genopipe.io.called.rows import alt_fraction
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.fast_vcf.texts import gather
from genopipe.io.left_align import left_align
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.symbolic_end import info_fields
from genopipe.io.symbolic_end import symbolic_end
from genopipe.io.vcf_batches import open_stretches
from genopipe.tables import INT

COPIES = ("ploidy", "alt", "ref", "other", "missing", "haplotype")
FIGURES = ("phase_set", "depth", "alt_reads", "quality")


class Written(NamedTuple):
    """The alleles of one contig and what is said of them in everybody.

    Attributes:
        alleles: `allele`, `contig`, `position`, `ref`, `alt`, `end`, `record` (1-based), `quality`, `filters`, and
            `info` where it was asked for.
        genotypes: Arrays of [alleles, people] by name: those of `GenotypeBatch` in `COPIES` and `FIGURES`, and
            `fraction`.
        unaligned: Alleles that were to be moved and could not be: their REF is not that of the reference, or they have
            letters that are no bases.
    """

    alleles: pl.DataFrame
    genotypes: dict[str, npt.NDArray[np.generic]]
    unaligned: int


def read_header_of(vcf: Path) -> Header:
    """Return what the header of a VCF says.

    Raises:
        InputError: The file is cut or damaged.
        ContentError: It is no VCF.
    """
    return open_stretches(vcf, people=True).header


def read_written(vcf: Path, *, with_info: bool, reference: Sequence | None = None) -> Iterator[Written]:
    """Yield the contigs of a VCF or BCF, alleles by position.

    Args:
        vcf: The file; its contigs stand together, its positions ascend.
        with_info: Give the INFO column, too.
        reference: Bring alleles to their normal form: trimmed, and as far to the left as they go.

    Raises:
        InputError: The file is cut, damaged or not sorted, or a contig is not in the reference.
        ContentError: It is no VCF.
    """
    opened = open_stretches(vcf, people=True)
    for contig, stretches in by_contig(opened.stretches, vcf):
        frames, parts, unaligned = [], [], 0
        view = None if reference is None else reference.view(contig)
        for stretch in stretches:
            own, left = (stretch, 0) if view is None else _aligned(stretch, view)
            unaligned += left
            frames.append(_alleles(own, with_info=with_info))
            parts.append(_genotypes(stretch.calls, stretch.alternatives, reads_split=opened.header.reads_split))
        if frames:
            joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            written = Written(pl.concat(frames, rechunk=True), joined, unaligned)
            yield written if view is None else _in_order(written)


def _aligned(stretch: Stretch, view: SequenceView) -> tuple[Stretch, int]:
    """Return a stretch with its alleles in normal form, and how many could not be compared with the reference."""
    normal = left_align(view, stretch.position, stretch.ref, stretch.alt)
    left = int(np.count_nonzero(normal.unaligned != CARRIED))
    return stretch._replace(position=normal.position, ref=normal.ref, alt=normal.alt), left


def _in_order(written: Written) -> Written:
    """Return alleles by position; those of one position in the order of the file."""
    order = np.argsort(written.alleles["position"].to_numpy(), kind="stable")
    genotypes = {name: figures[order] for name, figures in written.genotypes.items()}
    return written._replace(alleles=written.alleles[order], genotypes=genotypes)


def _genotypes(
    calls: GenotypeBatch, alternatives: npt.NDArray[np.int16], *, reads_split: bool
) -> dict[str, npt.NDArray[np.generic]]:
    told: dict[str, npt.NDArray[np.generic]] = {name: getattr(calls, name).copy() for name in (*COPIES, *FIGURES)}
    told["fraction"] = alt_fraction(calls, alternatives, reads_split=reads_split)
    return told


def _texts(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> pl.Series:
    return pl.Series(pl.from_arrow(to_texts(data, offsets)))


def _alleles(stretch: Stretch, *, with_info: bool) -> pl.DataFrame:
    filters = _texts(*stretch.filters)
    alt = _texts(*stretch.alt)
    columns = {
        "allele": _texts(*name_alleles(stretch.contig, stretch.position, stretch.ref, stretch.alt)),
        "contig": pl.Series([stretch.contig]).new_from_index(0, len(stretch.position)),
        "position": pl.Series(stretch.position),
        "ref": _texts(*stretch.ref),
        "alt": alt,
        "end": _ends(stretch, alt),
        "record": pl.Series(stretch.record + 1),
        "quality": pl.Series(stretch.quality).fill_nan(None),
        "filters": filters.set(filters == ".", None),
    }
    if with_info:
        columns["info"] = _texts(*gather(stretch.lines, *stretch.info))
    return pl.DataFrame(columns)


def _ends(stretch: Stretch, alt: pl.Series) -> pl.Series:
    """Return the last REF base; of a symbolic allele where it ends, of a breakend nothing."""
    ends = stretch.position + np.diff(stretch.ref[1]) - 1
    for row in np.flatnonzero(alt.str.contains(r"[<\[\]]").to_numpy()):
        info = stretch.lines[stretch.info[0][row] : stretch.info[1][row]].tobytes().decode("utf-8", "surrogateescape")
        fields, count = info_fields(info), int(stretch.alternatives[row])
        end = symbolic_end(int(stretch.position[row]), alt[int(row)], fields, int(stretch.number[row]), count)
        ends[row] = -1 if end is None else end
    return pl.Series(pl.from_arrow(numbers(ends, ends < 0))).cast(INT)


def contig_lengths(header: Header) -> dict[str, int]:
    """Return the contigs that a header declares, with their lengths (bases); 0: none is written."""
    lengths = {}
    for line in header.text.decode("utf-8", "replace").splitlines():
        if line.startswith("##contig=<"):
            fields = dict(part.partition("=")[::2] for part in line[len("##contig=<") :].rstrip(">").split(","))
            length = fields.get("length", "0")
            lengths[fields.get("ID", "")] = int(length) if length.isdecimal() else 0
    return lengths


def info_descriptions(header: Header, tags: Many[str]) -> dict[str, str]:
    """Return of INFO fields that a header declares what it says of each."""
    found = {}
    for line in header.text.decode("utf-8", "replace").splitlines():
        if line.startswith("##INFO=<"):
            name = line.partition("ID=")[2].partition(",")[0]
            if name in tags:
                found[name] = line.partition('Description="')[2].rpartition('"')[0]
    return found
