"""Structural alleles: what a symbolic ALT, a breakend or a long sequence does to which stretch of the genome.

Source: The Variant Call Format Specification, VCFv4.5, sections 1.4.5 (symbolic alleles), 1.6.1 (END, SVLEN) and 5.4
(breakends). Copy-number alleles `<CN0>`, `<CN2>`: 1000 Genomes Project phase 3, copies on one haplotype.
"""

import re
from typing import NamedTuple

import polars as pl

from genopipe.genome import allele_key
from genopipe.io.annotated_alleles import is_symbolic
from genopipe.io.annotated_alleles import trimmed

LOSS, GAIN, INSERTION, INVERSION = "loss", "gain", "insertion", "inversion"
COPY_NUMBER, BREAKEND, SUBSTITUTION = "copy_number", "breakend", "substitution"
# Longest sequence that is described base by base; longer ones are treated as structural (bases).
# genopipe's own limit: an allele of 100 kb is a structural one to every caller.
LONGEST_SEQUENCE = 100_000

STRUCTURAL_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "contig": pl.String(),
    "start": pl.Int64(),  # first base that the allele touches, 1-based
    "end": pl.Int64(),  # last base; start - 1: the place between two bases; null: not known
    "kind": pl.String(),  # loss, gain, insertion, inversion, copy_number, breakend, substitution
    "lost": pl.Int64(),  # bases fewer than the reference has; null: not a loss of known length
    "mate": pl.String(),  # contig:position of the other side of a breakend
    "problem": pl.String(),  # why the stretch is not known; null: it is
}
_BREAKEND = re.compile(
    r"(?P<before>[A-Za-z.*]*)(?P<open>[][])(?P<contig><?[^][]+?>?):(?P<at>\d+)(?P=open)(?P<after>[A-Za-z.*]*)\Z"
)
_KINDS = {"DEL": LOSS, "DUP": GAIN, "INS": INSERTION, "INV": INVERSION, "CNV": COPY_NUMBER}
_COPIES = re.compile(r"CN(\d+)\Z")


class StructuralAllele(NamedTuple):
    """One structural allele; the fields are those of `STRUCTURAL_SCHEMA`."""

    allele: str
    contig: str
    start: int
    end: int | None
    kind: str | None
    lost: int | None = None
    mate: str | None = None
    problem: str | None = None


def structural_name(contig: str, position: int, end: int | None, word: str) -> str:
    """Return the name of a symbolic allele: `1-1000-2500-DEL`.

    Args:
        contig: Contig; a leading `chr` is left out.
        position: POS of the record, 1-based.
        end: Last position; None: not known, written as `unknown`.
        word: The type without brackets, `:` as `.`: `DUP.TANDEM`.
    """
    return allele_key(contig, position, str(end) if end is not None else "unknown", word.replace(":", "."))


def is_structural(ref: str, alt: str) -> bool:
    """Say whether an allele is symbolic, a breakend or too long to be described base by base."""
    return is_symbolic(alt) or max(len(ref), len(alt)) > LONGEST_SEQUENCE


def _breakend(contig: str, position: int, alt: str) -> StructuralAllele:
    """Return a breakend: the place behind POS, or before POS where the bases of ALT follow the mate."""
    found = _BREAKEND.match(alt)
    if found is None:
        before = alt.startswith(".")
        start = position if before else position + 1
        name = structural_name(contig, position, position, f"BND.single{'5' if before else '3'}{_inserted(alt)}")
        return StructuralAllele(name, contig, start, start - 1, BREAKEND)
    behind = bool(found["before"])
    start = position + 1 if behind else position
    sides = ("3" if behind else "5") + "to" + ("5" if found["open"] == "[" else "3")
    mate = f"{found['contig'].strip('<>')}:{found['at']}"
    bases = _inserted(found["before"] or found["after"])
    other = f"{found['contig'].strip('<>').removeprefix('chr')}.{found['at']}"
    name = allele_key(contig, position, other, f"BND.{sides}{bases}")
    return StructuralAllele(name, contig, start, start - 1, BREAKEND, mate=mate)


def _inserted(bases: str) -> str:
    """Return bases that a breakend brings between its sides, for its name."""
    letters = bases.strip(".")
    return f".{letters}" if len(letters) > 1 else ""


def _span(position: int, word: str, end: int | None, length: int | None) -> tuple[int | None, str | None]:
    """Return the last base and the problem with it: END, else POS and SVLEN."""
    if word.startswith("INS"):
        return position, None
    if end is not None and end >= position and not (end == position and length):
        return end, None
    if length:
        return position + abs(length), None
    return None, "neither END nor SVLEN tells where the allele ends"


def _symbolic(contig: str, position: int, alt: str, end: int | None, length: int | None) -> StructuralAllele:
    word = alt.strip("<>")
    copies = _COPIES.match(word)
    top = "CNV" if copies else word.split(":")[0].split("_")[0].upper()
    kind = _KINDS.get(top)
    if copies:
        kind = LOSS if int(copies[1]) == 0 else GAIN
    last, problem = _span(position, top, end, length)
    word = f"{word}.{abs(length)}" if kind == INSERTION and length else word
    name = structural_name(contig, position, last, word)
    if copies and int(copies[1]) == 1:
        kind, problem = None, "one copy on this haplotype: nothing is lost or gained"
    elif kind is None:
        problem = f"{alt} is no type that is known: DEL, DUP, INS, INV, CNV, CN0, CN1, CN2 ..."
    lost = last - position if kind == LOSS and last is not None else None
    return StructuralAllele(name, contig, position + 1, last, kind, lost, problem=problem)


def _sequence(contig: str, position: int, ref: str, alt: str) -> StructuralAllele:
    front, gone, come = trimmed(ref.upper(), alt.upper())
    start = position + front
    kind = LOSS if len(gone) > len(come) else INSERTION if len(come) > len(gone) else SUBSTITUTION
    lost = len(gone) - len(come) if kind == LOSS else None
    return StructuralAllele(allele_key(contig, position, ref, alt), contig, start, start + len(gone) - 1, kind, lost)


def make_structural(
    contig: str, position: int, ref: str, alt: str, end: int | None = None, length: int | None = None
) -> StructuralAllele:
    """Return what a structural allele does to which stretch.

    Args:
        contig: Contig as the record names it.
        position: POS, 1-based.
        ref: REF.
        alt: ALT: `<DEL>`, `<DUP:TANDEM>`, `<CN0>`, a breakend or a sequence.
        end: INFO/END, 1-based; None: not written.
        length: INFO/SVLEN of this allele (bases); None: not written.
    """
    if "[" in alt or "]" in alt or (len(alt) > 1 and (alt.startswith(".") or alt.endswith("."))):
        return _breakend(contig, position, alt)
    if is_symbolic(alt):
        return _symbolic(contig, position, alt, end, length)
    return _sequence(contig, position, ref, alt)


def make_structural_alleles(records: pl.DataFrame) -> pl.DataFrame:
    """Make the structural alleles of records.

    Args:
        records: One row an allele: contig, position, ref, alt; and, where the records give them, end and length.

    Returns:
        One row an allele, in the same order, columns of `STRUCTURAL_SCHEMA`.
    """
    columns = [
        records[name] if name in records.columns else pl.Series(name, [None] * records.height, dtype=pl.Int64)
        for name in ("contig", "position", "ref", "alt", "end", "length")
    ]
    rows = [make_structural(*row) for row in zip(*columns, strict=True)]
    return pl.DataFrame(rows, schema=STRUCTURAL_SCHEMA, orient="row")
