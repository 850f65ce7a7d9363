"""Rules of expert panels: read, applied to figures and to evidence; the shipped ones are sourced and consistent."""

from pathlib import Path

import pytest

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import read_code
from genopipe.classify.combination import combine_weighed
from genopipe.classify.doubles import count_criteria
from genopipe.classify.doubles import counted_strengths
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import Outcome
from genopipe.classify.panel_rules import apply_panel
from genopipe.classify.panel_rules import figures_for
from genopipe.classify.panel_rules import merged_table
from genopipe.classify.panel_rules import panel_of
from genopipe.classify.panel_rules import written_strengths
from genopipe.errors import InputError
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.panel_rules_file import read_panel_file
from genopipe.io.panel_rules_file import read_panel_rules
from genopipe.io.panel_rules_file import shipped_panel_rules

PANELS = shipped_panel_rules()
OWN = """
name: own
title: A panel
version: "1"
date: "2026"
specification: spec
checked: all
genes: {ABC1: HGNC:1, ABC2: HGNC:2}
references:
  spec: {title: a, url: https://example.org/a, date: "2026"}
combining:
  class_by: table
  conflict_by: points
  rules:
    - {name: BS1 alone, direction: benign, gives: likely_benign, needs: {strong: 1}, with_codes: [BS1], unopposed: true,
       source: spec}
  source: spec
criteria:
  PM2: {strength: moderate, source: spec, place: PM2}
  PVS1: {use: off, source: spec}
  PP3: {use: automated, source: richards_2015}
written: {BS2_Supporting: moderate}
doubles:
  - {kind: drop, first: [PS4], then: [PM1], reason: same cases, source: spec}
figures:
  - thresholds:
      class_benign: {value: -9, source: spec, date: "2026"}
      class_likely_benign: {value: -2, source: spec, date: "2026"}
  - genes: [ABC2]
    thresholds:
      class_benign: {value: -8, source: spec, place: page 3, date: "2026"}
"""


