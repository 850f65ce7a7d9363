"""Families by gene dropping: founders from a population, crossovers, reads with errors, genotypes called from reads."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genopipe.genome import Karyotype
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.identity.evidence import DEPTHS
from genopipe.identity.evidence import Evidence
from genopipe.identity.evidence import Sites
from genopipe.io.plink import PairCounts
from genopipe.io.plink import robust_kinship
from genopipe.pedigree import Family
from genopipe.pedigree import Person

CHROMOSOMES = 22
MORGANS = 1.6  # a chromosome's length on the map, mean
DEPTH = 32
ERROR = 0.001
X_SITES, Y_SITES = 400, 80
USUAL = {Sex.MALE: Karyotype.XY, Sex.FEMALE: Karyotype.XX}

Haplotypes = npt.NDArray[np.int8]


@dataclass
class Sample:
    """DNA under a name: two haplotypes, sex chromosomes, and a part of another one's DNA."""

    haplotypes: Haplotypes
    karyotype: Karyotype
    foreign: Haplotypes | None = None
    part: float = 0.0


@dataclass
class World:
    """A population with allele frequencies at sites of some chromosomes.

    Attributes:
        random: Source of chance.
        sites: Sites in all.
        lengths: Lengths of the chromosomes, in any unit; sites are spread evenly over them.
        frequency: Frequency of ALT at each.
    """

    random: np.random.Generator
    sites: int = 5_500
    lengths: tuple[float, ...] = (1.0,) * CHROMOSOMES
    frequency: npt.NDArray[np.float64] = field(init=False)
    chromosome: npt.NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        self.frequency = np.clip(self.random.beta(0.7, 0.9, self.sites), 0.02, 0.98)
        ends = np.cumsum(self.lengths) / sum(self.lengths) * self.sites
        self.chromosome = np.searchsorted(ends, np.arange(self.sites), side="right").astype(np.int8)
        each = self.sites / len(self.lengths)
        self._switch = np.full(self.sites, MORGANS / each)
        self._switch[np.r_[True, np.diff(self.chromosome) > 0]] = 0.5

    def founder(self) -> Haplotypes:
        """Return the two haplotypes of a person of the population."""
        return (self.random.random((2, self.sites)) < self.frequency).astype(np.int8)

    def gamete(self, parent: Haplotypes) -> npt.NDArray[np.int8]:
        """Return what a parent gives, with crossovers."""
        strand = np.cumsum(self.random.random(self.sites) < self._switch) % 2
        return np.where(strand == 0, parent[0], parent[1])

    def child(self, father: Haplotypes, mother: Haplotypes) -> Haplotypes:
        """Return a child."""
        return np.stack([self.gamete(father), self.gamete(mother)])

    def drop(self, people: Sequence[Person], twins: Sequence[tuple[str, str]] = ()) -> dict[str, Sample]:
        """Return the DNA of a family as its pedigree says."""
        made: dict[str, Sample] = {}
        rest = list(people)
        while rest:
            person = next(p for p in rest if all(q is None or q in made for q in (p.father, p.mother)))
            rest.remove(person)
            parents = [made[q].haplotypes if q else self.founder() for q in (person.father, person.mother)]
            founder = person.father is None and person.mother is None
            haplotypes = self.founder() if founder else self.child(*parents)
            made[person.person] = Sample(haplotypes, USUAL[person.sex])
        for one, other in twins:
            made[other] = Sample(made[one].haplotypes, made[one].karyotype)
        return made

    def reads(self, sample: Sample) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return reads of REF and of ALT at each site."""
        depth = self.random.poisson(DEPTH, self.sites)
        share = sample.haplotypes.sum(axis=0) / 2
        if sample.foreign is not None:
            share = (1 - sample.part) * share + sample.part * sample.foreign.sum(axis=0) / 2
        alt = self.random.binomial(depth, share * (1 - ERROR) + (1 - share) * ERROR)
        return depth - alt, alt


def call(ref: npt.NDArray[np.int64], alt: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """Return the copies of ALT by the likeliest genotype, -1 where it is not sure (GQ below 20)."""
    log_error, log_right, log_half = np.log10([0.01, 0.99, 0.5])
    scores = np.stack([ref * log_right + alt * log_error, (ref + alt) * log_half, alt * log_right + ref * log_error])
    best = scores.argmax(axis=0).astype(np.int8)
    two = np.sort(scores, axis=0)
    return np.where((two[2] - two[1] >= 2) & (ref + alt >= 10), best, -1).astype(np.int8)


def make_evidence(world: World, samples: dict[str, Sample]) -> Evidence:
    """Return what would be read of a joint VCF of these samples."""
    people = tuple(samples)
    reads = [world.reads(sample) for sample in samples.values()]
    ref, alt = (np.stack([pair[place] for pair in reads], axis=1) for place in (0, 1))
    copies = call(ref, alt)
    seen = (copies > 0).any(axis=1) & ((copies >= 0).mean(axis=1) >= 0.9)
    sites = Sites(
        contigs=tuple(f"chr{n}" for n in range(1, len(world.lengths) + 1)),
        contig=world.chromosome[seen].astype(np.int8),
        position=np.arange(world.sites)[seen] * 400_000 + 1,
        ref=np.full(int(seen.sum()), ord("A"), np.uint8),
        alt=np.full(int(seen.sum()), ord("C"), np.uint8),
        copies=copies[seen],
        ref_reads=ref[seen].astype(np.int32),
        alt_reads=alt[seen].astype(np.int32),
    )
    depths = {
        Role.AUTOSOME: np.stack([_histogram(ref[:, n] + alt[:, n]) for n in range(len(people))]),
        Role.X: np.stack([_depths(world, one.karyotype.x_copies, X_SITES) for one in samples.values()]),
        Role.Y: np.stack([_depths(world, one.karyotype.y_copies, Y_SITES) for one in samples.values()]),
    }
    carried = np.array([int(X_SITES * (0.5 + 0.1 * one.karyotype.x_copies)) for one in samples.values()])
    part = np.array([0.02 if one.karyotype.x_copies == 1 else 0.6 for one in samples.values()])
    nothing = np.zeros(len(people), np.int64)
    return Evidence(
        people=people,
        build="GRCh38",
        records=world.sites,
        autosomal=world.sites,
        spacing=1_000,
        depths=depths,
        undetermined=dict.fromkeys(depths, nothing),
        x_carried=carried,
        x_heterozygous=(carried * part).astype(np.int64),
        homozygous_ref=(copies == 0).sum(axis=0),
        called=(copies >= 0).sum(axis=0),
        sites=sites,
    )


def _histogram(depth: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.bincount(np.minimum(depth, DEPTHS), minlength=DEPTHS + 1)


def _depths(world: World, copies: int, sites: int) -> npt.NDArray[np.int64]:
    return _histogram(world.random.poisson(max(DEPTH * copies / 2, 0.2), sites))


def pair_counts(evidence: Evidence) -> dict[tuple[int, int], PairCounts]:
    """Return what every two people share, counted without plink2."""
    copies = evidence.sites.copies
    called, het, ref, alt = (
        np.packbits(one, axis=0).T.copy() for one in (copies >= 0, copies == 1, copies == 0, copies == 2)
    )

    def both(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> int:
        return int(np.bitwise_count(one & other).sum())

    found = {}
    for one, other in combinations(range(copies.shape[1]), 2):
        hets = both(het[one], het[other])
        opposite = both(ref[one], alt[other]) + both(alt[one], ref[other])
        low, high = sorted((both(het[one], ref[other] | alt[other]), both(het[other], ref[one] | alt[one])))
        kinship = robust_kinship(hets, opposite, (low, high))
        found[one, other] = PairCounts(both(called[one], called[other]), hets, opposite, (low, high), kinship)
    return found


@dataclass(frozen=True)
class Plan:
    """A kind of family: rows of (name, father, mother, sex), who has no data, and who are twins."""

    rows: tuple[tuple[str, str, str, str], ...]
    absent: tuple[str, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()

    def people(self, family: str, random: np.random.Generator) -> list[Person]:
        """Return the people under names of their own; a sex of `?` is drawn, one of `=` is that of the row before."""
        rows, last = [], Sex.MALE
        for name, father, mother, sex in self.rows:
            drawn = Sex.MALE if random.random() < 0.5 else Sex.FEMALE
            last = {"m": Sex.MALE, "f": Sex.FEMALE, "?": drawn, "=": last}[sex]
            parents = [f"{family}_{one}" if one else None for one in (father, mother)]
            rows.append(Person(f"{family}_{name}", family, parents[0], parents[1], last))
        return rows


_TRIO = (("F", "", "", "m"), ("M", "", "", "f"), ("C", "F", "M", "?"))
_COUSINS = (
    ("G", "", "", "m"),
    ("H", "", "", "f"),
    ("A", "G", "H", "m"),
    ("B", "G", "H", "f"),
    ("S", "", "", "f"),
    ("T", "", "", "m"),
    ("F", "A", "S", "m"),
    ("M", "T", "B", "f"),
    ("C", "F", "M", "?"),
    ("D", "F", "M", "?"),
)
PLANS: dict[str, Plan] = {
    "singleton": Plan((("P", "", "", "?"),)),
    "duo": Plan((("M", "", "", "f"), ("C", "", "M", "?"))),
    "trio": Plan(_TRIO),
    "quad": Plan((*_TRIO, ("D", "F", "M", "?"))),
    "five": Plan((*_TRIO, ("D", "F", "M", "?"), ("E", "F", "M", "?"))),
    "twins": Plan((*_TRIO, ("D", "F", "M", "=")), twins=(("C", "D"),)),
    "siblings": Plan((*_TRIO, ("D", "F", "M", "?")), absent=("F", "M")),
    "siblings_of_nobody": Plan((("C", "", "", "?"), ("D", "", "", "?"))),
    "half_siblings": Plan((*_TRIO, ("N", "", "", "f"), ("D", "F", "N", "?"))),
    "half_siblings_alone": Plan((*_TRIO, ("N", "", "", "f"), ("D", "F", "N", "?")), absent=("F", "M", "N")),
    "mother_and_children": Plan((("M", "", "", "f"), ("C", "", "M", "?"), ("D", "", "M", "?"))),
    "generations": Plan(
        (("G", "", "", "m"), ("H", "", "", "f"), ("F", "G", "H", "m"), ("M", "", "", "f"), ("C", "F", "M", "?"))
    ),
    "grandparent": Plan(
        (("G", "", "", "m"), ("H", "", "", "f"), ("F", "G", "H", "m"), ("M", "", "", "f"), ("C", "F", "M", "?")),
        absent=("H", "F"),
    ),
    "cousins_stated": Plan(_COUSINS, absent=("G", "H", "S", "T", "A", "B")),
    "cousins_all": Plan(_COUSINS),
    "uncle_niece": Plan(
        (
            ("G", "", "", "m"),
            ("H", "", "", "f"),
            ("F", "G", "H", "m"),
            ("B", "G", "H", "m"),
            ("S", "", "", "f"),
            ("M", "B", "S", "f"),
            ("C", "F", "M", "?"),
            ("D", "F", "M", "?"),
        ),
        absent=("G", "H", "B", "S"),
    ),
}
HIDDEN: dict[str, tuple[str, ...]] = {
    "cousins_hidden": ("F", "M", "C", "D"),
    "uncle_niece_hidden": ("F", "M", "C", "D"),
}
"""Families whose pedigree tells only of these: their parents are related, which nobody stated."""


def make_family(world: World, kind: str, name: str) -> tuple[Family, dict[str, Sample]]:
    """Return a family as it is stated, and the DNA of those who have data."""
    plan = PLANS[{"cousins_hidden": "cousins_stated", "uncle_niece_hidden": "uncle_niece"}.get(kind, kind)]
    people = plan.people(name, world.random)
    samples = world.drop(people, [(f"{name}_{one}", f"{name}_{other}") for one, other in plan.twins])
    absent = {f"{name}_{one}" for one in plan.absent}
    stated = people
    if kind in HIDDEN:
        kept = {f"{name}_{one}" for one in HIDDEN[kind]}
        stated = [_cut(person, kept) for person in people if person.person in kept]
    if kind == "siblings_of_nobody":
        parents = [world.founder(), world.founder()]
        samples = {p.person: Sample(world.child(*parents), USUAL[p.sex]) for p in people}
    family = Family(name, {person.person: person for person in stated})
    return family, {one: samples[one] for one in family.people if one not in absent}


def _cut(person: Person, kept: set[str]) -> Person:
    parents = [one if one in kept else None for one in (person.father, person.mother)]
    return Person(person.person, person.family, parents[0], parents[1], person.sex)


FORMATS = """##fileformat=VCFv4.2
##FILTER=<ID=PASS,Description="passed">
##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="reads">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">
"""
_TEXTS = {-1: "./.", 0: "0/0", 1: "0/1", 2: "1/1"}


def write_world(world: World, samples: dict[str, Sample], path: Path, *, prefix: str = "chr") -> Path:
    """Write the joint VCF of the samples as a caller of diploid genotypes would."""
    reads = [world.reads(sample) for sample in samples.values()]
    ref, alt = (np.stack([pair[place] for pair in reads], axis=1) for place in (0, 1))
    copies = call(ref, alt)
    lines = []
    for site in np.flatnonzero((copies > 0).any(axis=1)):
        place = f"{prefix}{world.chromosome[site] + 1}", int(site) * 10_000 + 1
        lines.append(_line(place, copies[site], ref[site], alt[site]))
    for name, count in (("X", X_SITES), ("Y", Y_SITES)):
        for number in range(count):
            frequency = world.random.uniform(0.3, 0.9)
            place = f"{prefix}{name}", 3_000_000 + 20_000 * number
            own, refs, alts = zip(*(_sex_reads(world, one, name, frequency) for one in samples.values()), strict=True)
            if any(value > 0 for value in own):
                lines.append(_line(place, np.array(own), np.array(refs), np.array(alts)))
    contigs = "".join(f"##contig=<ID={prefix}{name}>\n" for name in (*range(1, CHROMOSOMES + 1), "X", "Y"))
    head = "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples])
    path.write_text(FORMATS + contigs + head + "\n" + "".join(lines))
    return path


def _sex_reads(world: World, sample: Sample, name: str, frequency: float) -> tuple[int, int, int]:
    copies = sample.karyotype.x_copies if name == "X" else sample.karyotype.y_copies
    depth = int(world.random.poisson(DEPTH * copies / 2 + 0.1))
    share = world.random.binomial(copies, frequency) / copies if copies else 0.0
    alt = int(world.random.binomial(depth, share * (1 - ERROR) + (1 - share) * ERROR))
    return int(call(np.array([depth - alt]), np.array([alt]))[0]), depth - alt, alt


def _line(
    place: tuple[str, int], copies: npt.NDArray[np.int8], ref: npt.NDArray[np.int64], alt: npt.NDArray[np.int64]
) -> str:
    cells = [
        f"{_TEXTS[int(own)]}:{one},{other}:{one + other}:{0 if own < 0 else 60}"
        for own, one, other in zip(copies, ref, alt, strict=True)
    ]
    return "\t".join([place[0], str(place[1]), ".", "A", "C", "90", "PASS", ".", "GT:AD:DP:GQ", *cells]) + "\n"


def write_ped(families: Iterable[Family], path: Path) -> Path:
    """Write the pedigree as it is stated."""
    codes = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNKNOWN: "0"}
    rows = [
        (family.family, one.person, one.father or "0", one.mother or "0", codes[one.sex], "0")
        for family in families
        for one in family.people.values()
    ]
    path.write_text("".join("\t".join(row) + "\n" for row in rows))
    return path
