"""What a laboratory hands in: rows of the sample sheet, and the case that each family is.

`CaseFile` is the whole of a case in one object: it is written as `case.json` beside the case's tables,
so that every later command knows the family without reading the sheets again.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import model_validator

from genopipe.genome import Sex
from genopipe.pedigree import ID_PATTERN
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import Person

HPO_PATTERN = r"^HP:\d{7}$"


class StartForm(StrEnum):
    """The form in which a person's data enter the line."""

    READS = "reads"
    ALIGNMENT = "alignment"
    GVCF = "gvcf"
    VCF = "vcf"


@dataclass(frozen=True)
class SheetRow:
    """One row of the sample sheet: one lane of reads, or one file of a later form.

    Attributes:
        person: The person's id.
        lane: Name of the lane or top-up; unique within the person.
        fastq_1: First mates, or empty.
        fastq_2: Second mates, or empty.
        alignment: BAM or CRAM, or empty.
        gvcf: gVCF, or empty.
        vcf: VCF (the family's joint one, or a single person's), or empty.
        sample: Name of the person inside the file, where it is not the person's id.
        library: LB of the read group.
        platform: PL of the read group.
        unit: PU of the read group (flow cell and lane).
        line: Line of the sheet, 1-based, for messages.
    """

    person: str
    lane: str = "L1"
    fastq_1: str = ""
    fastq_2: str = ""
    alignment: str = ""
    gvcf: str = ""
    vcf: str = ""
    sample: str = ""
    library: str = ""
    platform: str = "ILLUMINA"
    unit: str = ""
    line: int = 0

    @property
    def forms(self) -> tuple[StartForm, ...]:
        """The start forms that this row names; a good row names exactly one."""
        filled = {
            StartForm.READS: self.fastq_1 or self.fastq_2,
            StartForm.ALIGNMENT: self.alignment,
            StartForm.GVCF: self.gvcf,
            StartForm.VCF: self.vcf,
        }
        return tuple(form for form, path in filled.items() if path)

    @property
    def name_in_file(self) -> str:
        """The person's name inside the file."""
        return self.sample or self.person

    @property
    def read_group(self) -> str:
        r"""The full @RG line of a lane, tabs as `\t`."""
        library = self.library or self.person
        unit = self.unit or f"{self.person}.{self.lane}"
        told = {"ID": f"{self.person}.{self.lane}", "SM": self.person, "LB": library, "PL": self.platform, "PU": unit}
        return "\\t".join(["@RG", *(f"{tag}:{value}" for tag, value in told.items())])


