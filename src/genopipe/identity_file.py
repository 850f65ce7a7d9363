"""The file `identity.json`: who is who in a joint VCF, for the laboratory and for the steps that need it.

Fractions are 0-1. None is what is not assessable: never 0, never a pass.
"""

from typing import Literal

from pydantic import ConfigDict
from pydantic import Field

from genopipe.cases import Closed
from genopipe.genome import Karyotype
from genopipe.genome import Sex
from genopipe.identity_settings import IdentitySettings

Outcome = Literal["pass", "flag", "stop"]
Judged = Literal["pass", "flag", "stop", "not_assessable"]


class IdentityReason(Closed):
    """Why a family does not pass, or what of it is not assessable."""

    problem: str = Field(description="Name of the problem, such as swap or contamination.")
    verdict: Judged = Field(description="What follows of it.")
    people: tuple[str, ...] = Field(description="Whom it is about.")
    text: str = Field(description="A plain sentence.")
    check: str = Field(description="What to check next.")


class IdentityCheck(Closed):
    """One measure of a person, held against its threshold."""

    check: str = Field(description="Name of the measure.")
    verdict: Judged = Field(description="Its verdict.")
    value: float | None = Field(description="What was measured, in the unit; none: not assessable.")
    error: float | None = Field(description="Its standard error.")
    threshold: float | None = Field(description="What it was held against; none: no single number.")
    unit: str = Field(description="Unit of value, error and threshold.")
    sites: int | None = Field(description="Sites that it is of (count).")
    text: str = Field(description="A plain sentence.")


class IdentityPerson(Closed):
    """A person who has data."""

    stated_sex: Sex = Field(description="Sex as the pedigree states it.")
    karyotype: Karyotype | None = Field(description="Sex chromosomes by the data; none: not assessable, or unclear.")
    x_copies: int | None = Field(description="Copies of X by the data (count).")
    y_copies: int | None = Field(description="Copies of Y by the data (count).")
    verdict: Outcome = Field(description="The worst of the checks.")
    contamination_source: str | None = Field(description="Person of the file whose DNA is in the sample.")
    population: str | None = Field(description="The nearest population of the panel; none: no panel, or too few sites.")
    checks: tuple[IdentityCheck, ...] = Field(description="Every measure.")


class IdentityPair(Closed):
    """Two people who have data."""

    first: str = Field(description="A person of the family.")
    second: str = Field(description="Another; a person of another family only where the two are related.")
    stated: str = Field(description="Relation by the pedigree, in words.")
    expected_kinship: float | None = Field(description="Kinship coefficient by the pedigree (fraction).")
    inferred: str | None = Field(description="Relation by the data, in words; none: not assessable.")
    kinship: float | None = Field(description="KING-robust kinship (fraction).")
    kinship_error: float | None = Field(description="Its standard error (fraction).")
    ibs0: int | None = Field(description="Sites of opposite homozygotes (count).")
    ibs0_ratio: float | None = Field(description="These for each site at which both are heterozygous (fraction).")
    sites: int = Field(description="Sites at which both have a good genotype (count).")
    verdict: Judged = Field(description="What follows.")
    problem: str | None = Field(description="Name of the problem; none: as stated.")
    text: str = Field(description="A plain sentence.")
    left_out: tuple[str, ...] = Field(
        default=(), description="Contigs that the counts leave out: one of the two has them of one parent alone."
    )


class IdentityErrors(Closed):
    """Mendelian errors of a child with one or two parents."""

    child: str = Field(description="The child.")
    parents: tuple[str, ...] = Field(description="The parents who have data.")
    sites: int = Field(description="Sites at which all have a good genotype (count).")
    errors: int = Field(description="Those at which the child cannot have its genotype from them (count).")
    rate: float | None = Field(description="Errors as a part of the sites (fraction).")


class IdentityFamily(Closed):
    """A family."""

    verdict: Outcome = Field(description="Stop: the family is not interpreted until the reasons are resolved.")
    reasons: tuple[IdentityReason, ...] = Field(description="The first explains most.")
    people: dict[str, IdentityPerson] = Field(description="People who have data.")
    without_data: tuple[str, ...] = Field(description="People of the pedigree who are not in the VCF.")
    pairs: tuple[IdentityPair, ...] = Field(description="Every two people, and related people of other families.")
    mendelian: tuple[IdentityErrors, ...] = Field(description="Mendelian errors of each child.")


class IdentityFile(Closed):
    """Who is who in a joint VCF. For the laboratory alone."""

    model_config = ConfigDict(populate_by_name=True)

    version: Literal[1] = Field(default=1, alias="schema", description="Version of this form.")
    build: str = Field(description="Genome build.")
    records: int = Field(description="ALT alleles read (count).")
    sites: int = Field(description="Sites used for relations (count).")
    spacing: int = Field(description="At most one site was used in a stretch of this length (bases).")
    frequencies_given: bool = Field(description="Contamination is by population frequencies.")
    populations: tuple[str, ...] = Field(description="Populations of the panel; empty: none was given.")
    called_jointly: bool = Field(description="False: merged of files of single people; no relation is assessable.")
    people_without_family: int = Field(description="Samples of the VCF who are not in the pedigree (count).")
    settings: IdentitySettings = Field(description="Thresholds used.")
    families: dict[str, IdentityFamily] = Field(description="Families of the pedigree.")
