"""MANE's table as gene models."""

import pytest

from genopipe.errors import InputError
from genopipe.io.gene_models import read_any
from genopipe.io.gene_models import read_mane

HEAD = [
    *("chrom", "tx_start", "tx_end", "strand", "gene_symbol", "ensg", "ncbi_gene_id", "enst", "ensp"),
    *("refseq_nm", "refseq_np", "mane_status", "cds_start", "cds_end", "n_exons", "exon_starts", "exon_ends"),
]
ROW = ["c1", "101", "400", "-", "ABC", "ENSG1.4", "77", "ENST1.2", "ENSP1.3", "NM_1.5", "NP_1.6"]


def put(folder, **changed):
    cells = [*ROW, "MANE Select", "151", "350", "2", "101,301", "200,400"]
    row = dict(zip(HEAD, cells, strict=True)) | changed
    path = folder / "mane.tsv"
    path.write_text("\t".join(HEAD) + "\n" + "\t".join(row.values()) + "\n")
    return path


def test_a_row_is_the_refseq_transcript_or_the_ensembl_one(tmp_path):
    path = put(tmp_path)
    rows, report = read_any(path)
    row = rows.to_dicts()[0]
    assert (row["transcript"], row["transcript_version"], row["protein"], row["gene"]) == (
        "NM_1",
        "NM_1.5",
        "NP_1.6",
        "77",
    )
    assert (row["coding_starts"], row["coding_ends"], row["coding_bases"]) == ([151, 301], [200, 350], 100)
    assert (row["exon_starts"], row["exon_ends"], row["mane"], row["canonical"]) == (
        [101, 301],
        [200, 400],
        "MANE_Select",
        True,
    )
    assert report.kind == "MANE"
    assert "silent on selenocysteine" in report.notes[0].cause
    row = read_mane(path, "ensembl").to_dicts()[0]
    assert (row["transcript_version"], row["protein"], row["gene"]) == ("ENST1.2", "ENSP1.3", "ENSG1")


def test_plus_clinical_is_not_canonical(tmp_path):
    row = read_mane(put(tmp_path, mane_status="MANE Plus Clinical")).to_dicts()[0]
    assert (row["mane"], row["canonical"]) == ("MANE_Plus_Clinical", False)


@pytest.mark.parametrize("changed", [{"strand": "."}, {"cds_end": "500"}, {"exon_ends": "200"}])
def test_a_model_that_contradicts_itself(tmp_path, changed):
    with pytest.raises(InputError, match="GENES-"):
        read_mane(put(tmp_path, **changed))
