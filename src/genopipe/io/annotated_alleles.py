"""Which ALT of a record an annotator's entry speaks of.

Annotators name an allele by its bases, and not in one way: VEP takes the first base off where the whole record
shares it and writes `-` for nothing; with `--minimal` it trims each allele alone; snpEff writes ALT as it stands; for
structural alleles VEP writes a word. A record that was split after it was annotated carries entries of other alleles.
An entry whose name fits two alleles, or an allele that two names fit, is set aside with the reason, never guessed.

Source: Ensembl VEP documentation, "Output formats" (Allele, ALLELE_NUM) and "Input formats" (VCF, structural
variants); "Variant annotations in VCF format" 1.0 (ANN, field Allele).
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

NOTHING = "-"
SPANNING = "*"
# Sequence Ontology words by which VEP names the class of a structural allele, with the VCF types that have it.
CLASS_WORDS: Mapping[str, tuple[str, ...]] = {
    "deletion": ("DEL", "CN0"),
    "insertion": ("INS",),
    "mobile_element_insertion": ("INS",),
    "Alu_insertion": ("INS",),
    "LINE1_insertion": ("INS",),
    "SVA_insertion": ("INS",),
    "duplication": ("DUP",),
    "tandem_duplication": ("DUP",),
    "inversion": ("INV",),
    "copy_number_variation": ("CNV", "CN"),
    "copy_number_gain": ("CNV", "CN", "DUP"),
    "copy_number_loss": ("CNV", "CN", "DEL"),
    "tandem_repeat": ("CNV:TR", "STR"),
    "chromosome_breakpoint": ("BND",),
    "sequence_alteration": ("",),
}


class EntryAllele(NamedTuple):
    """How an entry names its allele.

    Attributes:
        text: The name as written; empty: the annotator names none.
        number: Number of the ALT, 1 the first (ALLELE_NUM); None: not written.
    """

    text: str
    number: int | None = None


class Match(NamedTuple):
    """Which ALT an entry speaks of.

    Attributes:
        alternative: 0-based number of the ALT; None: not known.
        reason: How it was found, or why it was not.
    """

    alternative: int | None
    reason: str


def is_symbolic(alt: str) -> bool:
    """Say whether ALT is no sequence: `<DEL>`, a breakend, or nothing."""
    return alt.startswith(("<", ".")) or alt.endswith((">", ".")) or "[" in alt or "]" in alt


def without_first_base(ref: str, alternatives: Sequence[str]) -> list[str]:
    """Return ALT alleles as VEP names them: the first base off where REF and every ALT share it and one is an indel.

    `*` is not looked at and stays; what is left of nothing is `-`.
    """
    plain = [alt for alt in alternatives if alt != SPANNING]
    indel = any(len(alt) != len(ref) for alt in plain)
    if not plain or not indel or any(is_symbolic(alt) or alt[:1].upper() != ref[:1].upper() for alt in plain):
        return list(alternatives)
    return [alt if alt == SPANNING else alt[1:] or NOTHING for alt in alternatives]


def trimmed(ref: str, alt: str, *, end_first: bool = False) -> tuple[int, str, str]:
    """Return an allele without the bases that both sides share: bases taken off in front, REF, ALT.

    Args:
        ref: REF.
        alt: ALT.
        end_first: Take the shared end off before the shared beginning, so that padded forms of one allele come out
            alike; else the change stays where the record writes it. Either side may become empty.
    """
    front, end = 0, 0
    shorter = min(len(ref), len(alt))
    for side in ("end", "front") if end_first else ("front", "end"):
        if side == "front":
            while front + end < shorter and ref[front] == alt[front]:
                front += 1
        else:
            while front + end < shorter and ref[-1 - end] == alt[-1 - end]:
                end += 1
    return front, ref[front : len(ref) - end], alt[front : len(alt) - end]


def _minimal(ref: str, alt: str) -> str:
    return alt if alt == SPANNING or is_symbolic(alt) else trimmed(ref.upper(), alt.upper())[2] or NOTHING


def _has_class(alt: str, word: str) -> bool:
    kind = "BND" if "[" in alt or "]" in alt else alt.strip("<>")
    return any(kind.startswith(start) for start in CLASS_WORDS[word])


def _by_name(ref: str, alternatives: Sequence[str], text: str, verbatim: bool) -> Match:
    """Return the one ALT that a name fits, by the first custom under which it fits any."""
    if text in CLASS_WORDS:
        found = [i for i, alt in enumerate(alternatives) if _has_class(alt, text)]
        found = [0] if len(alternatives) == 1 else found
        return _only(found, "class of the allele")
    written = ("as ALT", list(alternatives))
    customs: Sequence[tuple[str, list[str]]] = (
        ("as VEP names it", without_first_base(ref, alternatives)),
        ("as VEP names it alone", [without_first_base(ref, [alt])[0] for alt in alternatives]),
        ("trimmed", [_minimal(ref, alt) for alt in alternatives]),
        written,
        ("as ALT without brackets", [alt.strip("<>") for alt in alternatives]),
    )
    for reason, names in [written] if verbatim else customs:
        found = [i for i, name in enumerate(names) if name.upper() == text.upper()]
        if found:
            return _only(found, reason)
    return Match(None, "the entry names another allele")


def _only(found: Sequence[int], reason: str) -> Match:
    if len(found) == 1:
        return Match(found[0], reason)
    return Match(None, "several alleles have this name" if found else "the entry names another allele")


def _by_number(ref: str, alternatives: Sequence[str], entry: EntryAllele) -> Match | None:
    """Return the ALT of an ALLELE_NUM that the name does not gainsay; a split leaves numbers of the old record."""
    if entry.number is None or not 0 < entry.number <= len(alternatives):
        return None
    chosen = alternatives[entry.number - 1]
    alone = _by_name(ref, [chosen], entry.text, verbatim=False)
    whole = without_first_base(ref, alternatives)[entry.number - 1]
    fits = alone.alternative == 0 or whole.upper() == entry.text.upper() or is_symbolic(chosen)
    return Match(entry.number - 1, "ALLELE_NUM") if fits else None


def match_alleles(
    ref: str, alternatives: Sequence[str], entries: Iterable[EntryAllele], *, verbatim: bool = False
) -> dict[EntryAllele, Match]:
    """Return which ALT of a record each entry speaks of.

    Args:
        ref: REF.
        alternatives: The ALT alleles.
        entries: How the entries of one annotator name their alleles; repeated names are matched once.
        verbatim: The annotator writes ALT as it stands (snpEff, bcftools csq).

    Returns:
        A match for each distinct name. Where two names fit the same ALT (the record was split after it was annotated)
        none of them is matched, unless a number decides.
    """
    found: dict[EntryAllele, Match] = {}
    for entry in dict.fromkeys(entries):
        if not entry.text:
            only = len(alternatives) == 1
            found[entry] = Match(0, "only allele") if only else Match(None, "the entry names no allele")
        else:
            found[entry] = _by_number(ref, alternatives, entry) or _by_name(ref, alternatives, entry.text, verbatim)
    for index in range(len(alternatives)):
        rivals = [e for e, m in found.items() if m.alternative == index and m.reason != "ALLELE_NUM" and e.text]
        if len({entry.text.upper() for entry in rivals}) > 1:
            found |= dict.fromkeys(rivals, Match(None, "two names fit this allele: split after it was annotated"))
    return found
