"""Mature microRNAs of GFF3 as stretches of their precursors."""

import pytest

from genopipe.io.gene_models import read_models
from genopipe.io.gene_models import read_transcripts

from .test_gene_models import line
from .test_gene_models import put


def precursor(strand="+", kind="primary_transcript", exons=((101, 180),)):
    """Return the gene of a microRNA and its precursor."""
    low, high = exons[0][0], exons[-1][1]
    return [
        line("gene", low, high, "ID=gene-MIR1;Dbxref=GeneID:7;Name=MIR1;gbkey=Gene;gene_biotype=miRNA", strand),
        line(kind, low, high, "ID=rna-NR_1.1;Parent=gene-MIR1;gbkey=precursor_RNA;transcript_id=NR_000001.1", strand),
        *(line("exon", *exon, "ID=exon-NR_1.1;Parent=rna-NR_1.1;gbkey=precursor_RNA", strand) for exon in exons),
    ]


def mature(name, start, end, strand="+", parent="rna-NR_1.1", kind="miRNA", facts=""):
    """Return a mature strand with its exon."""
    return [
        line(kind, start, end, f"ID=rna-{name};Parent={parent};gbkey=ncRNA;product={name}{facts}", strand),
        line("exon", start, end, f"ID=exon-{name};Parent=rna-{name};gbkey=ncRNA", strand),
    ]


def stretches(folder, lines):
    """Return the stretches and biotypes of each transcript, and the report."""
    rows, report = read_models(put(folder, lines))
    assert report.features == sum(report.used.values()) + sum(report.aside.values())
    assert (rows["mature_starts"].list.len() == rows["mature_ends"].list.len()).all()
    pairs = {
        row["transcript"]: list(zip(row["mature_starts"], row["mature_ends"], strict=True)) for row in rows.to_dicts()
    }
    return pairs, report


@pytest.mark.parametrize("strand", ["+", "-"])
def test_the_strands_of_a_refseq_precursor(tmp_path, strand):
    lines = [*precursor(strand), *mature("3p", 150, 171, strand), *mature("5p", 110, 131, strand)]
    found, report = stretches(tmp_path, lines)
    assert found == {"NR_000001": [(110, 131), (150, 171)], "3p": [(150, 171)], "5p": [(110, 131)]}
    assert not any("mature" in note for note in report.remarks)


def test_the_biotype_of_the_precursor_is_mirna(tmp_path):
    rows, _ = read_models(put(tmp_path, [*precursor(), *mature("5p", 110, 131)]))
    assert set(rows["biotype"]) == {"miRNA"}


def test_place_alone_decides_where_the_precursor_is_called_otherwise(tmp_path):
    found, _ = stretches(tmp_path, [*precursor(kind="transcript"), *mature("5p", 110, 131)])
    assert found["NR_000001"] == [(110, 131)]


def test_strands_beside_their_precursor_as_refseq_had_them(tmp_path):
    older = {"parent": "gene-MIR1", "kind": "ncRNA", "facts": ";ncrna_class=miRNA"}
    lines = [*precursor(), *mature("5p", 110, 131, **older), *mature("3p", 150, 171, **older)]
    lines += mature("other", 140, 145, parent="gene-MIR1", kind="ncRNA", facts=";ncrna_class=lncRNA")
    found, _ = stretches(tmp_path, lines)
    assert found == {"NR_000001": [(110, 131), (150, 171)], "5p": [(110, 131)], "3p": [(150, 171)], "other": []}


def test_a_mature_strand_without_an_exon_line_is_its_own_span(tmp_path):
    found, _ = stretches(tmp_path, [*precursor(), mature("5p", 110, 131)[0]])
    assert found == {"NR_000001": [(110, 131)], "5p": [(110, 131)]}


def test_strands_that_touch_stay_two_and_one_given_twice_is_one(tmp_path):
    lines = [*precursor(), *mature("a", 110, 131), *mature("b", 132, 150), *mature("c", 132, 150)]
    found, _ = stretches(tmp_path, lines)
    assert found["NR_000001"] == [(110, 131), (132, 150)]


def test_only_bases_of_exons_count(tmp_path):
    lines = [*precursor(exons=((101, 120), (161, 180))), *mature("5p", 111, 170)]
    found, _ = stretches(tmp_path, lines)
    assert found["NR_000001"] == [(111, 120), (161, 170)]


def test_a_strand_elsewhere_is_told_and_no_part_of_the_precursor(tmp_path):
    found, report = stretches(tmp_path, [*precursor(), *mature("far", 500, 521), *mature("back", 110, 131, "-")])
    assert found == {"NR_000001": [], "far": [], "back": []}
    assert report.remarks["are mature microRNAs outside of the exons of their precursor"] == 2


def test_ensembl_has_the_precursor_alone(tmp_path):
    lines = [
        line("ncRNA_gene", 101, 180, "ID=gene:ENSG00000000001;biotype=miRNA"),
        line("miRNA", 101, 180, "ID=transcript:ENST00000000001;Parent=gene:ENSG00000000001;biotype=miRNA;version=1"),
        line("exon", 101, 180, "Parent=transcript:ENST00000000001"),
    ]
    assert stretches(tmp_path, lines)[0] == {"ENST00000000001": []}


def test_the_compiled_table_holds_the_stretches(tmp_path):
    rows, _ = read_models(put(tmp_path, [*precursor(), *mature("5p", 110, 131)]))
    rows.write_parquet(tmp_path / "genes.parquet")
    again = read_transcripts(tmp_path / "genes.parquet")
    assert again.equals(rows)
    assert sorted(again["mature_starts"].to_list()) == [[110], [110]]
