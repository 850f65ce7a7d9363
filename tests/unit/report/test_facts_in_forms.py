"""Place, phenotype, predictors, exons and references in every form: the model's own values, nothing made anew."""

import csv
import io
import json
from urllib.parse import unquote

import openpyxl
import pysam
import pytest

from genopipe.report.case import CaseReport
from genopipe.report.html import make_html
from genopipe.report.phenopacket_form import make_phenopacket
from genopipe.report.sheet import make_sheet
from genopipe.report.spreadsheet import make_workbook
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from genopipe.report.tsv import make_tsv
from genopipe.report.vcf_form import make_vcf
from unit.report.case_folder import add_ranks
from unit.report.case_folder import quality_of
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras
from unit.report.case_folder import write_phenotype
from unit.report.case_folder import write_sources
from unit.report.test_html import PAYLOADS
from unit.report.test_html import Skeleton


@pytest.fixture
def report(tmp_path, report_of):
    """Return a report with every fact: ranks, phenotype, sources, exons."""
    options = write_extras(tmp_path / "extras")
    quality = quality_of("P1")
    place = {"exon": "3/18", "transcript": "ENST00000008086.4", "contig": "chrX", "start": 500, "end": 599}
    quality["genes"][2]["exons"] = [place | {"covered": {10: 1.0, 15: 0.71, 20: 0.2}}]
    quality["genes"][0]["exons"] = []
    (tmp_path / "extras" / "P1.quality.json").write_text(json.dumps(quality), encoding="utf-8")
    tables = rich_tables()
    add_ranks(tables)
    folder = write_case(tmp_path / "case", tables)
    write_phenotype(folder)
    write_sources(folder)
    return CaseReport.model_validate(report_of(folder, *options))


def rows_of(report):
    text = make_tsv((*report.findings, *report.candidates))
    return {row["allele"]: row for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)}


def test_tsv_tells_place_phenotype_and_figures(report):
    rows = rows_of(report)
    stop = rows["5-126550123-C-T"]
    assert (stop["rank"], stop["rank_score"], stop["phenotype_score"]) == ("1", "0.841", "0.81")
    assert stop["phenotype_disease"] == "OMIM:266100 Epilepsy, early-onset, 4, vitamin B6-dependent"
    assert stop["phenotype_matches"].startswith("Seizure (HP:0001250) by Generalized myoclonic seizure (HP:0002123); ")
    assert stop["why_not_higher"].startswith("phenotype loses 0.06 of 0.29: ")
    assert (stop["revel"], stop["spliceai"], stop["phylop"]) == ("n/a", "0.92", "0.0")
    kinase = rows["X-18588012-G-A"]
    assert (kinase["revel"], kinase["loeuf"], kinase["missense_z"]) == ("0.9321", "0.31", "3.08")
    assert kinase["predictors"].startswith("REVEL (REVEL v1.3): at least 0.932, which is strong evidence by PP3; CADD")
    assert rows["2-166045080-T-C"]["revel"] == "0.0", "0 is a value"
    assert (rows["M-3243-A-G"]["rank"], rows["M-3243-A-G"]["phenotype_score"]) == ("n/a", "n/a")


def test_workbook_tells_them_with_exons_and_references(report):
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(report)))
    header, *rows = book["candidates"].iter_rows(values_only=True)
    first = dict(zip(header, rows[0], strict=True))
    assert (first["gene_symbol"], first["rank"], first["revel"]) == ("SCN1A", 2, 0)
    exons = list(book["exons_below"].iter_rows(values_only=True))
    assert exons[1][1:] == ("CDKL5", "ENSG00000008086", "3/18", "ENST00000008086.4", "chrX", 500, 599, 0.71)
    header, *rows = book["searched"].iter_rows(values_only=True)
    told = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert [told[gene]["exons_below"] for gene in ("CDKL5", "ALDH7A1", "SCN1A")] == [1, 0, "n/a"]
    assert {row["low_mappability"] for row in told.values()} == {"n/a"}
    links = [row[2] for row in book["references"].iter_rows(min_row=2, values_only=True)]
    assert links == [one.link for one in report.references]


def test_vcf_tells_them_in_csq(report, tmp_path):
    path = tmp_path / "a.vcf"
    path.write_bytes(make_vcf(report))
    with pysam.VariantFile(str(path)) as file:
        names = file.header.info["CSQ"].description.partition("Format: ")[2].split("|")
        told = {
            record.pos: dict(zip(names, map(unquote, record.info["CSQ"][0].split("|")), strict=True)) for record in file
        }
    stop, kinase, other = told[126550123], told[18588012], told[166045080]
    assert (stop["Rank"], stop["Rank_score"], stop["Phenotype_disease"]) == ("1", "0.841", "OMIM:266100")
    assert stop["Phenotype_terms"] == "HP:0001250&HP:0001263"
    assert (stop["REVEL"], stop["SpliceAI"]) == ("", "0.92"), "no value is empty, never 0"
    assert (kinase["REVEL"], kinase["missense_Z"], kinase["Phenotype_score"]) == ("0.9321", "3.08", "")
    assert other["REVEL"] == "0.0"
    assert told[3243]["Rank"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_tells_them_in_a_line(report, language):
    page = make_sheet(report, Texts(language))
    assert "Epilepsy, early-onset, 4, vitamin B6-dependent" in page
    assert ": Seizure (Generalized myoclonic seizure), Global developmental delay" in page
    assert "SpliceAI 0.92 (PP3" in page
    assert "REVEL 0" not in page, "REVEL has no value for the findings"
    assert "doi:10.1016/j.ajhg.2016.08.016" in page


def test_the_phenopacket_names_the_release_of_hpo(report):
    resources = {one["id"]: one["version"] for one in json.loads(make_phenopacket(report))["metaData"]["resources"]}
    assert resources["hp"] == "2025-01-16"


def with_text(report, text):
    """Return a report in which a text stands wherever the facts have free text."""
    facts = report.findings[0].phenotype
    terms = [one.model_copy(update={"observed_label": text, "annotated_label": text}) for one in facts.matches]
    phenotype = facts.model_copy(update={"disease_name": text, "disease": text, "matches": tuple(terms)})
    stop = report.findings[0]
    lines = tuple(line.model_copy(update={"version": text, "place": text}) for line in stop.predictors)
    panel = report.search.panels[0]
    below = tuple(
        gene.model_copy(
            update={
                "exons_below": tuple(one.model_copy(update={"contig": text, "exon": text}) for one in gene.exons_below)
            }
        )
        for gene in panel.genes
    )
    search = report.search.model_copy(
        update={"panels": (panel.model_copy(update={"genes": below}),), "hard_sources": (text,)}
    )
    update = {"phenotype": phenotype, "predictors": lines, "rank_with": text, "why_here": text, "why_not_higher": text}
    references = tuple(one.model_copy(update={"words": text, "link": text}) for one in report.references)
    findings = (stop.model_copy(update=update), *report.findings[1:])
    return report.model_copy(
        update={"findings": findings, "search": search, "references": references, "phenotype_release": text}
    )


@pytest.mark.parametrize("text", PAYLOADS)
def test_hostile_text_adds_no_element(report, text):
    harmless, page = (make_html(with_text(report, one)) for one in ("harmless", text))
    assert Skeleton(page).found == Skeleton(harmless).found
