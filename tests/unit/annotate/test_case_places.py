"""What sources tell of genes and regions stands beside a case's alleles; a source that tells nothing stops the run."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.annotate.case_genes import CaseGenes
from genopipe.annotate.case_genes import gene_faults
from genopipe.annotate.region_facts import OpenRegions
from genopipe.annotate.region_facts import region_faults
from genopipe.annotate.region_facts import region_values
from genopipe.annotate.sources import Hits
from genopipe.cli.annotate import command
from genopipe.errors import InputError
from genopipe.io.gene_sources import read_gene_facts
from genopipe.io.region_sources import RegionSource
from genopipe.io.sources_file import read_sources
from genopipe.normalise.stage import make_tables
from genopipe.source_settings import used_sources
from unit.made import GENE
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record as vcf_record
from unit.made import write_vcf
from unit.records import column
from unit.records import record

MANIFEST = """
sources:
  - {name: own_regions, title: Own regions, kind: region, version: "1", build: "", citation: none, format: bed,
     grain: region, licence: {words: none, link: "", commercial: true}, columns: [
     {column: touched, from: region, type: flag, doc: d, unit: u, missing: m},
     {column: label, from: name, type: text, reduce: join, doc: d, unit: u, missing: m}]}
  - {name: own_genes, title: Own genes, kind: gene, version: "1", build: "", citation: none, format: tsv,
     grain: gene, licence: {words: none, link: "", commercial: true}, columns: [
     {column: score, from: score, type: real, doc: d, unit: u, missing: m}]}
