"""The population: sites with allele frequencies, as a frequency resource publishes them."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.simulate.consequences import HIGH_IMPACT
from genopipe.simulate.consequences import effects
from genopipe.simulate.ground import Ground
from genopipe.simulate.randomness import stream
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import left_align

POPULATIONS = ("eas", "afr", "nfe")
"""East Asian, African, non-Finnish European, as gnomAD names them."""

_NUMBERS = {"eas": 20_000, "afr": 40_000, "nfe": 92_000}
_FIXATION = 0.08
_SITE_EVERY = 180
_HIGH_IMPACT_FREQUENCY = 0.0002
_TRANSITION = {"A": "G", "G": "A", "C": "T", "T": "C"}
_COPIES = {Role.AUTOSOME: 1.0, Role.X: 0.75, Role.Y: 0.25, Role.MITOCHONDRION: 0.5}


@dataclass(frozen=True)
class Frequency:
    """What the population resource says of one allele.

    Attributes:
        counts: Number of alleles seen, by population.
        numbers: Number of alleles looked at, by population.
        homozygotes: Number of people with two copies.
    """

    counts: Mapping[str, int]
    numbers: Mapping[str, int]
    homozygotes: int = 0

    def of(self, population: str) -> float:
        """Return the allele frequency in a population (fraction)."""
        return self.counts[population] / self.numbers[population]

    @property
    def overall(self) -> float:
        """Allele frequency over all populations (fraction)."""
        return sum(self.counts.values()) / sum(self.numbers.values())

    @property
    def highest(self) -> float:
        """Highest allele frequency of any population (fraction)."""
        return max(self.overall, *(self.of(population) for population in POPULATIONS))


Frequencies = dict[Allele, Frequency]


def make_covered(seed: int, ground: Ground) -> list[Interval]:
    """Return the regions that the resource covers: all but a gap on each of three contigs, and the Y PARs.

    Args:
        seed: Seed of the world.
        ground: The genome.
    """
    random = stream(seed, "covered")
    covered: list[Interval] = []
    for contig, length in SYNTHETIC.lengths.items():
        regions = [r for r in SYNTHETIC.pseudoautosomal if r.contig == contig and SYNTHETIC.role(contig) is Role.Y]
        start, end = (regions[0].end + 1, regions[-1].start - 1) if regions else (1, length)
        gap = _gap(random, ground.reference, contig) if contig in ("chr1", "chr2", "chrX") else None
        if gap is None:
            covered.append(Interval(contig, start, end))
            continue
        covered += [Interval(contig, start, gap.start - 1), Interval(contig, gap.end + 1, end)]
    return covered


def _gap(random: np.random.Generator, reference: Reference, contig: str) -> Interval:
    """Return a stretch of 600 bases without genes."""
    while True:
        start = int(random.integers(2_000, SYNTHETIC.lengths[contig] - 3_000))
        if not reference.genes_at(contig, start, start + 599):
            return Interval(contig, start, start + 599)


def make_population(seed: int, ground: Ground, covered: Iterable[Interval]) -> Frequencies:
    """Draw the sites of the population and take their places.

    Args:
        seed: Seed of the world.
        ground: What is taken; the new sites are taken too.
        covered: Regions that the resource covers.

    Returns:
        Frequencies by allele, in the order of contig and position.
    """
    random = stream(seed, "population")
    found: Frequencies = {}
    for region in covered:
        for _ in range((region.end - region.start) // _SITE_EVERY):
            _add_site(random, ground, _draw_site(random, ground.reference, region), found)
    for place in ground.reference.microsatellites:
        if random.random() < 0.6 and any(r.holds(place.contig, place.start) for r in covered):
            _add_site(random, ground, _draw_repeat_site(random, ground.reference, place), found)
    order = {contig: index for index, contig in enumerate(SYNTHETIC.lengths)}
    return dict(sorted(found.items(), key=lambda item: (order[item[0].contig], item[0])))


def _draw_site(random: np.random.Generator, reference: Reference, region: Interval) -> list[Allele]:
    """Draw one site: mostly a substitution, sometimes an indel, sometimes two substitutions at once."""
    sequence = reference.sequences[region.contig]
    tries = [int(p) for p in random.integers(region.start + 20, region.end - 30, 3)]
    position = next((p for p in tries if sequence[p - 1 : p + 1] == "CG"), tries[0])
    ref = sequence[position - 1]
    kind = random.random()
    if kind < 0.08:
        longer = sequence[position - 1 : position + int(random.geometric(0.4))]
        drawn = [Allele(region.contig, position, longer, ref)] if len(longer) > 1 else []
    elif kind < 0.13:
        extra = "".join(random.choice(list("ACGT"), int(random.geometric(0.4))))
        drawn = [Allele(region.contig, position, ref, ref + extra)]
    else:
        alts = [base for base in "ACGT" if base not in (ref, _TRANSITION[ref])]
        random.shuffle(alts)
        alts = [_TRANSITION[ref], *alts] if random.random() < 0.67 else [alts[0], _TRANSITION[ref]]
        drawn = [Allele(region.contig, position, ref, alt) for alt in alts[: 2 if kind > 0.97 else 1]]
    return [left_align(sequence, allele) for allele in drawn]


def _draw_repeat_site(random: np.random.Generator, reference: Reference, place: Interval) -> list[Allele]:
    """Draw a site where a short tandem repeat lost or gained a unit, or both."""
    sequence = reference.sequences[place.contig]
    repeat = sequence[place.start - 1 : place.end]
    unit = next(n for n in range(1, 5) if repeat[n:] == repeat[:-n])
    anchor = sequence[place.start - 2]
    shorter = Allele(place.contig, place.start - 1, anchor + repeat[:unit], anchor)
    longer = Allele(place.contig, place.start - 1, anchor, anchor + repeat[:unit])
    drawn = [[shorter], [longer], [shorter, longer]][int(random.integers(3))]
    return [left_align(sequence, allele) for allele in drawn]


def _add_site(random: np.random.Generator, ground: Ground, drawn: Sequence[Allele], found: Frequencies) -> None:
    """Add a site where its place is free; indels that touch coding sequence or splice sites are left out."""
    spectrum = [_draw_frequency(random, allele.contig) for allele in drawn]
    if len({allele.position for allele in drawn}) != 1 or not all(map(ground.is_free, drawn)):
        return
    for allele, frequency in zip(drawn, spectrum, strict=True):
        terms = {effect.term for effect in effects(ground.reference, allele)}
        indel = len(allele.ref) != len(allele.alt)
        if indel and not terms <= {"intergenic_variant", "intron_variant"}:
            continue
        found[allele] = _rarer(frequency) if terms & HIGH_IMPACT else _share_site(frequency, len(drawn))
    ground.take(drawn)


def _draw_frequency(random: np.random.Generator, contig: str) -> Frequency:
    """Draw a frequency from a spectrum with many rare alleles, and let it drift apart in the populations.

    Source:
        Balding and Nichols 1995, doi:10.1007/BF01441146 (beta distribution around the ancestral frequency).
    """
    low, high = (5e-5, 0.01) if random.random() < 0.5 else (0.01, 0.9)
    ancestral = float(np.exp(random.uniform(np.log(low), np.log(high))))
    share = _COPIES[SYNTHETIC.role(contig)]
    numbers = {name: int(number * share) for name, number in _NUMBERS.items()}
    spread = (1 - _FIXATION) / _FIXATION
    drawn = {name: float(random.beta(ancestral * spread, (1 - ancestral) * spread)) for name in POPULATIONS}
    counts = {name: round(drawn[name] * numbers[name]) for name in POPULATIONS}
    if not any(counts.values()):
        counts["nfe"] = 1
    return _with_homozygotes(counts, numbers, diploid=SYNTHETIC.role(contig) is Role.AUTOSOME)


def _with_homozygotes(counts: Mapping[str, int], numbers: Mapping[str, int], diploid: bool) -> Frequency:
    people = sum(numbers[name] / 2 * (counts[name] / numbers[name]) ** 2 for name in counts) if diploid else 0.0
    return Frequency(counts, numbers, round(people))


def _share_site(frequency: Frequency, alleles: int) -> Frequency:
    """Return a frequency that leaves room for the other ALT alleles of its site."""
    counts = {name: max(n // alleles, int(name == "nfe")) for name, n in frequency.counts.items()}
    return Frequency(counts, frequency.numbers, frequency.homozygotes // alleles**2)


def _rarer(frequency: Frequency) -> Frequency:
    """Return a frequency such as alleles have that break a gene."""
    counts = {
        name: min(n, int(_HIGH_IMPACT_FREQUENCY * frequency.numbers[name])) for name, n in frequency.counts.items()
    }
    if not any(counts.values()):
        counts["nfe"] = 1
    return Frequency(counts, frequency.numbers, 0)


def rare_frequency(contig: str, count: int) -> Frequency:
    """Return the frequency of an allele seen a few times in one population, as carriers of recessive diseases are.

    Args:
        contig: Contig name.
        count: Number of alleles seen in non-Finnish Europeans.
    """
    return told_frequency(contig, {"nfe": count}, 0)


def told_frequency(contig: str, counts: Mapping[str, int], homozygotes: int) -> Frequency:
    """Return the frequency of an allele of which it is said how often it was seen.

    Args:
        contig: Contig name.
        counts: Number of alleles seen, by population; 0 in those that are not named.
        homozygotes: Number of people with two copies.
    """
    share = _COPIES[SYNTHETIC.role(contig)]
    numbers = {name: int(number * share) for name, number in _NUMBERS.items()}
    return Frequency({name: counts.get(name, 0) for name in POPULATIONS}, numbers, homozygotes)


def group_sites(alleles: Iterable[Allele]) -> list[list[Allele]]:
    """Return alleles that stand at the same position together, in the order given."""
    return [list(group) for _, group in groupby(alleles, key=lambda allele: (allele.contig, allele.position))]


def make_covered_bed(covered: Iterable[Interval]) -> str:
    """Return the covered regions as BED text."""
    return "".join(f"{region.contig}\t{region.start - 1}\t{region.end}\n" for region in covered)


def make_population_vcf(frequencies: Frequencies) -> str:
    """Return the population resource as VCF text, multi-allelic where two alleles share a position."""
    header = ["##fileformat=VCFv4.2", "##source=genopipe simulate, a made-up population"]
    header += [f"##contig=<ID={contig},length={length}>" for contig, length in SYNTHETIC.lengths.items()]
    header += [
        '##INFO=<ID=AC,Number=A,Type=Integer,Description="Number of ALT alleles seen">',
        '##INFO=<ID=AN,Number=1,Type=Integer,Description="Number of alleles looked at">',
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
    ]
    header += [
        f'##INFO=<ID=AF_{name},Number=A,Type=Float,Description="Allele frequency in population {name}">'
        for name in POPULATIONS
    ]
    header += [
        '##INFO=<ID=nhomalt,Number=A,Type=Integer,Description="Number of people with two copies">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    rows = [_population_row(site, [frequencies[allele] for allele in site]) for site in group_sites(frequencies)]
    return "\n".join(header + rows) + "\n"


def _population_row(site: Sequence[Allele], told: Sequence[Frequency]) -> str:
    ref = max((allele.ref for allele in site), key=len)
    alts = [allele.alt + ref[len(allele.ref) :] for allele in site]
    fields = [
        "AC=" + ",".join(str(sum(frequency.counts.values())) for frequency in told),
        f"AN={sum(told[0].numbers.values())}",
        "AF=" + ",".join(f"{frequency.overall:.6g}" for frequency in told),
        *(f"AF_{name}=" + ",".join(f"{frequency.of(name):.6g}" for frequency in told) for name in POPULATIONS),
        "nhomalt=" + ",".join(str(frequency.homozygotes) for frequency in told),
    ]
    first = site[0]
    return f"{first.contig}\t{first.position}\t.\t{ref}\t{','.join(alts)}\t.\tPASS\t{';'.join(fields)}"
