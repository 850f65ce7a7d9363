"""The columns of gene models: one row a transcript."""

import polars as pl

_POSITIONS = pl.List(pl.Int64())

TRANSCRIPT_SCHEMA: dict[str, pl.DataType] = {
    "transcript": pl.String(),  # accession without version
    "transcript_version": pl.String(),  # with version where the file gives one
    "gene": pl.String(),  # Ensembl gene id, NCBI GeneID, or the id in the file
    "gene_symbol": pl.String(),
    "biotype": pl.String(),  # in Ensembl's words where the curated table knows them
    "contig": pl.String(),
    "strand": pl.String(),  # + or -
    "start": pl.Int64(),  # 1-based
    "end": pl.Int64(),  # included
    "mane": pl.String(),  # MANE_Select, MANE_Plus_Clinical or null
    "canonical": pl.Boolean(),  # Ensembl canonical, RefSeq Select or MANE Select
    "coding_bases": pl.Int64(),
    "coding_starts": _POSITIONS,  # 1-based, stretches that overlap or touch joined
    "coding_ends": _POSITIONS,  # included
    "protein": pl.String(),  # with version where the file gives one; null: none given
    "exon_starts": _POSITIONS,  # 1-based, ascending, as in the file
    "exon_ends": _POSITIONS,  # included
    "cds_start": pl.Int64(),  # lowest coding base, 1-based, stop codon included; null: non-coding
    "cds_end": pl.Int64(),  # highest coding base; null: non-coding
    "first_phase": pl.Int8(),  # bases before the first whole codon (0-2), GFF3 column 8; null: non-coding
    "start_incomplete": pl.Boolean(),  # the coding sequence is known to lack its start
    "end_incomplete": pl.Boolean(),  # the coding sequence is known to lack its end
    "genetic_code": pl.Int8(),  # NCBI translation table
    "redefined": _POSITIONS,  # protein positions (1-based, a partial first codon counts) that are selenocysteine
    "non_aug_start": pl.Boolean(),  # the file says that the start codon is not AUG
    "gap_positions": _POSITIONS,  # genomic bases at which the alignment has gaps, ascending
    "gap_lengths": _POSITIONS,  # +n: n transcript bases more behind the position; -n: n genomic bases left out from it
    "mature_starts": _POSITIONS,  # 1-based, ascending: bases of its exons that belong to mature microRNAs
    "mature_ends": _POSITIONS,  # included
}
