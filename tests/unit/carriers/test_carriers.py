"""Carrier status: never "not a carrier", and couples only where both agreed."""

import polars as pl
import pytest

from genopipe.carriers.stage import make_carriers
from genopipe.carriers.stage import write_carriers
from genopipe.consent_lists import Inheritance
from genopipe.consent_lists import Seen
from genopipe.consent_settings import CarriersSettings
from genopipe.errors import InputError
from unit.told import ADULT
from unit.told import Told
from unit.told import carrier_gene
from unit.told import make_case

X = {"contig": "chrX", "position": 50_000_000}
PARENTS = {"mum": ADULT, "dad": ADULT}


@pytest.fixture
def told(tmp_path):
    return Told(tmp_path)


def ask(told, *genes, case=None, **settings):
    case = case or make_case(**PARENTS)
    return make_carriers(case, genes or (carrier_gene(),), CarriersSettings(**settings), told.inputs())


def outcome(table, person):
    return table.filter((pl.col("person") == person) & (pl.col("allele") == ""))["outcome"].to_list()


def risks(couples):
    return couples.select("person", "partner", "relation", "outcome").rows()


def test_a_carrier_couple(told):
    told.add("1-1-A-C", mum="0/1", dad="0/0", kid="0/1")
    told.add("1-2-A-C", facts={"position": 2}, mum="0/0", dad="0/1", kid="0/1")
    carriers, couples = ask(told)
    assert (outcome(carriers, "mum"), outcome(carriers, "dad")) == (["carrier"], ["carrier"])
    assert set(carriers["person"]) == {"mum", "dad"}
    assert risks(couples) == [("mum", "dad", "parents", "at_risk")]
    assert couples.select("alleles", "partner_alleles").row(0) == (["1-1-A-C"], ["1-2-A-C"])
    assert "one child in four" in couples["reason"][0]


def test_nobody_is_called_no_carrier(told):
    carriers, couples = ask(told)
    assert outcome(carriers, "mum") == ["none_found"]
    assert "a risk remains" in carriers["reason"][0]
    assert risks(couples) == [("mum", "dad", "parents", "none_found")]


@pytest.mark.parametrize(("dad", "expected"), [("0/1", "at_risk"), ("0/0", "none_found"), ("./.", "not_assessable")])
def test_couples(told, dad, expected):
    told.add("1-1-A-C", mum="0/1", dad=dad)
    assert risks(ask(told)[1])[0][3] == expected


def test_no_couple_where_one_did_not_agree(told):
    told.add("1-1-A-C", mum="0/1", dad="0/1")
    carriers, couples = ask(told, case=make_case(mum=ADULT))
    assert set(carriers["person"]) == {"mum"}
    assert couples.height == 0


def test_a_stated_couple(told):
    told.add("1-1-A-C", a="0/1", b="1/1")
    case = make_case("kid:m:a a:f:n b:m:n", couples=(("a", "b"),), a=ADULT, b=ADULT)
    carriers, couples = make_carriers(case, (carrier_gene(),), CarriersSettings(), told.inputs(people="a b"))
    assert outcome(carriers, "b") == ["two_alleles"]
    assert risks(couples) == [("a", "b", "stated", "at_risk")]
    assert "one child in two" in couples["reason"][0]


@pytest.mark.parametrize(
    ("seen", "text", "expected"),
    [
        (Seen.NO, "0/0", "not_assessable"),
        (Seen.NO, "0/1", "not_assessable"),
        (Seen.PARTLY, "0/0", "not_assessable"),
        (Seen.PARTLY, "0/1", "carrier"),
        (Seen.YES, "0/0", "none_found"),
    ],
)
def test_what_small_variant_calling_cannot_see(told, seen, text, expected):
    told.add("1-1-A-C", mum=text, dad="0/0")
    carriers, _ = ask(told, carrier_gene(seen=seen, limit="a deletion is not seen"))
    assert outcome(carriers, "mum") == [expected]
    reason = carriers.filter((pl.col("person") == "mum") & (pl.col("allele") == ""))["reason"][0]
    assert ("a deletion is not seen" in reason) is (expected == "not_assessable")


@pytest.mark.parametrize(
    ("person", "text", "expected", "risk"),
    [
        ("mum", "0/1", "carrier", [("mum", "", "woman", "at_risk")]),
        ("mum", "1/1", "two_alleles", [("mum", "", "woman", "at_risk")]),
        ("mum", "0/0", "none_found", [("mum", "", "woman", "none_found")]),
        ("dad", "1", "not_asked", []),
    ],
)
def test_x_linked_is_asked_of_women(told, person, text, expected, risk):
    told.add("X-1-A-C", facts=X, **{person: text})
    gene = carrier_gene(inheritance=Inheritance.X_LINKED)
    carriers, couples = ask(told, gene, case=make_case(**{person: ADULT}))
    assert outcome(carriers, person) == [expected]
    assert risks(couples) == risk
    assert ("X-1-A-C" in carriers.write_json()) is (expected in ("carrier", "two_alleles"))


def test_unknown_sex_is_not_assessable(told):
    case = make_case("kid:m:a who:u:n", who=ADULT)
    gene = carrier_gene(inheritance=Inheritance.X_LINKED)
    carriers, couples = make_carriers(case, (gene,), CarriersSettings(), told.inputs(people="who"))
    assert outcome(carriers, "who") == ["not_assessable"]
    assert risks(couples) == [("who", "", "woman", "not_assessable")]


def test_coverage(told):
    told.covered = {"ENSG1": 0.5}
    assert outcome(ask(told)[0], "mum") == ["not_assessable"]


def test_two_alleles_of_unknown_phase_stay_a_carrier(told):
    told.add("1-1-A-C", mum="0/1")
    told.add("1-2-A-C", facts={"position": 2}, mum="0/1")
    carriers, _ = ask(told, case=make_case(mum=ADULT))
    assert outcome(carriers, "mum") == ["carrier"]
    assert "one copy or on two is not known" in carriers["reason"][0]


def test_tiers_that_are_not_asked_leave_no_row(told):
    carriers, _ = ask(told, carrier_gene(), carrier_gene(tier=3, gene_id="ENSG3", gene_symbol="S3"), tiers=(1, 2))
    assert set(carriers["gene"]) == {"ENSG1"}


def test_nobody_agreed(told):
    with pytest.raises(InputError, match="CONSENT-NONE"):
        ask(told, case=make_case())


def test_written(told, tmp_path):
    assert write_carriers(*ask(told), tmp_path / "out") == {"none_found": 2}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"carriers.parquet", "couples.parquet"}
