"""Accessions of contigs for genomic descriptions, by the declared table."""

from functools import cache

from genopipe.io.curated import read_curated

_NAMINGS = ("ucsc", "ensembl", "refseq", "genbank")


@cache
def _accessions() -> dict[tuple[str, int], tuple[str, str]]:
    """Return accession and letter by name and length of a contig."""
    known = {}
    for row in read_curated("contig_names").iter_rows(named=True):
        letter = "m" if row["role"] == "mitochondrion" else "g"
        for naming in _NAMINGS:
            if row[naming]:
                known[row[naming], int(row["length"])] = (row["refseq"], letter)
    return known


def accession_of(contig: str, length: int) -> tuple[str, str]:
    """Return the accession.version of a contig and the letter of its descriptions: g, or m for a mitochondrion.

    A contig is known by its name and its length (bases); one that is not known keeps its name.

    Source: HGVS Nomenclature 21, "Reference sequences": genomic descriptions name a sequence with its version.
    """
    return _accessions().get((contig, length), (contig, "g"))
