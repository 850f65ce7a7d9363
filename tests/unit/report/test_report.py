import json
import os
import re
import subprocess
import sys

import polars as pl
import pytest

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.report.case import CaseReport
from genopipe.report.forms import MAKERS
from genopipe.report.words import RULES
from unit.report.case_folder import Tables
from unit.report.case_folder import add_candidates
from unit.report.case_folder import add_set_aside
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case

FORMS = sorted(MAKERS)
TEXTS = [name for name in FORMS if not name.endswith((".pdf", ".xlsx"))]


def test_every_form_is_written(case_folder, extras, make_report):
    assert sorted(path.name for path in make_report(case_folder, *extras, forms=()).iterdir()) == FORMS


def test_json_is_the_model(case_folder, extras, report_of):
    given = report_of(case_folder, *extras)
    assert CaseReport.model_validate(given).model_dump(mode="json") == given


def test_positive_only_with_findings(case_folder, extras, report_of):
    report = report_of(case_folder, *extras)
    assert report["headline"]["result"] == "positive"
    assert report["headline"]["title"] == "positive: 2 findings in ALDH7A1"
    assert [f["allele"] for f in report["findings"]] == ["5-126550123-C-T", "5-126561408-GTA-G"]


def test_candidates_alone_are_inconclusive(tmp_path, report_of):
    tables = Tables()
    add_candidates(tables)
    headline = report_of(write_case(tmp_path / "case", tables))["headline"]
    assert headline["result"] == "inconclusive"
    assert headline["title"] == "inconclusive: 3 candidates for review"


def test_nothing_is_negative_and_says_what_was_searched(tmp_path, extras, report_of):
    tables = Tables()
    add_set_aside(tables, 12)
    headline = report_of(write_case(tmp_path / "case", tables), *extras)["headline"]
    assert headline["title"] == "negative: no variant that explains the condition was found"
    assert "12 alleles of the family searched against panel Childhood epilepsy 2.1 (4 genes)" in headline["text"]
    assert "does not exclude a genetic cause" in headline["text"]


def test_a_family_without_alleles_is_negative(tmp_path, make_report):
    out = make_report(write_case(tmp_path / "case", Tables()))
    assert json.loads((out / "report.json").read_text())["funnel"]["total"] == 0
    assert (out / "findings.tsv").read_text().count("\n") == 1


def test_the_funnel_sums_to_the_alleles(case_folder, report_of):
    funnel = report_of(case_folder)["funnel"]
    assert sum(line["alleles"] for line in funnel["lines"]) == funnel["total"] == funnel["alleles_in"] == 45
    assert {line["by"] for line in funnel["lines"]} <= set(RULES)


def test_an_allele_in_two_genes_counts_once_at_the_later_rule(tmp_path, report_of):
    tables = Tables()
    add_set_aside(tables, 2)  # the second one: frequency in one gene, consequence in the other
    lines = report_of(write_case(tmp_path / "case", tables))["funnel"]["lines"]
    assert {line["by"]: line["alleles"] for line in lines} == {"no_gene": 1, "consequence": 1}


def test_a_ledger_that_lost_an_allele_is_refused(tmp_path, make_report):
    tables = rich_tables()
    del tables.ledger[-1]
    with pytest.raises(ContentError, match="45 alleles"):
        make_report(write_case(tmp_path / "case", tables))
    assert not (tmp_path / "out").exists()


def test_annotation_that_lost_an_allele_is_refused(case_folder, make_report):
    path = case_folder / "tables" / "annotated" / "alleles.parquet"
    pl.read_parquet(path).head(44).write_parquet(path)
    with pytest.raises(ContentError, match="44 annotated"):
        make_report(case_folder)


def test_missing_is_not_zero(case_folder, extras, report_of):
    report = report_of(case_folder, *extras)
    quality = {line["person"]: line for line in report["quality"]}
    assert quality["P1"]["reads_dropped"] == 0
    assert quality["P1"]["duplicate_fraction"] is None
    assert quality["SI1"]["reads"] is None
    frequencies = {f["allele"]: f["frequency"] for f in report["findings"]}
    assert frequencies["5-126550123-C-T"]["populations"][-1] == {"population": "afr", "frequency": 0.0}
    assert frequencies["5-126561408-GTA-G"]["highest"] is None


