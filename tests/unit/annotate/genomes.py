"""Small genomes with one transcript, and alleles on them, as hypothesis draws them."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from .oracle import CODE
from .oracle import Allele
from .oracle import Edit
from .oracle import Model
from .oracle import applied
from .oracle import turned

SENSE = tuple(codon for codon, residue in CODE.items() if residue != "*")
STOPS = tuple(codon for codon, residue in CODE.items() if residue == "*")
FEW = ("GAA", "AAG", "CAG", "GCC", "ATG", "TTT")
"""Codons that are drawn often, so that there are repeats to shift along."""
FLANK = 30
SHORTEST_INTRON = 20
"""An intron of 13 bases and more is not taken for a gap of the alignment."""


@dataclass(frozen=True)
class Case:
    """A genome with its transcript."""

    genome: str
    model: Model


def _repetitive(smallest: int, largest: int) -> st.SearchStrategy[str]:
    """Bases with runs and short repeats."""
    pieces = st.lists(st.sampled_from(("A", "C", "G", "T", "AC", "GA", "CAG", "TT", "GGT")), min_size=largest)
    return st.tuples(pieces, st.integers(smallest, largest)).map(lambda drawn: "".join(drawn[0])[: drawn[1]])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a genome with one transcript: 1-4 exons, both strands, coding with UTRs or non-coding."""
    codons = draw(st.lists(st.one_of(st.sampled_from(FEW), st.sampled_from(SENSE)), min_size=4, max_size=25))
    five, three = draw(_repetitive(0, 12)), draw(_repetitive(0, 15))
    spliced = five + "ATG" + "".join(codons) + draw(st.sampled_from(STOPS)) + three
    cuts = sorted(draw(st.sets(st.integers(4, len(spliced) - 4), max_size=3)))
    edges = [0, *cuts, len(spliced)]
    genome, exons, at = draw(_repetitive(FLANK, FLANK)), [], []
    for number, (first, behind) in enumerate(pairwise(edges)):
        genome += draw(_repetitive(SHORTEST_INTRON, 2 * SHORTEST_INTRON)) if number else ""
        exons.append((len(genome), len(genome) + behind - first))
        at += range(*exons[-1])
        genome += spliced[first:behind]
    genome += draw(_repetitive(FLANK, FLANK))
    coding = (at[len(five)], at[len(spliced) - len(three) - 1] + 1) if draw(st.integers(0, 5)) else None
    model = Model(tuple(exons), True, coding)
    return Case(genome, model) if draw(st.booleans()) else _reversed(Case(genome, model))


def _reversed(case: Case) -> Case:
    size = len(case.genome)

    def turn(stretch: tuple[int, int]) -> tuple[int, int]:
        return size - stretch[1], size - stretch[0]

    model = case.model
    exons = tuple(turn(exon) for exon in reversed(model.exons))
    return Case(turned(case.genome), Model(exons, False, turn(model.coding) if model.coding else None))


@st.composite
def edits(draw: st.DrawFn, case: Case) -> Edit:
    """Draw an edit inside the transcript: substitutions, insertions, duplications, deletions and others."""
    genome, model = case.genome, case.model
    start = draw(st.integers(model.start, model.end - 1))
    kind = draw(st.sampled_from(("snv", "insertion", "duplication", "deletion", "delins", "inversion")))
    size = draw(st.integers(1, 7))
    end = min(start + size, model.end)
    if kind == "snv":
        return start, start + 1, draw(st.sampled_from(sorted(set("ACGT") - {genome[start]})))
    if kind == "insertion":
        return start, start, draw(st.text("ACGT", min_size=1, max_size=7))
    if kind == "duplication":
        return start, start, genome[start:end]
    if kind == "deletion":
        return start, end, ""
    if kind == "inversion":
        return start, end, turned(genome[start:end])
    return start, end, draw(st.text("ACGT", min_size=1, max_size=7))


def changes(case: Case, edit: Edit) -> bool:
    """Say whether an edit changes the genome."""
    return applied(case.genome, edit) != case.genome


def written(genome: str, edit: Edit, before: int = 1, behind: int = 0) -> Allele:
    """Return an edit as a VCF writes it, with some bases that both alleles share."""
    start, end, bases = edit
    low, high = max(start - before, 0), min(end + behind, len(genome))
    return Allele(low, genome[low:high], genome[low:start] + bases + genome[end:high])
