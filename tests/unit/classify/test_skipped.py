"""What a transcript becomes without an exon, against a plain reading of the letters; which exon a splice site loses."""

import itertools
import random
from pathlib import Path
from typing import Any

import pysam
import pytest

from genopipe.classify.nulls import lost_exons
from genopipe.classify.skipped import Skipped
from genopipe.classify.skipped import Transcript
from genopipe.io.spliced import SplicedSequence

COMPLEMENT = str.maketrans("ACGT", "TGCA")
STOPS = ("TAA", "TAG", "TGA")


def codons(letters: str) -> list[str]:
    """Return whole codons."""
    return [letters[at : at + 3] for at in range(0, len(letters) - 2, 3)]


def coding_letters(chance: random.Random, residues: int) -> str:
    """Return a coding sequence without a stop codon before its end."""
    middle: list[str] = []
    while len(middle) < residues - 1:
        codon = "".join(chance.choices("ACGT", k=3))
        if codon not in STOPS:
            middle.append(codon)
    return "ATG" + "".join(middle) + "TAA"


class Made:
    """A random transcript: exons of letters, with its place on a genome."""

    def __init__(self, folder: Path, seed: int) -> None:
        chance = random.Random(seed)
        self.strand = chance.choice("+-")
        before, behind = (("".join(chance.choices("ACGT", k=chance.randint(0, 40)))) for _ in range(2))
        coding = coding_letters(chance, chance.randint(60, 200))
        self.letters = before + coding + behind
        cuts = sorted(chance.sample(range(5, len(self.letters) - 5), chance.randint(2, 6)))
        edges = [0, *cuts, len(self.letters)]
        self.exons = [self.letters[one:other] for one, other in itertools.pairwise(edges)]
        self.before, self.coding = len(before), len(coding)
        self.row = self._place(folder, chance)

    def _place(self, folder: Path, chance: random.Random) -> dict[str, Any]:
        genome, places = "", []
        for exon in self.exons:
            genome += "".join(chance.choices("ACGT", k=chance.randint(20, 60)))
            places.append((len(genome) + 1, len(genome) + len(exon)))
            genome += exon
        genome += "ACGTACGT"
        at = [place for start, end in places for place in range(start, end + 1)]
        inside = at[self.before : self.before + self.coding]
        if self.strand == "-":
            size = len(genome)
            genome = genome.translate(COMPLEMENT)[::-1]
            places = [(size + 1 - end, size + 1 - start) for start, end in reversed(places)]
            inside = [size + 1 - place for place in inside]
        path = folder / "genome.fa"
        path.write_text(f">chr1\n{genome}\n")
        pysam.faidx(str(path))
        self.sequence = SplicedSequence(path)
        starts, ends = zip(*places, strict=True)
        return {
            "strand": self.strand, "contig": "chr1", "exon_starts": list(starts), "exon_ends": list(ends),
            "cds_start": min(inside), "cds_end": max(inside), "coding_bases": self.coding, "genetic_code": 1,
        }  # fmt: skip

    def expected(self, gone: int) -> tuple[str | None, bool | None]:
        """Return frame and decay without an exon, read letter by letter."""
        spans, at = [], 0
        for exon in self.exons:
            spans.append((at, at + len(exon)))
            at += len(exon)
        first, last = spans[gone - 1]
        coding = range(max(first, self.before), min(last, self.before + self.coding))
        if not coding or self.before in coding:
            return None, None
        kept = [exon for number, exon in enumerate(self.exons, 1) if number != gone]
        read = codons("".join(kept)[self.before :])
        stop = next((number for number, codon in enumerate(read, 1) if codon in STOPS), None)
        if stop is None:
            return None, None
        if len(coding) % 3 == 0 and stop == (self.coding - len(coding)) // 3:
            return "in_frame", False
        junction = sum(map(len, kept[:-1]))
        return "out_of_frame", self.before + 3 * stop <= junction - 50


@pytest.mark.parametrize("seed", range(60))
def test_without_each_exon(tmp_path: Path, seed: int):
    made = Made(tmp_path, seed)
    transcript = Transcript(made.row, made.sequence)
    assert transcript.protein == made.coding // 3 - 1
    for gone in range(1, len(made.exons) + 1):
        found = transcript.without([gone])
        assert (found.frame, found.decay) == made.expected(gone), (seed, gone, found)
        assert (found.problem is None) == (found.frame is not None)
        if found.lost is not None:
            assert 0 < found.lost <= 1


