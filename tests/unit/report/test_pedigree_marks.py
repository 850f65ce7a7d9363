import polars as pl
import pytest

from genopipe.genome import BUILDS
from genopipe.report.alleles import make_alleles
from genopipe.report.case import PersonLine
from genopipe.report.pedigree_marks import alleles_drawn
from genopipe.report.pedigree_marks import make_marks
from genopipe.report.tables import CaseTables
from genopipe.report.tables import read_rows
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case


@pytest.fixture
def told(tmp_path):
    """Return findings, candidates and people of the case."""
    case = make_case()
    rows = read_rows(CaseTables(write_case(tmp_path / "case", rich_tables(), case)), pl.lit(True))
    build = next(iter(BUILDS.values()))
    people = [PersonLine(**{name: getattr(m, name) for name in PersonLine.model_fields}) for m in case.members]
    return *(make_alleles(rows, bucket, case, build) for bucket in ("finding", "candidate")), people


def test_a_pair_is_drawn_together_with_letters(told):
    findings, _, people = told
    drawn = alleles_drawn(findings[0], findings)
    marks = make_marks(drawn, people)
    assert [one.allele for one in drawn] == [one.allele for one in findings]
    assert marks["P1"].lines == ("a 0/1 het", "b 0/1 het")
    assert marks["MO1"].lines == ("a 0/1 het", "b 0/0 without")


def test_healthy_carriers_of_a_recessive_pair_have_a_dot(told):
    findings, _, people = told
    marks = make_marks(alleles_drawn(findings[0], findings), people)
    assert {person for person, mark in marks.items() if mark.carrier} == {"SI1", "FA1", "MO1"}
    assert "GF1" not in marks, "nobody without data has a genotype"


def test_a_mode_that_is_not_recessive_gives_no_dot(told):
    _, candidates, people = told
    dominant = next(one for one in candidates if one.gene_symbol == "SCN1A")
    assert not any(mark.carrier for mark in make_marks([dominant], people).values())


def test_what_was_not_called_is_no_reference(told):
    _, candidates, people = told
    on_x = next(one for one in candidates if one.gene_symbol == "CDKL5")
    marks = make_marks([on_x], people)
    assert marks["MO1"].lines == ("not called",)
    assert not marks["MO1"].carrier
    assert marks["P1"].lines == ("1 hemi",)


def test_a_mitochondrial_fraction_is_told(told):
    _, candidates, people = told
    mito = next(one for one in candidates if one.gene_symbol == "MT-TL1")
    assert make_marks([mito], people)["P1"].lines == ("in 37.4 % of reads",)
