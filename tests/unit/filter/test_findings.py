"""What a finding is: (likely) pathogenic by class in an expected mode; a pair needs two; benign is never one. Tiers."""

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.filter.ledger import make_ledger
from genopipe.filter.ledger import prove_ledger
from genopipe.filter.stage import Asked
from genopipe.filter.stage import filter_candidates
from genopipe.genome import SYNTHETIC
from genopipe.preflight.filters import read_filters
from unit import made
from unit.filter.tables import candidate
from unit.filter.tables import candidates
from unit.filter.test_rules import panel

P, LP, VUS, LB, B = "pathogenic", "likely_pathogenic", "uncertain_significance", "likely_benign", "benign"
POINTS = {P: 10, LP: 6, VUS: 2, LB: -1, B: -8, None: None}
CODES = {P: ["PVS1", "PM2_Supporting"], LP: ["PVS1"], VUS: ["PM2_Supporting"], LB: ["BP4"], B: ["BA1"], None: None}
MISSENSE = {"impact": "MODERATE", "consequence": "missense_variant"}
RECESSIVE = [panel("biallelic")]


def row_of(name, word, **columns):
    state = "classified" if word else "no gene with a known mode"
    own = {"class": word, "class_points": POINTS[word], "criteria": CODES[word], "class_state": state}
    return candidate(name, **{**own, **columns})


def ask(*rows, panels=None, classified=True, alleles=None, settings=FilterSettings()):  # noqa: B008 - frozen
    """Filter rows of one child with good calls; return them by name."""
    facts = alleles or {}
    table = made.alleles(*(made.allele(row["allele"], **facts.get(row["allele"], {})) for row in rows))
    calls = made.genotypes(*(made.genotype(row["allele"], "kid", "0/1") for row in rows))
    worst = made.consequences(*(made.consequence(row["allele"], row["gene"]) for row in rows))
    inherit = InheritSettings()
    chosen = [panel()] if panels is None else panels
    asked = Asked(made.make_case("kid:f:a"), chosen, SYNTHETIC, settings, inherit, read_filters(settings, inherit))
    got = filter_candidates(candidates(*rows, classified=classified), table, calls, worst, asked)
    return {row["allele"]: row for row in got.to_dicts()}


@pytest.mark.parametrize(
    ("word", "bucket", "by", "text"),
    [
        (P, "finding", "pathogenic", "pathogenic (10 points: PVS1, PM2_Supporting); fits de_novo, dominant; green"),
        (LP, "finding", "pathogenic", "likely pathogenic (6 points: PVS1); fits de_novo, dominant; green in panel one"),
        (VUS, "candidate", "uncertain", "of uncertain significance (2 points: PM2_Supporting); fits de_novo"),
        (LB, "set_aside", "benign", "likely benign (-1 points: BP4)"),
        (B, "set_aside", "benign", "benign (-8 points: BA1)"),
        (None, "candidate", "not_classified", "not classified: no gene with a known mode; fits de_novo"),
    ],
)
def test_one_copy(word, bucket, by, text):
    row = ask(row_of("a", word))["a"]
    assert (row["bucket"], row["by"]) == (bucket, by)
    assert row["reason"].startswith(text)


def test_by_tier_when_asked_or_when_nothing_was_classified():
    by_tier = FilterSettings(finding_by="tier")
    assert ask(row_of("a", VUS), settings=by_tier)["a"]["by"] == "panel_gene"
    assert ask(row_of("a", None), classified=False)["a"]["by"] == "panel_gene"
    assert ask(row_of("a", LB), settings=by_tier)["a"]["bucket"] == "set_aside", "benign is never a finding"


def test_what_clinvar_and_the_criteria_do_not_agree_on_is_for_review():
    known = {"a": {"clinvar_pathogenic": True, "clinvar_significance": "Pathogenic"}}
    row = ask(row_of("a", LB), alleles=known)["a"]
    assert (row["bucket"], row["by"]) == ("candidate", "class_conflict")
    assert row["reason"].endswith("but ClinVar calls it Pathogenic")


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        (P, LP, ("pathogenic", "pathogenic")),
        (P, VUS, ("partner_not_pathogenic", "beside_pathogenic")),
        (LP, None, ("partner_not_pathogenic", "beside_pathogenic")),
        (VUS, VUS, ("uncertain", "uncertain")),
        (P, LB, ("partner_not_pathogenic", "benign")),
    ],
)
def test_a_pair_needs_two(first, second, ends):
    pair = {"modes": ["compound_heterozygous"], "partner_phase": "in_trans_by_parents"}
    rows = [row_of("a", first, **pair, partners=["b"]), row_of("b", second, **pair, partners=["a"])]
    got = ask(*rows, panels=RECESSIVE)
    assert tuple(got[name]["by"] for name in "ab") == ends
    assert (got["a"]["bucket"] == "finding") == (ends[0] == "pathogenic")


def test_a_pair_of_unknown_phase_is_for_review():
    pair = {"modes": ["compound_heterozygous"], "partner_phase": "unknown"}
    got = ask(row_of("a", P, **pair, partners=["b"]), row_of("b", P, **pair, partners=["a"]), panels=RECESSIVE)
    assert {row["by"] for row in got.values()} == {"phase_unknown"}


def test_a_partner_lends_its_class_in_its_own_gene_only():
    pair = {"modes": ["compound_heterozygous"], "partner_phase": "in_trans_by_parents"}
    other = row_of("b", P, gene="ENSG2", **pair, partners=["a"])
    assert ask(row_of("a", P, **pair, partners=["b"]), other, panels=RECESSIVE)["a"]["by"] == "partner_not_pathogenic"


