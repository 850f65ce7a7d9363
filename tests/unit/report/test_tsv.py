import csv

import pytest

from genopipe.report.tsv import make_cell
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("a\tb\nc\u2028d", "a b c d"),
        (None, "n/a"),
        (0, "0"),
        (0.5, "0.5"),
        ("plain", "plain"),
    ],
)
def test_cells_are_text(value, cell):
    assert make_cell(value) == cell


def test_every_line_has_every_cell(tmp_path, make_report):
    tables = rich_tables()
    for row in tables.candidates:
        row |= {"gene_symbol": "=HYPERLINK(1)", "reason": "a\tb\nc"}
    out = make_report(write_case(tmp_path / "case", tables))
    for name, number in (("findings.tsv", 2), ("candidates.tsv", 3)):
        text = (out / name).read_text()
        rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
        assert len(rows) == number
        assert {len(line.split("\t")) for line in text.splitlines()} == {len(rows[0])}
        assert all(row["gene_symbol"] == "'=HYPERLINK(1)" for row in rows)
        assert all(row["reason"] == "a b c" for row in rows)


def test_missing_cells_are_not_empty(case_folder, make_report):
    rows = csv.DictReader((make_report(case_folder) / "findings.tsv").read_text().splitlines(), delimiter="\t")
    known, new = rows
    assert (known["frequency_max"], new["frequency_max"]) == ("0.00081", "n/a")
    assert (known["clinvar_stars"], new["clinvar_stars"]) == ("2", "n/a")
    assert known["family"].startswith("sibling SI1: heterozygous; father FA1: does not carry it")
