"""A file such as ClinVar publishes: classifications of alleles, in ClinVar's own words."""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.consequences import effects
from genopipe.simulate.ground import Ground
from genopipe.simulate.ground import place_allele
from genopipe.simulate.plans import Planted
from genopipe.simulate.population import Frequencies
from genopipe.simulate.randomness import stream
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import STANDARD_CODE
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import reverse_complement

FILE_DATE = "2025-01-01"

_SINGLE = "criteria_provided,_single_submitter"
_SEVERAL = "criteria_provided,_multiple_submitters,_no_conflicts"
_CONFLICT = "criteria_provided,_conflicting_classifications"
_NONE = "no_assertion_criteria_provided"
_UNSEEN_TERMS = ("stop_gained", "missense_variant", "frameshift_variant")
_UNSEEN = (("Pathogenic", _SEVERAL), ("Likely_pathogenic", _SINGLE), ("Pathogenic", _NONE))
_DOUBTFUL = (
    ("Uncertain_significance", _SINGLE),
    ("Uncertain_significance", _SEVERAL),
    ("Conflicting_classifications_of_pathogenicity", _CONFLICT),
    ("Likely_benign", _SINGLE),
)


@dataclass(frozen=True)
class Classification:
    """What ClinVar says of one allele.

    Attributes:
        symbol: Gene symbol.
        significance: CLNSIG.
        review: CLNREVSTAT.
        disease: CLNDN.
    """

    symbol: str
    significance: str
    review: str
    disease: str


Classifications = dict[Allele, Classification]


def classify_planted(placed: Mapping[Allele, Planted]) -> Classifications:
    """Return what ClinVar says of the planted alleles that it knows."""
    return {
        allele: Classification(planted.symbol, planted.significance, planted.review, _disease(planted.symbol))
        for allele, planted in placed.items()
        if planted.significance
    }


def classify_neighbours(
    reference: Reference, placed: Mapping[Allele, Planted], taken: Collection[Allele]
) -> Classifications:
    """Return another pathogenic change of the residue of each planted allele that is to have one.

    Args:
        reference: The genome.
        placed: Planted alleles.
        taken: Alleles that are something else already.
    """
    return {
        _other_change(reference, allele, planted.symbol, taken): Classification(
            planted.symbol, "Pathogenic", _SEVERAL, _disease(planted.symbol)
        )
        for allele, planted in placed.items()
        if planted.neighbour
    }


def _other_change(reference: Reference, allele: Allele, symbol: str, taken: Collection[Allele]) -> Allele:
    """Return a substitution that makes a third residue of the one that a planted substitution changes."""
    transcript = reference.gene(symbol).transcripts[0]
    coding = transcript.coding_sequence(reference.sequences[allele.contig])
    at = transcript.coding_positions.index(allele.position)
    first = at - at % 3
    own, planted = coding[first : first + 3], _in_gene(transcript.strand, allele.alt)
    seen = {STANDARD_CODE[own], STANDARD_CODE[own[: at % 3] + planted + own[at % 3 + 1 :]], "*"}
    for place in range(3):
        for base in "ACGT":
            changed = own[:place] + base + own[place + 1 :]
            position = transcript.coding_positions[first + place]
            ref, alt = (_in_gene(transcript.strand, letter) for letter in (own[place], base))
            found = Allele(allele.contig, position, ref, alt)
            if STANDARD_CODE[changed] not in seen and found not in taken:
                return found
    raise ContractError(f"simulate: no other change of the residue of {allele.key}")


def _in_gene(strand: str, base: str) -> str:
    """Return a base of one strand on that of a gene, or back."""
    return base if strand == "+" else reverse_complement(base)


def classify_unseen(seed: int, ground: Ground) -> Classifications:
    """Place pathogenic alleles that nobody carries, one in every other panel gene, and take their places.

    Args:
        seed: Seed of the world.
        ground: What is taken.
    """
    random = stream(seed, "clinvar")
    symbols = [row.symbol for rows in PANELS.values() for row in rows]
    found: Classifications = {}
    for number, symbol in enumerate(symbols[::2]):
        allele = place_allele(random, ground, symbol, _UNSEEN_TERMS[number % 3])
        significance, review = _UNSEEN[number % len(_UNSEEN)]
        found[allele] = Classification(symbol, significance, review, _disease(symbol))
    return found


def classify_population(reference: Reference, frequencies: Frequencies) -> Classifications:
    """Return what ClinVar says of population alleles in coding sequence: benign when common, else uncertain."""
    found: Classifications = {}
    for number, (allele, frequency) in enumerate(frequencies.items()):
        effect = effects(reference, allele)[0]
        if effect.term not in ("missense_variant", "synonymous_variant") or number % 3 == 0:
            continue
        told = ("Benign", _SEVERAL) if frequency.highest > 0.01 else _DOUBTFUL[number % len(_DOUBTFUL)]
        found[allele] = Classification(
            effect.symbol, *told, _disease(effect.symbol) if told[0] != "Benign" else "not_provided"
        )
    return found


def _disease(symbol: str) -> str:
    return f"{symbol}-related_disorder"


def make_clinvar_vcf(reference: Reference, classifications: Classifications) -> str:
    """Return the classifications as VCF text, with ClinVar's header and INFO fields."""
    header = ["##fileformat=VCFv4.1", f"##fileDate={FILE_DATE}", "##source=genopipe simulate", "##reference=synthetic"]
    header += [f"##contig=<ID={contig},length={length}>" for contig, length in SYNTHETIC.lengths.items()]
    described = (
        ("ALLELEID", "1", "Integer", "the ClinVar Allele ID"),
        ("CLNDN", ".", "String", "ClinVar's preferred disease name"),
        ("CLNREVSTAT", ".", "String", "ClinVar review status"),
        ("CLNSIG", ".", "String", "Aggregate germline classification"),
        ("CLNVC", "1", "String", "Variant type"),
        ("GENEINFO", "1", "String", "Gene symbol:gene id"),
    )
    header += [f'##INFO=<ID={n},Number={c},Type={t},Description="{d}">' for n, c, t, d in described]
    order = {contig: index for index, contig in enumerate(SYNTHETIC.lengths)}
    alleles = sorted(classifications, key=lambda allele: (order[allele.contig], allele))
    rows = [_clinvar_row(reference, number, a, classifications[a]) for number, a in enumerate(alleles, start=1)]
    return "\n".join([*header, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", *rows]) + "\n"


def _kind(allele: Allele) -> str:
    if len(allele.ref) == len(allele.alt):
        return "single_nucleotide_variant"
    return "Deletion" if len(allele.ref) > len(allele.alt) else "Insertion"


def _clinvar_row(reference: Reference, number: int, allele: Allele, told: Classification) -> str:
    fields = (
        f"ALLELEID={9_500_000 + number}",
        f"CLNDN={told.disease}",
        f"CLNREVSTAT={told.review}",
        f"CLNSIG={told.significance}",
        f"CLNVC={_kind(allele)}",
        f"GENEINFO={told.symbol}:{900_000 + reference.gene(told.symbol).number}",
    )
    place = f"{allele.contig}\t{allele.position}\t{9_000_000 + number}\t{allele.ref}\t{allele.alt}"
    return f"{place}\t.\t.\t{';'.join(fields)}"
