"""Chromosomes of which a child has no copy of a stated parent, though the two are parent and child everywhere else.

Uniparental disomy, and a large deletion, make opposite homozygotes of parent and child on one chromosome; another
parent makes them on all. In a genome of few chromosomes chance may gather them on one, so the other chromosomes are
tested by themselves, and so is what the child has where the copy is absent.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genopipe.identity.counting import at_least
from genopipe.identity.counting import at_most
from genopipe.identity.counting import limit
from genopipe.identity.evidence import Sites
from genopipe.identity.mendelian import possible
from genopipe.identity_settings import IdentitySettings
from genopipe.io.plink import PairCounts
from genopipe.io.plink import robust_kinship
from genopipe.pedigree import Family

_STRANGER_OPPOSITE = 0.3  # opposite homozygotes of strangers for each site at which both are heterozygous, at least
_STRANGER_ERRORS = 0.2  # of rare alleles of mother, stated father and the child's other half one in five is an error
_FOREIGN = 1 / 3  # alleles that the other parent lacks, where that one is homozygous: p / (1 - (1 - p)^3) or more
_HALF = 0.5  # the same of a true parent: half of it where that one is heterozygous, all where homozygous
_USUAL = 0.2  # opposite homozygotes that are as likely as that are no reason to look on
_UNLIKELY = 0.05  # for what the child has there, if both parents gave a copy: beside the test of the other contigs
_EDGE = 0.05  # opposite homozygotes at both ends of a contig that may be errors beside a part of it

Copies = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Disomy:
    """Contigs of which a child has no copy of a parent.

    Attributes:
        child: The child.
        parent: The parent whose copy is absent.
        parents: This one and the other, who has data.
        contigs: Their names.
        opposite: Sites of opposite homozygotes on them.
        sites: Sites on them at which both have a good genotype.
    """

    child: str
    parent: str
    parents: tuple[str, ...]
    contigs: tuple[str, ...]
    opposite: int
    sites: int

    @property
    def text(self) -> str:
        """A plain sentence."""
        where = " and ".join(self.contigs)
        return (
            f"no copy of {where} from {self.parent}: uniparental disomy or a large deletion "
            f"({self.opposite} of {self.sites} sites there are opposite homozygotes; elsewhere parent and child)"
        )


@dataclass(frozen=True)
class _Duo:
    """A child, a stated parent and, where that one has data, the other parent; sites at which all are known."""

    child: Copies
    parent: Copies
    other: Copies | None
    contig: npt.NDArray[np.integer]

    @property
    def opposite(self) -> Flags:
        """Sites of opposite homozygotes."""
        return np.asarray(np.abs(self.child - self.parent) == 2)

    @property
    def both(self) -> Flags:
        """Sites at which both are heterozygous."""
        return np.asarray((self.child == 1) & (self.parent == 1))


def count_pair(one: Copies, other: Copies) -> PairCounts:
    """Count what two people share.

    Args:
        one: Copies of ALT of the one; below 0: no genotype.
        other: Copies of ALT of the other.
    """
    known = (one >= 0) & (other >= 0)
    one, other = one[known], other[known]
    both, opposite = int(((one == 1) & (other == 1)).sum()), int((np.abs(one - other) == 2).sum())
    low, high = sorted((int((one == 1).sum()) - both, int((other == 1).sum()) - both))
    return PairCounts(len(one), both, opposite, (low, high), robust_kinship(both, opposite, (low, high)))


def find_disomies(
    families: Iterable[Family], sites: Sites, places: Mapping[str, int], settings: IdentitySettings
) -> list[Disomy]:
    """Return the contigs of which children have no copy of a stated parent who is one.

    Args:
        families: Families as they are stated.
        sites: Chosen sites.
        places: Place of each person among the sites' people.
        settings: Thresholds.
    """
    found = []
    for family in families:
        for row in family.people.values():
            parents = [one for one in (row.father, row.mother) if one is not None and one in places]
            for parent in parents if row.person in places else ():
                others = [places[one] for one in parents if one != parent]
                duo = _duo(sites, places[row.person], places[parent], others[0] if others else None)
                contigs = _absent(duo, settings)
                if contigs:
                    inside = np.isin(duo.contig, contigs)
                    names = tuple(sites.contigs[place] for place in contigs)
                    opposite = int((duo.opposite & inside).sum())
                    found.append(Disomy(row.person, parent, tuple(parents), names, opposite, int(inside.sum())))
    return found


def off_contigs(sites: Sites, contigs: Iterable[str]) -> Flags:
    """Say which sites are not on some contigs."""
    left_out = [sites.contigs.index(name) for name in contigs]
    return ~np.isin(sites.contig, left_out)


def _duo(sites: Sites, child: int, parent: int, other: int | None) -> _Duo:
    columns = sites.copies[:, [child, parent] if other is None else [child, parent, other]]
    known = (columns >= 0).all(axis=1)
    columns = columns[known]
    return _Duo(columns[:, 0], columns[:, 1], None if other is None else columns[:, 2], sites.contig[known])


def _absent(duo: _Duo, settings: IdentitySettings) -> list[int]:
    """Return the places of contigs without a copy of the parent; none where the two may not be parent and child."""
    if len(duo.child) < settings.minimum_sites:
        return []
    contigs = _odd_contigs(duo, settings)
    inside = np.isin(duo.contig, contigs)
    if not 0 < len(contigs) <= settings.disomic_contigs or inside.mean() > settings.disomic_share:
        return []
    if not _is_of_other(duo, inside, settings, sure=False):
        return []
    opposite, both = int(duo.opposite.sum()), int(duo.both.sum())
    if opposite <= settings.parent_child_opposite * both:
        return contigs
    sure = _is_parent_elsewhere(duo, inside, settings) and _is_of_other(duo, inside, settings, sure=True)
    return contigs if sure else []


def _odd_contigs(duo: _Duo, settings: IdentitySettings) -> list[int]:
    """Return the contigs with more opposite homozygotes than parent and child have, as it is on the others."""
    places = np.unique(duo.contig)
    inside = {int(place): duo.contig == place for place in places}
    doubt = limit(settings.certainty) / len(places)
    return [place for place, rows in inside.items() if _chance(duo, rows, settings) < doubt]


def _chance(duo: _Duo, inside: Flags, settings: IdentitySettings) -> float:
    """Return how likely so many opposite homozygotes are, and so few alleles of the parent beside the other's.

    Of two copies of the other parent there are few opposite homozygotes, but the child has nothing else either: where
    the other parent is homozygous and this one is not so, too, half of the sites and more would show it.
    """
    elsewhere = int((~inside).sum())
    if not elsewhere:
        return 1.0
    share = int((duo.both & ~inside).sum()) / elsewhere
    expected = settings.parent_child_opposite * share * int(inside.sum())
    opposite = at_least(int((duo.opposite & inside).sum()), expected)
    if opposite >= _USUAL or duo.other is None:
        return opposite
    foreign, sites = _foreign(duo, inside)
    return opposite * at_most(foreign, _HALF * sites)


def _is_parent_elsewhere(duo: _Duo, inside: Flags, settings: IdentitySettings) -> bool:
    """Say whether the other contigs hold next to none of the opposite homozygotes, and exclude a stranger."""
    total = int(duo.opposite.sum())
    opposite, both = int((duo.opposite & ~inside).sum()), int((duo.both & ~inside).sum())
    expected = settings.parent_child_opposite * both
    many = at_least(opposite, expected) < limit(settings.certainty)
    if many or total - opposite < settings.disomic_opposite * total:
        return False
    doubt = limit(settings.certainty) / len(np.unique(duo.contig))
    if duo.other is None:
        enough = len(np.unique(duo.contig[~inside])) >= settings.disomic_others
        return enough and opposite <= expected and at_most(opposite, _STRANGER_OPPOSITE * both) < doubt
    child, parent, other = (copies[~inside] for copies in (duo.child, duo.parent, duo.other))
    informative = ~((child == parent) & (child == other) & (child != 1))
    errors, sites = int((~possible(child, parent, other)).sum()), int(informative.sum())
    few = at_least(errors, settings.maximum_mendelian_errors * sites) >= limit(settings.certainty)
    return few and at_most(errors, _STRANGER_ERRORS * sites) < doubt


def _is_of_other(duo: _Duo, inside: Flags, settings: IdentitySettings, *, sure: bool) -> bool:
    """Say whether the child has there only what the other parent has, on the contig or on the part that is odd."""
    if duo.other is None:
        return True
    for own in (inside, inside & _within(duo, inside)):
        foreign, sites = _foreign(duo, own)
        if foreign <= settings.disomic_foreign * sites:
            return not sure or at_most(foreign, _FOREIGN * sites) < _UNLIKELY
    return False


def _foreign(duo: _Duo, own: Flags) -> tuple[int, int]:
    """Return at how many sites the child has an allele that the other parent lacks, and how many sites could tell."""
    assert duo.other is not None
    child, parent, other = (copies[own] for copies in (duo.child, duo.parent, duo.other))
    informative = (other != 1) & ~((child == other) & (parent == other))
    return int((informative & (child != other)).sum()), int(informative.sum())


def _within(duo: _Duo, inside: Flags) -> Flags:
    """Say which sites lie where the opposite homozygotes of their contig lie, without the outermost ones."""
    within = np.zeros(len(inside), bool)
    for place in np.unique(duo.contig[inside]):
        rows = np.flatnonzero(duo.opposite & (duo.contig == place))
        first, last = np.quantile(rows, (_EDGE, 1 - _EDGE))
        within[int(np.floor(first)) : int(np.ceil(last)) + 1] = True
    return within
