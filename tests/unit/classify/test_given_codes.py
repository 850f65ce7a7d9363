"""`genopipe classify combine`: what is read, what is written, what stops it."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from genopipe.cli.main import genopipe
from genopipe.errors import InputError
from genopipe.io.codes_file import read_codes

Rows = list[dict[str, str]]


def combine(folder: Path, text: str, *options: str) -> Rows:
    """Run the command on a table of codes and return what it wrote."""
    given, out = folder / "codes.tsv", folder / "out.tsv"
    given.write_text(text, encoding="utf-8")
    call = ["classify", "combine", "--criteria", str(given), "--out", str(out), *options]
    told = CliRunner().invoke(genopipe, call, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def faults_of(folder: Path, text: str) -> str:
    path = folder / "codes.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_codes(path)
    assert raised.value.exit_status == 2
    return "\n".join(item.line() for item in raised.value.faults)


LIST = """variant\tgene\tcodes
v1\t\tPVS1, PM2_Supporting
v2\tGJB2\tBS1
v3\t\tPS2, PS3_Very Strong,PP3
v4\tBRCA1\tPVS1, PP3_Strong, PM1, PP5
v5\t\t
v6\tCDH1\tBP4
v4\tBRCA1\tBP4
=v7\t\tPM1, PP3_Strong
"""


def test_a_list_of_codes(tmp_path: Path):
    rows = combine(tmp_path, LIST)
    assert [row["variant"] for row in rows] == ["v1", "v2", "v3", "v4", "v5", "v6", "v4", "'=v7"]
    columns = (
        "class",
        "points",
        "class_by_points",
        "class_by_table",
        "agrees",
        "counted",
        "panel",
        "class_without_panel",
    )
    assert [rows[0][name] for name in columns] == [
        "likely_pathogenic",
        "9",
        "likely_pathogenic",
        "likely_pathogenic",
        "yes",
        "PVS1, PM2_Supporting",
        "",
        "",
    ]
    assert [rows[1][name] for name in columns] == [
        "likely_benign",
        "-4",
        "likely_benign",
        "likely_benign",
        "yes",
        "BS1",
        "hearing_loss",
        "likely_benign",
    ]
    assert rows[1]["rules"] == "Likely benign, BS1 alone"
    assert rows[2]["counted"] == "PS2, PS3_Very Strong, PP3"
    assert (rows[3]["counted"], rows[3]["class"]) == ("PVS1", "likely_pathogenic")
    assert rows[3]["agrees"] == "no"
    assert rows[3]["explanation"] == ("points 8: likely pathogenic; no rule of the table holds: uncertain significance")
    dropped = rows[3]["dropped"].split(" | ")
    assert [text.split(":")[0] for text in dropped] == ["PP3_Strong", "PM1", "PP5"]
    assert "doi:10.1016/j.ajhg.2023.06.002" in dropped[0]
    assert (rows[4]["class"], rows[4]["points"], rows[4]["counted"]) == ("uncertain_significance", "0", "")
    assert (rows[5]["class"], rows[5]["class_by_points"]) == ("uncertain_significance", "likely_benign")
    assert rows[7]["dropped"].startswith("PP3_Strong counts as PP3_Moderate: A predictor knows")
    assert rows[7]["conflict"] == "no"


def test_rows_of_codes_are_the_same_as_lists(tmp_path: Path):
    codes = "variant\tcode\nv1\tPVS1\nv2\tBP4\nv1\tPM2_Supporting\n"
    parted = "variant\tcriterion\tstrength\nv1\tPVS1\t\nv2\tBP4\tsupporting\nv1\tPM2\tsupporting\n"
    listed = "variant\tcodes\nv1\tPVS1, PM2_Supporting\nv2\tBP4\n"
    wanted = combine(tmp_path, listed)
    assert combine(tmp_path, codes) == wanted
    assert combine(tmp_path, parted) == wanted


def test_rules_of_panels_can_be_left_out(tmp_path: Path):
    rows = combine(tmp_path, "variant\tgene\tcodes\nv\tCDH1\tBS2\nw\tHGNC:1748\tBS2\n", "--no-panel-rules")
    assert [(row["panel"], row["class"], row["class_by_table"]) for row in rows] == [
        ("", "likely_benign", "uncertain_significance")
    ] * 2
    settings = '{"classify": {"panel_rules": false}}'
    assert combine(tmp_path, "variant\tgene\tcodes\nv\tCDH1\tBS2\n", "--set", settings)[0]["panel"] == ""


def test_a_laboratorys_figures_are_used(tmp_path: Path):
    own = tmp_path / "acmg.yaml"
    own.write_text("class_by: table\n", encoding="utf-8")
    rows = combine(tmp_path, "variant\tcodes\nv\tPS2, PS3\n", "--set", f'{{"classify": {{"acmg": "{own}"}}}}')
    assert (rows[0]["class"], rows[0]["class_by_points"]) == ("pathogenic", "likely_pathogenic")


def test_further_columns_are_carried_over(tmp_path: Path):
    text = "variant\tcodes\tnote\tclass_given\nv\tBP4\t+1 of 2\tBenign\n"
    rows = combine(tmp_path, text, "--keep", "note", "--keep", "class_given")
    assert (rows[0]["note"], rows[0]["class_given"]) == ("'+1 of 2", "Benign")
    assert "note" not in combine(tmp_path, text)[0]


def test_the_table_of_clingen_is_read_as_it_is(tmp_path: Path):
    text = "variation\tassertion\tcodes_met\tcodes_not_met\nv\tBenign\tPS3|PM2_Supporting; PP3\tPVS1\n"
    rows = combine(tmp_path, text)
    assert (rows[0]["variant"], rows[0]["counted"]) == ("v", "PS3, PM2_Supporting, PP3")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("variant\tcodes\nv\tPVS1, PM9\n", "CODES-CODE {0}:2 - 'PM9' is no criterion of ACMG/AMP"),
        ("variant\tcodes\nv\tPVS1\nw\tPM2_Suporting\n", "CODES-CODE {0}:3 - 'PM2_Suporting' is no strength"),
        ("variant\tcodes\nv\tPP3, PP3_Moderate\n", "CODES-TWICE {0}:2 - PP3 stands twice"),
        ("variant\tcode\nv\tPP3\nv\tPP3_Strong\n", "CODES-TWICE {0}:3 - PP3 stands twice"),
        ("variant\tcode\nv\t\n", "CODES-CODE {0}:2 - '' is no criterion"),
        ("variant\tcodes\n\tPVS1\n", "CODES-VARIANT {0}:2"),
        ("variant\tgene\nv\tG\n", "CODES-COLUMN {0} - no column of codes"),
        ("variant\tcodes\tcode\nv\tPP3\tPP3\n", "columns codes and code both hold codes"),
        ("variant\tcoeds\nv\tPP3\n", "did you mean `codes`?"),
        ("codes\nPP3\n", "column `variant` is missing"),
        ("variant\tcriterion\tstrength\nv\tPVS1\tstand_alone\n", "no pathogenic criterion stands alone"),
        ("variant,codes\nv,PVS1\n", "TABLE-TABS"),
        ("", "FILE-EMPTY"),
    ],
)
def test_what_stops_the_command(tmp_path: Path, text: str, told: str):
    assert told.format(tmp_path / "codes.tsv") in faults_of(tmp_path, text)


def test_every_fault_is_told_at_once(tmp_path: Path):
    told = faults_of(tmp_path, "variant\tcodes\nv\tPVS2, XX1\nw\tPM2_None\n\tPP3\n")
    assert told.count("CODES-CODE") == 3
    assert told.count("CODES-VARIANT") == 1
    assert "did you mean `PS2`?" in told
    assert "PVS1, PM2_Supporting, PM3_Very Strong, BP4" in told


def test_hostile_text_stays_text(tmp_path: Path):
    rows = combine(tmp_path, "variant\tgene\tcodes\n<img src=x onerror=alert(1)>\t=cmd|'/c calc'!A0\tPM1\n")
    assert rows[0]["variant"] == "<img src=x onerror=alert(1)>"
    assert rows[0]["gene"].startswith("'=cmd")


def test_the_group_alone_tells_its_commands():
    told = CliRunner().invoke(genopipe, ["classify", "--help"])
    assert told.exit_code == 0
    assert "combine" in told.output