@pytest.fixture
def own(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return read_panel_file(path, shipped_acmg())


def class_of(codes: str, gene: str) -> tuple[str, int]:
    panel = panel_of(gene, PANELS)
    assert panel is not None
    acmg = figures_for(shipped_acmg(), panel, gene)
    given = written_strengths([read_code(code) for code in codes.split()], panel)
    combined = combine_weighed(counted_strengths(count_criteria(given, acmg)), acmg)
    return combined.variant_class.value, combined.points


@pytest.mark.parametrize(
    ("gene", "codes", "given", "points"),
    [
        ("GJB2", "BS1", "likely_benign", -4),
        ("GJB2", "BS1 PM3 PP4", "uncertain_significance", -1),
        ("GJB2", "PVS1 PM2_Supporting", "likely_pathogenic", 9),
        ("GJB2", "PP1_Strong PM3_Strong PP3", "pathogenic", 9),
        ("CDH1", "BS2", "likely_benign", -4),
        ("CDH1", "BS1", "uncertain_significance", -4),
        ("CDH1", "BS2 PM2_Supporting", "likely_benign", -3),
        ("CDH1", "BS2_Supporting", "uncertain_significance", -1),
        ("CDH1", "BS2_Supporting BP4 PM2_Supporting", "likely_benign", -1),
        ("CDH1", "PM1 PVS1", "uncertain_significance", 8),
        ("RUNX1", "BS1", "likely_benign", -4),
        ("RUNX1", "BP4", "uncertain_significance", -1),
        ("RYR1", "BS2_Supporting PS4_Supporting", "likely_benign", -1),
        ("RYR1", "PM5 PM1 PP3_Moderate", "uncertain_significance", 5),
        ("RYR1", "PM1 PP3_Moderate PS4_Moderate", "likely_pathogenic", 6),
        ("RYR1", "PVS1", "uncertain_significance", 0),
        ("DICER1", "BP4", "uncertain_significance", -1),
        ("DICER1", "BP4 BP7", "likely_benign", -2),
        ("ACADVL", "PM1 PM3 PM4", "likely_pathogenic", 6),
        ("POLG", "PVS1 PM2", "likely_pathogenic", 10),
        ("MT-TL1", "BA1", "benign", 0),
        ("APC", "BS3_Supporting BP1 PS4", "uncertain_significance", 2),
        ("RPE65", "BS1 PP3", "likely_benign", -3),
    ],
)
def test_the_class_by_rules_of_a_panel(gene: str, codes: str, given: str, points: int):
    assert class_of(codes, gene) == (given, points)


def test_a_gene_is_found_by_symbol_and_by_id():
    assert panel_of("GJB2", PANELS) is panel_of("HGNC:4284", PANELS) is PANELS["hearing_loss"]
    assert panel_of("BRCA1", PANELS) is None
    assert panel_of("HGNC:4283", PANELS) is None


def test_thresholds_go_by_gene(own):
    general = shipped_acmg()
    first, second, by_id = (figures_for(general, own, gene) for gene in ("ABC1", "ABC2", "HGNC:2"))
    assert first.threshold("class_benign").value == -9
    assert second.threshold("class_benign").value == by_id.threshold("class_benign").value == -8
    assert second.source_of("class_benign") == "https://example.org/a, page 3"
    assert second.threshold("class_likely_benign").value == -2
    assert first.threshold("class_pathogenic") == general.threshold("class_pathogenic")
    assert (first.combination.class_by, first.combination.conflict_by) == ("table", "points")
    assert first.doubles[: len(general.doubles)] == general.doubles
    assert [rule.reason for rule in first.doubles[len(general.doubles) :]] == ["same cases"]
    assert general == shipped_acmg()


def test_the_rules_of_a_panel_stand_among_those_of_the_table(own):
    rules = merged_table(shipped_acmg(), own)
    assert len(rules) == len(shipped_acmg().combination.table) + 1
    benign = [rule.gives for rule in rules if rule.direction == "benign"]
    pathogenic = [rule.gives for rule in rules if rule.direction == "pathogenic"]
    assert benign == ["benign"] * 2 + ["likely_benign"] * 3
    assert pathogenic == ["pathogenic"] * 8 + ["likely_pathogenic"] * 7


def test_what_a_panel_says_of_criteria_is_applied_to_evidence(own):
    general = shipped_acmg()
    evidence = [
        Evidence(Criterion.PVS1, Outcome.MET, Strength.VERY_STRONG, reason="stop"),
        Evidence(Criterion.PM2, Outcome.MET, Strength.SUPPORTING, 0.0, 0.00002, reason="absent"),
        Evidence(Criterion.PM1, Outcome.MET, Strength.MODERATE),
        Evidence(Criterion.PP3, Outcome.MET, Strength.STRONG, 0.95),
    ]
    null, rare, spot, predicted = apply_panel(evidence, general, own)
    assert (null.outcome, null.strength, null.decided_by) == (Outcome.NOT_ASSESSABLE, None, "panel:own")
    assert null.reason == "A panel does not use PVS1"
    assert null.source == "https://example.org/a"
    assert (rare.outcome, rare.strength, rare.decided_by) == (Outcome.MET, Strength.MODERATE, "panel:own")
    assert (rare.reason, rare.value) == ("absent; A panel: moderate", 0.0)
    assert rare.source == "https://example.org/a, PM2"
    assert spot is evidence[2]
    assert predicted is evidence[3]


def test_another_strength_than_the_general_one_stays(own):
    strong = Evidence(Criterion.PM2, Outcome.MET, Strength.STRONG)
    missing = Evidence(Criterion.PM2, Outcome.NOT_ASSESSABLE)
    assert apply_panel([strong, missing], shipped_acmg(), own) == [strong, missing]


def test_codes_that_mean_another_strength(own):
    given = [read_code(code) for code in ("BS2_Supporting", "BS2", "PM2")]
    assert written_strengths(given, own) == [
        (Criterion.BS2, Strength.MODERATE),
        (Criterion.BS2, Strength.STRONG),
        (Criterion.PM2, Strength.MODERATE),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: A panel", "tilte: A panel", "unknown key `tilte`"),
        ("class_benign: {value: -9", "class_benihn: {value: -9", "did you mean `class_benign`?"),
        ("source: spec}\nfigures", "source: spc}\nfigures", "no reference is named spc"),
        ("specification: spec", "specification: nothing", "no reference is named nothing"),
        ("genes: [ABC2]", "genes: [ABC3]", "figures for genes that are not the panel's: ABC3"),
        ("HGNC:1,", "HGNC-1,", "no HGNC id: HGNC-1"),
        ("BS2_Supporting: moderate", "BS2_Small: moderate", "no strength after the criterion"),
        ("{value: -8,", "{valeu: -8,", "unknown key"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, told: str):
    assert old in OWN
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.yaml") as raised:
        read_panel_file(path, shipped_acmg())
    assert told in "\n".join(item.line() for item in raised.value.faults)


def test_a_laboratory_adds_and_replaces(tmp_path: Path):
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(OWN.replace("name: own", "name: cdh1").replace("ABC", "CDH"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no rules", encoding="utf-8")
    found = read_panel_rules(tmp_path)
    assert set(found) == {*PANELS, "own"}
    assert found["cdh1"].title == "A panel"
    assert read_panel_rules() == PANELS


def test_two_panels_with_one_gene_are_refused(tmp_path: Path):
    (tmp_path / "own.yaml").write_text(OWN.replace("ABC1: HGNC:1", "GJB2: HGNC:4284"), encoding="utf-8")
    with pytest.raises(InputError, match="hearing_loss and own both have rules for GJB2"):
        read_panel_rules(tmp_path)


@pytest.mark.parametrize("name", PANELS)
def test_every_shipped_panel_can_be_applied(name: str):
    panel = PANELS[name]
    for gene in panel.genes:
        acmg = figures_for(shipped_acmg(), panel, gene)
        for code in panel.criteria:
            assert acmg.source_text(acmg.criteria[code].source).startswith(("doi:", "https://"))
    assert panel.checked.endswith(".")
    assert all(limit.endswith(".") for limit in panel.limits)
    assert panel.decided_by == f"panel:{name}"


def test_there_are_enough_panels():
    assert len(PANELS) >= 9
