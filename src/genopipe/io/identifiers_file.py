"""Read the identifiers of people. No fault repeats a value of the file: names and numbers do not go to logs.

    people:
      P1: {patient: HN1234567, sample: 26W-000123, birth_date: 2019-04-02}

A date and a number are text here; every key may be left out.
"""

from pathlib import Path

from pydantic import ValidationError

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.identifiers import IdentifiersFile
from genopipe.identifiers import PersonIdentifiers
from genopipe.io.yaml_file import read_yaml

_FIELDS = {*PersonIdentifiers.model_fields, "people"}
_FIX = "write `people:` and below it an id of the pedigree with patient, sample, accession, birth_date, name"


def read_identifiers(path: Path) -> tuple[dict[str, PersonIdentifiers], list[Fault]]:
    """Read the identifiers of people.

    Args:
        path: YAML file.

    Returns:
        Identifiers by person, and the faults.
    """
    document, faults = read_yaml(path)
    if any(item.severity == "error" for item in faults):
        return {}, faults
    try:
        return IdentifiersFile.model_validate(_texts(document.content)).people, faults
    except ValidationError as error:
        found = [
            fault("ID-FIELD", document.where(tuple(item["loc"])), f"{_named(item['loc'])}: {_kind(item['type'])}", _FIX)
            for item in error.errors(include_input=False)
        ]
        return {}, [*faults, *found]


def _texts(content: object) -> object:
    """Return the content with whole numbers as texts: a number of a patient may have no letter."""
    if isinstance(content, dict):
        return {key: _texts(value) for key, value in content.items()}
    return str(content) if isinstance(content, int) and not isinstance(content, bool) else content


def _named(place: tuple[int | str, ...]) -> str:
    """Return the field in question; a key that is none may be a name, and is not repeated."""
    last = place[-1] if place else ""
    return str(last) if last in _FIELDS else "a key or value"


def _kind(kind: str) -> str:
    return kind.replace("_", " ")
