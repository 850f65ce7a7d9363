"""Describe ClinVar's own (likely) pathogenic alleles once, so that those of a case can be compared with them."""

from pathlib import Path

import polars as pl

from genopipe.annotate.clinvar_known import judged_alleles
from genopipe.annotate.clinvar_known import known_alleles
from genopipe.annotate.clinvar_neighbours import CODON_SCHEMA
from genopipe.annotate.clinvar_neighbours import SPLICE_SCHEMA
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.clinvar_neighbours import make_neighbours
from genopipe.annotate.clinvar_neighbours import pathogenic_alleles
from genopipe.annotate.clinvar_words import review_stars
from genopipe.annotate.described import describe_rows
from genopipe.annotate.genome import Genome
from genopipe.genome import allele_key
from genopipe.io.clinvar_index import read_index
from genopipe.io.clinvar_index import write_index
from genopipe.io.clinvar_index import write_known
from genopipe.io.store import Store


def describe_clinvar(store: Store, genome: Genome) -> Neighbours:
    """Return ClinVar's (likely) pathogenic alleles by codon and by splice position.

    Args:
        store: The compiled ClinVar.
        genome: The reference with its gene models.
    """
    known = pathogenic_alleles(store, review_stars())
    names = [allele_key(*row) for row in known.select("contig", "position", "ref", "alt").iter_rows()]
    named = known.with_columns(allele=pl.Series(names, dtype=pl.String), variant_class=pl.lit("sequence"))
    there = named.filter(pl.col("contig").is_in(list(genome.sequence.lengths))).sort("contig", "position")
    wanted = ["allele", "transcript", "consequence", "amino_acids", "protein_start", "protein_end", "hgvs_c"]
    parts = [
        frame.select(wanted)
        for (_,), rows in there.group_by("contig", maintain_order=True)
        for frame in describe_rows(rows, genome)
    ]
    return make_neighbours(pl.concat(parts) if parts else _no_rows(wanted), named)


def _no_rows(names: list[str]) -> pl.DataFrame:
    numbers = ("protein_start", "protein_end")
    return pl.DataFrame(schema={name: pl.Int64() if name in numbers else pl.String() for name in names})


def write_neighbours(store: Store, genome: Genome, folder: Path) -> Neighbours:
    """Write the index of `describe_clinvar` and ClinVar's alleles by gene and residue to a folder; return the index."""
    found = describe_clinvar(store, genome)
    write_index(folder, found.codons, found.splice)
    write_known(folder, known_alleles(judged_alleles(store, review_stars()), genome))
    return found


def read_neighbours(folder: Path) -> Neighbours:
    """Read what `write_neighbours` wrote.

    Raises:
        InputError: It is not there, cut, or of another make.
    """
    return Neighbours(*read_index(folder, CODON_SCHEMA, SPLICE_SCHEMA))
