"""Families whose chromosomes are dropped through a pedigree, with planted disomies, deletions and mosaics, as a VCF.

Sites are independent of one another; crossings-over, wrong genotypes and the spread of reads are drawn.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
MORGAN = 1.2e-8  # crossings-over a base
BIAS = 0.49  # reads of ALT among those of a heterozygote


@dataclass(frozen=True)
class Contig:
    """A contig, its length and its number of sites."""

    name: str
    length: int
    sites: int


@dataclass
class Reads:
    """What a chromosome's reads come from, over two whole copies: copies of the mother's and of the father's allele.

    Attributes:
        maternal: [site]: copies of the first haplotype, a mean over the cells.
        paternal: [site]: copies of the second.
    """

    maternal: Array
    paternal: Array


@dataclass
class Human:
    """A person: for each contig the founders' haplotypes of both copies, the mother's first, as [copy, site] numbers.

    Where not each copy is there once in every cell, `reads` has how often.
    """

    haplotypes: dict[str, Array]
    reads: dict[str, Reads] = field(default_factory=dict)


class World:
    """Contigs with sites and allele frequencies, and the drawing of people."""

    def __init__(self, contigs: Sequence[Contig], seed: int, frequencies: tuple[float, float] = (0.1, 0.6)) -> None:
        self.random = np.random.default_rng(seed)
        self.contigs = {contig.name: contig for contig in contigs}
        self.positions = {
            c.name: np.sort(self.random.choice(c.length - 1, c.sites, replace=False)) + 1 for c in contigs
        }
        self.frequencies = {c.name: self.random.uniform(*frequencies, c.sites) for c in contigs}
        self.alleles: dict[str, list[Array]] = {c.name: [] for c in contigs}

    def founder(self) -> Human:
        """Return a person of unrelated parents."""
        haplotypes = {}
        for name, positions in self.positions.items():
            known = self.alleles[name]
            haplotypes[name] = np.repeat([[len(known)], [len(known) + 1]], len(positions), axis=1)
            known += [self.random.random(len(positions)) < self.frequencies[name] for _ in range(2)]
        return Human(haplotypes)

    def one_x(self, person: Human, contig: str) -> None:
        """Leave a man one copy of X: both of his are one."""
        person.haplotypes[contig][1] = person.haplotypes[contig][0]

    def identical(self, person: Human, contig: str) -> Array:
        """Say where both copies of a person are one copy of a founder."""
        return np.asarray(person.haplotypes[contig][0] == person.haplotypes[contig][1])

    def gamete(self, parent: Human, contig: str) -> Array:
        """Return one copy of a parent's contig, with crossings-over."""
        number = self.random.poisson(self.contigs[contig].length * MORGAN)
        cuts = np.sort(self.random.integers(0, self.contigs[contig].length, number))
        which = (np.searchsorted(cuts, self.positions[contig]) + self.random.integers(2)) % 2
        return np.asarray(parent.haplotypes[contig][which, np.arange(len(which))])

    def child(self, father: Human, mother: Human) -> Human:
        """Return a child."""
        return Human({c: np.stack([self.gamete(mother, c), self.gamete(father, c)]) for c in self.contigs})

    def between(self, contig: str, part: tuple[float, float]) -> Array:
        """Say which sites lie in a part of a contig, told as fractions of its length."""
        share = self.positions[contig] / self.contigs[contig].length
        return np.asarray((share >= part[0]) & (share < part[1]))

    def isodisomy(self, child: Human, parent: Human, contig: str, part: tuple[float, float] = (0, 1)) -> None:
        """Give a child two copies of one copy of a parent."""
        here, copy = self.between(contig, part), self.gamete(parent, contig)
        child.haplotypes[contig][:, here] = copy[here]

    def heterodisomy(self, child: Human, parent: Human, contig: str, part: tuple[float, float] = (0, 1)) -> None:
        """Give a child both copies of a parent."""
        here = self.between(contig, part)
        child.haplotypes[contig][:, here] = parent.haplotypes[contig][:, here]

    def copies(self, person: Human, contig: str) -> Reads:
        """Return the copies of a contig, to be changed."""
        if contig not in person.reads:
            ones = np.ones(len(self.positions[contig]))
            person.reads[contig] = Reads(ones.copy(), ones.copy())
        return person.reads[contig]

    def mosaic(
        self, person: Human, contig: str, kind: str, fraction: float, excess: str, part: tuple[float, float] = (0, 1)
    ) -> None:
        """Give a fraction of the cells one copy more, one less, or two of one parent; `excess` is whose prevails."""
        here, reads = self.between(contig, part), self.copies(person, contig)
        more, less = (reads.maternal, reads.paternal) if excess == "mother" else (reads.paternal, reads.maternal)
        if kind in ("gain", "neutral"):
            more[here] += fraction
        if kind in ("loss", "neutral"):
            less[here] -= fraction

    def deletion(self, person: Human, contig: str, part: tuple[float, float], lost: str) -> None:
        """Take one copy away from every cell."""
        reads, here = self.copies(person, contig), self.between(contig, part)
        (reads.paternal if lost == "father" else reads.maternal)[here] = 0