def test_two_copies_of_one_allele():
    assert ask(row_of("a", LP, modes=["recessive_homozygous"]), panels=RECESSIVE)["a"]["bucket"] == "finding"
    assert ask(row_of("a", LP, modes=["recessive_with_deletion"]), panels=RECESSIVE)["a"]["bucket"] == "finding"


def test_one_copy_where_two_are_expected():
    row = ask(row_of("a", LP, modes=[]), panels=RECESSIVE)["a"]
    assert (row["bucket"], row["by"]) == ("candidate", "one_copy_only")
    assert "panel one expects two copies (biallelic) and no second allele that fits was found" in row["reason"]
    assert ask(row_of("a", VUS, modes=[]), panels=RECESSIVE)["a"]["by"] == "inheritance"
    assert ask(row_of("a", LP, modes=[]))["a"]["by"] == "inheritance", "a dominant gene, in which it does not fit"
    amber = [panel("biallelic", "amber")]
    assert ask(row_of("a", LP, modes=[]), panels=amber)["a"]["by"] == "inheritance"


def test_a_pathogenic_allele_is_looked_at_whatever_its_consequence():
    silent = {"impact": "LOW", "consequence": "synonymous_variant"}
    assert ask(row_of("a", LP, **silent))["a"]["by"] == "pathogenic"
    assert ask(row_of("a", VUS, **silent))["a"]["by"] == "consequence"


def test_gene_and_mode_come_before_class():
    assert ask(row_of("a", P), panels=[])["a"]["by"] == "outside_panels"
    assert ask(row_of("a", P), panels=[panel(confidence="amber")])["a"]["by"] == "panel_confidence"
    assert ask(row_of("a", P, modes=["recessive_homozygous"]))["a"]["by"] == "panel_mode"


@pytest.mark.parametrize(
    ("columns", "panels", "tier", "reason"),
    [
        ({}, None, "1", "high impact; green in panel one; fits de_novo, dominant"),
        (MISSENSE, None, "1", "de novo; green"),
        ({**MISSENSE, "modes": ["dominant"]}, None, "2", "missense_variant; green in panel one; fits dominant"),
        ({}, [], "3", "stop_gained; the gene is in no panel of this case"),
        ({}, [panel(confidence="amber")], "3", "the gene is amber, not green, in panel one"),
        ({"modes": ["recessive_homozygous"]}, None, "untiered", "fits recessive_homozygous, but the panel expects"),
        ({"modes": []}, None, "untiered", "set_aside by inheritance"),
        ({"modes": [], "modes_not_assessable": ["dominant"]}, None, "untiered", "no mode fits in this family"),
    ],
)
def test_tiers(columns, panels, tier, reason):
    row = ask(row_of("a", None, **columns), panels=panels, classified=False)["a"]
    assert row["tier"] == tier
    assert reason in row["tier_reason"]


def test_tiers_stand_beside_the_class():
    row = ask(row_of("a", VUS))["a"]
    assert (row["tier"], row["by"]) == ("1", "uncertain")
    assert ask(row_of("a", B))["a"]["tier"] == "untiered"


def test_a_rule_that_cannot_be_decided(tmp_path):
    def asked_with(null):
        deep = f'bucket: set_aside, when: "homozygotes > 2", "null": {null}, reason: "{{homozygotes}}"'
        rest = 'bucket: candidate, when: "true", "null": keep, reason: the rest'
        rules = f"  - {{name: deep, {deep}}}\n  - {{name: rest, {rest}}}\n"
        (tmp_path / "f.yaml").write_text(f"title: ours\nrules:\n{rules}")
        return ask(row_of("a", P), settings=FilterSettings(profile=str(tmp_path / "f.yaml")))["a"]

    assert (asked_with("keep")["by"], asked_with("keep")["bucket"]) == ("rest", "candidate")
    assert (asked_with("set_aside")["bucket"], asked_with("set_aside")["reason"]) == ("set_aside", "not known")
    row = asked_with("not_assessable")
    assert (row["by"], row["bucket"]) == ("deep", "candidate")
    assert row["reason"] == "not assessable by deep: not known: homozygotes"


def tables():
    """Return a ledger of two alleles, one of them without a gene, and what it was made of."""
    rows = pl.DataFrame(list(ask(row_of("a", P)).values()), schema_overrides={"class_points": pl.Int64})
    alleles = made.alleles(made.allele("a"), made.allele("b", hgvs_g=None))
    return make_ledger(rows, alleles), alleles, rows, made.consequences(made.consequence("a"))


def test_the_ledger_adds_up():
    book, alleles, rows, consequences = tables()
    assert prove_ledger(book, alleles, rows, consequences) == {"finding": 1, "not_interpretable": 1}
    assert book.to_dicts()[1]["by"] == "not_described", "not `touches no gene`: nothing is known of it"


def test_a_ledger_that_lost_or_doubled_something_stops_the_run():
    book, alleles, rows, consequences = tables()
    with pytest.raises(ContentError, match="2 alleles, but 1 in the ledger"):
        prove_ledger(book.head(1), alleles, rows, consequences)
    with pytest.raises(ContentError, match="booked already"):
        prove_ledger(pl.concat([book, book.head(1)]), alleles, rows, consequences)
    more = pl.concat([consequences, made.consequences(made.consequence("a", "ENSG9"))])
    with pytest.raises(ContentError, match="1 alleles in genes of the consequences are in no bucket"):
        prove_ledger(book, alleles, rows, more)
    changed = book.with_columns(bucket=pl.lit("elsewhere"))
    with pytest.raises(ContentError, match="do not sum"):
        prove_ledger(changed, alleles, rows, consequences)
