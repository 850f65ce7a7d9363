"""Coded texts of the engine in words: every code has its words, and nothing is left coded."""

import re
from pathlib import Path

import pytest

import genopipe.inherit
from genopipe.classify.inheritance import PHASE_WORDS
from genopipe.report.reasons import evidence_words
from genopipe.report.reasons import missing_words
from genopipe.report.words import PHASES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dominant:carries=kid,sib;without=mum", "dominant: carried by kid and sib; not in mum"),
        (
            "compound_heterozygous:phase=in_trans_by_reads",
            "recessive (compound heterozygous): in trans: shown by phased reads",
        ),
        ("heteroplasmy:kid=0.62,mum=0.08", "heteroplasmy: kid 0.62, mum 0.08"),
        ("counted_again:mum=0/58", "counted again in the reads of mum: 0/58"),
    ],
)
def test_evidence(text, words):
    assert evidence_words(text) == words


def test_a_mosaic_parent_comes_with_the_risk():
    assert "may recur" in evidence_words("parent_mosaic:mum=4/30")


def test_monozygotic_twins():
    assert "arose after the twins parted" in evidence_words("differs_from_twin:sib")
    assert evidence_words("same_in_twin:sib") == "in the monozygotic twin sib, too: one event, not two"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("de_novo:without=mum;no_data=father", "de novo: the genotype of mum; no data of the father"),
        ("dominant:carries=kid;without=mum", "dominant: the genotype of kid; the genotype of mum"),
        ("compound_heterozygous:genes=not_known", "recessive (compound heterozygous): the genes are not known"),
    ],
)
def test_missing(text, words):
    assert missing_words(text) == words


def test_every_code_of_the_engine_has_words():
    sources = "".join(path.read_text() for path in Path(genopipe.inherit.__file__).parent.glob("*.py"))
    codes = set(re.findall(r"Term\(\s*f?\"([a-z_{}]+)\"", sources)) | set(re.findall(r"_each\(\"([a-z_]+)\"", sources))
    assert {"every_copy", "no_data", "isodisomy"} <= codes
    for code in codes:
        word = code.replace("{expressed}", "mother")
        assert "_" not in evidence_words(f"dominant:{word}=kid") or word in (
            "no_data",
            "deletion_or_disomy",
            "affected_with_two_x",
        ), word
        assert "_" not in missing_words(f"dominant:{word}=kid"), word


def test_pm3_words_a_phase_as_the_report_does():
    assert dict(PHASES) == PHASE_WORDS
