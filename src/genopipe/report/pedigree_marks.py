"""What stands under each member in the pedigree of a finding: the genotype, and the dot of a carrier."""

from collections.abc import Sequence
from dataclasses import dataclass

from genopipe.pedigree import Affection
from genopipe.report.case import AlleleReport
from genopipe.report.case import GenotypeLine
from genopipe.report.case import PersonLine
from genopipe.report.zygosity import NOT_CALLED

_RECESSIVE = frozenset(
    {
        "recessive_homozygous",
        "compound_heterozygous",
        "recessive_with_deletion",
        "x_linked_recessive",
        "pseudo_dominant",
    }
)
_SHORT = {"heterozygous": "het", "homozygous": "hom", NOT_CALLED: NOT_CALLED}
_STARTS = {"hemizygous": "hemi", "does not carry it": "without", "mitochondrial, ": ""}


@dataclass(frozen=True)
class Mark:
    """What is drawn of one person's genotype.

    Attributes:
        lines: Texts below the person, one an allele.
        words: The same in full, for a title, one an allele.
        carrier: An unaffected carrier of one copy of a recessive allele.
    """

    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    carrier: bool = False


def _short(zygosity: str) -> str:
    for start, word in _STARTS.items():
        if zygosity.startswith(start):
            return word or zygosity.removeprefix(start)
    return _SHORT.get(zygosity, "see the table")


def _line(genotype: GenotypeLine) -> str:
    told = _short(genotype.zygosity)
    alone = genotype.genotype is None or told == NOT_CALLED or genotype.zygosity.startswith("mitochondrial")
    return told if alone else f"{genotype.genotype} {told}"


def _recessive(allele: AlleleReport) -> bool:
    """Say whether every mode that counts for the finding is recessive: those of the panel, else all that fit."""
    fits = [mode for mode in allele.modes if mode.answer == "fits"]
    counts = [mode for mode in fits if mode.in_panel] or fits
    return bool(counts) and all(mode.mode in _RECESSIVE for mode in counts)


def alleles_drawn(allele: AlleleReport, findings: Sequence[AlleleReport]) -> list[AlleleReport]:
    """Return a finding and those findings of its gene that are its partners."""
    partners = [
        other
        for other in findings
        if other.allele in allele.partners and other.gene == allele.gene and other.allele != allele.allele
    ]
    return [allele, *partners]


def make_marks(drawn: Sequence[AlleleReport], people: Sequence[PersonLine]) -> dict[str, Mark]:
    """Return what stands below each member who has data.

    Args:
        drawn: The finding first, then its partners; with partners each line begins with a letter.
        people: The family.
    """
    affections = {person.person: person.affection for person in people}
    found: dict[str, list[GenotypeLine]] = {}
    for allele in drawn:
        for line in allele.genotypes:
            found.setdefault(line.person, []).append(line)
    letters = [f"{chr(ord('a') + number)} " for number in range(len(drawn))] if len(drawn) > 1 else [""]
    recessive = _recessive(drawn[0])
    marks = {}
    for person, lines in found.items():
        told = tuple(f"{letter}{_line(line)}" for letter, line in zip(letters, lines, strict=True))
        words = tuple(f"{letter}{line.zygosity}" for letter, line in zip(letters, lines, strict=True))
        healthy = affections.get(person) is Affection.UNAFFECTED
        one_copy = [line for line in lines if line.zygosity == "heterozygous"]
        none = [line for line in lines if line.zygosity.startswith("does not carry it")]
        carrier = recessive and healthy and len(one_copy) == 1 and len(one_copy) + len(none) == len(lines)
        marks[person] = Mark(told, words, carrier)
    return marks
