"""An oracle in plain Python: what an allele does to a transcript, found by doing it, and by trying every place.

Written from the HGVS Nomenclature v21.1 (General recommendations; DNA; Protein) and the definitions of the Sequence
Ontology, not from the engine. Slow, and silent (`None`) where the standards leave a choice. Positions are 0-based,
stretches half-open; an allele is `(start, end, bases)`: bases that replace `genome[start:end]`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

LETTERS = "TCAG"
RESIDUES = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
"""The standard code (NCBI transl_table 1), codons in the order TTT, TTC, TTA ... GGG."""
CODE = {a + b + c: RESIDUES[16 * i + 4 * j + k]
        for i, a in enumerate(LETTERS) for j, b in enumerate(LETTERS) for k, c in enumerate(LETTERS)}  # fmt: skip
NAMES = dict(
    zip(
        "ACDEFGHIKLMNPQRSTVWY*",
        re.findall("...", "AlaCysAspGluPheGlyHisIleLysLeuMetAsnProGlnArgSerThrValTrpTyrTer"),
        strict=True,
    )
)
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")

Edit = tuple[int, int, str]


class Allele(NamedTuple):
    """An allele as a VCF writes it, but 0-based."""

    position: int
    ref: str
    alt: str


@dataclass(frozen=True)
class Model:
    """A transcript.

    Attributes:
        exons: In the order of the genome.
        forward: Its strand.
        coding: From the lowest to behind the highest coding base, the stop codon included; None: non-coding.
    """

    exons: tuple[tuple[int, int], ...]
    forward: bool = True
    coding: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        return self.exons[0][0]

    @property
    def end(self) -> int:
        return self.exons[-1][1]

    def bases(self) -> list[int]:
        """Return the genomic position of each base, in the order of the transcript."""
        places = [place for start, end in self.exons for place in range(start, end)]
        return places if self.forward else places[::-1]

    def holds(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.exons)


def turned(bases: str) -> str:
    return bases.translate(COMPLEMENT)[::-1]


def edit_of(allele: Allele) -> Edit:
    """Return the change without shared bases, those at the front taken off first, as a VCF places them."""
    position, ref, alt = allele
    while ref and alt and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return position, position + len(ref), alt


def applied(genome: str, edit: Edit) -> str:
    start, end, bases = edit
    return genome[:start] + bases + genome[end:]


def places_of(genome: str, edit: Edit) -> list[Edit]:
    """Return every edit of the same kind that makes the same genome, by position: all are tried."""
    start, end, bases = edit
    if end > start and bases:
        return [edit]
    wanted, size = applied(genome, edit), end - start
    found = []
    for place in range(len(genome) - size + 1):
        tried = (place, place + size, wanted[place : place + len(bases)])
        if applied(genome, tried) == wanted:
            found.append(tried)
    return found


def last_place(genome: str, edit: Edit, forward: bool, inside: tuple[int, int] | None = None) -> Edit:
    """Return the most 3' of the equal edits (General recommendations, the 3' rule), inside a stretch where given."""
    found = places_of(genome, edit)
    if inside is not None:
        low, high = inside
        kept = [item for item in found if low <= item[0] and item[1] <= high]
        kept = [item for item in kept if item[0] < item[1] or low < item[0] < high]
        found = kept or found
    return found[-1] if forward else found[0]


def described(genome: str, edit: Edit, forward: bool, number: Callable[[int], str | None]) -> str | None:
    """Describe an edit that is already the most 3' one.

    Args:
        genome: The genome.
        edit: The edit.
        forward: The description runs with the genome.
        number: Gives a position's number; None: it has none.

    Returns:
        Such as `5_6insAC`; None: a position that is needed has no number.
    """
    start, end, bases = edit
    there = genome[start:end]
    if not forward:
        there, bases = turned(there), turned(bases)

    def span(low: int, high: int) -> str | None:
        ends = (low, high - 1) if forward else (high - 1, low)
        numbers = [number(place) for place in ends]
        if None in numbers:
            return None
        return numbers[0] if ends[0] == ends[1] else f"{numbers[0]}_{numbers[1]}"

    if start == end:
        size = len(bases)
        before = (start - size, start) if forward else (start, start + size)
        copied = genome[max(before[0], 0) : before[1]]
        if before[0] >= 0 and (copied if forward else turned(copied)) == bases:
            where = span(*before)
            if where is not None:
                return where + "dup"
        where = span(start - 1, start + 1)
        return where and f"{where}ins{bases}"
    where = span(start, end)
    if where is None:
        return None
    if not bases:
        return where + "del"
    if len(there) == len(bases) == 1:
        return f"{where}{there}>{bases}"
    return where + ("inv" if bases == turned(there) else f"delins{bases}")


def genomic(genome: str, allele: Allele) -> str | None:
    """Return the g. description, without accession and `g.`."""
    edit = last_place(genome, edit_of(allele), forward=True)
    return described(genome, edit, True, lambda place: str(place + 1) if 0 <= place < len(genome) else None)


def numbering(model: Model) -> dict[int, str]:
    """Return the c. (n. for a non-coding transcript) number of each genomic base of a transcript, introns included."""
    bases = model.bases()
    index = {place: at for at, place in enumerate(bases)}
    names = [str(at + 1) for at in range(len(bases))]
    if model.coding:
        ends = sorted(index[place] for place in (model.coding[0], model.coding[1] - 1))
        names = [
            str(at - ends[0]) if at < ends[0] else f"*{at - ends[1]}" if at > ends[1] else str(at - ends[0] + 1)
            for at in range(len(bases))
        ]
    found = {place: names[at] for place, at in index.items()}
    for (_, low), (high, _) in zip(model.exons, model.exons[1:], strict=False):
        for place in range(low, high):
            five, three = (place - low + 1, high - place) if model.forward else (high - place, place - low + 1)
            before, after = (low - 1, high) if model.forward else (high, low - 1)
            # the base in the middle belongs to the exon before it (Numbering, introns)
            found[place] = f"{found[before]}+{five}" if five <= three else f"{found[after]}-{three}"
    return found


def inside(genome: str, model: Model, allele: Allele) -> bool:
    """Say whether every equal place of an allele lies inside the transcript: at its ends there is a choice."""
    return all(model.start < start and end < model.end for start, end, _ in places_of(genome, edit_of(allele)))


def coding_description(genome: str, model: Model, allele: Allele) -> str | None:
    """Return the c. or n. description with its system, without accession; None: not on the transcript."""
    names = numbering(model)
    edit = last_place(genome, edit_of(allele), model.forward, (model.start, model.end))
    text = described(genome, edit, model.forward, names.get)
    return text and ("c." if model.coding else "n.") + text


def translated(bases: str) -> str:
    """Translate up to and with the first stop codon; a codon that is not whole is left out."""
    found = ""
    for at in range(0, len(bases) - 2, 3):
        found += CODE.get(bases[at : at + 3], "X")
        if found[-1] == "*":
            break
    return found


class Proteins(NamedTuple):
    """A protein before and after an edit.

    Attributes:
        before: Residues with the stop.
        after: Residues with the stop, if one follows.
        first: First coding base that the edit touches, 0-based; of an insertion the base behind it.
        behind: Coding base behind the last one that it touches.
        size: Bases inserted.
    """

    before: str
    after: str
    first: int
    behind: int
    size: int


def proteins(genome: str, model: Model, edit: Edit) -> Proteins | None:
    """Translate before and after an edit that lies in one exon's coding bases; None: it does not, or no whole frame."""
    start, end, bases = edit
    touched = range(start, end) if end > start else range(start - 1, start + 1)
    inside = model.coding is not None and all(model.coding[0] <= place < model.coding[1] for place in touched)
    if not inside or not any(low <= touched[0] and touched[-1] < high for low, high in model.exons):
        return None
    order = model.bases()
    spliced = "".join(genome[place] for place in order)
    if not model.forward:
        spliced, bases = spliced.translate(COMPLEMENT), turned(bases)
    index = {place: at for at, place in enumerate(order)}
    assert model.coding
    ends = sorted(index[place] for place in (model.coding[0], model.coding[1] - 1))
    at = sorted(index[place] for place in touched)
    first, behind = (at[1], at[1]) if end == start else (at[0], at[-1] + 1)
    before = translated(spliced[ends[0] :])
    if 3 * len(before) != ends[1] - ends[0] + 1 or before[-1] != "*" or before[0] != "M":
        return None
    after = translated(spliced[ends[0] : first] + bases + spliced[behind:])
    return Proteins(before, after, first - ends[0], behind - ends[0], len(bases))


