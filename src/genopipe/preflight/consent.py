"""What everyone agreed to, against pedigree, ages and the lists that are asked."""

from collections.abc import Iterator
from pathlib import Path

from genopipe.cases import ADULT
from genopipe.cases import Case
from genopipe.cases import PersonConsent
from genopipe.cases import Signer
from genopipe.config import Settings
from genopipe.consent_lists import AdditionalGene
from genopipe.consent_lists import differs_by_age
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.cases_file import CaseEntry
from genopipe.io.consent_lists import read_additional_lists
from genopipe.io.consent_lists import read_carrier_lists
from genopipe.io.naming import did_you_mean
from genopipe.preflight.family import People

COSIGNED = 16
"""Age from which a child signs beside the guardian (years). Source: doi:10.20517/jtgg.2022.02, table 3."""

_WORDS = {
    Signer.SELF: "the person alone",
    Signer.GUARDIAN: "a guardian alone",
    Signer.BOTH: "a guardian and the person",
}


def check_consents(people: People, settings: Settings, base: Path = Path()) -> list[Fault]:
    """Check what everyone agreed to.

    Args:
        people: What the files hold.
        settings: The settings; their lists are read, also where nobody agreed.
        base: Folder to which paths are relative.
    """
    genes, faults = read_additional_lists(settings.additional.lists, base)
    faults += read_carrier_lists(settings.carriers.lists, base)[1]
    for entry in people.cases:
        faults += _check_members(entry, people)
        faults += _check_couples(entry, people)
        for person, consent in entry.case.consents.items():
            faults += _check_signed(person, consent, entry)
            faults += _check_additional(person, consent, entry, genes)
            faults += _check_carrier(person, consent, entry, settings.carriers.minimum_age)
            faults += _check_drugs(person, consent, entry)
    return faults


def _said(person: str, case: Case) -> str:
    return f"case '{case.case}', '{person}'"


def _check_members(entry: CaseEntry, people: People) -> Iterator[Fault]:
    case, family = entry.case, people.families.get(entry.case.family)
    for person, consent in case.consent.members.items():
        if person == case.proband:
            cause = f"{_said(person, case)}: the proband's consent stands twice"
            yield fault("CONSENT-PERSON", entry.where, cause, "take the proband out of `members`")
        elif family is not None and person not in family.people:
            cause = f"{_said(person, case)}: a consent, but the person is not in family '{case.family}'"
            yield fault("CONSENT-PERSON", entry.where, cause, did_you_mean(person, family.people))
        if person in (family.people if family else ()) and person not in people.sequenced and _wants(consent):
            cause = f"{_said(person, case)}: agreed to more than the main findings, but has no data in the run"
            yield note("CONSENT-DATA", entry.where, cause, "nothing, or add the person's data")
        if not consent.main_findings and person in people.sequenced:
            cause = f"{_said(person, case)}: did not agree to the main findings, but has data in the run"
            yield fault("CONSENT-MAIN", entry.where, cause, "take the person's rows out of the sample sheet")


def _wants(consent: PersonConsent) -> bool:
    return consent.additional_findings or consent.carrier_findings


def _check_couples(entry: CaseEntry, people: People) -> Iterator[Fault]:
    case, family = entry.case, people.families.get(entry.case.family)
    for one, two in case.couples:
        strangers = [person for person in (one, two) if family is not None and person not in family.people]
        if one == two or strangers:
            cause = f"case '{case.case}': {one} and {two} are no couple of family '{case.family}'"
            yield fault("CONSENT-COUPLE", entry.where, cause, "name two members of the family")


def _check_signed(person: str, consent: PersonConsent, entry: CaseEntry) -> Iterator[Fault]:
    age, signer, said = consent.signed_age, consent.signed_by, _said(person, entry.case)
    if age is not None and signer is not None:
        right = Signer.SELF if age >= ADULT else Signer.BOTH if age >= COSIGNED else Signer.GUARDIAN
        good = signer is right or (age < COSIGNED and signer is Signer.BOTH)
        if age >= ADULT and not good:
            cause = f"{said}: {_WORDS[signer]} signed for an adult of {age}"
            yield note("CONSENT-SIGNED", entry.where, cause, "nothing, if the person cannot consent")
        elif not good:
            cause = f"{said}: {_WORDS[signer]} signed at the age of {age}"
            fix = f"below {COSIGNED} a guardian signs, from {COSIGNED} on the child as well, from {ADULT} on the person"
            yield fault("CONSENT-SIGNED", entry.where, cause, fix)
    if age is not None and consent.asked_age is not None and age < ADULT <= consent.asked_age:
        cause = f"{said}: signed as a child of {age}, and is {consent.asked_age} now"
        yield note("CONSENT-RENEW", entry.where, cause, "have it signed anew; until then the person counts as a child")


def _check_additional(
    person: str, consent: PersonConsent, entry: CaseEntry, genes: list[AdditionalGene]
) -> Iterator[Fault]:
    if not consent.additional_findings or not genes:
        return
    said, adult = _said(person, entry.case), consent.adult
    if adult is None and differs_by_age(genes):
        cause = f"{said}: additional findings, but the age at the report is not known"
        yield fault("CONSENT-AGE", entry.where, cause, "give age_at_report, or birth_year and report_year")
        return
    left_out = [gene.gene_symbol for gene in genes if not gene.asked_of(adult)]
    if len(left_out) == len(genes):
        lists = ", ".join(sorted({gene.list for gene in genes}))
        cause = f"{said}: additional findings, but no gene of {lists} is asked at the age of {consent.asked_age}"
        yield fault("CONSENT-CHILD", entry.where, cause, "set additional_findings: false, or ask a list for children")
    elif left_out and not adult:
        cause = f"{said}: a child; asked of adults alone and left out: {', '.join(left_out)}"
        yield note("CONSENT-CHILD", entry.where, cause, "nothing")


def _check_carrier(person: str, consent: PersonConsent, entry: CaseEntry, minimum: int) -> Iterator[Fault]:
    if not consent.carrier_findings or not minimum:
        return
    said, age = _said(person, entry.case), consent.asked_age
    if age is None:
        cause = f"{said}: carrier status, but the age at the report is not known"
        yield fault("CONSENT-AGE", entry.where, cause, "give age_at_report, or birth_year and report_year")
    elif age < minimum:
        cause = f"{said}: carrier status at the age of {age}; carriers.minimum_age is {minimum}"
        yield fault("CONSENT-CHILD", entry.where, cause, "set carrier_findings: false; it is for adults to ask")


def _check_drugs(person: str, consent: PersonConsent, entry: CaseEntry) -> Iterator[Fault]:
    if consent.drug_response:
        cause = f"{_said(person, entry.case)}: drug response is no part of this version; nothing of it is computed"
        yield note("CONSENT-DRUGS", entry.where, cause, "nothing; the report says so")
