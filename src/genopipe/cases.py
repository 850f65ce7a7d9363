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


class Consent(Closed):
    """What the proband (or guardian) agreed to. What is not agreed to is never computed."""

    main_findings: bool = Field(description="Findings that explain the condition for which the family came.")
    additional_findings: bool = Field(default=False, description="Opt-in findings unrelated to the indication.")
    carrier_findings: bool = Field(default=False, description="Carrier status of recessive conditions.")
    drug_response: bool = Field(default=False, description="Pharmacogenomic results.")
    research: bool = Field(default=False, description="Use of de-identified data in research.")


class Case(Closed):
    """One case: a family, its proband, the question asked and what was consented to."""

    case: str = Field(pattern=ID_PATTERN, description="The case's id; names its folder.")
    family: str = Field(pattern=ID_PATTERN, description="The family's id, as in the pedigree.")
    proband: str = Field(pattern=ID_PATTERN, description="The person for whom the question is asked.")
    indication: str = Field(default="", description="Reason for referral, in words.")
    observed: tuple[PhenotypeTerm, ...] = Field(default=(), description="HPO terms observed.")
    excluded: tuple[PhenotypeTerm, ...] = Field(default=(), description="HPO terms looked for and absent.")
    panels: tuple[str, ...] = Field(default=(), description="Names of gene panels, the first one foremost.")
    consent: Consent = Field(description="What the proband agreed to.")

    @model_validator(mode="after")
    def _observed_or_excluded(self) -> Self:
        both = {term.id for term in self.observed} & {term.id for term in self.excluded}
        if both:
            raise ValueError(f"HPO terms both observed and excluded: {', '.join(sorted(both))}")
        return self


class Member(Closed):
    """One member of the family as the case file holds them."""

    person: str = Field(pattern=ID_PATTERN, description="The person's id.")
    father: str | None = Field(default=None, description="Id of the father; none: not in the pedigree.")
    mother: str | None = Field(default=None, description="Id of the mother; none: not in the pedigree.")
    sex: Sex = Field(default=Sex.UNKNOWN, description="Sex as the pedigree states it.")
    affection: Affection = Field(default=Affection.UNKNOWN, description="Whether the person has the condition.")
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
            relation=family.relation(person.person, case.proband),
            form=forms.get(person.person),
        )
        for person in family.people.values()
    )
    return CaseFile(case=case, members=members)