def _spelled(residues: str) -> str:
    return "".join(NAMES[residue] for residue in residues)


def _stop_after(after: str, first: int) -> str:
    return str(len(after) - first) if after.endswith("*") else "?"


def _span(before: str, first: int, behind: int) -> str:
    one = f"{NAMES[before[first]]}{first + 1}"
    return one if behind - first == 1 else f"{one}_{NAMES[before[behind - 1]]}{behind}"


def protein_description(found: Proteins) -> str | None:  # noqa: PLR0911 - one clause of the standard a line
    """Return the p. description in brackets, without accession and `p.`; None: the standard leaves a choice."""
    before, after = found.before, found.after
    shift = found.size - (found.behind - found.first)
    if after[:1] != "M":
        return "?"  # Protein, substitution: the consequence of a lost start is not known
    if before == after:
        return _unchanged(found)
    first = next(at for at in range(len(before)) if before[at : at + 1] != after[at : at + 1])
    if first == 0:
        return None
    if before[first] == "*":  # Protein, extension; residues inserted before the stop may also be an insertion
        if found.size > found.behind - found.first and shift % 3 == 0:
            return None
        return (
            f"(Ter{first + 1}{NAMES[after[first]]}extTer{_stop_in_tail(after, first)})" if first < len(after) else None
        )
    if first >= len(after):
        return None
    if after[first] == "*":  # Protein, substitution: a stop at once is nonsense, also behind a shifted frame
        return f"({NAMES[before[first]]}{first + 1}Ter)" if shift % 3 or _one_codon(found) else None
    if shift % 3:  # Protein, frame shift
        return f"({NAMES[before[first]]}{first + 1}{NAMES[after[first]]}fsTer{_stop_after(after, first)})"
    return _in_frame(found, first)


