"""Additional findings: by consent, by list, and honest where nothing is told."""

import polars as pl
import pytest

from genopipe.additional.stage import make_additional
from genopipe.additional.stage import write_additional
from genopipe.consent_lists import Alleles
from genopipe.consent_lists import Consequences
from genopipe.consent_settings import AdditionalSettings
from genopipe.errors import InputError
from genopipe.io.parquet import read_table
from genopipe.tables import ADDITIONAL
from unit.told import ADULT
from unit.told import Told
from unit.told import listed
from unit.told import make_case

CHILD = {**ADULT, "age_at_report": 9, "carrier_findings": False}
X = {"contig": "chrX", "position": 50_000_000}


@pytest.fixture
def told(tmp_path):
    return Told(tmp_path)


def ask(told, *genes, case=None, **more):
    case = case or make_case(kid=ADULT)
    return make_additional(case, genes or (listed(),), (), AdditionalSettings(), told.inputs(**more))


def outcomes(table, person="kid"):
    own = table.filter(pl.col("person") == person)
    return own.filter(allele="")["outcome"].to_list(), own.filter(pl.col("allele") != "")["allele"].to_list()


def test_one_allele_is_told_with_its_evidence(told):
    told.add("1-1-A-C", kid="0/1", dad="0/1", mum="0/0")
    table = ask(told)
    assert outcomes(table) == (["reported"], ["1-1-A-C"])
    row = table.filter(pl.col("allele") != "").to_dicts()[0]
    assert (row["zygosity"], row["genotype"], row["decided_by"], row["covered"]) == (
        "heterozygous",
        "0/1",
        "clinvar",
        1,
    )
    assert "ClinVar Pathogenic, 2 stars" in row["reason"]


def test_only_who_agreed_is_looked_at(told):
    told.add("1-1-A-C", kid="0/1", dad="0/1", mum="0/0")
    table = ask(told, case=make_case(mum=ADULT))
    assert set(table["person"]) == {"mum"}
    assert outcomes(table, "mum") == (["nothing_to_report"], [])
    assert "1-1-A-C" not in table.write_json()


def test_nobody_agreed_is_an_error_and_no_file(told):
    with pytest.raises(InputError, match="CONSENT-NONE"):
        ask(told, case=make_case())


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"clinvar_stars": 2}, "reported"),
        ({"clinvar_stars": 1}, "nothing_to_report"),
        ({"clinvar_stars": None}, "nothing_to_report"),
        ({"clinvar_pathogenic": False}, "nothing_to_report"),
        ({"clinvar_pathogenic": None}, "nothing_to_report"),
        ({"variant_class": "symbolic"}, "nothing_to_report"),
        ({"filters": "LOW"}, "not_assessable"),
        ({"quality": 19.9}, "not_assessable"),
    ],
)
def test_clinvar_is_believed_from_two_stars_on(told, facts, outcome):
    told.add("1-1-A-C", facts=facts, kid="0/1")
    assert outcomes(ask(told))[0] == [outcome]


@pytest.mark.parametrize(
    ("called", "stars", "outcome", "by"),
    [
        ("pathogenic", None, "reported", "class"),
        ("likely_pathogenic", 3, "reported", "both"),
        ("uncertain_significance", 3, "reported", "clinvar"),
        ("uncertain_significance", 1, "nothing_to_report", None),
        ("benign", 3, "not_assessable", None),
        ("likely_benign", 2, "not_assessable", None),
    ],
)
def test_class_goes_before_clinvar(told, called, stars, outcome, by):
    clinvar = {"clinvar_stars": stars, "clinvar_pathogenic": stars is not None}
    clinvar |= {} if stars else {"clinvar_significance": None, "clinvar_pathogenic": None}
    told.add("1-1-A-C", facts=clinvar, kid="0/1")
    table = ask(told, classified=[("1-1-A-C", "ENSG1", called)])
    assert outcomes(table)[0] == [outcome]
    assert table.filter(pl.col("allele") != "")["decided_by"].to_list() == ([by] if by else [])


def test_class_against_a_benign_clinvar_is_not_decided_here(told):
    told.add("1-1-A-C", facts={"clinvar_significance": "Benign", "clinvar_pathogenic": False}, kid="0/1")
    assert outcomes(ask(told, classified=[("1-1-A-C", "ENSG1", "pathogenic")]))[0] == ["not_assessable"]


@pytest.mark.parametrize(
    ("text", "figures", "outcome"),
    [
        ("0/0", {}, "nothing_to_report"),
        ("./.", {}, "not_assessable"),
        ("0/0", {"depth": 7}, "not_assessable"),
        ("0/1", {"depth": 7}, "not_assessable"),
        ("0/1", {"depth": 8}, "reported"),
        ("0/1", {"genotype_quality": 19}, "not_assessable"),
        ("0/1", {"alt_fraction": 0.19}, "not_assessable"),
        ("0/1", {"alt_fraction": 0.2}, "reported"),
        ("1", {}, "not_assessable"),
    ],
)
def test_a_genotype_must_be_good_enough(told, text, figures, outcome):
    told.add("1-1-A-C", kid=(text, figures))
    assert outcomes(ask(told))[0] == [outcome]


