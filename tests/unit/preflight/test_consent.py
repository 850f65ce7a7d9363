"""Consents against pedigree, ages and lists, through `genopipe check`."""

import pytest

CASES = "config/cases.yaml"
PLAIN = "consent: {main_findings: true}"


def give(project, consent, more=""):
    project.replace(CASES, PLAIN, f"consent: {{main_findings: true, {consent}}}{more}")


def own_list(project):
    head = "list version gene_symbol hgnc_id gene_id condition alleles consequences only never by_hand adults children"
    cells = ["own", "1", "AAA1", "", "G1", "x", "one", "any", "", "", "", "yes", "no", "none"]
    project.write("config/own.tsv", "\t".join([*head.split(), "source"]) + "\n" + "\t".join(cells) + "\n")
    with (project.folder / "config/config.yaml").open("a") as config:
        config.write("additional: {lists: [config/own.tsv]}\n")


@pytest.mark.parametrize(
    ("consent", "codes"),
    [
        ("additional_findings: true", set()),
        ("members: {mum: {main_findings: true, carrier_findings: true, age_at_report: 30}}", set()),
        ("members: {aunt: {main_findings: true}}", {"CONSENT-PERSON"}),
        ("members: {kid: {main_findings: true}}", {"CONSENT-PERSON"}),
        ("members: {mum: {main_findings: false}}", {"CONSENT-MAIN"}),
        ("members: {mum: {additional_findings: true}}", {"CASE-CONSENT"}),
        ("members: {mum: {main_findings: true, carier_findings: true}}", {"CASE-FIELD"}),
        ("carrier_findings: true", {"CONSENT-AGE"}),
        ("carrier_findings: true, age_at_report: 17", {"CONSENT-CHILD"}),
        ("carrier_findings: true, age_at_report: 18", set()),
        ("carrier_findings: true, birth_year: 2008, report_year: 2026", {"CONSENT-CHILD"}),
        ("signed_by: self, age_at_consent: 15", {"CONSENT-SIGNED"}),
        ("signed_by: guardian, age_at_consent: 15", set()),
        ("signed_by: guardian_and_self, age_at_consent: 15", set()),
        ("signed_by: guardian, age_at_consent: 16", {"CONSENT-SIGNED"}),
        ("signed_by: guardian_and_self, age_at_consent: 16", set()),
        ("signed_by: self, age_at_consent: 17", {"CONSENT-SIGNED"}),
        ("signed_by: self, age_at_consent: 18", set()),
        ("age_at_consent: 9, age_at_report: 8", {"CASE-FIELD"}),
    ],
)
def test_consents(project, check, consent, codes):
    give(project, consent)
    status, found, said = check()
    assert found == codes, said
    assert status == (2 if codes else 0)


@pytest.mark.parametrize(
    ("consent", "told"),
    [
        ("signed_by: guardian, age_at_consent: 30", "CONSENT-SIGNED"),
        ("age_at_consent: 17, age_at_report: 18", "CONSENT-RENEW"),
        ("drug_response: true", "CONSENT-DRUGS"),
        ("members: {gran: {main_findings: true, additional_findings: true}}", "CONSENT-DATA"),
    ],
)
def test_notes(project, check, consent, told):
    with (project.folder / "config/families.ped").open("a") as pedigree:
        pedigree.write("F1\tgran\t0\t0\t2\t1\n")
    give(project, consent)
    status, codes, said = check()
    assert (status, codes) == (0, set())
    assert f"NOTE {told}" in said


def test_the_likely_word_of_a_member_is_told(project, check):
    give(project, "members: {mum: {main_findings: true, carier_findings: true}}")
    assert "carrier_findings" in check()[2]


@pytest.mark.parametrize(
    ("age", "codes"),
    [("age_at_report: 40", set()), ("age_at_report: 9", {"CONSENT-CHILD"}), ("research: true", {"CONSENT-AGE"})],
)
def test_a_list_for_adults_alone(project, check, age, codes):
    own_list(project)
    give(project, f"additional_findings: true, {age}")
    assert check()[1] == codes


def test_a_child_and_the_list_of_hkgp(project, check):
    with (project.folder / "config/config.yaml").open("a") as config:
        config.write("additional: {lists: [hkgp_2022]}\n")
    give(project, "additional_findings: true, age_at_report: 9")
    status, _, said = check()
    assert status == 0
    assert "left out: MLH1, MSH2, MSH6, MUTYH, BRCA1, BRCA2" in said


@pytest.mark.parametrize(("couples", "codes"), [("[[mum, dad]]", set()), ("[[mum, mum]]", {"CONSENT-COUPLE"})])
def test_couples(project, check, couples, codes):
    project.replace(CASES, PLAIN, f"couples: {couples}\n    {PLAIN}")
    assert check()[1] == codes


def test_an_unknown_list(project, check):
    with (project.folder / "config/config.yaml").open("a") as config:
        config.write("carriers: {lists: [hkgp]}\n")
    assert check()[1] == {"LIST-UNKNOWN"}