@pytest.mark.parametrize("seed", range(20))
def test_next_methionine(tmp_path: Path, seed: int):
    made = Made(tmp_path, seed)
    read = codons(made.letters[made.before : made.before + made.coding])
    expected = next((number for number, codon in enumerate(read[1:], 2) if codon == "ATG"), None)
    assert Transcript(made.row, made.sequence).next_methionine() == expected


def test_nothing_is_said_of_no_exon():
    assert Skipped() == Skipped(None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("kind", "exon", "intron", "terms", "expected"),
    [
        ("splice", None, "3/9", "splice_donor_variant", [3]),
        ("splice", None, "3/9", "splice_acceptor_variant", [4]),
        ("splice", "3/10", "3/9", "splice_donor_variant&coding_sequence_variant&intron_variant", [3]),
        ("splice", None, None, "splice_donor_variant", []),
        ("exons", "3-4/10", "2-4/9", "splice_acceptor_variant&splice_donor_variant", [3, 4]),
        ("exons", "3/10", "2-3/9", "splice_acceptor_variant&splice_donor_variant", [3]),
    ],
)
def test_which_exon_is_lost(kind: str, exon: str | None, intron: str | None, terms: str, expected: list[int]):
    assert lost_exons(kind, exon, intron, terms) == expected


class Letters:
    """The letters of one contig, in the place of a FASTA file."""

    def __init__(self, genome: str) -> None:
        self.genome = genome

    def bases(self, contig: str, stretches: list[tuple[int, int]], strand: str) -> str:
        """Return the bases of stretches, in the transcript's direction."""
        assert contig == "chr1"
        joined = "".join(self.genome[start - 1 : end] for start, end in stretches)
        return joined if strand == "+" else joined.translate(COMPLEMENT)[::-1]


def transcript(strand: str, exons: list[str], *, before: int = 0, behind: int = 0, code: int | None = 1) -> Transcript:
    """Return a transcript of exons by their letters, ten bases apart; so many bases at its ends are not coding."""
    genome = "C" * 10 + ("C" * 10).join(exons) + "C" * 10
    places, at = [], 10
    for exon in exons:
        places.append((at + 1, at + len(exon)))
        at += len(exon) + 10
    inside = [place for start, end in places for place in range(start, end + 1)]
    inside = inside[before : len(inside) - behind]
    count = len(inside)
    if strand == "-":
        size = len(genome)
        genome = genome.translate(COMPLEMENT)[::-1]
        places = [(size + 1 - end, size + 1 - start) for start, end in reversed(places)]
        inside = [size + 1 - place for place in inside]
    starts, ends = zip(*places, strict=True)
    row = {
        "strand": strand, "contig": "chr1", "exon_starts": list(starts), "exon_ends": list(ends),
        "cds_start": min(inside), "cds_end": max(inside), "coding_bases": count, "genetic_code": code,
    }  # fmt: skip
    return Transcript(row, Letters(genome))  # type: ignore[arg-type]


STRANDS = pytest.mark.parametrize("strand", ["+", "-"])
START, MIDDLE, END = "ATG" + "GCA" * 9, "GCA" * 10, "GCA" * 10 + "TAA"
IN_FRAME = ["CCCCC" + START, MIDDLE, END + "CCCCC"]
NO_CODING, NO_START, NO_STOP = (
    "the exon that would be lost does not code",
    "the exon that would be lost holds the start codon",
    "without the exon no stop codon follows",
)


@STRANDS
def test_where_the_coding_bases_lie(strand: str):
    made = transcript(strand, ["CCCC", *IN_FRAME, "CCCC"], before=9, behind=9)
    assert made.protein == 30
    assert [made.coding_part(number) for number in range(1, 6)] == [0, 30, 30, 33, 0]
    assert [made.first_residue(number) for number in range(1, 5)] == [1, 1, 11, 21]
    assert made.start_exon == 2


@STRANDS
@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ([3], Skipped("in_frame", False, 10 / 30, 11, 20)),
        ([3, 9], Skipped("in_frame", False, 10 / 30, 11, 20)),
        ([0, 3], Skipped("in_frame", False, 10 / 30, 11, 20)),
        ([3, 5], Skipped("in_frame", False, 10 / 30, 11, 20)),
        ([2], Skipped(problem=NO_START)),
        ([2, 3], Skipped(problem=NO_START)),
        ([4], Skipped(problem=NO_STOP)),
        ([3, 4], Skipped(problem=NO_STOP)),
        ([1], Skipped(problem=NO_CODING)),
        ([5], Skipped(problem=NO_CODING)),
        ([0], Skipped(problem=NO_CODING)),
        ([6], Skipped(problem=NO_CODING)),
        ([], Skipped(problem=NO_CODING)),
    ],
)
def test_what_is_lost(strand: str, gone: list[int], expected: Skipped):
    assert transcript(strand, ["CCCC", *IN_FRAME, "CCCC"], before=9, behind=9).without(gone) == expected


