"""The engine on small genomes in memory: rows as plain Python, for tests."""

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.models import build_models
from genopipe.annotate.engine.models import transcripts_of
from genopipe.annotate.engine.rows import NO_TRANSCRIPT
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.run import annotate_contig
from genopipe.annotate.engine.run import genomic_descriptions
from genopipe.annotate.engine.words import terms_of
from genopipe.io.sequence import view_of

from .oracle import Allele
from .oracle import Model

NUMBERS = (
    "exon_first", "exon_last", "intron_first", "intron_last", "cdna_start", "cdna_end", "cds_start", "cds_end",
    "protein_start", "protein_end", "distance",
)  # fmt: skip
TYPES: dict[str, Any] = {
    "exon_starts": pl.List(pl.Int64), "exon_ends": pl.List(pl.Int64), "cds_start": pl.Int64, "cds_end": pl.Int64,
    "first_phase": pl.Int8, "start_incomplete": pl.Boolean, "end_incomplete": pl.Boolean, "genetic_code": pl.Int8,
    "redefined": pl.List(pl.Int64), "non_aug_start": pl.Boolean, "gap_positions": pl.List(pl.Int64),
    "gap_lengths": pl.List(pl.Int64), "mature_starts": pl.List(pl.Int64),
    "mature_ends": pl.List(pl.Int64), "protein": pl.String, "mane": pl.String, "canonical": pl.Boolean,
}  # fmt: skip


def row_of(model: Model, name: str = "TX1.1", contig: str = "one", **more: Any) -> dict[str, Any]:
    """Return a model as a row of the gene models."""
    low, high = model.coding or (0, 0)
    return {
        "transcript": name.partition(".")[0],
        "transcript_version": name,
        "gene": "G1",
        "gene_symbol": "G1",
        "biotype": "protein_coding" if model.coding else "lncRNA",
        "contig": contig,
        "strand": "+" if model.forward else "-",
        "start": model.start + 1,
        "end": model.end,
        "mane": None,
        "canonical": False,
        "protein": "P1.1" if model.coding else None,
        "exon_starts": [start + 1 for start, _ in model.exons],
        "exon_ends": [end for _, end in model.exons],
        "cds_start": low + 1 if model.coding else None,
        "cds_end": high if model.coding else None,
        "first_phase": 0 if model.coding else None,
        "start_incomplete": False,
        "end_incomplete": False,
        "genetic_code": 1,
        "redefined": [],
        "non_aug_start": False,
        "gap_positions": [],
        "gap_lengths": [],
        "mature_starts": [],
        "mature_ends": [],
        **more,
    }


def frame_of(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a table of gene models."""
    return pl.DataFrame(list(rows), infer_schema_length=None, schema_overrides=TYPES)


def _texts(texts: Sequence[str]) -> tuple[Any, Any]:
    ends = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64)
    return np.frombuffer("".join(texts).encode() or b"\0", dtype=np.uint8), ends


def _alleles(alleles: Sequence[Allele]) -> Alleles:
    every = np.ones(len(alleles), dtype=bool)
    places = np.array([allele.position + 1 for allele in alleles], dtype=np.int64)
    texts = _texts([allele.ref for allele in alleles]), _texts([allele.alt for allele in alleles])
    return make_alleles(places, *texts, every, every)


def annotate(
    genome: str, transcripts: pl.DataFrame, alleles: Sequence[Allele], contig: str = "one"
) -> list[dict[str, Any]]:
    """Return one row an allele and transcript: `allele` is its index in `alleles`, which are sorted by position."""
    view = view_of(genome)
    models, named = build_models(transcripts, contig, view), transcripts_of(transcripts, contig)
    made = _alleles(alleles)
    genomic = genomic_descriptions(view, made).to_pylist()
    names = named["transcript_version"].to_list()
    return [
        {
            "allele": int(piece.allele[at]),
            "transcript": names[int(piece.transcript[at])],
            "terms": frozenset(terms_of(int(piece.bits[at])).split("&")),
            **{name: int(number) for name, number in zip(NUMBERS, piece.numbers[at], strict=True)},
            "codons": piece.codons[at].as_py(),
            "amino_acids": piece.residues[at].as_py(),
            "hgvs_c": piece.coding[at].as_py(),
            "hgvs_p": piece.protein[at].as_py(),
            "hgvs_g": genomic[int(piece.allele[at])],
        }
        for piece in annotate_contig(models, view, made)
        for at in range(len(piece.allele))
        if piece.transcript[at] != NO_TRANSCRIPT
    ]
