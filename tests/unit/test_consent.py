"""Consent per person: whose, at what age, signed by whom."""

import pytest
from pydantic import ValidationError

from genopipe.cases import PersonConsent
from genopipe.cases import Signer
from genopipe.cases import Wish
from unit.told import ADULT
from unit.told import make_case


@pytest.mark.parametrize(
    ("given", "age"),
    [
        ({"age_at_report": 7}, 7),
        ({"birth_year": 2008, "report_year": 2026}, 17),
        ({"birth_year": 2007, "report_year": 2026}, 18),
        ({"birth_year": 2026, "report_year": 2026}, 0),
        ({"birth_year": 2007}, None),
        ({}, None),
    ],
)
def test_age_at_the_report_is_the_lower_one(given, age):
    assert PersonConsent(main_findings=True, **given).asked_age == age


@pytest.mark.parametrize(
    ("given", "adult"),
    [
        ({}, None),
        ({"age_at_report": 17}, False),
        ({"age_at_report": 18}, True),
        ({"age_at_report": 18, "age_at_consent": 17}, False),
        ({"age_at_report": 18, "age_at_consent": 18}, True),
        ({"age_at_report": 30, "signed_by": Signer.GUARDIAN}, False),
        ({"age_at_report": 30, "signed_by": Signer.BOTH}, False),
        ({"age_at_report": 30, "age_at_consent": 29, "signed_by": Signer.GUARDIAN}, True),
        ({"age_at_report": 30, "signed_by": Signer.SELF}, True),
    ],
)
def test_an_adult_consented_as_one(given, adult):
    assert PersonConsent(main_findings=True, **given).adult is adult


@pytest.mark.parametrize(
    "given",
    [
        {"age_at_consent": 9, "age_at_report": 8},
        {"birth_year": 2000, "consent_year": 1999},
        {"consent_year": 2025, "report_year": 2024},
        {"age_at_report": -1},
        {"age_at_report": 131},
        {"signed_by": "nobody"},
        {"carrier": True},
    ],
)
def test_what_cannot_be(given):
    with pytest.raises(ValidationError):
        PersonConsent(main_findings=True, **given)


def test_nothing_is_assumed():
    case = make_case()
    assert not any(case.agreed(wish) for wish in Wish if wish is not Wish.MAIN)
    with pytest.raises(ValidationError):
        PersonConsent()


def test_who_agreed_in_pedigree_order_with_data_alone():
    case = make_case("kid:m:a:dad:mum dad:m:n -mum:f:n", dad=ADULT, mum=ADULT, kid=ADULT)
    assert case.agreed(Wish.ADDITIONAL) == ("kid", "dad")
    assert case.agreed(Wish.MAIN) == ("kid", "dad")
