"""Gene models: GFF3 of Ensembl, RefSeq, GENCODE or another maker, and MANE's tables, as one row a transcript."""

from genopipe.io.gene_models.columns import TRANSCRIPT_SCHEMA
from genopipe.io.gene_models.mane import read_mane
from genopipe.io.gene_models.reading import read_any
from genopipe.io.gene_models.reading import read_gene_models
from genopipe.io.gene_models.reading import read_genes
from genopipe.io.gene_models.reading import read_models
from genopipe.io.gene_models.reading import read_transcripts
from genopipe.io.gene_models.report import GeneModelReport
from genopipe.io.gene_models.stretches import coding_stretches
from genopipe.io.gene_models.stretches import merge_stretches

__all__ = [
    "TRANSCRIPT_SCHEMA",
    "GeneModelReport",
    "coding_stretches",
    "merge_stretches",
    "read_any",
    "read_gene_models",
    "read_genes",
    "read_mane",
    "read_models",
    "read_transcripts",
]
