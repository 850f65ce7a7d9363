"""The first branch that holds decides, what is null does not hold, and a sentence holds what it was given."""

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_laboratory import LaboratoryAcmg
from genopipe.acmg_laboratory import merge
from genopipe.classify.deciding import ALWAYS
from genopipe.classify.deciding import EVIDENCE_SCHEMA
from genopipe.classify.deciding import Branch
from genopipe.classify.deciding import decide
from genopipe.classify.deciding import holds
from genopipe.classify.deciding import limit_text
from genopipe.classify.deciding import met
from genopipe.classify.deciding import not_met
from genopipe.classify.deciding import number
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.outcome import Outcome
from genopipe.io.acmg_file import shipped_acmg

ACMG = shipped_acmg()
FACTS = pl.DataFrame(
    {
        "allele": ["a", "b", "c"],
        "gene": ["G", "G", "H"],
        "score": [0.9, None, 0.1],
        "limit": [0.5, 0.6, 0.7],
        "count": [3, None, 12],
        "name": ["x", "y", None],
    }
)
SCORE = pl.col("score")


def decided(*branches: Branch, data: pl.Expr | str = "") -> pl.DataFrame:
    """Return what branches make of the facts for BP5, a criterion without a threshold."""
    return decide(FACTS, Criterion.BP5, branches, ACMG, data)


def test_the_first_branch_that_holds_decides_and_null_does_not_hold():
    made = decided(
        met(SCORE > 0.5, Strength.SUPPORTING, say("high"), SCORE),
        not_met(SCORE <= 0.5, say("low"), SCORE),
        unknown(ALWAYS, say("nothing")),
    )
    assert made.schema == pl.Schema(EVIDENCE_SCHEMA)
    assert made.select("allele", "gene").rows() == [("a", "G"), ("b", "G"), ("c", "H")]
    assert made["criterion"].to_list() == ["BP5"] * 3
    assert made["outcome"].to_list() == ["met", "not_assessable", "not_met"]
    assert made["strength"].to_list() == ["supporting", None, None]
    assert made["value"].to_list() == [0.9, None, 0.1]
    assert made["reason"].to_list() == ["high", "nothing", "low"]
    early = decided(unknown(ALWAYS, say("first")), met(ALWAYS, Strength.SUPPORTING, say("second")))
    assert early["reason"].to_list() == ["first"] * 3


def test_a_branch_holds_what_it_was_given():
    value, limit = pl.col("count"), pl.col("limit")
    assert met(ALWAYS, Strength.STRONG, SCORE, value, "ba1", limit, "s") == Branch(
        ALWAYS, Outcome.MET, SCORE, Strength.STRONG, value, "ba1", limit, "s"
    )
    assert not_met(ALWAYS, SCORE, value, "ba1", limit, "s") == Branch(
        ALWAYS, Outcome.NOT_MET, SCORE, None, value, "ba1", limit, "s"
    )
    assert unknown(ALWAYS, SCORE, "s") == Branch(ALWAYS, Outcome.NOT_ASSESSABLE, SCORE, source="s")


def test_the_limit_is_that_of_the_threshold_or_of_the_row():
    named = decided(not_met(ALWAYS, say("r"), SCORE, "ba1"))
    assert named["threshold"].to_list() == [0.05] * 3
    assert named["unit"].to_list() == ["fraction"] * 3
    assert named["source"].to_list() == [ACMG.source_of("ba1")] * 3
    own = decided(not_met(ALWAYS, say("r"), SCORE, "ba1", pl.col("limit")))
    assert own["threshold"].to_list() == [0.5, 0.6, 0.7]
    assert own["unit"].to_list() == ["fraction"] * 3
    none = decided(not_met(ALWAYS, say("r")))
    assert none.select("value", "threshold", "unit").rows() == [(None, None, None)] * 3


def test_the_source_is_that_of_the_branch_else_of_the_threshold_else_of_the_criterion():
    rule = ACMG.criteria[Criterion.BP5]
    made = [
        decided(not_met(ALWAYS, say("r"), SCORE, "ba1", source="doi:own")),
        decided(not_met(ALWAYS, say("r"), SCORE, "ba1")),
        decided(not_met(ALWAYS, say("r"))),
    ]
    said = [frame["source"].unique().to_list() for frame in made]
    assert said == [["doi:own"], [ACMG.source_of("ba1")], [ACMG.source_text(rule.source, rule.place)]]


def test_the_data_is_a_name_a_column_or_none():
    branch = not_met(ALWAYS, say("r"))
    assert decided(branch, data="gnomAD")["data"].to_list() == ["gnomAD"] * 3
    assert decided(branch, data=pl.col("name"))["data"].to_list() == ["x", "y", None]
    assert decided(branch)["data"].to_list() == [None] * 3


def test_a_sentence_holds_its_values():
    made = FACTS.select(
        words=say("{} of {}", "count", "name"),
        named=say("is {}", number("score")),
        whole=say("is {}", number(SCORE * 10)),
        long=say("is {}", number(SCORE / 3)),
        count=say("is {}", number("count")),
    )
    assert made.to_dict(as_series=False) == {
        "words": ["3 of x", "not known of y", "12 of not known"],
        "named": ["is 0.9", "is not known", "is 0.1"],
        "whole": ["is 9", "is not known", "is 1"],
        "long": ["is 0.3", "is not known", "is 0.0333333"],
        "count": ["is 3", "is not known", "is 12"],
    }


def test_a_sentence_without_values_is_as_it_stands():
    assert FACTS.select("name", said=say("plain {}"))["said"].to_list() == ["plain {}"] * 3


def test_a_threshold_as_condition_and_in_words():
    for value in ("score", SCORE):
        assert FACTS.select(held=holds(ACMG, "pp3_spliceai", value))["held"].to_list() == [True, None, False]
    assert limit_text(ACMG, "pp3_spliceai") == "at least 0.2"
    assert limit_text(ACMG, "ba1") == "more than 0.05"


def laboratory(code: str, strength: str) -> Acmg:
    """Return the figures of a laboratory that gives one criterion another strength."""
    own = {"criteria": {code: {"strength": strength, "source": "procedure 7"}}}
    return merge(ACMG, LaboratoryAcmg.model_validate(own))


def test_a_laboratory_s_strength_stands_for_the_one_that_ships():
    branches = [
        met(SCORE > 0.5, Strength.SUPPORTING, say("r")),
        met(SCORE < 0.5, Strength.STRONG, say("r")),
        not_met(ALWAYS, say("r")),
    ]
    own = decide(FACTS, Criterion.PM2, branches, laboratory("PM2", "moderate"))
    assert own["strength"].to_list() == ["moderate", None, "strong"], "only in the place of supporting, which ships"
    other = decide(FACTS, Criterion.PM2, branches, laboratory("PP3", "moderate"))
    assert other["strength"].to_list() == ["supporting", None, "strong"]


def test_a_strength_that_a_curator_wrote_stays():
    branches = [met(ALWAYS, Strength.STRONG, say("r"))]
    assert ACMG.criteria[Criterion.PS3].strength is Strength.STRONG
    own = decide(FACTS, Criterion.PS3, branches, laboratory("PS3", "moderate"))
    assert own["strength"].to_list() == ["strong"] * 3