def test_no_genotype_at_a_known_allele_is_not_absence(told):
    told.add("1-1-A-C", dad="0/1")
    assert outcomes(ask(told))[0] == ["not_assessable"]


@pytest.mark.parametrize(
    ("covered", "outcome"), [(0.95, "nothing_to_report"), (0.949, "not_assessable"), (None, "not_assessable")]
)
def test_an_honest_negative_needs_coverage(told, covered, outcome):
    told.covered = {} if covered is None else {"ENSG1": covered}
    table = ask(told)
    assert outcomes(table)[0] == [outcome]
    assert ("0.949 of its coding bases" in table["reason"][0]) is (covered == 0.949)


def test_recessive_needs_both_copies_and_one_leaves_no_trace(told):
    told.add("1-1-A-C", kid="0/1")
    table = ask(told, listed(alleles=Alleles.TWO))
    assert outcomes(table) == (["nothing_to_report"], [])
    assert "1-1-A-C" not in table.write_json()


def test_homozygous(told):
    told.add("1-1-A-C", kid="1/1")
    table = ask(told, listed(alleles=Alleles.TWO))
    assert table.filter(allele="1-1-A-C")["phase"].to_list() == ["homozygous"]


def pair(told, **people):
    """Add two alleles; of each person both genotypes."""
    for number, name in enumerate(("1-1-A-C", "1-2-A-C")):
        told.add(name, facts={"position": number + 1}, **{person: texts[number] for person, texts in people.items()})


@pytest.mark.parametrize(
    ("people", "agreed", "phase"),
    [
        ({"kid": ("0/1", "0/1")}, ("kid",), "unknown"),
        (
            {"kid": ("0/1", "0/1"), "mum": ("0/1", "0/0"), "dad": ("0/0", "0/1")},
            ("kid", "mum", "dad"),
            "in_trans_by_parents",
        ),
        ({"kid": ("0/1", "0/1"), "mum": ("0/1", "0/1"), "dad": ("0/0", "0/0")}, ("kid", "mum", "dad"), None),
        ({"kid": ("0/1", "0/1"), "mum": ("0/1", "0/1"), "dad": ("0/0", "0/0")}, ("kid", "mum"), "unknown"),
        ({"kid": ("0/1", "0/1"), "mum": ("0/1", "0/1"), "dad": ("0/0", "./.")}, ("kid", "mum", "dad"), "unknown"),
    ],
)
def test_two_alleles_in_trans_cis_or_unknown(told, people, agreed, phase):
    pair(told, **people)
    table = ask(told, listed(alleles=Alleles.TWO), case=make_case(**dict.fromkeys(agreed, ADULT)))
    rows = table.filter((pl.col("allele") != "") & (pl.col("person") == "kid"))
    assert rows["phase"].to_list() == ([phase] * 2 if phase else [])
    assert rows["partners"].to_list() == ([["1-2-A-C"], ["1-1-A-C"]] if phase else [])


@pytest.mark.parametrize(("second", "phase"), [("1|0", "in_trans_by_reads"), ("0|1", None)])
def test_phase_by_reads(told, second, phase):
    told.add("1-1-A-C", kid=("0|1", {"phase_set": 1}))
    told.add("1-2-A-C", kid=(second, {"phase_set": 1}))
    rows = ask(told, listed(alleles=Alleles.TWO)).filter(pl.col("allele") != "")
    assert rows["phase"].to_list() == ([phase] * 2 if phase else [])


def test_a_phase_set_of_another_stretch_tells_nothing(told):
    told.add("1-1-A-C", kid=("0|1", {"phase_set": 1}))
    told.add("1-2-A-C", kid=("1|0", {"phase_set": 2}))
    rows = ask(told, listed(alleles=Alleles.TWO)).filter(pl.col("allele") != "")
    assert rows["phase"].to_list() == ["unknown"] * 2


@pytest.mark.parametrize(
    ("person", "text", "outcome"),
    [
        ("kid", "1", "reported"),
        ("kid", "1/1", "reported"),
        ("kid", "0/1", "not_assessable"),
        ("mum", "0/1", "nothing_to_report"),
        ("mum", "1/1", "reported"),
    ],
)
def test_x_linked_hemizygous_or_two(told, person, text, outcome):
    told.add("X-1-A-C", facts=X, **{person: text})
    table = ask(told, listed(alleles=Alleles.TWO_OR_HEMIZYGOUS), case=make_case(**{person: ADULT}))
    assert outcomes(table, person)[0] == [outcome]