"""
SOURCES = [
    {"name": "own_regions", "files": ["regions.bed"]},
    {"name": "own_genes", "files": ["genes.tsv"]},
]
SET = {
    "genome": {"fasta": "genome.fa", "genes": "genes.gff3", "build": "synthetic"},
    "annotate": {"manifest": "own.yaml", "sources": SOURCES},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reference = make_reference(tmp_path)
    lines = [
        vcf_record(p, b, other(b), "0/1:9,9:18:90", contig=contig)
        for contig, p in (("chr1", 20), ("chr1", 150), ("chr2", 50))
        for b in [bases(reference, p, contig=contig)]
    ]
    make_tables(write_vcf(tmp_path / "in.vcf", ["kid"], lines), reference, tmp_path / "n")
    (tmp_path / "genes.gff3").write_text(GENE)
    (tmp_path / "own.yaml").write_text(MANIFEST)
    (tmp_path / "regions.bed").write_text("chr1\t140\t160\t<b>\nchr1\t145\t150\t=x\n")
    (tmp_path / "genes.tsv").write_text("gene_id\tsymbol\tscore\nENSG00000000009\tONE\t0.25\n")
    return tmp_path


def annotate(*more, settings=SET):
    common = ["--fasta", "genome.fa", "--transcripts", "genes.gff3", "--set", json.dumps(settings)]
    return CliRunner().invoke(command, [*common, *more], catch_exceptions=True)


def test_the_tables_of_a_case(folder):
    result = annotate("--tables", "n", "--out", "a")
    assert result.exit_code == 0, result.output
    assert "own_regions: 1 of 3 alleles touch it" in result.output
    assert "own_genes: 1 of 1 genes found" in result.output
    values = pl.read_parquet("a/source_values.parquet")
    assert values["allele"].to_list() == pl.read_parquet("a/alleles.parquet")["allele"].to_list()
    assert values["own_regions_touched"].to_list() == [False, True, None]
    assert values["own_regions_label"].to_list() == [None, "<b>|=x", None]
    (gene,) = pl.read_parquet("a/gene_values.parquet").to_dicts()
    expected = {"gene": "ENSG1", "gene_symbol": "ONE", "own_genes_matched_by": "symbol", "own_genes_score": 0.25}
    assert gene == expected | {"own_genes_matched_by": gene["own_genes_matched_by"]}
    assert gene["own_genes_matched_by"] in ("symbol", "symbol_of_other_id")


def test_a_vcf_as_it_is(folder):
    words = ["--source", "own_regions=regions.bed", "--source", "own_genes=genes.tsv"]
    result = annotate("--vcf", "in.vcf", *words, "--out", "all.parquet")
    assert result.exit_code == 0, result.output
    rows = pl.read_parquet("all.parquet").select("position", "gene", "own_regions_touched", "own_genes_score")
    assert (150, "ENSG1", True, 0.25) in rows.rows()
    assert (50, None, None, None) in rows.rows()
    assert annotate("--vcf", "in.vcf", *words, "--out", "all.tsv").exit_code == 0
    text = pl.read_csv("all.tsv", separator="\t")
    assert text["own_genes_score"].to_list() == pl.read_parquet("all.parquet")["own_genes_score"].to_list()


def test_without_further_sources_the_genes_stand_alone(folder):
    assert annotate("--tables", "n", "--out", "a", settings={"genome": SET["genome"]}).exit_code == 0
    assert pl.read_parquet("a/gene_values.parquet").rows() == [("ENSG1", "ONE")]


def test_names_of_genes_complete_the_ids_of_a_source(folder):
    head = "hgnc_id\tsymbol\tname\tlocus_group\tprev_symbol\tensembl_gene_id\tentrez_id"
    (folder / "hgnc.tsv").write_text(f"{head}\nHGNC:1\tONE\tgene one\tcoding\tWAS1\tENSG00000000001\t77\n")
    (folder / "genes.tsv").write_text("gene_id\tsymbol\tscore\n77\tOLDNAME\t0.5\n")
    (folder / "genes.gff3").write_text(GENE.replace("ENSG1", "ENSG00000000001"))
    both = [*SOURCES, {"name": "hgnc", "files": ["hgnc.tsv"]}]
    settings = {**SET, "annotate": {"manifest": "own.yaml", "sources": both}}
    assert annotate("--tables", "n", "--out", "a", settings=settings).exit_code == 0
    (gene,) = pl.read_parquet("a/gene_values.parquet").to_dicts()
    assert (gene["own_genes_matched_by"], gene["own_genes_score"]) == ("id", 0.5)
    assert (gene["hgnc_id"], gene["hgnc_previous"]) == ("HGNC:1", "WAS1")


def test_regions_of_other_contigs_stop_at_once(folder):
    (folder / "regions.bed").write_text("c9\t140\t160\t<b>\n")
    result = annotate("--tables", "n", "--out", "a")
    assert isinstance(result.exception, InputError)
    assert result.exception.faults[0].code == "REGION-CONTIGS"
    assert not (folder / "a").exists()


def test_a_source_in_place_has_one_file(folder):
    sources = [{"name": "own_regions", "files": ["a", "b"]}]
    settings = {**SET, "annotate": {"manifest": "own.yaml", "sources": sources}}
    result = annotate("--tables", "n", "--out", "a", settings=settings)
    assert [item.code for item in result.exception.faults] == ["SOURCE-FILES"]


def asked(count):
    rows = [("one", position, "A", "C") for position in range(1, count + 1)]
    return pl.DataFrame(rows, schema=["contig", "position", "ref", "alt"], orient="row")


def regions(tmp_path, text, **more):
    (tmp_path / "x.bed").write_text(text)
    source = record([column("touched", "region", "flag")], format="bed", grain="region", kind="region", **more)
    return OpenRegions(RegionSource.open(tmp_path / "x.bed", source), {"one": 2_000})


@pytest.mark.parametrize(
    ("text", "floor", "stops"),
    [
        ("one\t1000\t1100\n", None, False),  # 50 of 1,000 are expected, fewer than are judged
        ("one\t1000\t1300\n", None, True),
        ("one\t1000\t1250\none\t1000\t1300\none\t1250\t1300\n", None, True),
        ("one\t0\t1\none\t1000\t1300\n", None, False),
        ("one\t1000\t1300\n", {"asked": 10, "share": 0, "reason": "r"}, False),
        ("one\t0\t1\n", {"asked": 10, "share": 0.1, "reason": "r"}, True),
    ],
)
def test_regions_that_nothing_touches(tmp_path, text, floor, stops):
    opened, hits = regions(tmp_path, text, floor=floor), Hits()
    for part in asked(1_000).iter_slices(300):
        region_values(part, opened, hits)
    faults = region_faults({"r": hits}, {"r": opened}, {"one": 2_000})
    assert [item.code for item in faults] == (["SOURCE-HITS"] if stops else [])
    if "1250" in text:
        assert hits.expected == pytest.approx(150)


def gene_source(tmp_path, rows, **more):
    lines = ["gene_id\tsymbol\tscore", *rows]
    (tmp_path / "g.tsv").write_text("\n".join(lines) + "\n")
    source = record([column("score", "score", "real")], format="tsv", grain="gene", kind="gene", **more)
    return {"g": read_gene_facts(tmp_path / "g.tsv", source)}


@pytest.mark.parametrize(("known", "share", "stops"), [(100, None, True), (10, None, False), (100, 0, False)])
def test_genes_of_which_none_is_known(tmp_path, known, share, stops):
    floor = None if share is None else {"asked": 1, "share": share, "reason": "r"}
    facts = gene_source(tmp_path, [f"ENSG{n:011d}\tS{n}\t0.5" for n in range(known)], floor=floor)
    genes = CaseGenes(facts, known=200)
    touched = pl.DataFrame({"gene": [f"gene-{n}" for n in range(60)], "gene_symbol": [f"T{n}" for n in range(60)]})
    genes.add(touched)
    genes.add(touched)
    hits = {}
    values = genes.values(hits).frame
    assert (hits["g"].asked, hits["g"].found, values.height) == (60, 0, 60)
    faults = gene_faults(hits, facts)
    assert [item.code for item in faults] == (["SOURCE-HITS"] if stops else [])
    if stops:
        assert "symbol 'S0'" in faults[0].cause
        assert "not known is for one 'gene-0'" in faults[0].cause


def test_the_shipped_names_of_genes_are_a_record():
    from genopipe.config import AnnotateSettings

    settings = AnnotateSettings.model_validate({"sources": [{"name": "hgnc", "files": ["h"]}]})
    assert used_sources(settings, read_sources())["hgnc"].source.grain == "gene"
