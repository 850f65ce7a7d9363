"""The parts of a report that are there by consent alone."""

import json

import polars as pl
import pytest

from genopipe.additional.stage import make_additional
from genopipe.additional.stage import write_additional
from genopipe.carriers.stage import make_carriers
from genopipe.carriers.stage import write_carriers
from genopipe.consent_settings import AdditionalSettings
from genopipe.consent_settings import CarriersSettings
from genopipe.errors import InputError
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.told import ADULT
from unit.told import Told
from unit.told import carrier_gene
from unit.told import listed

HOSTILE = "<b>risk</b>"


def case_of(**members):
    mine = members.pop("P1", {})
    told = {name: {"main_findings": True, **agreed} for name, agreed in members.items()}
    return make_case(consent={"main_findings": True, **mine, "members": told})


def write_told(folder, case, tmp_path):
    """Write what is told of a mother with one allele, as the stages do."""
    (tmp_path / "told").mkdir()
    told = Told(tmp_path / "told")
    told.add("1-1-A-C", MO1="0/1", FA1="0/1")
    inputs = told.inputs(people="P1 SI1 FA1 MO1")
    gene = listed(condition=HOSTILE, by_hand="look at it")
    table = make_additional(case, (gene, listed(gene_id="ENSG2", gene_symbol="S2")), (), AdditionalSettings(), inputs)
    write_additional(table, folder / "tables/additional")
    write_carriers(*make_carriers(case, (carrier_gene(),), CarriersSettings(), inputs), folder / "tables/carriers")


@pytest.fixture
def folder(tmp_path):
    case = case_of(MO1=ADULT, FA1={**ADULT, "additional_findings": False})
    made = write_case(tmp_path / "case", rich_tables(), case)
    write_told(made, case, tmp_path)
    return made


def test_what_is_told_stands_apart(folder, report_of, make_report):
    report = report_of(folder)
    (allele,) = report["additional"]["alleles"]
    assert (allele["person"], allele["gene_symbol"], allele["by_hand"]) == ("MO1", "S1", "look at it")
    (asked,) = report["additional"]["asked"]
    assert (asked["genes"], asked["told"], asked["nothing"]) == (2, ["S1"], [])
    assert asked["not_assessable"] == [{"gene_symbol": "S2", "reason": "coverage of the gene was not measured"}]
    assert [(couple["person"], couple["partner"]) for couple in report["carriers"]["couples"]] == [("MO1", "FA1")]
    assert "S1" not in {one["gene_symbol"] for one in report["findings"] + report["candidates"]}
    page = (make_report(folder, name="again") / "report.html").read_text(encoding="utf-8")
    assert '<section id="additional"' in page
    assert "&lt;b&gt;risk&lt;/b&gt;" in page
    assert HOSTILE not in page


def test_tables_of_lists_hold_nothing_of_it(folder, make_report):
    out = make_report(folder)
    for name in ("findings.tsv", "candidates.tsv"):
        assert "1-1-A-C" not in (out / name).read_text(encoding="utf-8")


def test_without_consent_there_is_no_part_and_no_file_is_read(tmp_path, report_of, make_report):
    plain = write_case(tmp_path / "plain", rich_tables())
    (plain / "tables/additional").mkdir()
    pl.DataFrame({"x": [1]}).write_parquet(plain / "tables/additional/additional.parquet")
    report = report_of(plain)
    assert (report["additional"], report["carriers"], report["drug_response"]) == (None, None, None)
    page = (make_report(plain, name="again") / "report.html").read_text(encoding="utf-8")
    assert "Additional findings" not in page
    assert "Carrier status" not in page


def test_a_person_who_no_longer_agrees_is_left_out(folder, report_of):
    case = json.loads((folder / "case.json").read_text())
    case["case"]["consent"]["members"]["MO1"].update(additional_findings=False, carrier_findings=False)
    case["case"]["consent"]["additional_findings"] = True
    (folder / "case.json").write_text(json.dumps(case))
    report = report_of(folder)
    assert report["additional"]["alleles"] == []
    assert "MO1" not in json.dumps([report["additional"], report["carriers"]["alleles"], report["carriers"]["asked"]])


def test_agreed_to_but_not_made_is_an_error(tmp_path, make_report):
    made = write_case(tmp_path / "case", rich_tables(), case_of(MO1=ADULT))
    with pytest.raises(InputError, match="TABLE-MISSING"):
        make_report(made)


def test_drug_response_leaves_its_room(tmp_path, report_of):
    made = write_case(tmp_path / "case", rich_tables(), case_of(P1={"drug_response": True}))
    told = report_of(made)["drug_response"]
    assert told["people"] == ["P1"]
    assert "nothing of it was computed" in told["note"]
