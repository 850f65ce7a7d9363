"""What whole stretches of chromosomes say of candidates: in whose run they lie, and what a mosaic explains.

It tells of the relation of the parents, so it is for the laboratory only: no mode, evidence or column of a candidate
depends on a run of homozygosity.
"""

from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.combos import Numbers
from genopipe.inherit.engine import Family
from genopipe.inherit.engine import Judged
from genopipe.inherit.members import Members
from genopipe.inherit.places import X
from genopipe.inherit.places import two_parents
from genopipe.tables import STRETCHES
from genopipe.tables import SegmentKind

Row = dict[str, Any]

_RUN, _ISODISOMY, _MOSAIC = (
    str(kind) for kind in (SegmentKind.RUN_OF_HOMOZYGOSITY, SegmentKind.ISODISOMY, SegmentKind.MOSAIC)
)
_OF_SEGMENT = ("start", "end", "parent", "copies", "fraction")
_NOTHING = dict.fromkeys(_OF_SEGMENT)


class Asked(NamedTuple):
    """Candidates to tell of, all of one contig.

    Attributes:
        rows: Their rows of the table of candidates.
        allele: Place of the allele of each.
        positions: Positions of all alleles (1-based).
    """

    rows: pl.DataFrame
    allele: Numbers
    positions: Numbers


class _Teller:
    """Tells of one contig."""

    def __init__(
        self, judged: Judged, family: Family, members: Members, segments: pl.DataFrame, minimum_balance: float
    ) -> None:
        self._judged, self._family, self._members = judged, family, members
        self._balance = minimum_balance
        self._segments = {
            str(key[0]): part.to_dicts() for key, part in segments.partition_by("person", as_dict=True).items()
        }

    def rows(self, candidate: Row, allele: int, position: int) -> Iterator[Row]:
        """Yield the rows of one candidate."""
        members = self._members
        here = {
            name: [one for one in self._segments.get(name, ()) if one["start"] <= position <= one["end"]]
            for name in members.names
        }
        runs = {name: [one for one in found if one["kind"] == _RUN] for name, found in here.items()}
        ill = [runs[members.names[at]] for at in members.affected]
        shared: Row = {"shared_start": None, "shared_end": None}
        if all(ill):
            shared["shared_start"] = max(found[0]["start"] for found in ill)
            shared["shared_end"] = min(found[0]["end"] for found in ill)
        for at, name in enumerate(members.names):
            own = {**candidate, "person": name, "genotype": self._genotype(allele, at), **shared}
            for one in here[name]:
                segment = {field: one[field] for field in _OF_SEGMENT}
                yield {**own, **segment, "kind": one["kind"], "readings": self._readings(candidate, allele, at, one)}
            whole = own["genotype"] == "on_every_copy" and at in members.affected
            if whole and not any(one["kind"] in (_RUN, _ISODISOMY) for one in here[name]):
                told = [] if self._both_parents_carry(allele, at) else ["deletion_not_excluded"]
                yield {**own, **_NOTHING, "kind": "none", "readings": told}

    def _genotype(self, allele: int, person: int) -> str:
        facts = self._judged.facts
        carries, every = facts.carries[allele, person], facts.every_copy[allele, person]
        if carries == NO:
            return "not_carried"
        if UNKNOWN in (carries, every):
            return "not_assessable"
        return "on_every_copy" if every == YES else "carried"

    def _parents(self, person: int) -> list[int]:
        return [at for at in (self._members.mother(person), self._members.father(person)) if at is not None]

    def _both_parents_carry(self, allele: int, person: int) -> bool:
        carries, parents = self._judged.facts.carries, self._parents(person)
        return len(parents) == 2 and all(carries[allele, parent] == YES for parent in parents)

    def _readings(self, candidate: Row, allele: int, person: int, segment: Row) -> list[str]:
        if segment["kind"] == _MOSAIC:
            return self._of_mosaic(allele, person)
        if segment["kind"] not in (_RUN, _ISODISOMY):
            return []
        genotype, told = self._genotype(allele, person), []
        whole = genotype == "on_every_copy"
        affected, run = person in self._members.affected, segment["kind"] == _RUN
        if whole and affected and run and "recessive_homozygous" in candidate["modes"]:
            told.append("supports_recessive_homozygous")
        open_or_fits = [*candidate["modes"], *candidate["modes_not_assessable"]]
        if whole and person == self._members.proband and "uniparental_isodisomy" in open_or_fits:
            told.append("supports_isodisomy")
        if whole and any(self._judged.facts.carries[allele, parent] == NO for parent in self._parents(person)):
            told.append("parent_without_it")
        if genotype == "carried":
            told.append("contradicts_run")
        return told

    def _of_mosaic(self, allele: int, person: int) -> list[str]:
        calls, facts, at = self._family.calls, self._judged.facts, (allele, person)
        if not self._judged.usable[at]:
            return []
        fraction = calls.alt_fraction[at]
        uneven = fraction < self._balance or fraction > 1 - self._balance
        if calls.alt_copies[at] == 1 and calls.ref_copies[at] == 1 and uneven:
            return ["balance_explained"]
        lost = calls.alt_copies[at] == 2 and facts.every_copy[at] == UNKNOWN
        lost |= calls.alt_copies[at] == 0 and facts.carries[at] == UNKNOWN
        return ["copy_may_be_lost"] if lost else []


def tell_stretches(
    asked: Asked,
    judged: Judged,
    family: Family,
    members: Members,
    segments: pl.DataFrame,
    minimum_balance: float,
) -> pl.DataFrame:
    """Return what stretches say of candidates that the proband may carry, where the proband has two copies.

    Args:
        asked: The candidates.
        judged: What the engine made of their alleles.
        family: The genotypes.
        members: Who is who.
        segments: Stretches of the same contig.
        minimum_balance: Least ALT part of a heterozygote's reads elsewhere (fraction).

    Returns:
        The table `stretches`: candidates in their order, then people in the order of the pedigree.
    """
    proband = members.proband
    place = family.place[asked.allele]
    two = two_parents(place) | ((place == X) & members.has_two_x)
    kept = np.flatnonzero((judged.facts.carries[asked.allele, proband] != NO) & two)
    columns = ["allele", "gene", "gene_symbol", "modes", "modes_not_assessable", "inherited_from"]
    teller = _Teller(judged, family, members, segments, minimum_balance)
    candidates = asked.rows.select(columns)[kept].to_dicts()
    found = [
        row
        for candidate, allele in zip(candidates, asked.allele[kept].tolist(), strict=True)
        for row in teller.rows(candidate, allele, int(asked.positions[allele]))
    ]
    return pl.DataFrame(found, schema=STRETCHES.schema())
