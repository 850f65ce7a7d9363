import pytest

from genopipe.errors import InputError
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case


@pytest.mark.parametrize("text", ["5-126550123-C-T", "chr5:126550123:C:T", "chr5-126550123-c-t", "5:126550123:C>T"])
def test_an_allele_by_any_spelling(case_folder, explain, text):
    lines = explain(case_folder, text)
    assert lines.startswith("5-126550123-C-T  NC_000005.10:g.126550123C>T  snv")
    assert "  as chr5:126550123:C>T" in lines
    assert "P1 (proband): heterozygous; GT 0/1, DP 30, AD 15,15, ALT fraction 0.50, GQ 99" in lines
    names = "ENST00000164904.4:c.1195C>T, ENSP00000164904.1:p.(Gln399Ter)"
    assert f"stop gained, impact HIGH, {names} (reported: MANE Select)" in lines
    assert "highest 0.00081 in eas" in lines
    assert "Pathogenic/Likely pathogenic, stars 2 of 4" in lines
    assert "  fits: recessive (compound heterozygous)" in lines
    assert "with 5-126561408-GTA-G: in trans: each parent carries one of the two" in lines
    assert "  finding in ALDH7A1 by panel_gene" in lines


def test_not_assessable_is_told_apart(case_folder, explain):
    lines = explain(case_folder, "X-18588012-G-A")
    assert "  not assessable: X-linked dominant" in lines
    assert "    missing for X-linked dominant: the genotype of MO1" in lines
    assert "not assessable: no source" in lines


def test_who_decided_is_told(case_folder, explain):
    lines = explain(case_folder, "5-126561408-GTA-G")
    assert "    recessive (compound heterozygous): in trans: each parent carries one of the two" in lines
    assert "    MO1 shows it in 4/60 reads, more than errors make" in lines


def test_an_allele_without_a_gene(case_folder, explain):
    lines = explain(case_folder, "1-1000-A-G")
    assert "touches no transcript" in lines
    assert "set aside by no_gene" in lines


def test_an_allele_never_seen(case_folder, extras, explain):
    lines = explain(case_folder, "chr1:999999:A:T", *extras[:8])
    assert "not called in this family" in lines
    assert "no proof of two reference copies" in lines
    assert "P1 (proband): mean depth of the contig 35.2 reads" in lines
    assert "SI1 (sibling): mean depth of the contig n/a" in lines


def test_the_record_before_normalisation_is_found(case_folder, explain):
    lines = explain(case_folder, "chr5:126561406:CAGTA:CAG")
    assert "Called there: 5-126561408-GTA-G, as chr5:126561406:CAGTA>CAG" in lines


@pytest.mark.parametrize("text", ["ALDH7A1", "aldh7a1", "ENSG00000164904"])
def test_a_gene(case_folder, extras, explain, text):
    lines = explain(case_folder, text, *extras[:8])
    assert "2 alleles of this family" in lines
    assert "5-126550123-C-T: finding by panel_gene" in lines
    assert "P1 (proband): mean depth 34.2 reads; 100.0 % at 10 reads, > 99.9 % at 15 reads" in lines


def test_a_panel_gene_without_alleles(tmp_path, extras, explain):
    tables = rich_tables()
    tables.candidates = [row for row in tables.candidates if row["gene_symbol"] != "SCN1A"]
    tables.ledger = [row for row in tables.ledger if row["gene_symbol"] != "SCN1A"]
    lines = explain(write_case(tmp_path / "case", tables), "SCN1A", *extras[:8])
    assert "No allele was called in this gene." in lines


@pytest.mark.parametrize(
    "text", ["1-12x-A-G", "chr1:5", "1-0-A-G", "1-100-A-A", "ALDH7A", "NOGENE", "a b", "", "1-100-A-Q"]
)
def test_a_wrong_spelling_is_refused(case_folder, explain, text):
    with pytest.raises(InputError, match="EXPLAIN-QUERY"):
        explain(case_folder, text)


def test_a_near_name_is_suggested(case_folder, explain):
    with pytest.raises(InputError, match="did you mean `ALDH7A1`"):
        explain(case_folder, "ALDH7A")


def test_no_consent_no_explanation(tmp_path, explain):
    folder = write_case(tmp_path / "case", rich_tables(), make_case(consent={"main_findings": False}))
    with pytest.raises(InputError, match="CONSENT-MAIN"):
        explain(folder, "ALDH7A1")


def test_hostile_text_is_made_visible(tmp_path, explain):
    tables = rich_tables()
    for row in tables.candidates:
        row["reason"] = "a\x1b[31mb"
    assert "\x1b" not in explain(write_case(tmp_path / "case", tables), "ALDH7A1")


def test_what_was_not_agreed_to_is_not_told(tmp_path, explain):
    tables = rich_tables()
    ends = [row for row in tables.ledger if row["allele"] == "5-126550123-C-T"]
    assert ends
    for row in ends:
        row.update(bucket="set_aside", by="consent", reason="not agreed to")
    lines = explain(write_case(tmp_path / "closed", tables), "5-126550123-C-T")
    assert "set aside in ALDH7A1 by consent" in lines
    assert not [word for word in ("athogenic", "stop gained", "0/1", "fits") if word in lines]
