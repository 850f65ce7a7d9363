"""Tell, transcript by transcript, how the terms and descriptions of one allele came about."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.shifting import as_written
from genopipe.annotate.engine.shifting import change_of
from genopipe.annotate.genome import Genome
from genopipe.annotate.hgvs_reader import FastaReference
from genopipe.annotate.hgvs_reader import GenomicAllele
from genopipe.annotate.hgvs_reader import to_allele
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import from_texts

_NAME = re.compile(r"(.+)[-:](\d+)[-:]([A-Za-z]+)[-:>/]([A-Za-z]+|\*|<.+>|\S*[\[\]]\S+)")
_STRUCTURAL = re.compile(r".+-\d+-[^\s-]+-(DEL|DUP|INS|INV|CNV|CN|BND)\b\S*|.+-\d+-\d+-CN\d+")
_SHOWN = 40  # bases of an allele that a line shows
_NONE = "none"
_NO_SEQUENCE = (
    "no sequence, but a symbol (of a structural allele, a breakend, or of a deletion that spans the position): it has "
    "no terms and no descriptions here; genopipe structural tells what structural alleles cover"
)
_FIX = "write contig-position-REF-ALT, or a HGVS description such as NM_000077.4:c.161C>T"

Row = Mapping[str, Any]


def _cut(bases: str) -> str:
    return bases if len(bases) <= _SHOWN else f"{bases[:_SHOWN]}... ({len(bases):,} bases)"


def _named(text: str, genome: Genome) -> GenomicAllele:
    """Return the allele of a name or of a HGVS description.

    Raises:
        InputError: It is neither, or does not fit the reference.
    """
    match = _NAME.fullmatch(text)
    if match is None:
        return to_allele(text, genome.transcripts, FastaReference(genome.sequence), genome.contig_names)
    contig, position, ref, alt = match.groups()
    if not alt.isalpha():
        return GenomicAllele(contig, int(position), ref.upper(), alt)
    known = [name for name in (contig, f"chr{contig}") if name in genome.sequence.lengths]
    if not known:
        cause = f"the FASTA has no contig {contig}"
        raise InputError([fault("ALLELE-NAME", text, cause, "name a contig of the FASTA")])
    allele = GenomicAllele(known[0], int(position), ref.upper(), alt.upper())
    length = genome.sequence.lengths[allele.contig]
    if not 1 <= allele.position <= length - len(ref) + 1:
        cause = f"{allele.contig} has {length:,} bases"
        raise InputError([fault("ALLELE-NAME", text, cause, "name a position of it; mind the build")])
    there = FastaReference(genome.sequence).bases(allele.contig, allele.position, allele.position + len(ref) - 1)
    if there != allele.ref:
        cause = f"the reference has {_cut(there)} there, not {_cut(allele.ref)}"
        raise InputError([fault("ALLELE-NAME", text, cause, _FIX)])
    return allele


def _change_lines(allele: GenomicAllele, genome: Genome) -> list[str]:
    """Return what the allele changes, and how far it can move."""
    view = genome.sequence.view(allele.contig)
    ref, alt = (np.frombuffer(bases.encode(), dtype=np.uint8) for bases in (allele.ref, allele.alt))
    smallest = change_of(view, allele.position - 1, ref, alt)
    written = as_written(smallest, allele.position - 1, ref, alt)
    old, new = (bytes(bases).decode() for bases in (written.reference, written.bases))
    if not old and not new:
        return ["  REF and ALT are the same: nothing changes"]
    if not old:
        place = f"inserted between {written.start:,} and {written.start + 1:,}: {_cut(new)}"
    elif not new:
        place = f"deleted, {written.start + 1:,} to {written.end:,}: {_cut(old)}"
    else:
        place = f"{written.start + 1:,} to {written.end:,}: {_cut(old)} becomes {_cut(new)}"
    left, right = written.left, written.right
    room = f"the same sequence also {left} bases lower and {right} bases higher" if left or right else "nowhere else"
    return [f"  without what REF and ALT share: {place}", f"  where it could as well be written: {room}"]


def _span(row: Row, name: str) -> str:
    first, last = row[f"{name}_start"], row[f"{name}_end"]
    if first is None and last is None:
        return _NONE
    return f"{first or '?'}" if first == last else f"{first or '?'} to {last or '?'}"


def _place_line(row: Row) -> str:
    if row["distance"] is not None:
        return f"  place: {row['distance']:,} bases outside the transcript"
    parts = [f"{kind} {row[kind]}" for kind in ("exon", "intron") if row[kind]]
    spans = [f"{name} {_span(row, kind)}" for kind, name in (("cdna", "cDNA"), ("cds", "CDS"), ("protein", "residue"))]
    return f"  place: {', '.join(parts) or 'at an edge'}; {', '.join(spans)}"


def _transcript_lines(row: Row) -> list[str]:
    """Return what the engine says of one transcript."""
    tags = [row["biotype"], f"strand {row['strand']}", *([row["mane"]] if row["mane"] else [])]
    lines = ["", f"{row['transcript']} of {row['gene_symbol']} ({', '.join(tags)})", _place_line(row)]
    lines.append(f"  terms where the record puts it: {row['consequence']} ({row['impact']}, rank {row['severity']})")
    if row["consequence_shifted"]:
        lines.append(f"  terms where the 3' rule puts it: {row['consequence_shifted']}")
    if row["codons"]:
        lines.append(f"  codons {_cut(row['codons'])}; residues {_cut(row['amino_acids'])}")
    lines.append(f"  on the transcript, as far 3' as it goes: {row['hgvs_c'] or _NONE}")
    lines.append(f"  protein, predicted from that: {row['hgvs_p'] or _NONE}")
    lines += [f"  premature stop codon, nonsense-mediated decay {row['nmd']}"] if row["nmd"] else []
    lines += [f"  to know: {row['flags']}"] if row["flags"] else []
    lines.append(f"  {'reported' if row['reported'] else 'not reported'}: {row['reported_reason']}")
    return lines


def explain_allele(text: str, genome: Genome) -> list[str]:
    """Return lines that tell how the terms and descriptions of an allele came about.

    Args:
        text: Name of the allele, `1-55051215-G-A` or `chr1:55051215:G>A`, or a HGVS description of DNA.
        genome: The reference with its gene models.

    Raises:
        InputError: The text is neither, or does not fit the reference.
    """
    if _STRUCTURAL.fullmatch(text) or not (allele := _named(text, genome)).alt.isalpha():
        return [f"{text}: {_NO_SEQUENCE}"]
    position = np.array([allele.position], dtype=np.int64)
    yes = np.ones(1, dtype=np.bool_)
    alleles = make_alleles(position, from_texts([allele.ref]), from_texts([allele.alt]), yes, yes)
    genomic = genome.genomic(allele.contig, alleles)[0].as_py()
    lines = [
        f"{text}: {allele.contig}, position {allele.position:,}, REF {_cut(allele.ref)}, ALT {_cut(allele.alt)}",
        *_change_lines(allele, genome),
        f"  on the genome, as far to the right as it goes: {genomic or _NONE}",
    ]
    rows = 0
    for described in genome.describe(allele.contig, alleles):
        frame = pl.DataFrame({name: pl.Series(values) for name, values in described.columns.items()})
        for row in frame.filter(pl.col("transcript").is_not_null()).iter_rows(named=True):
            lines += _transcript_lines(row)
            rows += 1
    return lines if rows else [*lines, "", "no transcript is near: intergenic_variant"]
