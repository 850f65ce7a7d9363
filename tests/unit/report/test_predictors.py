"""What predictors say of an allele: values with their release, held against acmg.yaml; no value is not 0."""

import json

import pytest

from genopipe.classify.computational import SCORES
from genopipe.classify.roles import gene_columns
from genopipe.classify.roles import splice_columns
from genopipe.classify_settings import ClassifySettings
from genopipe.classify_settings import ClassifySources
from genopipe.io.acmg_file import shipped_acmg
from genopipe.report.case import CaseReport
from genopipe.report.predictors import BETWEEN
from genopipe.report.predictors import NO_GENE_VALUE
from genopipe.report.predictors import NO_SOURCE
from genopipe.report.predictors import NO_THRESHOLD
from genopipe.report.predictors import NO_VALUE
from genopipe.report.predictors import NOT_CALIBRATED
from genopipe.report.predictors import NOT_CHOSEN
from genopipe.report.predictors import NOT_MITOCHONDRIAL
from genopipe.report.predictors import ROLES
from genopipe.report.predictors import SourceValues
from genopipe.report.predictors import make_predictors
from genopipe.report.predictors import read_source_values
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_sources

ACMG = shipped_acmg()
ALLELE = {"allele": "1-100-A-G", "contig": "chr1", "position": 100}
CANDIDATE = {"allele": "1-100-A-G", "gene": "ENSG1", "consequence": "missense_variant", "impact": "MODERATE"}


def lines_of(row=None, gene=None, settings=None, criteria=(), **changes):
    settings = settings or ClassifySettings()
    titles = dict.fromkeys(row or {}, "A source v1") | dict.fromkeys(gene or {}, "Genes v2")
    values = SourceValues(ACMG, settings, {"1-100-A-G": row or {}}, {"ENSG1": gene or {}}, titles)
    return {line.name: line for line in make_predictors(CANDIDATE | changes, ALLELE, values, criteria)}


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (0.933, "at least 0.932, which is strong evidence by PP3"),
        (0.932, "at least 0.932, which is strong evidence by PP3"),
        (0.9319, "at least 0.773, which is moderate evidence by PP3"),
        (0.773, "at least 0.773, which is moderate evidence by PP3"),
        (0.772, "at least 0.644, which is supporting evidence by PP3"),
        (0.6439, BETWEEN),
        (0.2901, BETWEEN),
        (0.29, "at most 0.29, which is supporting evidence by BP4"),
        (0.183, "at most 0.183, which is moderate evidence by BP4"),
        (0.016, "at most 0.016, which is strong evidence by BP4"),
        (0.0, "at most 0.003, which is very strong evidence by BP4"),
    ],
)
def test_revel_against_its_intervals(score, says):
    line = lines_of({"revel_score": score})["REVEL"]
    assert (line.value, line.says, line.version) == (score, says, "A source v1")
    assert line.criterion == (None if says == BETWEEN else says[-3:])


def test_the_threshold_carries_its_source():
    line = lines_of({"revel_score": 0.8})["REVEL"]
    assert (line.threshold, line.strength) == (ACMG.threshold("pp3_revel_moderate").value, "moderate")
    assert line.source == "doi:10.1016/j.ajhg.2022.10.013, Table 2"


def test_only_the_chosen_predictor_counts():
    lines = lines_of({"revel_score": 0.8, "cadd_phred": 26.0}, settings=ClassifySettings(predictor="cadd"))
    assert (lines["CADD"].chosen, lines["CADD"].says, lines["CADD"].note) == (
        True,
        "at least 25.3, which is supporting evidence by PP3",
        None,
    )
    assert (lines["REVEL"].chosen, lines["REVEL"].note) == (False, NOT_CHOSEN)


def test_predictors_of_missense_say_nothing_of_others():
    lines = lines_of({"revel_score": None, "cadd_phred": 40.0}, consequence="stop_gained&splice_region_variant")
    assert lines["CADD"].says == NOT_CALIBRATED
    assert lines["CADD"].criterion is None
    worse = lines_of({"revel_score": 0.95}, consequence="splice_donor_variant&missense_variant", impact="HIGH")
    assert worse["REVEL"].says == NOT_CALIBRATED, "PVS1 is asked of it"


def test_no_predictor_is_calibrated_for_mitochondria():
    values = SourceValues(
        ACMG, ClassifySettings(), {"1-100-A-G": {"revel_score": 0.95, "phylop_score": 2.0}}, {},
        {"revel_score": "REVEL v1.3", "phylop_score": "phyloP"},
    )  # fmt: skip
    lines = {line.name: line for line in make_predictors(CANDIDATE, ALLELE, values, (), mitochondrial=True)}
    assert (lines["REVEL"].value, lines["REVEL"].says, lines["REVEL"].criterion) == (0.95, NOT_MITOCHONDRIAL, None)
    assert lines["phyloP"].says == NO_THRESHOLD


def test_no_value_is_not_zero():
    lines = lines_of({"revel_score": None, "phylop_score": 0.0})
    assert (lines["REVEL"].value, lines["REVEL"].says, lines["REVEL"].words) == (None, None, NO_VALUE)
    assert (lines["phyloP"].value, lines["phyloP"].says) == (0.0, NO_THRESHOLD)


def test_what_a_criterion_asks_and_no_source_tells_is_named():
    lines = lines_of()
    assert list(lines) == ["REVEL", "SpliceAI"]
    assert {line.words for line in lines.values()} == {NO_SOURCE}
    assert {line.version for line in lines.values()} == {None}