@dataclass(frozen=True)
class Noise:
    """How wrong genotypes are, and how deep the reads.

    Attributes:
        error: Chance that a genotype is another.
        depth: Mean reads of two copies.
        width: Spread of the depth of sites, as a part of it, over what chance gives.
        waves: Spread of the depth of chromosomes, as a part of it.
        balance: Spread of the share of reads of heterozygotes, over what chance gives.
    """

    error: float = 0.01
    depth: float = 35.0
    width: float = 0.1
    waves: float = 0.005
    balance: float = 0.02


@dataclass(frozen=True)
class Observed:
    """What a VCF shows of a person on a contig."""

    genotype: Array
    ref: Array
    alt: Array
    ploidy: Array


def observe(world: World, person: Human, contig: str, noise: Noise, *, one_copy: bool = False) -> Observed:
    """Draw reads, and the genotype that a caller would tell of them."""
    random, labels = world.random, person.haplotypes[contig]
    haplotypes = np.array(world.alleles[contig])[labels, np.arange(labels.shape[1])]
    reads = person.reads.get(contig) or Reads(np.ones(haplotypes.shape[1]), np.ones(haplotypes.shape[1]))
    paternal = np.zeros_like(reads.paternal) if one_copy else reads.paternal
    total = reads.maternal + paternal
    alt = (haplotypes[0] * reads.maternal + haplotypes[1] * paternal) / np.maximum(total, 1e-9)
    biased = alt * BIAS / (alt * BIAS + (1 - alt) * (1 - BIAS))
    wave = max(random.normal(1, noise.waves), 0.5) if noise.waves else 1.0
    mean = noise.depth * wave * total / 2 * np.maximum(random.normal(1, noise.width, len(total)), 0.2)
    depth = random.poisson(mean)
    biased = np.where((alt > 0) & (alt < 1), biased + random.normal(0, noise.balance, len(alt)), biased)
    alt_reads = random.binomial(depth, np.clip(biased, 0.002, 0.998))
    share = alt_reads / np.maximum(depth, 1)
    genotype = np.where(share < 0.15, 0, np.where(share > 0.85, 2, 1))
    wrong = random.random(len(genotype)) < noise.error
    genotype = np.where(wrong, (genotype + random.integers(1, 3, len(genotype))) % 3, genotype)
    genotype = np.where(depth < 3, -1, genotype)
    # A wrong genotype comes of wrong reads.
    alt_reads = np.where(wrong, np.round(depth * np.array([0.0, 0.5, 1.0])[np.maximum(genotype, 0)]), alt_reads)
    return Observed(genotype, depth - alt_reads.astype(int), alt_reads.astype(int), np.where(one_copy, 1, 2))


_TEXTS = {(-1, 2): "./.", (0, 2): "0/0", (1, 2): "0/1", (2, 2): "1/1"}
_HAPLOID = {-1: ".", 0: "0", 1: "0", 2: "1"}
HEAD = """##fileformat=VCFv4.2
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">
"""


def write_vcf(
    path: Path,
    world: World,
    people: Mapping[str, Human],
    noise: Noise | None = None,
    *,
    haploid: Mapping[str, Sequence[str]] | None = None,
    fields: str = "GT:AD:DP:GQ",
) -> None:
    """Write a joint VCF of the sites at which somebody differs from REF.

    Args:
        path: Where it goes.
        world: The contigs.
        people: Names and people.
        noise: How good the data are.
        haploid: Person to contigs of which they have one copy.
        fields: FORMAT.
    """
    noise = noise or Noise()
    lines = [HEAD + "".join(f"##contig=<ID={c.name},length={c.length}>\n" for c in world.contigs.values())]
    lines.append("\t".join(["#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t"), *people]) + "\n")
    for contig, positions in world.positions.items():
        columns, seen = [], np.zeros(len(positions), bool)
        for name, person in people.items():
            one = contig in (haploid or {}).get(name, ())
            got = observe(world, person, contig, noise, one_copy=one)
            seen |= got.genotype > 0
            columns.append(_cells(got, fields, one_copy=one))
        for number, position in enumerate(positions.tolist()):
            if seen[number]:
                cells = "\t".join(column[number] for column in columns)
                lines.append(f"{contig}\t{position}\t.\tA\tG\t99\tPASS\t.\t{fields}\t{cells}\n")
    path.write_text("".join(lines))


def _cells(got: Observed, fields: str, *, one_copy: bool) -> list[str]:
    cells = []
    for genotype, ref, alt in zip(got.genotype.tolist(), got.ref.tolist(), got.alt.tolist(), strict=True):
        text = _HAPLOID[genotype] if one_copy else _TEXTS[genotype, 2]
        every = {"GT": text, "AD": f"{ref},{alt}", "DP": str(ref + alt), "GQ": "60"}
        cells.append(":".join(every[name] for name in fields.split(":")))
    return cells


def write_pedigree(path: Path, rows: Sequence[tuple[str, str, str, str, int]]) -> None:
    """Write a pedigree: family, person, father, mother, sex."""
    path.write_text("".join("\t".join([*row[:4], str(row[4]), "0"]) + "\n" for row in rows))
