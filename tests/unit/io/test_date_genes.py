"""What spreadsheets make of gene symbols is recognised, and the likely gene named; true symbols are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genopipe.io.curated import read_curated
from genopipe.io.date_genes import damage
from genopipe.io.date_genes import today


@pytest.mark.parametrize(
    ("text", "gene"),
    [
        ("1-Mar", "MARCHF1 (was MARCH1) or MTARC1 (was MARC1)"),
        ("Mar-01", "MARCHF1"),
        ("MAR1", "MARCHF1"),
        ("mar-3", "MARCHF3"),
        ("2-Sep", "SEPTIN2 (was SEPT2)"),
        ("Sep-02", "SEPTIN2"),
        ("SEP2", "SEPTIN2"),
        ("02-Sep-2024", "SEPTIN2"),
        ("September 2", "SEPTIN2"),
        ("15-Sep", "SELENOF (was SEP15)"),
        ("1-Dec", "DELEC1 (was DEC1) or BHLHE40 (was DEC1)"),
        ("4-Oct", "POU5F1"),
        ("1. Mär", "MARCHF1"),
        ("1-mars", "MARCHF1"),
        ("2-Dez", "BHLHE41"),
        ("2021-03-01", "MARCHF1"),
        ("2021-03-01 00:00:00", "MARCHF1"),
        ("3/1/2021", "MARCHF1"),
        ("1/3/2021", "MARCHF1"),
        ("9/2/21", "SEPTIN2"),
        ("44256", "MARCHF1"),
        ("44441", "SEPTIN2"),
        ("2.310009E+19", "2310009E13"),
        ("2.31E+19", "2310000E13 (rounded)"),
        ("2,310009E19", "2310009E13"),
        ("1-Apr", "write the gene's symbol"),
    ],
)
def test_damage_names_the_gene(text, gene):
    found = damage(text)
    assert found is not None
    assert gene in found[1]


TRUE = [
    "SCN1A",
    "MARCHF1",
    "MARCH1",
    "SEPTIN2",
    "SEPT2",
    "SEP15",
    "DELEC1",
    "DEC1",
    "C1orf112",
    "NOV",
    "HLA-DRB1",
    "RN7SK",
    "OCT4",
    "MT-ND1",
    "2310009E13Rik",
    "MARK1",
    "SETD2",
    "H3-3A",
    "123456",
    "12",
    "JAM2",
    "FEB1",
    "APRT",
]


@pytest.mark.parametrize("text", ["", *TRUE])
def test_true_symbols_are_left_alone(text):
    assert damage(text) is None


def test_no_symbol_of_today_looks_damaged():
    for column in ("symbol", "written"):
        assert [text for text in read_curated("date_genes")[column] if damage(text)] == []


def test_symbols_that_were_given_up():
    assert today("MARCH1") == ("MARCHF1",)
    assert today("DEC1") == ("DELEC1", "BHLHE40")
    assert today("SCN1A") == ()


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    damage(text)
    today(text)