def splice(score, effect="dl", distance=2):
    row = {f"spliceai_ds_{name}": 0.0 for name in ("ag", "al", "dg", "dl")}
    return lines_of(row | {f"spliceai_ds_{effect}": score, f"spliceai_dp_{effect}": distance})["SpliceAI"]


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (0.2, "at least 0.2, which is supporting evidence by PP3"),
        (0.199, BETWEEN),
        (0.101, BETWEEN),
        (0.1, "at most 0.1, which is supporting evidence by BP4"),
    ],
)
def test_spliceai_against_its_thresholds(score, says):
    assert splice(score).says == says


def test_spliceai_tells_what_and_where():
    line = splice(0.92)
    assert (line.value, line.words, line.place) == (0.92, "donor loss, 2 bases behind the position", "chr1:102")
    line = splice(0.5, "ag", -1)
    assert (line.words, line.place) == ("acceptor gain, 1 base before the position", "chr1:99")
    assert splice(0.5, "dg", 0).words == "donor gain, at the position itself"
    none = splice(0.0)
    assert (none.value, none.words, none.place) == (0.0, "no effect on splicing", None)
    nothing = lines_of(dict.fromkeys(["spliceai_ds_ag", "spliceai_ds_al", "spliceai_ds_dg", "spliceai_ds_dl"]))
    assert (nothing["SpliceAI"].value, nothing["SpliceAI"].words) == (None, NO_VALUE)


def test_constraint_against_its_thresholds():
    lines = lines_of(gene={"constraint_loeuf": 0.6, "constraint_pli": 0.9, "constraint_mis_z": None})
    assert (lines["LOEUF"].says, lines["LOEUF"].criterion) == ("not less than 0.6, the limit of PVS1", None)
    assert (lines["pLI"].says, lines["pLI"].criterion) == ("at least 0.9, the limit of PVS1", "PVS1")
    assert (lines["missense Z"].words, lines["missense Z"].says) == (NO_GENE_VALUE, None)
    assert lines_of(gene={"constraint_loeuf": 0.59})["LOEUF"].says == "less than 0.6, the limit of PVS1"


def criterion_row(criterion, by="engine", *, counted=True):
    return {"criterion": criterion, "decided_by": by, "counted": counted}


def test_an_expert_panel_that_decides_is_named():
    criteria = [criterion_row("PP3", "panel:acadvl"), criterion_row("PM2", "panel:other")]
    line = lines_of({"revel_score": 0.8}, criteria=criteria)["REVEL"]
    assert line.note == "in this gene the rules of acadvl decide: see the criteria"
    assert lines_of({"revel_score": 0.8}, criteria=criteria[1:])["REVEL"].note is None


def test_a_threshold_that_is_met_where_the_criterion_does_not_count_says_so():
    criteria = [criterion_row("PP3", counted=False), criterion_row("BP4", counted=False)]
    assert (
        lines_of({"revel_score": 0.8}, criteria=criteria)["REVEL"].note == "PP3 does not count here: see the criteria"
    )
    assert lines_of({"revel_score": 0.5}, criteria=criteria)["REVEL"].note is None, "it meets no threshold"
    assert lines_of({"revel_score": 0.8}, criteria=[criterion_row("PP3")])["REVEL"].note is None
    assert lines_of(gene={"constraint_loeuf": 0.2}, criteria=criteria)["LOEUF"].note is None


def test_a_laboratory_may_name_its_own_records():
    sources = ClassifySources(predictor="dbnsfp", spliceai="own", constraint="lab")
    row = {"dbnsfp_score": 0.95, "own_ds_dl": 0.3}
    lines = lines_of(row | {"own_ds_ag": 0.0}, {"lab_loeuf": 0.2}, ClassifySettings(sources=sources))
    assert [lines[name].value for name in ("REVEL", "SpliceAI", "LOEUF")] == [0.95, 0.3, 0.2]


def test_columns_are_those_that_classification_reads():
    settings = ClassifySettings()
    named = {role.key: f"{role.key}_{role.column}" for role in ROLES if role.kind == "missense"}
    assert named == dict(SCORES)
    genes = {f"constraint_{role.column}" for role in ROLES if role.kind == "constraint"}
    assert genes == {name for name in gene_columns(settings) if name.startswith("constraint_")}
    assert splice_columns(settings)[0] == "spliceai_ds_ag"
    for role in ROLES:
        assert all(name in ACMG.thresholds for name in role.thresholds)


def test_a_case_without_these_tables_tells_nothing(tmp_path):
    values = read_source_values(tmp_path, ClassifySettings(), ["1-1-A-G"], ["ENSG1"])
    assert (dict(values.alleles), dict(values.genes), dict(values.titles)) == ({}, {}, {})


def test_the_report_tells_values_with_their_release(tmp_path, report_of):
    folder = write_case(tmp_path / "case", rich_tables())
    write_sources(folder)
    report = CaseReport.model_validate(report_of(folder, "--set", json.dumps({"classify": {"predictor": "revel"}})))
    by_gene = {one.gene_symbol: {line.name: line for line in one.predictors} for one in report.candidates}
    revel = by_gene["CDKL5"]["REVEL"]
    assert (revel.value, revel.says, revel.version) == (
        0.9321,
        "at least 0.932, which is strong evidence by PP3",
        "REVEL v1.3",
    )
    assert by_gene["CDKL5"]["LOEUF"].version == "gnomAD gene constraint v4.1"
    assert by_gene["CDKL5"]["LOEUF"].says == "less than 0.6, the limit of PVS1"
    assert by_gene["CDKL5"]["missense Z"].says == "not at least 3.09, the limit of PP2"
    assert by_gene["SCN1A"]["REVEL"].value == 0.0
    assert by_gene["SCN1A"]["LOEUF"].value is None
    assert by_gene["MT-TL1"]["REVEL"].words == NO_VALUE
    (stop, _) = ({line.name: line for line in one.predictors} for one in report.findings)
    assert stop["SpliceAI"].place == "chr5:126550125"
