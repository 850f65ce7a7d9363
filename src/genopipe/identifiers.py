"""By what a person is known outside of the run: numbers of the hospital and the laboratory, date of birth, name.

They stand in a file of their own, so that no step but the report reads them: no table, log or exchange form holds one.
"""

import re

from pydantic import Field
from pydantic import field_validator

from genopipe.cases import Closed
from genopipe.pedigree import ID_PATTERN

LONGEST = 64


class PersonIdentifiers(Closed):
    """Identifiers of one person; empty: not stated."""

    patient: str = Field(default="", max_length=LONGEST, description="Number of the patient in the hospital.")
    sample: str = Field(default="", max_length=LONGEST, description="Number of the sample.")
    accession: str = Field(default="", max_length=LONGEST, description="Number of the request in the laboratory.")
    birth_date: str = Field(
        default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="Date of birth, as year-month-day."
    )
    name: str = Field(default="", max_length=LONGEST, description="Name, as the hospital writes it.")

    @field_validator("patient", "sample", "accession", "name")
    @classmethod
    def _one_line(cls, text: str) -> str:
        if text and (not text.isprintable() or text != text.strip()):
            raise ValueError("one line without blanks at its ends")
        return text


class IdentifiersFile(Closed):
    """The file of identifiers: config/identifiers.yaml."""

    people: dict[str, PersonIdentifiers] = Field(description="Person's id, as in the pedigree, to the identifiers.")

    @field_validator("people")
    @classmethod
    def _ids(cls, people: dict[str, PersonIdentifiers]) -> dict[str, PersonIdentifiers]:
        wrong = sorted(person for person in people if not re.match(ID_PATTERN, person))
        if wrong:
            raise ValueError("an id of a person is wrong")
        return people
