"""Alleles whose consequence on the first transcript of their gene is known from the way they are made."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.annotation.bases import LETTERS
from benchmarks.annotation.bases import STANDARD_CODE
from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.bases import opposite
from benchmarks.annotation.genes import Gene
from benchmarks.annotation.ground import coding_bases

SCHEMA = {
    "contig": pl.String,
    "position": pl.Int64,  # 1-based
    "ref": pl.String,
    "alt": pl.String,
    "transcript": pl.String,  # with version
    "term": pl.String,  # of the Sequence Ontology; it stands among the terms, not always alone
    "hgvs_c": pl.String,  # null: not known from the way it is made
    "hgvs_p": pl.String,
}
THREE_LETTERS = {
    **{"A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly", "H": "His"},
    **{"I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp"},
    **{"Y": "Tyr", "V": "Val", "*": "Ter"},
}
KINDS = ("missense", "synonymous", "stop_gained", "start_lost", "stop_lost", "frameshift", "donor", "acceptor")
Row = tuple[object, ...]


def plant(genes: list[Gene], sequence: Bytes, count: int, random: np.random.Generator) -> pl.DataFrame:
    """Draw alleles with a known consequence in the coding genes of one contig.

    Returns:
        One row an allele, columns of `SCHEMA`, sorted, no two at one position or next to one another.
    """
    coding = [gene for gene in genes if gene.coding]
    rows: list[Row] = []
    for index in range(count if coding else 0):
        gene, kind = coding[(index + index // len(KINDS)) % len(coding)], KINDS[index % len(KINDS)]
        rows += _draw(kind, gene, sequence, random)
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").unique("position", maintain_order=True).sort("position")
    return frame.filter((pl.col("position") - pl.col("position").shift(1)).fill_null(99) > 2)


def _draw(kind: str, gene: Gene, sequence: Bytes, random: np.random.Generator) -> Iterator[Row]:
    if kind in ("donor", "acceptor"):
        return _splice(kind, gene, sequence, random)
    if kind == "frameshift":
        return _frameshift(gene, sequence, random)
    return _substitution(kind, gene, sequence, random)


def _substitution(kind: str, gene: Gene, sequence: Bytes, random: np.random.Generator) -> Iterator[Row]:
    """Give one change of one base in a codon, of the kind that is asked for, when the tried codons have one."""
    bases = coding_bases(sequence, gene)
    last = len(bases) // 3 - 1
    for _ in range(40):
        number = {"start_lost": 0, "stop_lost": last}.get(kind, int(random.integers(1, max(last, 2))))
        offset, base = int(random.integers(3)), LETTERS[int(random.integers(4))]
        old = bases[3 * number : 3 * number + 3].copy()
        new = old.copy()
        new[offset] = base
        before, after = (STANDARD_CODE[codon.tobytes().decode()] for codon in (old, new))
        if new[offset] == old[offset] or _kind(number, last, before, after) != kind:
            continue
        c, p = 3 * number + offset + 1, number + 1
        protein = {"missense": THREE_LETTERS[after], "synonymous": "=", "stop_gained": "Ter"}.get(kind)
        yield _row(
            gene,
            int(gene.coding_places()[c - 1]) + 1,
            chr(old[offset]),
            chr(base),
            kind if "_" in kind else f"{kind}_variant",
            f"c.{c}",
            f"p.({THREE_LETTERS[before]}{p}{protein})" if protein else None,
        )
        return


def _kind(number: int, last: int, before: str, after: str) -> str:
    if number == 0:
        return "start_lost"
    if number >= last:
        return "stop_lost" if after != "*" else "stop_retained"
    if after == "*":
        return "stop_gained"
    return "synonymous" if before == after else "missense"


def _row(gene: Gene, position: int, old: str, new: str, term: str, c: str, p: str | None) -> Row:
    """Return a row of `SCHEMA` for a change of one base, given in the transcript's direction."""
    name = f"{gene.transcripts[0].identifier}.1"
    protein = f"ENSP{name[4:]}:{p}" if p else None
    ref, alt = (old, new) if gene.strand == "+" else (_turned(old), _turned(new))
    return gene.contig, position, ref, alt, name, term, f"{name}:{c}{old}>{new}", protein


def _turned(text: str) -> str:
    return opposite(np.frombuffer(text.encode(), dtype=np.uint8)).tobytes().decode()


def _splice(kind: str, gene: Gene, sequence: Bytes, random: np.random.Generator) -> Iterator[Row]:
    """Give a change of one of the two bases at an end of an intron between coding bases."""
    parts = gene.transcripts[0].coding_parts()
    if len(parts) < 2:
        return
    parts = parts if gene.strand == "+" else parts[::-1]
    at, offset = int(random.integers(1, len(parts))), int(random.integers(1, 3))
    done = sum(end - start + 1 for start, end in parts[:at])
    step = 1 if gene.strand == "+" else -1
    if kind == "donor":
        position, c = parts[at - 1][1 if step > 0 else 0] + step * offset, f"c.{done}+{offset}"
    else:
        position, c = parts[at][0 if step > 0 else 1] - step * offset, f"c.{done + 1}-{offset}"
    old = chr(sequence[position - 1]) if step > 0 else _turned(chr(sequence[position - 1]))
    new = "C" if old != "C" else "A"
    yield _row(gene, position, old, new, f"splice_{kind}_variant", c, None)


def _frameshift(gene: Gene, sequence: Bytes, random: np.random.Generator) -> Iterator[Row]:
    """Give a deletion of one base, away from the ends of an exon and of the coding stretch."""
    parts = [(start, end) for start, end in gene.transcripts[0].coding_parts() if end - start > 40]
    for _ in range(20 if parts else 0):
        start, end = parts[int(random.integers(len(parts)))]
        position = int(random.integers(start + 12, end - 12))  # of the base before the deleted one
        kept, gone, after = sequence[position - 1 : position + 2]
        if gone not in (kept, after):
            ref, alt = chr(kept) + chr(gone), chr(kept)
            name = f"{gene.transcripts[0].identifier}.1"
            yield gene.contig, position, ref, alt, name, "frameshift_variant", None, None
            return
