"""What the genotypes of a child and its parents say of an allele, as called: yes, no, or not assessable.

These are flags of the genotypes alone; whether a genotype is good enough, and which mode of inheritance fits the
affected and unaffected members, is for `genopipe inherit`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from genopipe.tables import ALLELES
from genopipe.tables import TEXT
from genopipe.tables import YES_NO
from genopipe.tables import Column
from genopipe.tables import Table

_NOT_CALLED = "a genotype that decides is not called, or the parent is not in the VCF"


def _flag(name: str, doc: str, more: str = "") -> Column:
    return Column(name, YES_NO, doc, "yes/no", _NOT_CALLED + more, "GT")


TRIO = Table(
    "trio",
    "one allele in one child with a parent in the pedigree",
    ("allele", "child"),
    (
        ALLELES.column("allele"),
        Column("child", TEXT, "Id of the child.", "id", source="pedigree"),
        _flag("carries", "The child has at least one copy."),
        _flag(
            "de_novo",
            "The child carries it; the parents who could have passed it on do not (off the PARs a boy has his X from "
            "his mother; Y comes from the father).",
            "; or it is mitochondrial: a genotype tells no fraction",
        ),
        _flag(
            "homozygous_recessive",
            "On an autosome or in a PAR: the child has two copies, both parents carry it and neither has two.",
        ),
        _flag(
            "from_father",
            "The child carries it, and the father does; the mother does not or cannot pass it on, or the child has "
            "two copies.",
            "; or both parents carry it and the child has one copy",
        ),
        _flag(
            "from_mother",
            "The child carries it, and the mother does; the father does not or cannot pass it on, or the child has "
            "two copies.",
            "; or both parents carry it and the child has one copy",
        ),
    ),
)
FLAGS = tuple(column.name for column in TRIO.columns[2:])

_FIGURES = ("alt_copies", "missing_copies", "ploidy")
_SIDES = ("child", "father", "mother")


class Trio(NamedTuple):
    """A child and where it and its parents stand among the people of the VCF; -1: not there.

    Attributes:
        child: The child.
        places: Places of child, father and mother.
    """

    child: Person
    places: tuple[int, int, int]


class Trios(NamedTuple):
    """The children of a VCF.

    Attributes:
        children: Each child of whom a parent is in the VCF.
        people: How many people the VCF has.
    """

    children: tuple[Trio, ...]
    people: int


class FlagCounts:
    """How often each flag is yes, no or not assessable.

    Attributes:
        counts: Flag to these words to rows.
    """

    def __init__(self) -> None:
        self.counts = {name: dict.fromkeys(("yes", "no", "not_assessable"), 0) for name in FLAGS}

    def add(self, trio: pl.DataFrame) -> None:
        """Count the rows of a part of the table `trio`."""
        for name, counted in self.counts.items():
            yes, unknown = int(trio[name].sum() or 0), trio[name].null_count()
            counted["yes"] += yes
            counted["not_assessable"] += unknown
            counted["no"] += trio.height - yes - unknown


def find_trios(family: Family | None, people: Sequence[str]) -> Trios:
    """Return the children of a family that are in the VCF, each with the parents that are.

    Args:
        family: The family; None: no trio.
        people: People of the VCF, in order.
    """
    at = {person: place for place, person in enumerate(people)}
    trios = []
    for person in family.people.values() if family else ():
        places = at.get(person.person, -1), at.get(person.father or "", -1), at.get(person.mother or "", -1)
        if places[0] >= 0 and max(places[1:]) >= 0:
            trios.append(Trio(person, places))
    return Trios(tuple(trios), len(people))


def make_trio(alleles: pl.DataFrame, genotypes: pl.DataFrame, trios: Trios, build: Build) -> pl.DataFrame:
    """Return the rows of the table `trio`.

    Args:
        alleles: `allele`, `contig`, `position` of alleles.
        genotypes: Genotypes of the first allele, of the second, and so on, the people in the order of the VCF.
        trios: The children.
        build: The genome build.
    """
    parts = [pl.DataFrame(schema=TRIO.schema())]
    for trio in trios.children:
        columns = [alleles["allele"], *(alleles[name] for name in ("contig", "position"))]
        for side, place in zip(_SIDES, trio.places, strict=True):
            for figure in _FIGURES:
                own = genotypes[figure].gather_every(trios.people, place) if place >= 0 else _nobody(alleles.height)
                columns.append(own.alias(f"{side}:{figure}"))
        flags = _flags(trio.child.sex is Sex.MALE, build)
        parts.append(pl.DataFrame(columns).select("allele", pl.lit(trio.child.person).alias("child"), **flags))
    return pl.concat(parts)


def _nobody(rows: int) -> pl.Series:
    return pl.repeat(None, rows, dtype=pl.Int8, eager=True)


def _carries(side: str) -> pl.Expr:
    """Say whether somebody has a copy."""
    copies, missing = (pl.col(f"{side}:{name}") for name in _FIGURES[:2])
    return pl.when(copies >= 1).then(True).when(missing == 0).then(copies >= 1)


def _has_two(side: str) -> pl.Expr:
    """Say whether both of somebody's two copies have it."""
    copies, missing, ploidy = (pl.col(f"{side}:{name}") for name in _FIGURES)
    return pl.when((missing == 0) | (copies + missing < ploidy)).then((ploidy == 2) & (copies == 2))


def _place(build: Build) -> pl.Expr:
    """Return what inheritance is at a position; a PAR is as an autosome."""
    contig, position = pl.col("contig"), pl.col("position")
    place = pl.lit(str(Role.AUTOSOME))
    for name, role in build.roles.items():
        place = pl.when(contig == name).then(pl.lit(str(role))).otherwise(place)
    for region in build.pseudoautosomal:
        inside = (contig == region.contig) & position.is_between(region.start, region.end)
        place = pl.when(inside).then(pl.lit(str(Role.AUTOSOME))).otherwise(place)
    return place


def _from(parent: str, other: str, gives: pl.Expr, other_gives: pl.Expr) -> pl.Expr:
    """Say whether the child's allele comes from a parent."""
    alone = ~other_gives | ~_carries(other) | _has_two("child")
    return gives & _carries("child") & _carries(parent) & pl.when(alone).then(True)


def _flags(boy: bool, build: Build) -> dict[str, pl.Expr]:
    """Return every flag of a child."""
    place = _place(build)
    father = ~place.is_in([str(Role.MITOCHONDRION), *([str(Role.X)] if boy else [])])
    mother = place != str(Role.Y)
    neither = (~father | ~_carries("father")) & (~mother | ~_carries("mother"))
    two = _has_two("child") & _carries("father") & _carries("mother") & ~_has_two("father") & ~_has_two("mother")
    return {
        "carries": _carries("child"),
        "de_novo": pl.when(place != str(Role.MITOCHONDRION)).then(_carries("child") & neither),
        "homozygous_recessive": (place == str(Role.AUTOSOME)) & two,
        "from_father": _from("father", "mother", father, mother),
        "from_mother": _from("mother", "father", mother, father),
    }
