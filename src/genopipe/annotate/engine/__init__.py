"""Consequences and HGVS descriptions of alleles on transcripts, in compiled kernels."""

import numpy as np
import polars as pl

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.counting import count_terms
from genopipe.annotate.engine.counting import new_counts
from genopipe.annotate.engine.models import build_models
from genopipe.annotate.engine.output import Writer
from genopipe.annotate.engine.run import annotate_contig
from genopipe.annotate.engine.run import genomic_descriptions
from genopipe.io.allele_batch import from_texts
from genopipe.io.gene_models.columns import TRANSCRIPT_SCHEMA
from genopipe.io.sequence import view_of

__all__ = ["warm"]

_BASES = "ACGT" * 30
_CONTIG = "warm"


def _made_models() -> pl.DataFrame:
    """Return one coding transcript whose alignment has a gap, and one without: each has kernels of its own."""
    whole = dict.fromkeys(TRANSCRIPT_SCHEMA, None) | {
        "transcript": "T1",
        "transcript_version": "T1.1",
        "gene": "G1",
        "gene_symbol": "G1",
        "biotype": "protein_coding",
        "canonical": True,
        "coding_bases": 60,
        "contig": _CONTIG,
        "strand": "+",
        "start": 11,
        "end": 100,
        "exon_starts": [11],
        "exon_ends": [100],
        "cds_start": 21,
        "cds_end": 80,
        "first_phase": 0,
        "start_incomplete": False,
        "end_incomplete": False,
        "non_aug_start": False,
        "genetic_code": 1,
        "gap_positions": [],
        "gap_lengths": [],
        "mature_starts": [],
        "mature_ends": [],
        "redefined": [],
    }
    return pl.DataFrame([whole], schema=TRANSCRIPT_SCHEMA)


def warm() -> None:
    """Compile every kernel of this package, or load it from the cache."""
    frame = _made_models()
    view = view_of(_BASES)
    yes = np.ones(1, dtype=np.bool_)
    alleles = make_alleles(np.array([30], dtype=np.int64), from_texts([_BASES[29]]), from_texts(["T"]), yes, yes)
    gapped = frame.with_columns(gap_positions=pl.lit([50]), gap_lengths=pl.lit([1]))
    build_models(gapped, _CONTIG, view)
    writer = Writer(frame)
    models = build_models(frame, _CONTIG, view)
    count_terms(models, alleles, new_counts())
    for piece in annotate_contig(models, view, alleles):
        writer.columns(piece)
    genomic_descriptions(view, alleles)
