"""Sources of genes and regions are checked before a job starts."""

import pytest

from genopipe.config import AnnotateSettings
from genopipe.preflight.reference import Reference
from genopipe.preflight.resources import check_resources

MANIFEST = """
sources:
  - {name: own_regions, title: R, kind: region, version: "1", build: "", citation: none, format: bed, grain: region,
     licence: {words: none, link: "", commercial: true},
     columns: [{column: touched, from: region, type: flag, doc: d, unit: u, missing: m}]}
  - {name: own_genes, title: G, kind: gene, version: "1", build: "", citation: none, format: tsv, grain: gene,
     licence: {words: none, link: "", commercial: true},
     columns: [{column: score, from: score, type: real, doc: d, unit: u, missing: m}]}
"""
BED, GENES = "chr1\t1\t20\n", "symbol\tscore\nONE\t0.5\n"


@pytest.mark.parametrize(
    ("bed", "genes", "codes"),
    [
        (BED, GENES, []),
        ("1\t1\t20\n", GENES, []),
        ("c9\t1\t20\n", GENES, ["REGION-CONTIGS"]),
        ("chr1\tx\t20\n", GENES, ["REGION-BED"]),
        (BED, "symbol\tother\nONE\t0.5\n", ["GENE-SOURCE-HEAD"]),
        ("", "symbol\tscore\nONE\thigh\n", ["GENE-SOURCE-VALUE"]),
    ],
)
def test_what_the_files_hold(tmp_path, bed, genes, codes):
    (tmp_path / "own.yaml").write_text(MANIFEST)
    (tmp_path / "r.bed").write_text(bed)
    (tmp_path / "g.tsv").write_text(genes)
    settings = AnnotateSettings.model_validate(
        {
            "manifest": "own.yaml",
            "sources": [{"name": "own_regions", "files": ["r.bed"]}, {"name": "own_genes", "files": ["g.tsv"]}],
        }
    )
    reference = Reference(tmp_path / "genome.fa", {"chr1": 248_956_422}, tmp_path / "genome.fa.fai")
    found = [item.code for item in check_resources(settings, reference, tmp_path)]
    assert found == codes
