"""Accessions of contigs in genomic descriptions: by name and length, never by name alone."""

import pytest

from genopipe.annotate.engine.contigs import accession_of


@pytest.mark.parametrize(
    ("contig", "length", "accession", "letter"),
    [
        # Lengths and accessions: GRC assembly reports of GRCh38 (GCA_000001405.15) and GRCh37 (GCA_000001405.1).
        ("chr1", 248_956_422, "NC_000001.11", "g"),
        ("1", 248_956_422, "NC_000001.11", "g"),
        ("CM000663.2", 248_956_422, "NC_000001.11", "g"),
        ("NC_000001.11", 248_956_422, "NC_000001.11", "g"),
        ("1", 249_250_621, "NC_000001.10", "g"),
        ("chr1", 249_250_621, "NC_000001.10", "g"),
        ("chrX", 156_040_895, "NC_000023.11", "g"),
        ("chrM", 16_569, "NC_012920.1", "m"),
        ("MT", 16_569, "NC_012920.1", "m"),
        # chrM of UCSC's hg19 is another sequence than that of GRCh37.
        ("chrM", 16_571, "NC_001807.4", "m"),
        ("chr1", 300, "chr1", "g"),
        ("plasmid", 248_956_422, "plasmid", "g"),
        ("", 0, "", "g"),
    ],
)
def test_a_contig_is_known_by_name_and_length(contig, length, accession, letter):
    assert accession_of(contig, length) == (accession, letter)
