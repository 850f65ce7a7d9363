"""What reads show of an allele: right counts for every kind, wherever the aligner put the difference."""

import random

import pysam
import pytest

from genopipe.errors import InputError
from genopipe.io.aligned_reads import open_reads
from genopipe.recount.count import Count
from genopipe.recount.count import count_reads
from genopipe.recount.shape import REACH
from genopipe.recount.shape import make_shape
from unit.recount import mosaic
from unit.recount.mosaic import Placed
from unit.recount.mosaic import Planted

REFERENCE = mosaic.sequence()
QUALITY = 13


def planted(position: int, lost: int = 0, added: str = "", alt: str = "") -> Planted:
    """Return an allele at a 1-based position: a deletion, an insertion, or a substitution by `alt`."""
    start = position - 1
    if alt:
        return Planted(position, REFERENCE[start : start + len(alt)], alt)
    return Planted(position, REFERENCE[start : start + 1 + lost], REFERENCE[start] + added)


def unlike(position: int, length: int) -> str:
    """Return bases that all differ from the reference."""
    return "".join("ACGT"[("ACGT".index(base) + 1) % 4] for base in REFERENCE[position - 1 : position - 1 + length])


SNV = planted(1200, alt=unlike(1200, 1))
KINDS = {
    "snv": SNV,
    "mnv": planted(1200, alt=unlike(1200, 3)),
    "insertion of one": Planted(1200, REFERENCE[1199], REFERENCE[1199] + unlike(1201, 1)),
    "insertion of 8": planted(1200, added="GATTACAG"),
    "insertion of 40": planted(1200, added="GATCCTGAACGTTAGCCATGACCTTGGACATTGCAAGGTC"),
    "deletion of one": planted(1300, lost=1),
    "deletion of 8": planted(1200, lost=8),
    "deletion of 60": planted(1200, lost=60),
    "run of A, longer": planted(500, added="A"),
    "run of A, shorter": planted(500, lost=1),
    "CA once more": planted(800, added="CA"),
    "CA once less": planted(800, lost=2),
    "both": Planted(1200, REFERENCE[1199:1204], unlike(1200, 1) + unlike(1204, 1)),
}


def shape_of(allele: Planted):
    start, end = allele.position - 1, allele.position - 1 + len(allele.ref)
    before, behind = REFERENCE[max(0, start - REACH) : start], REFERENCE[end : end + REACH]
    return make_shape(allele.position, allele.ref, allele.alt, before, behind)


@pytest.fixture(scope="module")
def fasta(tmp_path_factory):
    return mosaic.write_reference(tmp_path_factory.mktemp("reference"), REFERENCE)


def counted(folder, fasta, allele: Planted, reads: list[Placed], mapping_quality: int = 20) -> Count:
    shape = shape_of(allele)
    assert not isinstance(shape, str)
    bam = mosaic.write_bam(folder / "mum.bam", "mum", len(REFERENCE), reads)
    with open_reads(bam, fasta, "mum") as file:
        over = file.over(mosaic.CONTIG, shape.start - 1, shape.right + 1, mapping_quality)
        return count_reads(over, shape, QUALITY)


def references(allele: Planted, number: int) -> list[Placed]:
    """Return reads of the reference that reach well over the allele and its repeat."""
    start = allele.position - 30
    return [mosaic.plain(f"ref{i}", REFERENCE, start + i % 5) for i in range(number)]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("alt", [0, 2, 3])
def test_a_mosaic_of_every_kind_is_counted(tmp_path, fasta, name: str, alt: int):
    allele = KINDS[name]
    reads = references(allele, 30)
    reads += [mosaic.carrying(f"alt{i}", REFERENCE, allele, before=20 + i) for i in range(alt)]
    assert counted(tmp_path, fasta, allele, reads) == Count(30, alt, 0)


@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("snv", "mnv", "both")])
@pytest.mark.parametrize("way", ["gap", "clip_right", "clip_left", "mismatch"])
def test_an_indel_is_seen_wherever_the_aligner_put_it(tmp_path, fasta, name: str, way: str):
    allele = KINDS[name]
    reads = references(allele, 12)
    reads += [mosaic.carrying(f"alt{i}", REFERENCE, allele, before=20 + i, way=way) for i in range(4)]
    count = counted(tmp_path, fasta, allele, reads)
    assert count.ref == 12
    if way == "clip_left" and name.startswith(("run", "CA")):  # no base is aligned behind the repeat: cannot tell
        assert count.alt in (0, 4)
    else:
        assert count.alt == 4


@pytest.mark.parametrize("name", ["insertion of 40", "deletion of 60"])
def test_a_read_that_ends_inside_the_allele_counts_too(tmp_path, fasta, name: str):
    allele = KINDS[name]
    reads = [mosaic.carrying("alt", REFERENCE, allele, before=mosaic.LENGTH - 15, way="clip_right")]
    assert counted(tmp_path, fasta, allele, reads) == Count(0, 1, 0)


def test_a_read_that_ends_in_the_repeat_says_nothing(tmp_path, fasta):
    allele = KINDS["run of A, longer"]
    ends_inside = mosaic.plain("a", REFERENCE, 508 - mosaic.LENGTH)
    starts_inside = mosaic.plain("b", REFERENCE, 505)
    assert counted(tmp_path, fasta, allele, [ends_inside, starts_inside]).depth == 0