def test_missing_is_shown_as_not_available(case_folder, extras, make_report):
    page = (make_report(case_folder, *extras) / "report.html").read_text()
    assert "None" not in page
    assert '<th scope="row">SI1</th>' in page
    (row,) = re.findall('<tr><th scope="row">SI1</th>.*?<td class="number">(.*?)</tr>', page)
    assert set(re.sub("<[^>]*>", " ", row).split()) == {"n/a"}


def test_coverage_of_panel_genes(case_folder, extras, report_of):
    search = report_of(case_folder, *extras)["search"]
    assert search["panels"][0]["title"] == "Childhood epilepsy"
    states = {gene["gene_symbol"]: gene["state"] for gene in search["panels"][0]["genes"]}
    assert states == {
        "ALDH7A1": "searched",
        "SCN1A": "searched",
        "CDKL5": "not_fully_searched",
        "MT-TL1": "not_assessable",
    }
    assert search["not_fully"] == ["CDKL5"]
    assert search["decisive"] == 15


def test_coverage_that_was_not_measured_is_said(case_folder, extras, report_of):
    report = report_of(case_folder, *extras[:2])
    text = "Coverage could not be assessed: it was not measured in the proband."
    assert report["search"]["note"] == text
    assert text in report["headline"]["text"]
    assert text in report["limits"]
    assert report["search"]["not_fully"] == []


def test_the_headline_names_genes_that_were_not_fully_searched(case_folder, extras, report_of):
    assert "not fully searched: CDKL5; 1 could not be" in report_of(case_folder, *extras)["headline"]["text"]


def test_a_vcf_start_has_no_coverage(tmp_path, extras, report_of):
    folder = write_case(tmp_path / "case", rich_tables(), make_case(form="vcf"))
    report = report_of(folder, *extras[:2])
    assert report["search"]["note"] == "Coverage could not be assessed: no alignments."
    assert "no alignments" in report["headline"]["text"]
    assert any("taken as they are" in limit for limit in report["limits"])


def test_zygosity_of_every_person(case_folder, extras, report_of):
    report = report_of(case_folder, *extras)
    words = {c["gene_symbol"]: [g["zygosity"] for g in c["genotypes"]] for c in report["candidates"]}
    assert words["CDKL5"] == ["hemizygous", "does not carry it", "does not carry it (one copy)", "not called"]
    assert words["MT-TL1"][0] == "mitochondrial, in 37.4 % of reads"
    assert words["SCN1A"][1] == "does not carry it; has another allele"
    assert [g["person"] for g in report["findings"][0]["genotypes"]] == ["P1", "SI1", "FA1", "MO1"]


def test_description_is_the_one_on_the_genome(case_folder, report_of):
    findings = report_of(case_folder)["findings"]
    assert [f["description"] for f in findings] == ["NC_000005.10:g.126550123C>T", "chr5:126561408 GTA>G"]


def test_limits_name_what_could_not_be_told(case_folder, report_of):
    limits = " ".join(report_of(case_folder)["limits"])
    assert "neighbouring alleles in one codon are not combined" in limits
    assert "Population frequency not assessable for 1 of 45 alleles" in limits
    assert "In the pedigree without data: UN1, GF1 and GM1." in limits


def test_settings_that_were_not_given_are_not_stated(case_folder, extras, report_of):
    assert "gnomAD" not in " ".join(report_of(case_folder)["methods"])
    assert "Population frequencies: gnomAD 4.1." in report_of(case_folder, *extras)["methods"]


def test_every_source_is_named_with_its_release(case_folder, extras, report_of, make_report):
    methods = report_of(case_folder, *extras)["methods"]
    (line,) = [text for text in methods if text.startswith("Further sources: ")]
    assert line.startswith("Further sources: REVEL v1.3; HGNC")
    assert line in (make_report(case_folder, *extras, name="again") / "report.html").read_text()
    bare = [*extras[:-1], json.dumps({"annotate": {}})]
    assert "Further sources: none." in report_of(case_folder, *bare)["methods"]


def test_no_consent_no_report(tmp_path, make_report):
    folder = write_case(tmp_path / "case", rich_tables(), make_case(consent={"main_findings": False}))
    with pytest.raises(InputError, match="CONSENT-MAIN"):
        make_report(folder)
    assert not (tmp_path / "out").exists()


