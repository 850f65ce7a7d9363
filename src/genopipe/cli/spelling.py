"""Read an allele in any spelling: with the reference at hand left-aligned, with gene models from HGVS c. and n. too."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from genopipe.errors import InputError
from genopipe.errors import fault

if TYPE_CHECKING:
    import polars as pl

    from genopipe.io.sequence import Sequence
    from genopipe.report.elsewhere import Spelled
    from genopipe.report.query import AlleleQuery

_DESCRIPTION = re.compile(r"\S+:[gmcn]\.\S+\Z")


def make_speller(fasta: Path | None, transcripts: "pl.DataFrame | None") -> "Callable[[str], Spelled | None]":
    """Return what reads an allele from a text.

    Args:
        fasta: The reference, with its index; None: an allele is taken as it is written.
        transcripts: Gene models; None: no c. and n. descriptions are read.
    """
    from genopipe.io.sequence import Sequence
    from genopipe.report.elsewhere import Spelled
    from genopipe.report.query import parse_allele

    sequence = None if fasta is None else Sequence(fasta)

    def spell(text: str) -> Spelled | None:
        written = query = parse_allele(text)
        if query is None and sequence is not None and _DESCRIPTION.match(text.strip()):
            query = _described(text.strip(), sequence, transcripts)
        if query is None:
            return None
        normal = query if sequence is None else _left_aligned(query, sequence)
        same = written is not None and written.allele == normal.allele
        return Spelled(normal, "" if same else f"{text.strip()} is {normal.allele}")

    return spell


def _described(text: str, sequence: "Sequence", transcripts: "pl.DataFrame | None") -> "AlleleQuery":
    """Return the allele that a HGVS description means.

    Raises:
        InputError: It means none, or does not fit the reference.
    """
    import polars as pl

    from genopipe.annotate.hgvs_reader import FastaReference
    from genopipe.annotate.hgvs_reader import to_allele
    from genopipe.io.contig_names import translate
    from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
    from genopipe.report.query import AlleleQuery

    models = pl.DataFrame(schema=TRANSCRIPT_SCHEMA) if transcripts is None else transcripts
    reference, _, change = text.rpartition(":")
    names = translate([reference], sequence.lengths)
    chosen = _transcript_of(reference, models) if change.startswith("c.") else reference
    allele = to_allele(f"{chosen}:{change}", models, FastaReference(sequence), names)
    return AlleleQuery(allele.contig, allele.position, allele.ref, allele.alt)


def _transcript_of(reference: str, transcripts: "pl.DataFrame") -> str:
    """Return the transcript that stands for a gene where a gene is named: MANE Select, else the canonical one."""
    import polars as pl

    of_gene = transcripts.filter(
        (pl.col("gene_symbol").str.to_lowercase() == reference.lower()) & pl.col("cds_start").is_not_null()
    )
    best = of_gene.sort(pl.col("mane") != "MANE_Select", ~pl.col("canonical"), "transcript", nulls_last=True)
    return reference if best.is_empty() else str(best["transcript_version"][0] or best["transcript"][0])


def _left_aligned(query: "AlleleQuery", sequence: "Sequence") -> "AlleleQuery":
    """Return an allele in the form that the tables have; a symbolic one as it is.

    Raises:
        InputError: The contig is not in the reference, or REF is unlike it.
    """
    import numpy as np

    from genopipe.io.allele_batch import UNALIGNED_WORDS
    from genopipe.io.allele_batch import from_texts
    from genopipe.io.allele_batch import to_text
    from genopipe.io.left_align import left_align
    from genopipe.report.query import AlleleQuery

    if query.alt.startswith("<") or query.alt == "*":
        return query
    bare = query.contig.removeprefix("chr")
    contig = next((name for name in (query.contig, f"chr{bare}", bare) if name in sequence.lengths), query.contig)
    normal = left_align(
        sequence.view(contig), np.array([query.position]), from_texts([query.ref]), from_texts([query.alt])
    )
    if normal.unaligned[0]:
        cause = UNALIGNED_WORDS[normal.unaligned[0]]
        fix = "mend the allele, or name the reference to which it belongs"
        raise InputError([fault("EXPLAIN-QUERY", query.allele, cause, fix)])
    return AlleleQuery(contig, int(normal.position[0]), to_text(*normal.ref, 0), to_text(*normal.alt, 0))
