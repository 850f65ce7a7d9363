"""Genotypes of a child that its parents cannot have given, on autosomes, for trios and for duos."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genopipe.identity.evidence import Sites
from genopipe.pedigree import Family

_GIVEN = np.array([[True, False], [True, True], [False, True]])  # a parent of 0, 1, 2 copies gives REF, gives ALT


@dataclass(frozen=True)
class MendelianErrors:
    """Errors of a child with one or two parents.

    Attributes:
        child: The child.
        parents: Father and mother, or the one who has data.
        sites: Sites at which all of them have a good genotype.
        errors: Those at which the child cannot have its genotype from them.
    """

    child: str
    parents: tuple[str, ...]
    sites: int
    errors: int

    @property
    def rate(self) -> float | None:
        """Errors as a part of the sites; None: no site."""
        return self.errors / self.sites if self.sites else None


def possible(child: npt.NDArray[np.int8], *parents: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say at which sites a child can have its genotype from its parents.

    Args:
        child: Copies of ALT, 0 to 2.
        parents: Copies of ALT of one or two parents; an unknown second parent can give anything.
    """
    given = [_GIVEN[parent] for parent in parents] or [np.ones((len(child), 2), bool)]
    one, other = given[0], given[1] if len(given) > 1 else np.ones((len(child), 2), bool)
    two_ref, two_alt = one[:, 0] & other[:, 0], one[:, 1] & other[:, 1]
    mixed = (one[:, 0] & other[:, 1]) | (one[:, 1] & other[:, 0])
    return np.asarray(np.select([child == 0, child == 1], [two_ref, mixed], two_alt))


def mendelian_errors(
    family: Family, sites: Sites, places: dict[str, int], used: Mapping[str, npt.NDArray[np.bool_]] | None = None
) -> list[MendelianErrors]:
    """Return the errors of every child who has data with at least one parent who has.

    Args:
        family: The family.
        sites: Chosen sites.
        places: Place of each person among the sites' people.
        used: Sites that are used for a child, where these are not all.
    """
    found = []
    for row in family.people.values():
        parents = tuple(parent for parent in (row.father, row.mother) if parent in places and parent is not None)
        if row.person not in places or not parents:
            continue
        columns = sites.copies[:, [places[row.person], *(places[parent] for parent in parents)]]
        if used is not None and row.person in used:
            columns = columns[used[row.person]]
        whole = columns[(columns >= 0).all(axis=1)]
        errors = int((~possible(whole[:, 0], *whole[:, 1:].T)).sum()) if len(whole) else 0
        found.append(MendelianErrors(row.person, parents, len(whole), errors))
    return found
