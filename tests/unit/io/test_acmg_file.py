"""The figures of ACMG/AMP: closed, whole, sourced; a laboratory's own in their places; faults with their line."""

from importlib.resources import files
from pathlib import Path

import pytest

from genopipe.acmg import Acmg
from genopipe.acmg import Op
from genopipe.acmg import Unit
from genopipe.errors import InputError
from genopipe.io.acmg_file import read_acmg
from genopipe.io.acmg_file import read_acmg_file
from genopipe.io.acmg_file import shipped_acmg

TEXT = files("genopipe").joinpath("curated", "acmg.yaml").read_text(encoding="utf-8")


def faults_of(path: Path, text: str, *, own: bool) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        (read_acmg if own else read_acmg_file)(path)
    return "\n".join(item.line() for item in raised.value.faults)


def test_what_ships_is_whole():
    acmg = shipped_acmg()
    assert len(acmg.criteria) == 28
    assert {code.value for code, rule in acmg.criteria.items() if rule.use == "off"} == {"PP5", "BP6"}
    assert {code.value for code, rule in acmg.criteria.items() if rule.use == "curated"} == {"PS3", "PS4", "BS3"}
    assert acmg.criteria["PM2"].strength == "supporting"
    assert len(acmg.combination.table) == 19
    assert acmg.combination.points == {"supporting": 1, "moderate": 2, "strong": 4, "very_strong": 8}
    limits = {name: one.value for name, one in acmg.thresholds.items() if name.startswith("class_")}
    assert limits == {
        "class_pathogenic": 10,
        "class_likely_pathogenic": 6,
        "class_likely_benign": -1,
        "class_accept_likely_benign": -2,
        "class_benign": -7,
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("class_by: points", "class_bye: points", "unknown key `combination.class_bye`"),
        ("class_by: points", "class_by: point", "did you mean `points`?"),
        ("strong: 4, very", "strong: 2, very", "points rise with the strength"),
        ("supporting: 1, moderate: 2", "moderate: 2", "points are given for"),
        ("very_strong: 8}", "very_strong: 4}", "points rise with the strength"),
        ("supporting: 1,", "supporting: 0,", "points rise with the strength"),
        ("needs: {strong: 2}", "needs: {strong: -2}", "give at least 0"),
        ("needs: {strong: 2}", "needs: {}", "a rule needs one criterion or more"),
        ("with_codes: [PVS1, PM2_Supporting]", "with_codes: [PVS1, PM9]", "no criterion of ACMG/AMP"),
        ("with_codes: [PVS1, PM2_Supporting]", "with_codes: [PVS1, BP4]", "BP4 does not speak for pathogenic"),
        ("    points: 4\n", "", "points are for cap, and needed there"),
        ("kind: company\n", "kind: drop\n", "company names no first; every other kind does"),
        ("  - kind: stronger\n", "  - kind: weaken\n", "strength is for weaken, and needed there"),
        ("first: [PVS1]\n    then: [PP3]", "first: [PVS1]\n    then: [PVS1]", "stands in first and in then"),
        ("first: [PM1]\n    then: [PP3]\n", "first: [BS1]\n    then: [PP3]\n", "cap is for criteria of one direction"),
        ("value: 10\n    unit: class_points", "value: 10.5\n    unit: class_points", "are whole numbers"),
        ("value: 10\n    unit: class_points", "value: .inf\n    unit: class_points", "number"),
        ("  PP5:\n    meaning", "  PP6:\n    meaning", "PP6"),
        (
            "strength: supporting\n    strengths: [supporting]\n    source: svi_pm2",
            "strength: moderate\n    strengths: [supporting]\n    source: svi_pm2",
            "is not among strengths",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str):
    assert old in TEXT
    found = faults_of(tmp_path / "acmg.yaml", TEXT.replace(old, new, 1), own=False)
    assert told in found
    assert f"{tmp_path / 'acmg.yaml'}:" in found


def test_an_unknown_reference_is_told(tmp_path: Path):
    text = TEXT.replace("points_source: tavtigian_2020", "points_source: tavtigian_2021", 1)
    found = faults_of(tmp_path / "acmg.yaml", text, own=False)
    assert "ACMG-SOURCE" in found
    assert "no reference is named tavtigian_2021" in found
    assert "did you mean `tavtigian_2020`?" in found


@pytest.mark.parametrize(
    "place",
    ["criteria:\n  PVS1:", "  table:\n", "doubles:\n", "thresholds:\n"],
    ids=["criteria", "table", "doubles", "thresholds"],
)
def test_references_are_checked_everywhere(tmp_path: Path, place: str):
    head, mark, tail = TEXT.partition(place)
    text = head + mark + tail.replace("    source: ", "    source: nowhere_", 1)
    assert "no reference is named nowhere_" in faults_of(tmp_path / "acmg.yaml", text, own=False)


def test_a_reference_can_be_found(tmp_path: Path):
    text = TEXT.replace("    doi: 10.1038/gim.2015.30\n", "", 1)
    assert "give a doi or a url" in faults_of(tmp_path / "acmg.yaml", text, own=False)


OWN = """
class_by: table
criteria:
  PM2: {strength: moderate, source: procedure 7}
  BP1: {use: off, source: procedure 8, place: page 2}
thresholds:
  class_likely_benign: {value: -2, source: procedure 9, date: "2026-03-01"}
  class_benign: {value: -8, op: "<", source: procedure 9, place: page 4, date: "2026-03-01"}
"""


def test_a_laboratory_puts_its_own_in_their_places(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    acmg, shipped = read_acmg(path), shipped_acmg()
    assert acmg.combination.class_by == "table"
    assert (acmg.criteria["PM2"].strength, acmg.criteria["PM2"].strengths) == ("moderate", ("supporting", "moderate"))
    assert (acmg.criteria["PM2"].instead_of, acmg.criteria["BP1"].instead_of) == ("supporting", None)
    assert acmg.criteria["PM2"].use == shipped.criteria["PM2"].use
    assert (acmg.criteria["BP1"].use, acmg.criteria["BP1"].place) == ("off", "page 2")
    assert acmg.criteria["BP1"].strengths == shipped.criteria["BP1"].strengths
    changed = acmg.threshold("class_likely_benign")
    assert (changed.value, changed.op, changed.date) == (-2, "<=", "2026-03-01")
    assert changed.meaning == shipped.threshold("class_likely_benign").meaning
    assert acmg.source_of("class_benign") == "procedure 9, page 4"
    assert acmg.threshold("class_benign").op == "<"
    same = set(shipped.thresholds) - {"class_likely_benign", "class_benign"}
    assert all(acmg.thresholds[name] == shipped.thresholds[name] for name in same)


def test_without_a_file_the_shipped_figures_are_used():
    assert read_acmg() is shipped_acmg()


def test_an_empty_file_changes_nothing(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_text("# nothing\n", encoding="utf-8")
    assert read_acmg(path) == shipped_acmg()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  class_benign:", "  class_benihn:", "did you mean `class_benign`?"),
        ("value: -8", "valeu: -8", "unknown key"),
        ("value: -8", "value: -8.5", "are whole numbers"),
        (', date: "2026-03-01"}\n  class_benign', "}\n  class_benign", "is missing"),
        ("source: procedure 7", "why: procedure 7", "`criteria.PM2.source` is missing"),
        ("  PM2:", "  PM8:", "PM8"),
        ("class_by: table", "class_by: tables", "did you mean `table`?"),
    ],
)
def test_a_laboratorys_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str):
    assert old in OWN
    found = faults_of(tmp_path / "own.yaml", OWN.replace(old, new, 1), own=True)
    assert told in found
    assert "own.yaml:" in found


def test_a_source_is_told_in_words():
    acmg: Acmg = shipped_acmg()
    assert acmg.source_text("richards_2015", "Table 5") == "doi:10.1038/gim.2015.30, Table 5"
    assert acmg.source_text("svi_pm2_2020").startswith("https://")
    assert acmg.source_text("procedure 7") == "procedure 7"
    assert acmg.threshold("class_likely_pathogenic").limit_text == "at least 6"


def test_words_of_units_comparisons_and_needs():
    assert [one.words for one in Op] == ["at least", "more than", "at most", "less than"]
    assert {one.value for one in Unit if one.whole} == {"class_points", "count", "bases", "amino_acids", "meioses"}
    (rule,) = (one for one in shipped_acmg().combination.table if one.name == "Pathogenic (iii)(c)")
    assert rule.needs.text == "1 strong, 1 moderate, 4 supporting"
    assert shipped_acmg().threshold("class_benign").whole is True