def _stop_in_tail(after: str, first: int) -> str:
    """The new stop is counted from the residue behind the old one's place (Protein, extension)."""
    return str(len(after) - 1 - first) if after.endswith("*") else "?"


def _one_codon(found: Proteins) -> bool:
    """Say whether one codon becomes another."""
    return found.size == found.behind - found.first and found.first // 3 == (found.behind - 1) // 3


def _unchanged(found: Proteins) -> str | None:
    if not _one_codon(found):
        return None
    at = found.first // 3
    return f"({NAMES[found.before[at]]}{at + 1}=)"


def _in_frame(found: Proteins, first: int) -> str | None:
    before, after = found.before, found.after
    codons = (found.size - (found.behind - found.first)) // 3
    if len(after) != len(before) + codons or not after.endswith("*"):
        return None  # another stop: Protein, deletion-insertion, where the standard names several ways
    tail = 0
    while tail < min(len(before), len(after)) - first and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    lost, new = before[first : len(before) - tail], after[first : len(after) - tail]
    if not new:
        return f"({_span(before, first, first + len(lost))}del)"
    if not lost:
        if before[first - len(new) : first] == new and first >= len(new):
            return f"({_span(before, first - len(new), first)}dup)"
        return f"({_span(before, first - 1, first + 1)}ins{_spelled(new)})"
    if len(lost) == len(new) == 1:
        return f"({NAMES[lost]}{first + 1}{NAMES[new]})"
    return f"({_span(before, first, first + len(lost))}delins{_spelled(new)})"


def protein_change(genome: str, model: Model, allele: Allele) -> str | None:
    """Return the p. description of an allele, without accession and `p.`; None: not asked of the oracle."""
    tried = [proteins(genome, model, edit) for edit in places_of(genome, edit_of(allele))]
    if None in tried:
        return None  # one of its equal places touches an intron, a UTR or another exon: what happens is not certain
    found = tried[-1 if model.forward else 0]
    return found and protein_description(found)


def intron_terms(model: Model, place: int) -> set[str]:
    """Return the splice and intron terms of one base, before terms exclude one another (Sequence Ontology)."""
    found: set[str] = set()
    for (_, low), (high, _) in zip(model.exons, model.exons[1:], strict=False):
        five = place - low + 1 if model.forward else high - place  # from the donor's side, 1 the first intron base
        three = high - place if model.forward else place - low + 1  # from the acceptor's side
        size = high - low
        inside = 1 <= five <= size
        found |= {"splice_donor_variant"} if five in (1, 2) and inside else set()
        found |= {"splice_acceptor_variant"} if three in (1, 2) and inside else set()
        found |= {"intron_variant"} if inside and min(five, three) > 2 else set()
        found |= {"splice_donor_5th_base_variant"} if five == 5 and inside else set()
        found |= {"splice_donor_region_variant"} if five in (3, 4, 6) and inside else set()
        found |= {"splice_polypyrimidine_tract_variant"} if 3 <= three <= 17 and inside else set()
        edge = (3 <= five <= 8 or 3 <= three <= 8) if inside else -2 <= five <= 0 or -2 <= three <= 0
        found |= {"splice_region_variant"} if edge else set()
    return found


def settled(terms: set[str]) -> set[str]:
    """Leave out what a more severe term of the same site includes."""
    nearer = {"splice_donor_variant", "splice_acceptor_variant", "splice_donor_5th_base_variant"}
    if terms & {*nearer, "splice_donor_region_variant"}:
        terms = terms - {"splice_region_variant"}
    if terms & {"splice_donor_variant", "splice_donor_5th_base_variant"}:
        terms = terms - {"splice_donor_region_variant"}
    return terms


def substitution_terms(genome: str, model: Model, allele: Allele) -> set[str] | None:  # noqa: PLR0911 - as above
    """Return all SO terms of a substitution of one base inside a transcript; None: not asked of the oracle."""
    place = allele.position
    terms = settled(intron_terms(model, place))
    exonic = model.holds(place)
    if not model.coding:
        return terms | ({"non_coding_transcript_exon_variant"} if exonic else {"non_coding_transcript_variant"})
    if not exonic:
        return terms
    if not model.coding[0] <= place < model.coding[1]:
        five = (place < model.coding[0]) == model.forward
        return terms | {"5_prime_UTR_variant" if five else "3_prime_UTR_variant"}
    found = proteins(genome, model, edit_of(allele))
    if found is None:
        return None
    codon = found.first // 3
    old, new = found.before[codon], found.after[codon]
    if codon == 0:
        return terms | {"start_lost"}
    if old == "*":
        return terms | {"stop_retained_variant" if new == "*" else "stop_lost"}
    return terms | {"stop_gained" if new == "*" else "synonymous_variant" if new == old else "missense_variant"}