def test_quality_of_a_stranger_is_refused(case_folder, tmp_path, make_report):
    path = tmp_path / "quality.json"
    path.write_text('{"person": "XX", "form": "reads"}')
    with pytest.raises(InputError, match="REPORT-QUALITY"):
        make_report(case_folder, "--quality", str(path))


def test_a_missing_table_is_named(case_folder, make_report):
    (case_folder / "tables" / "filtered" / "ledger.parquet").unlink()
    with pytest.raises(InputError, match=r"tables/filtered/ledger\.parquet"):
        make_report(case_folder)


@pytest.mark.parametrize("text", ['{"report": {"tyypo": 1}}', '{"tyypo": {}}', "[]", "{"])
def test_a_wrong_setting_stops(case_folder, make_report, text):
    with pytest.raises(InputError, match="--set"):
        make_report(case_folder, "--set", text)


def test_same_input_same_bytes(tmp_path, extras):
    folder = write_case(tmp_path / "elsewhere" / "case", rich_tables())
    seen = []
    for seed in ("0", "1"):
        out = tmp_path / f"out{seed}"
        code = "from genopipe.cli.main import main; main()"
        command = [sys.executable, "-c", code, "report", str(folder), "--out", str(out), *extras]
        environment = os.environ | {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": str(1 + int(seed))}
        subprocess.run(command, check=True, env=environment, cwd=tmp_path)
        seen.append({name: (out / name).read_bytes() for name in FORMS})
    assert seen[0] == seen[1]
    assert not [name for name, data in seen[0].items() if str(tmp_path).encode() in data]


def test_parentage_and_consanguinity_are_never_printed(case_folder, extras, make_report):
    out = make_report(case_folder, *extras, forms=TEXTS)
    text = "".join(path.read_text().lower() for path in out.iterdir())
    assert not [word for word in ("paternity", "parentage", "consanguin", "related parents") if word in text]


def test_panels_that_disagree_and_what_is_not_assessable(case_folder, extras, report_of, make_report):
    from pathlib import Path

    panels = Path(extras[1])
    head = "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\tentity\twritten_as\tin_models\n"
    (panels / "epilepsy.tsv").write_text(
        f"# name: Epilepsy version: 3\n# source: PanelApp 402\n{head}"
        "SCN1A\tENSG00000144285\tamber\tmonoallelic\tcomplete\t\tFEB3\tyes\n"
        "RNU4-2\tENSG00000202538\tgreen\tmonoallelic\tcomplete\t\t\tno\n"
        "CSTB_CCCCGCCCCGCG\t\tgreen\t\t\tstr\t\t\n"
        "ISCA-37404-Loss\t\tgreen\t\t\tregion\t\t\n"
    )
    (panels / "heart.tsv").write_text(head + "SCN1A\tENSG00000144285\tgreen\tbiallelic\tincomplete\t\t\tyes\n")
    file = case_folder / "case.json"
    file.write_text(file.read_text().replace('"epilepsy"', '"epilepsy", "heart"'))
    search = report_of(case_folder, *extras)["search"]
    first = search["panels"][0]
    assert first["source"] == "PanelApp 402"
    assert [(gene["gene_symbol"], gene["absent"], gene["written_as"]) for gene in first["genes"]] == [
        ("SCN1A", False, "FEB3"),
        ("RNU4-2", True, None),
    ]
    assert first["genes"][1]["state"] == "not_assessable"
    assert [(other["kind"], other["name"]) for other in first["others"]] == [
        ("short tandem repeat", "CSTB_CCCCGCCCCGCG"),
        ("region", "ISCA-37404-Loss"),
    ]
    (one,) = search["disagreements"]
    assert (one["gene_symbol"], one["speaks"], len(one["told"])) == ("SCN1A", "heart", 2)
    page = (make_report(case_folder, *extras, name="page") / "report.html").read_text()
    page = re.sub("<[^>]*>", "", page)
    assert "not in the gene models: RNU4-2" in page
    assert "CSTB_CCCCGCCCCGCG (short tandem repeat, green), ISCA-37404-Loss (region, green)" in page
    assert "heart: green, biallelic, penetrance incomplete (this panel speaks)" in page