@STRANDS
def test_a_stop_codon_at_the_very_end_is_found(strand: str):
    assert transcript(strand, [START, MIDDLE, END]).without([2]).frame == "in_frame"


@STRANDS
def test_a_stop_codon_that_the_new_junction_makes(strand: str):
    exons = [START + "TA", "G" + "GCA" * 9 + "GC", "ACA" + "GCA" * 9 + "TAA"]
    made = transcript(strand, exons)
    assert made.protein == 30
    assert made.without([2]) == Skipped("out_of_frame", False, 20 / 30, 11, 30)


SHIFTED = "CT" + "GTG" + "ACA"
"""Read from its first base, the second codon is a stop codon."""


@STRANDS
@pytest.mark.parametrize(("length", "decays"), [(55, False), (56, True), (57, True)])
def test_how_far_before_the_last_junction_a_stop_codon_must_lie(strand: str, length: int, decays: bool):
    rest = ("GCA" * 30)[: length - len(SHIFTED)]
    after = ("GCA" * 30)[length - len(SHIFTED) :] + "TAA"
    exons = ["CCCCC" + START, MIDDLE + "G", SHIFTED + rest, after + "CCCCC"]
    made = transcript(strand, exons, before=5, behind=5)
    assert made.protein == 53
    assert made.without([2]) == Skipped("out_of_frame", decays, 43 / 53, 11, 53)


@STRANDS
@pytest.mark.parametrize(
    ("codon", "code", "stop"),
    [("TGA", 1, True), ("TGA", 2, False), ("AGA", 1, False), ("AGG", 2, True), ("TAG", 2, True), ("TGA", 11, True)],
)
def test_the_stop_codons_of_a_genetic_code(strand: str, codon: str, code: int, stop: bool):
    exons = [START + codon[0], "CC" + "GCA" * 9 + "G", codon[1:] + MIDDLE + "TAA"]
    made = transcript(strand, exons, code=code)
    assert made.without([2]).frame == ("out_of_frame" if stop else "in_frame")


@STRANDS
def test_a_genetic_code_that_is_not_given_is_the_standard_one(strand: str):
    made = transcript(strand, IN_FRAME, before=5, behind=5, code=None)
    assert made.code == 1


@STRANDS
@pytest.mark.parametrize(
    ("codons_behind", "expected"),
    [
        (["GCA"] * 5, None),
        (["ATG"] + ["GCA"] * 4, 2),
        (["GCA"] * 2 + ["ATG", "ATG", "GCA"], 4),
        (["GCA"] * 4 + ["ATG"], 6),
        (["CAT", "GCA", "GCA", "GCA", "GCA"], None),
    ],
)
def test_where_the_next_methionine_stands(strand: str, codons_behind: list[str], expected: int | None):
    letters = "CC" + "ATG" + "".join(codons_behind) + "TAA" + "ATG"
    for cut in (4, 9):
        made = transcript(strand, [letters[:cut], letters[cut:]], before=2, behind=3)
        assert made.next_methionine() == expected


@STRANDS
def test_the_first_and_the_last_exon(strand: str):
    made = transcript(strand, IN_FRAME, before=5, behind=5)
    assert made.without([1]) == Skipped(problem=NO_START)
    assert made.without([3]) == Skipped(problem=NO_STOP)
    assert made.start_exon == 1


@STRANDS
def test_a_start_codon_in_the_last_exon(strand: str):
    made = transcript(strand, ["CCCC", START + "TAA"], before=4)
    assert made.start_exon == 2
    assert made.without([2]) == Skipped(problem=NO_START)


def test_every_exon_has_two_ends():
    row = {
        "strand": "+", "contig": "chr1", "exon_starts": [1, 50], "exon_ends": [40], "cds_start": 1, "cds_end": 39,
        "coding_bases": 39, "genetic_code": 1,
    }  # fmt: skip
    with pytest.raises(ValueError, match="shorter"):
        Transcript(row, Letters("ACGT"))  # type: ignore[arg-type]
