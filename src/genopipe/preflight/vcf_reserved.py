"""INFO and FORMAT words whose meaning the VCF specification fixes.

Source: VCF 4.3 specification, tables 1 and 2, and VCF 4.4, tables 1 and 2
(https://samtools.github.io/hts-specs/VCFv4.3.pdf, https://samtools.github.io/hts-specs/VCFv4.4.pdf).
"""

from collections.abc import Mapping
from types import MappingProxyType

Definition = tuple[str, str]
"""Number and Type, as a header line gives them; a Number of `?` is left open."""


def _table(text: str) -> Mapping[str, Definition]:
    rows = (row.split() for row in text.strip().splitlines())
    return MappingProxyType({name: (number, kind) for name, number, kind in rows})


INFO = _table("""
AA 1 String
AC A Integer
AD R Integer
ADF R Integer
ADR R Integer
AF A Float
AN 1 Integer
BQ 1 Float
CIGAR A String
DB 0 Flag
DP 1 Integer
END 1 Integer
H2 0 Flag
H3 0 Flag
MQ 1 ?
MQ0 1 Integer
NS 1 Integer
SB ? ?
SOMATIC 0 Flag
VALIDATED 0 Flag
1000G 0 Flag
IMPRECISE 0 Flag
NOVEL 0 Flag
""")

FORMAT = _table("""
GT 1 String
AD R Integer
ADF R Integer
ADR R Integer
DP 1 Integer
EC A Integer
FT 1 String
GL G Float
GP G Float
GQ 1 ?
HQ 2 Integer
MQ 1 ?
PL G Integer
PQ 1 Integer
PS 1 Integer
""")

NOT_NEGATIVE = frozenset({"AC", "AN", "AF", "DP", "END", "MQ0", "NS", "BQ", "MQ"})
"""INFO words that hold counts, fractions or Phred values."""

FRACTIONS = frozenset({"AF"})
"""INFO words that hold fractions from 0 to 1."""

SYMBOLIC = ("DEL", "INS", "DUP", "INV", "CNV", "BND", "*", "NON_REF")
"""Heads of symbolic alleles: the part before the first colon."""