def test_another_allele_is_neither(tmp_path, fasta):
    other = Planted(1200, SNV.ref, next(base for base in "ACGT" if base not in (SNV.ref, SNV.alt)))
    deletion = Planted(1199, REFERENCE[1198:1200], REFERENCE[1198])
    longer = Planted(500, "G", "GAA")
    reads = [mosaic.carrying("other", REFERENCE, other, 40), mosaic.carrying("gap", REFERENCE, deletion, 40)]
    assert counted(tmp_path, fasta, SNV, reads) == Count(0, 0, 2)
    read = mosaic.carrying("two", REFERENCE, longer, 40)
    assert counted(tmp_path, fasta, KINDS["run of A, longer"], [read]) == Count(0, 0, 1)


def test_a_part_of_a_substitution_is_neither(tmp_path, fasta):
    part = Planted(1200, REFERENCE[1199], KINDS["mnv"].alt[0])
    assert counted(tmp_path, fasta, KINDS["mnv"], [mosaic.carrying("part", REFERENCE, part, 40)]) == Count(0, 0, 1)


def test_mates_that_overlap_are_one_read(tmp_path, fasta):
    pair = [mosaic.carrying("pair", REFERENCE, SNV, before) for before in (80, 20)]
    assert counted(tmp_path, fasta, SNV, pair) == Count(0, 1, 0)
    odd = [mosaic.carrying("odd", REFERENCE, SNV, 80), mosaic.plain("odd", REFERENCE, 1180)]
    assert counted(tmp_path, fasta, SNV, odd) == Count(0, 0, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"quality": QUALITY - 1},
        {"mapping_quality": 19},
        *({"flag": flag} for flag in (pysam.FDUP, pysam.FSECONDARY, pysam.FSUPPLEMENTARY, pysam.FQCFAIL)),
    ],
)
def test_poor_reads_are_not_counted(tmp_path, fasta, more: dict[str, int]):
    assert counted(tmp_path, fasta, SNV, [mosaic.carrying("poor", REFERENCE, SNV, 40, **more)]).depth == 0


def test_qualities_at_the_threshold_are_counted(tmp_path, fasta):
    read = mosaic.carrying("just", REFERENCE, SNV, 40, quality=QUALITY, mapping_quality=20)
    assert counted(tmp_path, fasta, SNV, [read]) == Count(0, 1, 0)


def test_reads_that_gave_the_indel_to_a_snv_beside_it_are_told_apart(tmp_path, fasta):
    near = Planted(1206, REFERENCE[1205], unlike(1206, 1))
    reads = [mosaic.carrying("near", REFERENCE, near, 50)]
    assert counted(tmp_path, fasta, KINDS["insertion of one"], reads) == Count(1, 0, 0)


@pytest.mark.parametrize("seed", range(60))
def test_random_indels_and_reads(tmp_path, fasta, seed: int):
    chance = random.Random(seed)
    position = chance.randrange(200, 1700)
    while True:
        lost, added = chance.choice([(0, chance.randrange(1, 12)), (chance.randrange(1, 30), 0)])
        allele = planted(position, lost=lost, added="".join(chance.choice("ACGT") for _ in range(added)))
        if allele.ref[-1] != allele.alt[-1]:  # left-aligned, as the tables have it
            break
        position += 1
    shape = shape_of(allele)
    assert not isinstance(shape, str)
    zone = shape.right - shape.start
    reads, alt, ref = [], chance.randrange(6), chance.randrange(6)
    widest = mosaic.LENGTH - zone - len(allele.alt) - 12
    for number in range(alt):
        way = chance.choice(["gap", "clip_right", "mismatch"])
        reads.append(mosaic.carrying(f"alt{number}", REFERENCE, allele, chance.randrange(6, widest), way=way))
    reads += [
        mosaic.plain(f"ref{number}", REFERENCE, shape.start - chance.randrange(6, widest)) for number in range(ref)
    ]
    count = counted(tmp_path, fasta, allele, reads)
    assert (count.ref, count.alt, count.other) == (ref, alt, 0)


@pytest.mark.parametrize(
    ("ref", "alt", "behind", "word"),
    [
        ("A", "<DEL>", "C" * 60, "symbolic"),
        ("A", "*", "C" * 60, "symbolic"),
        ("A", "A]2:1]", "C" * 60, "symbolic"),
        ("A", "N", "C" * 60, "unknown_bases"),
        ("A", "AC", "N" * 60, "unknown_bases"),
        ("A", "AC", "C" * 600, "repeat"),
    ],
)
def test_what_cannot_be_looked_for_is_named(ref: str, alt: str, behind: str, word: str):
    assert make_shape(100, ref, alt, "G" * 50, behind) == word


def test_reads_of_someone_else_are_refused(tmp_path, fasta):
    bam = mosaic.write_bam(tmp_path / "dad.bam", "dad", len(REFERENCE), references(SNV, 1))
    with pytest.raises(InputError, match="dad, not mum"), open_reads(bam, fasta, "mum"):
        pass


def test_an_alignment_without_an_index_is_refused(tmp_path, fasta):
    bam = mosaic.write_bam(tmp_path / "mum.bam", "mum", len(REFERENCE), references(SNV, 1))
    (tmp_path / "mum.bam.bai").unlink()
    with pytest.raises(InputError, match="samtools index"), open_reads(bam, fasta, "mum"):
        pass
