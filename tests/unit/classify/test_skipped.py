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
