"""What an allele does to a transcript: enough of it to plant alleles and to know that others are harmless.

The tests hold these terms against `bcftools csq -l`.
"""

from dataclasses import dataclass

from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.simulate.genes import Transcript
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import MITOCHONDRIAL_CODE
from genopipe.simulate.sequence import STANDARD_CODE
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import reverse_complement

HIGH_IMPACT = frozenset(
    {
        "stop_gained",
        "frameshift_variant",
        "splice_donor_variant",
        "splice_acceptor_variant",
        "start_lost",
        "stop_lost",
    }
)
PROTEIN_ALTERING = frozenset({*HIGH_IMPACT, "missense_variant", "inframe_deletion", "inframe_insertion"})
HARMLESS = frozenset({"synonymous_variant", "intron_variant", "intergenic_variant"})

_INTRON_REGION = 8
_EXON_REGION = 3


@dataclass(frozen=True, order=True)
class Effect:
    """What an allele does to one transcript.

    Attributes:
        symbol: Gene symbol, or empty between genes.
        transcript: Transcript id, or empty between genes.
        term: Sequence Ontology term.
    """

    symbol: str
    transcript: str
    term: str


def changed_interval(allele: Allele) -> Interval:
    """Return the bases that change; an insertion changes the two bases between which it goes."""
    if len(allele.ref) == len(allele.alt) or len(allele.ref) < len(allele.alt):
        return Interval(allele.contig, allele.position, allele.end + (len(allele.ref) < len(allele.alt)))
    return Interval(allele.contig, allele.position + 1, allele.end)


def effects(reference: Reference, allele: Allele) -> tuple[Effect, ...]:
    """Return what an allele does to each transcript it touches.

    Args:
        reference: The genome.
        allele: The allele, left-aligned and minimal.

    Returns:
        One effect a transcript, or a single `intergenic_variant`.
    """
    changed = changed_interval(allele)
    found = [
        Effect(gene.symbol, transcript.identifier, _term(reference, transcript, allele, changed))
        for gene in reference.genes_at(allele.contig, changed.start, changed.end)
        for transcript in gene.transcripts
    ]
    return tuple(found) or (Effect("", "", "intergenic_variant"),)


def _overlap(one: Interval, two: Interval) -> bool:
    return one.start <= two.end and two.start <= one.end


def _term(reference: Reference, transcript: Transcript, allele: Allele, changed: Interval) -> str:
    splice = _splice_term(transcript, changed)
    if splice and splice != "splice_region_variant":
        return splice
    if any(_overlap(part, changed) for part in transcript.coding):
        return _coding_term(reference, transcript, allele)
    if splice:
        return splice
    if any(_overlap(exon, changed) for exon in transcript.exons):
        return _untranslated_term(transcript, changed) if transcript.coding else "non_coding_transcript_exon_variant"
    return "intron_variant"


def _splice_term(transcript: Transcript, changed: Interval) -> str:
    """Return the splice site or splice region that an allele touches, or an empty word."""
    forward = transcript.strand == "+"
    region = ""
    for intron in transcript.introns:
        left = Interval(intron.contig, intron.start, intron.start + 1)
        right = Interval(intron.contig, intron.end - 1, intron.end)
        if _overlap(left, changed):
            return "splice_donor_variant" if forward else "splice_acceptor_variant"
        if _overlap(right, changed):
            return "splice_acceptor_variant" if forward else "splice_donor_variant"
        near = (
            Interval(intron.contig, intron.start - _EXON_REGION, intron.start + _INTRON_REGION - 1),
            Interval(intron.contig, intron.end - _INTRON_REGION + 1, intron.end + _EXON_REGION),
        )
        if any(_overlap(place, changed) for place in near):
            region = "splice_region_variant"
    return region


def _untranslated_term(transcript: Transcript, changed: Interval) -> str:
    before = changed.start < min(part.start for part in transcript.coding)
    return "5_prime_UTR_variant" if before == (transcript.strand == "+") else "3_prime_UTR_variant"


def _coding_term(reference: Reference, transcript: Transcript, allele: Allele) -> str:
    if len(allele.ref) != len(allele.alt):
        difference = len(allele.alt) - len(allele.ref)
        if difference % 3:
            return "frameshift_variant"
        return "inframe_insertion" if difference > 0 else "inframe_deletion"
    before, after, first = _codons(reference, transcript, allele)
    code = MITOCHONDRIAL_CODE if SYNTHETIC.role(allele.contig) is Role.MITOCHONDRION else STANDARD_CODE
    old, new = code[before], code[after]
    if first:
        return "synonymous_variant" if before == after else "start_lost"
    if old == new:
        return "stop_retained_variant" if old == "*" else "synonymous_variant"
    if new == "*":
        return "stop_gained"
    return "stop_lost" if old == "*" else "missense_variant"


def _codons(reference: Reference, transcript: Transcript, allele: Allele) -> tuple[str, str, bool]:
    """Return the codon before and after a substitution, and whether it is the start codon."""
    positions = transcript.coding_positions
    index = positions.index(allele.position)
    sequence = reference.sequences[allele.contig]
    forward = transcript.strand == "+"
    codon = positions[index - index % 3 : index - index % 3 + 3]
    bases = [sequence[position - 1] for position in codon]
    before = "".join(bases if forward else map(reverse_complement, bases))
    changed = allele.alt if forward else reverse_complement(allele.alt)
    after = before[: index % 3] + changed + before[index % 3 + 1 :]
    return before, after, index < 3
