"""Names of HPO terms of a case, from what `genopipe phenotype` wrote beside its tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.json_file import read_json


class PhenotypeNames(NamedTuple):
    """Names of terms.

    Attributes:
        labels: HPO id to its name in the release.
        release: Release of the annotations; None: not compared.
    """

    labels: Mapping[str, str]
    release: str | None


def read_phenotype_names(path: Path) -> PhenotypeNames:
    """Return the names of the terms that were compared and of those that they met.

    Args:
        path: phenotype.json of `genopipe phenotype`; one of an earlier version names the case's own terms alone.

    Raises:
        InputError: It is no such file.
    """
    told = read_json(path)
    try:
        own = {term["id"]: term["label"] for name in ("observed", "excluded") for term in told[name]}
        return PhenotypeNames(own | dict(told.get("terms", {})), str(told["release"]["annotations"]))
    except (KeyError, TypeError, AttributeError) as error:
        cause, fix = "it does not tell the terms of HPO", "give the folder that genopipe phenotype wrote"
        raise InputError([fault("REPORT-JSON", str(path), cause, fix)]) from error
