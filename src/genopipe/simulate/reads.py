"""Paired reads such as a NovaSeq makes: binned qualities, errors that follow them, adapters, duplicates.

Bases are codes while they are worked on: 0-3 for A, C, G, T and 4 for N. Indices are 0-based.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from genopipe.genome import SYNTHETIC
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.simulate.genomes import SEX_UNIT
from genopipe.simulate.genomes import Copy
from genopipe.simulate.genomes import Genome
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import apply_alleles

READ_LENGTH = 150
"""Length of every read (bases)."""

MITOCHONDRIAL_EXCESS = 100 / 30
"""Mitochondrial depth as a multiple of the depth of the rest; far higher in nature, scaled down to keep files small."""

Codes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

_INSERT_MEAN, _INSERT_DEVIATION, _INSERT_LOWEST = 350, 60, 40
_SHORT_FRACTION, _SHORT_MEAN, _SHORT_DEVIATION = 0.02, 120, 30
# Starts are drawn from strata that overlap this many times: depth varies less than by pure chance, so that an allele
# on a single X is seen as often as its depth says.
_UNEVENNESS = 8
_DUPLICATES = 0.04
_INDEL_ERRORS = 0.002
_QUALITIES = np.frombuffer(b"#,:F", dtype=np.uint8)
_ERROR_BY_BIN = np.array([0.0, 10**-1.2, 10**-2.3, 10**-3.7], dtype=np.float32)
_CIRCLE = 1_000
# A spot is tile, x and y in one number. Fragments stand on every 64th y, so that an optical duplicate finds a place.
_TILES, _X, _Y = 936, 20_000, 20_000
_NEIGHBOURS = 64
_PLACES = _TILES * _X * _Y // _NEIGHBOURS
# Illumina TruSeq adapters, read through after a short insert (Illumina adapter sequences, document 1000000002694);
# a two-colour instrument then reads G where nothing is left.
_ADAPTERS = ("AGATCGGAAGAGCACACGTCTGAACTCCAGTCA", "AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGT")
_TO_CODE = np.full(256, 4, dtype=np.uint8)
_TO_CODE[np.frombuffer(b"ACGT", dtype=np.uint8)] = np.arange(4, dtype=np.uint8)
_TO_LETTER = np.frombuffer(b"ACGTN", dtype=np.uint8)


@dataclass(frozen=True)
class Molecule:
    """One chromosome copy from which fragments come.

    Attributes:
        sequence: Its bases.
        depth: Depth that it contributes (reads a base).
    """

    sequence: str
    depth: float


@dataclass(frozen=True)
class Fragments:
    """Sequenced fragments, one element each.

    Attributes:
        start: Index of the first base in the joined molecules.
        length: Insert length (bases).
        reverse: Whether the first mate reads the reverse strand.
        spot: Number of the place on the flow cell; unique.
    """

    start: Indices
    length: Indices
    reverse: npt.NDArray[np.bool_]
    spot: Indices

    def take(self, index: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Fragments":
        """Return some of the fragments, in the order of the index."""
        return Fragments(self.start[index], self.length[index], self.reverse[index], self.spot[index])


def make_molecules(sequences: Mapping[str, str], genome: Genome, depth: float) -> list[Molecule]:
    """Return every chromosome copy of a person with the alleles that it carries.

    Args:
        sequences: Reference sequence by contig.
        genome: The person's genome.
        depth: Depth of a diploid position (reads a base).
    """
    molecules: list[Molecule] = []
    for unit, pair in genome.copies.items():
        for index, copy in enumerate(pair):
            if unit != SEX_UNIT:
                mosaic = {a: f for a, f in genome.mosaic.items() if a.contig == unit and index == 0}
                molecules += _make_autosome(sequences[unit], copy, mosaic, depth / 2)
            elif genome.sex is Sex.MALE and index == 0:
                molecules.append(Molecule(_make_y(sequences, copy), depth / 2))
            else:
                molecules.append(Molecule(apply_alleles(sequences["chrX"], copy), depth / 2))
    return molecules + _make_mitochondria(sequences["chrM"], genome, depth * MITOCHONDRIAL_EXCESS)


def _make_autosome(sequence: str, copy: Copy, mosaic: Mapping[Allele, float], depth: float) -> list[Molecule]:
    """Return one copy of an autosome, and the same of the cells that have a mosaic allele on it besides.

    Args:
        sequence: Reference sequence.
        copy: Alleles of the copy.
        mosaic: Fraction of the reads of both copies by mosaic allele (0-0.5).
        depth: Depth of the copy (reads a base).
    """
    kinds = [(copy, 1 - sum(2 * fraction for fraction in mosaic.values()))]
    kinds += [(copy | {allele}, 2 * fraction) for allele, fraction in mosaic.items()]
    return [Molecule(apply_alleles(sequence, alleles), depth * part) for alleles, part in kinds]


def _make_y(sequences: Mapping[str, str], copy: Copy) -> str:
    """Return a Y chromosome: its own part between the pseudo-autosomal regions of X, each with its alleles."""
    on_x = [region for region in SYNTHETIC.pseudoautosomal if SYNTHETIC.role(region.contig) is Role.X]
    on_y = [region for region in SYNTHETIC.pseudoautosomal if SYNTHETIC.role(region.contig) is Role.Y]
    ends = [
        _stretch(sequences["chrX"], region.start, region.end, [a for a in copy if region.holds(a.contig, a.position)])
        for region in on_x
    ]
    own = [allele for allele in copy if SYNTHETIC.role(allele.contig) is Role.Y]
    return ends[0] + _stretch(sequences["chrY"], on_y[0].end + 1, on_y[1].start - 1, own) + ends[1]


def _stretch(sequence: str, start: int, end: int, alleles: Sequence[Allele]) -> str:
    """Return positions `start` to `end`, 1-based inclusive, with alleles."""
    moved = [replace(allele, position=allele.position - start + 1) for allele in alleles]
    return apply_alleles(sequence[start - 1 : end], moved)


def _make_mitochondria(sequence: str, genome: Genome, depth: float) -> list[Molecule]:
    """Return the kinds of mitochondrial molecules; the circle is drawn out by a part of itself."""
    fixed = {allele for allele, fraction in genome.mitochondrial.items() if fraction >= 1}
    partial = {allele: fraction for allele, fraction in genome.mitochondrial.items() if fraction < 1}
    kinds = [(fixed, 1 - sum(partial.values()))]
    kinds += [(fixed | {allele}, fraction) for allele, fraction in partial.items()]
    made = [(apply_alleles(sequence, alleles), fraction) for alleles, fraction in kinds]
    return [
        Molecule(bases + bases[:_CIRCLE], depth * fraction * len(bases) / (len(bases) + _CIRCLE))
        for bases, fraction in made
    ]


def make_fastq(
    random: np.random.Generator, molecules: Sequence[Molecule], lanes: Sequence[str], flow_cell: str
) -> dict[str, tuple[bytes, bytes]]:
    """Sequence molecules and return the FASTQ text of both mates of each lane.

    Args:
        random: The stream to draw from.
        molecules: The molecules.
        lanes: Lane names that end in a number, such as `L1`.
        flow_cell: Id of the flow cell in the read names.

    Returns:
        FASTQ text of first and second mates, by lane.
    """
    padding = "N" * READ_LENGTH
    joined = _TO_CODE[np.frombuffer((padding.join(m.sequence for m in molecules) + padding).encode(), dtype=np.uint8)]
    fragments = _duplicate(random, _draw_fragments(random, molecules))
    fragments = fragments.take(np.argsort(fragments.spot, kind="stable"))
    shares = np.minimum((random.random(fragments.spot.size) * len(lanes)).astype(np.int64), len(lanes) - 1)
    found: dict[str, tuple[bytes, bytes]] = {}
    for number, lane in enumerate(lanes):
        mine = fragments.take(shares == number)
        name = f"SIM0001:7:{flow_cell}:{lane.removeprefix('L')}"
        first, second = (_format_mates(random, joined, mine, name, mate) for mate in (1, 2))
        found[lane] = (first, second)
    return found


def _draw_fragments(random: np.random.Generator, molecules: Sequence[Molecule]) -> Fragments:
    starts, lengths, offset = [], [], 0
    for molecule in molecules:
        size = len(molecule.sequence)
        number = round(size * molecule.depth / (2 * READ_LENGTH * (1 + _DUPLICATES)))
        length = random.normal(_INSERT_MEAN, _INSERT_DEVIATION, number)
        short = random.random(number) < _SHORT_FRACTION
        length[short] = random.normal(_SHORT_MEAN, _SHORT_DEVIATION, int(short.sum()))
        length = np.clip(length.astype(np.int64), _INSERT_LOWEST, size)
        even = (np.arange(number) + _UNEVENNESS * random.random(number)) / (number + _UNEVENNESS)
        starts.append(offset + (even * (size - length + 1)).astype(np.int64))
        lengths.append(length)
        offset += size + READ_LENGTH
    start, total = np.concatenate(starts), sum(part.size for part in starts)
    spot = random.choice(_PLACES, total, replace=False).astype(np.int64) * _NEIGHBOURS
    return Fragments(start, np.concatenate(lengths), random.random(total) < 0.5, spot)


def _duplicate(random: np.random.Generator, fragments: Fragments) -> Fragments:
    """Add copies of some fragments: half of them beside the first on the flow cell, half anywhere."""
    number = round(fragments.spot.size * _DUPLICATES)
    copies = fragments.take(np.sort(random.choice(fragments.spot.size, number, replace=False)))
    beside = copies.spot + random.integers(1, _NEIGHBOURS // 2, number)
    anywhere = random.choice(_PLACES, number, replace=False) * _NEIGHBOURS + _NEIGHBOURS // 2
    spot = np.where(random.random(number) < 0.5, beside, anywhere)
    copies = replace(copies, spot=spot)
    joined = [
        np.concatenate([getattr(fragments, name), getattr(copies, name)])
        for name in ("start", "length", "reverse", "spot")
    ]
    fragments = Fragments(*joined)
    return fragments.take(np.sort(np.unique(fragments.spot, return_index=True)[1]))


def _format_mates(random: np.random.Generator, joined: Codes, fragments: Fragments, name: str, mate: int) -> bytes:
    """Return the FASTQ text of the first or the second mates."""
    qualities = _draw_qualities(random, fragments.spot.size, mate)
    codes = _read_bases(random, joined, fragments, mate)
    _add_errors(random, codes, qualities)
    return _format_fastq(fragments.spot, name, mate, codes, qualities)


def _read_bases(random: np.random.Generator, joined: Codes, fragments: Fragments, mate: int) -> Codes:
    """Read one mate of each fragment, adapter and all.

    Returns:
        Codes, one row a read of 150 bases.
    """
    number = fragments.spot.size
    step = np.broadcast_to(np.arange(READ_LENGTH), (number, READ_LENGTH)).copy()
    _slip(random, step)
    backward = fragments.reverse ^ (mate == 2)
    forward_index = fragments.start[:, None] + step
    backward_index = (fragments.start + fragments.length - 1)[:, None] - step
    index = np.where(backward[:, None], backward_index, forward_index)
    codes = joined[np.clip(index, 0, joined.size - 1)]
    codes = np.where(backward[:, None] & (codes < 4), 3 - codes, codes).astype(np.uint8)
    beyond = step - fragments.length[:, None]
    adapter = _TO_CODE[np.frombuffer(_ADAPTERS[mate - 1].ljust(READ_LENGTH + 8, "G").encode(), dtype=np.uint8)]
    read: Codes = np.where(beyond >= 0, adapter[np.clip(beyond, 0, None)], codes)
    return read


def _slip(random: np.random.Generator, step: Indices) -> None:
    """Let a few reads skip a base, or read one twice, at a random cycle."""
    rows = np.flatnonzero(random.random(step.shape[0]) < _INDEL_ERRORS)
    cycle = random.integers(10, READ_LENGTH - 10, rows.size)
    shift = np.where(random.random(rows.size) < 0.5, 1, -1)
    step[rows] += np.where(np.arange(READ_LENGTH) >= cycle[:, None], shift[:, None], 0)


def _draw_qualities(random: np.random.Generator, number: int, mate: int) -> Codes:
    """Draw quality bins 0-3 (Q2, Q12, Q23, Q37): worse towards the end, in second mates, and in some reads.

    Returns:
        Bins, one row a read of 150 bases.
    """
    cycle = np.arange(READ_LENGTH, dtype=np.float32) / READ_LENGTH
    by_cycle = (0.015 + 0.06 * cycle**2 + 0.02 * np.exp(-cycle * 40)) * (1.0 if mate == 1 else 1.5)
    by_read = random.gamma(1.5, 1 / 1.5, number).astype(np.float32)
    worse = random.random((number, READ_LENGTH), dtype=np.float32) / (by_cycle * by_read[:, None] + 1e-6)
    return 3 - (worse < 1).astype(np.uint8) - (worse < 0.4).astype(np.uint8) - (worse < 0.005).astype(np.uint8)


def _add_errors(random: np.random.Generator, codes: Codes, qualities: Codes) -> None:
    """Replace bases as often as their quality says; the lowest quality is an N."""
    wrong = random.random(codes.shape, dtype=np.float32) < _ERROR_BY_BIN[qualities]
    wrong &= codes < 4
    codes[wrong] = (codes[wrong] + random.integers(1, 4, int(wrong.sum()), dtype=np.uint8)) % 4
    codes[qualities == 0] = 4
    qualities[codes == 4] = 0


def _format_fastq(spot: Indices, name: str, mate: int, codes: Codes, qualities: Codes) -> bytes:
    """Return FASTQ text; every record has the same length, so that all are written as one matrix of bytes."""
    prefix, suffix = f"@{name}:", f" {mate}:N:0:ACGTTGCA+TGCAACGT\n"
    tile, rest = np.divmod(spot, _X * _Y)
    x, y = np.divmod(rest, _Y)
    surface, tile = np.divmod(tile, _TILES // 2)
    swath, tile = np.divmod(tile, 78)
    numbers = ((surface + 1) * 1000 + (swath + 1) * 100 + tile + 1, x + 10_000, y + 10_000)
    columns = [_constant(prefix, spot.size)]
    for number, width, after in zip(numbers, (4, 5, 5), (":", ":", suffix), strict=True):
        columns += [_digits(number, width), _constant(after, spot.size)]
    columns += [_TO_LETTER[codes], _constant("\n+\n", spot.size), _QUALITIES[qualities], _constant("\n", spot.size)]
    return np.concatenate(columns, axis=1).tobytes()


def _constant(text: str, number: int) -> Codes:
    return np.broadcast_to(np.frombuffer(text.encode(), dtype=np.uint8), (number, len(text)))


def _digits(values: Indices, width: int) -> Codes:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (values[:, None] // powers % 10 + ord("0")).astype(np.uint8)
