"""The words of the engine as numbers: terms as bits in order of severity, genetic codes, amino acids.

The curated table `consequence_terms` is the one place that ranks a term; a term's bit is its rank.
"""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from genopipe.io.curated import read_curated

# Ranks of Ensembl Variation, "Calculated consequences": kernels need them as constants, and `rank_of` checks them
# against the curated table when the module is imported.
SPLICE_ACCEPTOR: Final = 2
SPLICE_DONOR: Final = 3
STOP_GAINED: Final = 4
FRAMESHIFT: Final = 5
STOP_LOST: Final = 6
START_LOST: Final = 7
INFRAME_INSERTION: Final = 11
INFRAME_DELETION: Final = 12
MISSENSE: Final = 13
PROTEIN_ALTERING: Final = 14
DONOR_FIFTH_BASE: Final = 15
SPLICE_REGION: Final = 16
DONOR_REGION: Final = 17
POLYPYRIMIDINE: Final = 18
INCOMPLETE_TERMINAL_CODON: Final = 19
START_RETAINED: Final = 20
STOP_RETAINED: Final = 21
SYNONYMOUS: Final = 22
CODING_SEQUENCE: Final = 23
MATURE_MIRNA: Final = 24
FIVE_PRIME_UTR: Final = 25
THREE_PRIME_UTR: Final = 26
NON_CODING_EXON: Final = 27
INTRON: Final = 28
NMD_TRANSCRIPT: Final = 29
NON_CODING_TRANSCRIPT: Final = 30
UPSTREAM: Final = 32
DOWNSTREAM: Final = 33
INTERGENIC: Final = 40
SEQUENCE_VARIANT: Final = 41

_TERMS: Final = {
    SPLICE_ACCEPTOR: "splice_acceptor_variant",
    SPLICE_DONOR: "splice_donor_variant",
    STOP_GAINED: "stop_gained",
    FRAMESHIFT: "frameshift_variant",
    STOP_LOST: "stop_lost",
    START_LOST: "start_lost",
    INFRAME_INSERTION: "inframe_insertion",
    INFRAME_DELETION: "inframe_deletion",
    MISSENSE: "missense_variant",
    PROTEIN_ALTERING: "protein_altering_variant",
    DONOR_FIFTH_BASE: "splice_donor_5th_base_variant",
    SPLICE_REGION: "splice_region_variant",
    DONOR_REGION: "splice_donor_region_variant",
    POLYPYRIMIDINE: "splice_polypyrimidine_tract_variant",
    INCOMPLETE_TERMINAL_CODON: "incomplete_terminal_codon_variant",
    START_RETAINED: "start_retained_variant",
    STOP_RETAINED: "stop_retained_variant",
    SYNONYMOUS: "synonymous_variant",
    CODING_SEQUENCE: "coding_sequence_variant",
    MATURE_MIRNA: "mature_miRNA_variant",
    FIVE_PRIME_UTR: "5_prime_UTR_variant",
    THREE_PRIME_UTR: "3_prime_UTR_variant",
    NON_CODING_EXON: "non_coding_transcript_exon_variant",
    INTRON: "intron_variant",
    NMD_TRANSCRIPT: "NMD_transcript_variant",
    NON_CODING_TRANSCRIPT: "non_coding_transcript_variant",
    UPSTREAM: "upstream_gene_variant",
    DOWNSTREAM: "downstream_gene_variant",
    INTERGENIC: "intergenic_variant",
    SEQUENCE_VARIANT: "sequence_variant",
}

STOP: Final = ord("*")
UNKNOWN: Final = ord("X")
SELENOCYSTEINE: Final = ord("U")
MISSING_BASE: Final = ord("N")

# NCBI, "The Genetic Codes": table 1 (standard) and table 2 (vertebrate mitochondrial), amino acids of the codons
# in the order T, C, A, G of each base.
_CODES: Final = {
    1: "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
    2: "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG",
}

# One- and three-letter codes: IUPAC-IUB Joint Commission on Biochemical Nomenclature, doi:10.1351/pac198456050595;
# Ter and Xaa as HGVS Nomenclature 21 writes them ("Standards", amino acids).
_THREE: Final = (
    "A=Ala R=Arg N=Asn D=Asp C=Cys Q=Gln E=Glu G=Gly H=His I=Ile L=Leu K=Lys M=Met F=Phe P=Pro S=Ser T=Thr W=Trp "
    "Y=Tyr V=Val U=Sec X=Xaa *=Ter"
)


def _checked_terms() -> dict[int, str]:
    """Return rank to term, checked against the curated table."""
    table = read_curated("consequence_terms")
    ranks = {int(rank): term for term, rank in zip(table["so_term"], table["rank"], strict=True)}
    wrong = {rank: term for rank, term in _TERMS.items() if ranks.get(rank) != term}
    if wrong:
        raise AssertionError(f"consequence_terms ranks these terms otherwise: {wrong}")
    return ranks


@cache
def impacts() -> dict[str, str]:
    """Return Ensembl's impact of each term."""
    table = read_curated("consequence_terms")
    return dict(zip(table["so_term"], table["impact"], strict=True))


@cache
def terms_by_rank() -> dict[int, str]:
    """Return the Sequence Ontology term of each of Ensembl's ranks, 1 the most severe."""
    return _checked_terms()


def terms_of(mask: int) -> str:
    """Return the terms of a mask joined by `&`, the most severe first."""
    return "&".join(term for rank, term in sorted(terms_by_rank().items()) if mask >> rank & 1)


def base_codes() -> npt.NDArray[np.int8]:
    """Return for each byte 0-3 for T, C, A, G, else -1."""
    codes = np.full(256, -1, dtype=np.int8)
    for number, letter in enumerate("TCAG"):
        codes[ord(letter)] = codes[ord(letter.lower())] = number
    return codes


def complements() -> npt.NDArray[np.uint8]:
    """Return the complement of each base; IUPAC letters have theirs, other bytes become N."""
    table = np.full(256, MISSING_BASE, dtype=np.uint8)
    for left, right in zip("ACGTRYSWKMBDHVN", "TGCAYRSWMKVHDBN", strict=True):
        table[ord(left)] = table[ord(left.lower())] = ord(right)
    return table


def codon_tables() -> npt.NDArray[np.uint8]:
    """Return amino acids by genetic code (row 0: table 1, row 1: table 2) and codon number."""
    return np.array([list(_CODES[number].encode()) for number in (1, 2)], dtype=np.uint8)


def three_letters() -> npt.NDArray[np.uint8]:
    """Return the three letters of each one-letter code; others are Xaa."""
    table = np.tile(np.frombuffer(b"Xaa", dtype=np.uint8), (256, 1)).copy()
    for pair in _THREE.split():
        table[ord(pair[0])] = list(pair[2:].encode())
    return table


BASE_CODES: Final = base_codes()
COMPLEMENTS: Final = complements()
CODON_TABLES: Final = codon_tables()
THREE_LETTERS: Final = three_letters()
RANKS: Final = _checked_terms()