class Closed(BaseModel):
    """A frozen object in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PhenotypeTerm(Closed):
    """One HPO term."""

    id: str = Field(pattern=HPO_PATTERN, description="HPO id, such as HP:0001250.")
    label: str = Field(default="", description="The term's label, as the report shows it.")


class Wish(StrEnum):
    """What a person may agree to; the words are the fields of their consent."""

    MAIN = "main_findings"
    ADDITIONAL = "additional_findings"
    CARRIER = "carrier_findings"
    DRUGS = "drug_response"
    RESEARCH = "research"
    CONTACT = "contact"


class Signer(StrEnum):
    """Who signed a consent."""

    SELF = "self"
    GUARDIAN = "guardian"
    BOTH = "guardian_and_self"


ADULT = 18
"""Age from which a person is an adult (years). Source: doi:10.20517/jtgg.2022.02, table 3."""


class PersonConsent(Closed):
    """What one person (or their guardian) agreed to. What is not agreed to is never computed."""

    main_findings: bool = Field(description="Findings that explain the condition for which the family came.")
    additional_findings: bool = Field(default=False, description="Opt-in findings unrelated to the indication.")
    carrier_findings: bool = Field(default=False, description="Carrier status of recessive conditions.")
    drug_response: bool = Field(default=False, description="Pharmacogenomic results.")
    research: bool = Field(default=False, description="Use of de-identified data in research.")
    contact: bool = Field(default=False, description="Being written to again: new results, studies.")
    signed_by: Signer | None = Field(
        default=None, description="Who signed: self, guardian (a parent or legal guardian) or guardian_and_self."
    )
    age_at_consent: int | None = Field(default=None, ge=0, le=130, description="Age when it was signed (years).")
    age_at_report: int | None = Field(default=None, ge=0, le=130, description="Age when the report is made (years).")
    birth_year: int | None = Field(default=None, ge=1850, le=2200, description="Year of birth, in place of ages.")
    consent_year: int | None = Field(default=None, ge=1990, le=2200, description="Year in which it was signed.")
    report_year: int | None = Field(default=None, ge=1990, le=2200, description="Year in which the report is made.")

    @property
    def asked_age(self) -> int | None:
        """Age at the report (years), the lower one where only years are known; None: not known."""
        return _age(self.age_at_report, self.birth_year, self.report_year)

    @property
    def signed_age(self) -> int | None:
        """Age at consent (years), the lower one where only years are known; None: not known."""
        return _age(self.age_at_consent, self.birth_year, self.consent_year)

    @property
    def adult(self) -> bool | None:
        """Whether the person is an adult who consented as one; None: the age at the report is not known.

        Who was a child when it was signed stays one here until the consent is signed anew.
        """
        if self.asked_age is None:
            return None
        signed_as_adult = self.signed_by in (None, Signer.SELF) if self.signed_age is None else self.signed_age >= ADULT
        return self.asked_age >= ADULT and signed_as_adult

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        years = [year for year in (self.birth_year, self.consent_year, self.report_year) if year is not None]
        ages = [age for age in (self.age_at_consent, self.age_at_report) if age is not None]
        if years != sorted(years) or ages != sorted(ages):
            raise ValueError("birth, consent and report are not in this order")
        return self


def _age(stated: int | None, born: int | None, year: int | None) -> int | None:
    if stated is not None or born is None or year is None:
        return stated
    return max(year - born - 1, 0)


class Consent(PersonConsent):
    """What the proband (or guardian) agreed to, and what the other members did."""

    members: dict[str, PersonConsent] = Field(
        default_factory=dict,
        description="Person's id to what that person agreed to. Who is not named agreed to the main findings alone.",
    )


class Case(Closed):
    """One case: a family, its proband, the question asked and what was consented to."""

    case: str = Field(pattern=ID_PATTERN, description="The case's id; names its folder.")
    family: str = Field(pattern=ID_PATTERN, description="The family's id, as in the pedigree.")
    proband: str = Field(pattern=ID_PATTERN, description="The person for whom the question is asked.")
    indication: str = Field(default="", description="Reason for referral, in words.")
    observed: tuple[PhenotypeTerm, ...] = Field(default=(), description="HPO terms observed.")
    excluded: tuple[PhenotypeTerm, ...] = Field(default=(), description="HPO terms looked for and absent.")
    panels: tuple[str, ...] = Field(default=(), description="Names of gene panels, the first one foremost.")
    couples: tuple[tuple[str, str], ...] = Field(
        default=(),
        description="Partners without a child in the pedigree, two ids each; parents of a child are a couple anyway.",
    )
    consent: Consent = Field(description="What the proband agreed to, and under `members` what the others did.")

    @model_validator(mode="after")
    def _observed_or_excluded(self) -> Self:
        both = {term.id for term in self.observed} & {term.id for term in self.excluded}
        if both:
            raise ValueError(f"HPO terms both observed and excluded: {', '.join(sorted(both))}")
        return self

    @property
    def consents(self) -> dict[str, PersonConsent]:
        """Consent by person, of all of whom one is stated; the proband first."""
        return {self.proband: self.consent, **self.consent.members}


class Member(Closed):
    """One member of the family as the case file holds them."""

    person: str = Field(pattern=ID_PATTERN, description="The person's id.")
    father: str | None = Field(default=None, description="Id of the father; none: not in the pedigree.")
    mother: str | None = Field(default=None, description="Id of the mother; none: not in the pedigree.")
    sex: Sex = Field(default=Sex.UNKNOWN, description="Sex as the pedigree states it.")
    affection: Affection = Field(default=Affection.UNKNOWN, description="Whether the person has the condition.")
    twins: str | None = Field(default=None, description="Set of monozygotic twins in the family; none: no such twin.")
    relation: str = Field(description="What this person is to the proband.")
    form: StartForm | None = Field(default=None, description="How the data came; none: in the pedigree only.")


class CaseFile(Closed):
    """A case with its family resolved: all that a later command must know about the people."""

    case: Case = Field(description="The case as the laboratory stated it.")
    members: tuple[Member, ...] = Field(description="Everyone of the family, in pedigree order.")

    @property
    def sequenced(self) -> tuple[str, ...]:
        """Ids of the members who have data, in pedigree order."""
        return tuple(member.person for member in self.members if member.form is not None)

    def agreed(self, wish: Wish) -> tuple[str, ...]:
        """Return the ids of the members with data who agreed to something, in pedigree order."""
        stated = self.case.consents
        return tuple(person for person in self.sequenced if person in stated and getattr(stated[person], wish.value))

    @property
    def family(self) -> Family:
        """The family as the inheritance engine takes it."""
        people = {
            member.person: Person(
                person=member.person,
                family=self.case.family,
                father=member.father,
                mother=member.mother,
                sex=member.sex,
                affection=member.affection,
                twins=member.twins,
            )
            for member in self.members
        }
        return Family(self.case.family, people)


def resolve_case(case: Case, family: Family, forms: dict[str, StartForm]) -> CaseFile:
    """Join a case with its family and the form of each member's data.

    Args:
        case: The case; its proband is in the family.
        family: The family of the pedigree.
        forms: Start form by person, from the sample sheet.
    """
    members = tuple(
        Member(
            person=person.person,
            father=person.father,
            mother=person.mother,
            sex=person.sex,
            affection=person.affection,
            twins=person.twins,
            relation=family.relation(person.person, case.proband),
            form=forms.get(person.person),
        )
        for person in family.people.values()
    )
    return CaseFile(case=case, members=members)