def test_x_linked_one_copy_is_told_of_women_too(told):
    told.add("X-1-A-C", facts=X, mum="0/1")
    assert outcomes(ask(told, case=make_case(mum=ADULT)), "mum")[0] == ["reported"]


@pytest.mark.parametrize(
    ("rule", "terms", "told_"),
    [
        (Consequences.TRUNCATING, "stop_gained", True),
        (Consequences.TRUNCATING, "splice_donor_variant&intron_variant", True),
        (Consequences.TRUNCATING, "missense_variant", False),
        (Consequences.NOT_TRUNCATING, "frameshift_variant", False),
        (Consequences.NOT_TRUNCATING, "inframe_deletion", True),
        (Consequences.MISSENSE, "missense_variant&splice_region_variant", True),
        (Consequences.MISSENSE, "inframe_deletion", False),
    ],
)
def test_consequences_that_a_list_tells(told, rule, terms, told_):
    told.add("1-1-A-C", facts={"consequence": terms}, kid="0/1")
    assert outcomes(ask(told, listed(consequences=rule)))[1] == (["1-1-A-C"] if told_ else [])


@pytest.mark.parametrize(
    ("text", "protein", "outcome"),
    [
        ("1/1", "ENSP1.1:p.(Cys282Tyr)", "reported"),
        ("0/1", "ENSP1.1:p.(Cys282Tyr)", "nothing_to_report"),
        ("1/1", "ENSP1.1:p.(His63Asp)", "nothing_to_report"),
        ("1/1", None, "nothing_to_report"),
    ],
)
def test_one_change_homozygous_only(told, text, protein, outcome):
    told.add("6-1-G-A", facts={"hgvs_p": protein}, kid=text)
    gene = listed(alleles=Alleles.HOMOZYGOUS, only=("p.Cys282Tyr",))
    assert outcomes(ask(told, gene))[0] == [outcome]


def test_changes_that_are_never_told(told):
    told.add("18-1-A-G", facts={"hgvs_p": "ENSP1.1:p.(Ile500Val)"}, kid="0/1")
    assert outcomes(ask(told, listed(never=("p.Ile500Val",))))[0] == ["nothing_to_report"]


@pytest.mark.parametrize(
    ("adults", "children", "age", "outcome"),
    [
        (True, False, ADULT, "reported"),
        (True, False, CHILD, "not_asked"),
        (True, True, CHILD, "reported"),
        (True, False, {**ADULT, "age_at_report": None}, "not_asked"),
        (True, False, {**ADULT, "age_at_report": 18, "age_at_consent": 17}, "not_asked"),
        (True, False, {**ADULT, "age_at_report": 18, "age_at_consent": 18}, "reported"),
    ],
)
def test_age(told, adults, children, age, outcome):
    told.add("1-1-A-C", kid="0/1")
    table = ask(told, listed(adults=adults, children=children), case=make_case(kid=age))
    assert outcomes(table)[0] == [outcome]
    assert ("1-1-A-C" in table.write_json()) is (outcome == "reported")


def test_an_allele_counts_in_the_gene_that_it_hits(told):
    told.add("1-1-A-C", gene="ENSG2", kid="0/1")
    nearby = {"impact": "MODIFIER", "severity": 30, "consequence": "downstream_gene_variant", "distance": 10}
    told.consequences.append(
        {**told.consequences[0], "gene": "ENSG1", "gene_symbol": "S1", "transcript": "T", **nearby}
    )
    assert outcomes(ask(told))[0] == ["nothing_to_report"]


def test_gene_by_symbol_where_the_models_name_it_otherwise(told):
    told.add("1-1-A-C", kid="0/1")
    assert outcomes(ask(told, listed(gene_id="ENSG00000000001")))[1] == ["1-1-A-C"]


def test_a_panel_gene_is_marked(told, tmp_path):
    from genopipe.panels import Confidence
    from genopipe.panels import Panel
    from genopipe.panels import PanelGene
    from genopipe.panels import PanelMode
    from genopipe.panels import Penetrance

    gene = PanelGene("S1", "ENSG1", Confidence.GREEN, PanelMode.MONOALLELIC, Penetrance.COMPLETE)
    panel = Panel("one", "one", "1", (gene,))
    table = make_additional(make_case(kid=ADULT), (listed(),), (panel,), AdditionalSettings(), told.inputs())
    assert table["in_panel"].to_list() == [True]


def test_written_and_read_again(told, tmp_path):
    told.add("1-1-A-C", kid="0/1")
    counts = write_additional(ask(told), tmp_path / "out")
    assert counts == {"reported": 1}
    assert read_table(tmp_path / "out/additional.parquet", ADDITIONAL).height == 2
