"""What inheritance is at a position, and how many copies of it each person has."""

from collections.abc import Mapping
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from genopipe.genome import USUAL_KARYOTYPES
from genopipe.genome import Build
from genopipe.genome import Karyotype
from genopipe.genome import Role
from genopipe.inherit.answers import Flags
from genopipe.inherit.calls import Small
from genopipe.pedigree import Person

AUTOSOME, X, Y, MITOCHONDRION, PSEUDOAUTOSOMAL = range(5)
PLACES = 5
_CODES = {Role.AUTOSOME: AUTOSOME, Role.X: X, Role.Y: Y, Role.MITOCHONDRION: MITOCHONDRION}
AS_CALLED = -1
"""Stands for a number of copies that is not known: the genotype is taken as it was called."""


def places_of(contig: str, positions: npt.NDArray[np.int64], build: Build) -> Small:
    """Return what inheritance is at positions of one contig.

    Args:
        contig: Name of the contig.
        positions: 1-based positions.
        build: The genome build.
    """
    places = np.full(len(positions), _CODES[build.role(contig)], np.int8)
    for region in build.pseudoautosomal:
        if region.contig == contig:
            places[(positions >= region.start) & (positions <= region.end)] = PSEUDOAUTOSOMAL
    return places


def two_parents(places: Small) -> Flags:
    """Say where one copy comes from each parent, whatever the sex: autosomes and the pseudo-autosomal regions."""
    both: Flags = (places == AUTOSOME) | (places == PSEUDOAUTOSOMAL)
    return both


def karyotype_of(person: Person, inferred: Mapping[str, Karyotype]) -> Karyotype | None:
    """Return a person's sex chromosomes: as inferred, else those that go with the stated sex."""
    return inferred.get(person.person) or USUAL_KARYOTYPES.get(person.sex)


def copies_of(people: Sequence[Person], inferred: Mapping[str, Karyotype]) -> Small:
    """Return the copies of each place in each person: [places, people].

    More than two count as two: callers name two. `AS_CALLED` where the sex chromosomes are not known.
    """
    copies = np.full((PLACES, len(people)), AS_CALLED, np.int8)
    copies[AUTOSOME], copies[MITOCHONDRION] = 2, 1
    for column, person in enumerate(people):
        karyotype = karyotype_of(person, inferred)
        if karyotype is None:
            copies[PSEUDOAUTOSOMAL, column] = 2
        else:
            x, y = karyotype.x_copies, karyotype.y_copies
            copies[X, column], copies[Y, column] = min(x, 2), min(y, 2)
            copies[PSEUDOAUTOSOMAL, column] = min(x + y, 2)
    return copies
