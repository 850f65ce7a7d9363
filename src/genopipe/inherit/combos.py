"""Alleles that say the same of everyone are judged once: the distinct combinations of facts, and where each stands."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.inherit.answers import Answers
from genopipe.inherit.calls import Small
from genopipe.inherit.facts import Facts

Numbers: TypeAlias = npt.NDArray[np.int64]

NOT_ASKED, NO_SEGMENT, FROM_MOTHER, FROM_FATHER, FROM_ONE = range(5)
"""Whether an allele lies in a uniparental isodisomy of the proband, and from which parent."""

_SIZES = (3, 3, 3, 3, 3, 5)
_DIRECT = 1 << 22


class Combos(NamedTuple):
    """Combinations of facts, one a row.

    Attributes:
        place: What inheritance is there.
        isodisomy: A code of this module.
        facts: Facts of every person: [combination, people].
        parents: Place of a parent of the proband to whether that parent is without the allele, or mosaic.
    """

    place: Small
    isodisomy: Small
    facts: Facts
    parents: Mapping[int, Answers]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.place)


def densify(codes: npt.NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return the distinct codes in order, and for each code its number among them.

    Args:
        codes: Numbers, 0 or more.
    """
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    most = int(codes.max())
    if most > _DIRECT:
        distinct, index = np.unique(codes, return_inverse=True)
        return distinct.astype(np.int64), index.reshape(-1).astype(np.int64)
    there = np.zeros(most + 1, bool)
    there[codes] = True
    numbers = np.cumsum(there) - 1
    return np.flatnonzero(there), numbers[codes]


def join_codes(columns: Sequence[npt.NDArray[Any]]) -> tuple[Numbers, Numbers]:
    """Return the first row of each distinct combination of columns, and for each row its combination.

    Args:
        columns: Columns of whole numbers, 0 or more, all of one length.
    """
    index = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, own = densify(column)
        _, index = densify(index * max(len(values), 1) + own)
    first = np.zeros(int(index.max()) + 1 if len(index) else 0, np.int64)
    first[index[::-1]] = np.arange(len(index) - 1, -1, -1)
    return first, index


def person_codes(facts: Facts, parents: Mapping[int, Answers], person: int) -> Numbers:
    """Return all that is known of a person as one number an allele."""
    parts = [column[:, person] for column in facts]
    parts.append(parents.get(person, np.zeros(len(parts[0]), np.int8)))
    code = np.zeros(len(parts[0]), np.int64)
    for part, size in zip(parts, _SIZES, strict=True):
        code = code * size + part
    return code


def combine(place: Small, isodisomy: Small, facts: Facts, parents: Mapping[int, Answers]) -> tuple[Combos, Numbers]:
    """Return the distinct combinations of facts, and for each allele its combination."""
    people = facts.carries.shape[1]
    columns: list[npt.NDArray[Any]] = [
        place,
        isodisomy,
        *(person_codes(facts, parents, person) for person in range(people)),
    ]
    first, index = join_codes(columns)
    return take(Combos(place, isodisomy, facts, parents), first), index


def take(combos: Combos, rows: Numbers) -> Combos:
    """Return some of the combinations, in this order."""
    return Combos(
        combos.place[rows],
        combos.isodisomy[rows],
        Facts(*(fact[rows] for fact in combos.facts)),
        {person: answers[rows] for person, answers in combos.parents.items()},
    )
