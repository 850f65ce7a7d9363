"""The whole world, in the order in which it is made.

genome -> planted alleles -> classified alleles -> population -> families -> proof that only diagnoses explain -> files
"""

from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import partial
from pathlib import Path

from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.simulate.alibi import find_explanations
from genopipe.simulate.annotation import make_gff3
from genopipe.simulate.clinvar import Classifications
from genopipe.simulate.clinvar import classify_neighbours
from genopipe.simulate.clinvar import classify_planted
from genopipe.simulate.clinvar import classify_population
from genopipe.simulate.clinvar import classify_unseen
from genopipe.simulate.clinvar import make_clinvar_vcf
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.families import Settlement
from genopipe.simulate.families import make_family
from genopipe.simulate.files import Folder
from genopipe.simulate.genomes import Genome
from genopipe.simulate.ground import Ground
from genopipe.simulate.ground import place_allele
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.population import Frequencies
from genopipe.simulate.population import make_covered
from genopipe.simulate.population import make_covered_bed
from genopipe.simulate.population import make_population
from genopipe.simulate.population import make_population_vcf
from genopipe.simulate.population import rare_frequency
from genopipe.simulate.project import FLOW_CELL
from genopipe.simulate.project import project_texts
from genopipe.simulate.project import reads_name
from genopipe.simulate.randomness import stream
from genopipe.simulate.reads import Molecule
from genopipe.simulate.reads import make_fastq
from genopipe.simulate.reads import make_molecules
from genopipe.simulate.reference import Reference
from genopipe.simulate.reference import make_reference
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sources import FurtherSources
from genopipe.simulate.sources import make_source_truth
from genopipe.simulate.sources import make_sources
from genopipe.simulate.sources import source_texts
from genopipe.simulate.truth import make_genotypes_vcf
from genopipe.simulate.truth import make_people_truth
from genopipe.simulate.truth import make_truth
from genopipe.simulate.truth import sort_alleles

_ROUNDS = 20


@dataclass(frozen=True)
class World:
    """Everything but the reads.

    Attributes:
        seed: Seed.
        reference: Genome and genes.
        covered: Regions that the population resource covers.
        frequencies: The population resource, planted alleles included.
        classifications: The ClinVar-like resource.
        sources: What further sources say.
        placed: Planted alleles by family.
        people: Genomes by family and name of the member.
    """

    seed: int
    reference: Reference
    covered: Sequence[Interval]
    frequencies: Frequencies
    classifications: Classifications
    sources: FurtherSources
    placed: Mapping[str, Mapping[Allele, Planted]]
    people: Mapping[str, Mapping[str, Genome]]


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes:
        seed: Seed of the world.
        depth: Mean depth of a diploid position (reads a base).
        families: Ids of the families to write; empty for all.
        contamination: Fraction of fragments that come from somebody else, by person's id.
        processes: Processes that make reads; the bytes do not depend on it.
    """

    seed: int = 1
    depth: float = 30.0
    families: tuple[str, ...] = ()
    contamination: Mapping[str, float] = field(default_factory=dict)
    processes: int = 1


def make_world(seed: int, plans: Sequence[FamilyPlan] = FAMILIES) -> World:
    """Make genome, population and families.

    Args:
        seed: Seed of the world.
        plans: The families.

    Raises:
        ContractError: A family has an explanation other than its planted diagnosis, or its diagnosis does not fit.
    """
    reference = make_reference(seed)
    ground = Ground(reference)
    placed = {plan.family: _place_planted(seed, plan, ground) for plan in plans if not plan.late}
    first = _all_planted(placed)
    unseen = classify_unseen(seed, ground)
    covered = make_covered(seed, ground)
    drawn = make_population(seed, ground, covered)
    later = ground.copy()
    placed |= {plan.family: _place_planted(seed, plan, later) for plan in plans if plan.late}
    planted = _all_planted(placed)
    seen = {a: rare_frequency(a.contig, told.seen) for a, told in planted.items() if told.seen}
    frequencies = {allele: (drawn | seen)[allele] for allele in sort_alleles(drawn | seen)}
    people = {
        plan.family: _settle(
            Settlement(seed, plan, drawn, placed[plan.family], later if plan.late else ground), frequencies
        )
        for plan in plans
    }
    beside = classify_neighbours(reference, planted, {*frequencies, *planted, *unseen})
    classifications = classify_planted(planted) | unseen | classify_population(reference, drawn) | beside
    sources = make_sources(seed, reference, frequencies, (first, {a: planted[a] for a in planted if a not in first}))
    return World(seed, reference, covered, frequencies, classifications, sources, placed, people)


def _all_planted(placed: Mapping[str, Mapping[Allele, Planted]]) -> dict[Allele, Planted]:
    return {allele: told for by_allele in placed.values() for allele, told in by_allele.items()}


def _place_planted(seed: int, plan: FamilyPlan, ground: Ground) -> dict[Allele, Planted]:
    random = stream(seed, "planted", plan.family)
    return {place_allele(random, ground, planted.symbol, planted.term): planted for planted in plan.planted}


def _settle(settlement: Settlement, frequencies: Frequencies) -> dict[str, Genome]:
    """Make a family in which only the diagnosis explains the condition: founders lose what else would explain it."""
    reference = settlement.ground.reference
    wanted = {allele for allele, planted in settlement.placed.items() if planted.explains}
    for _ in range(_ROUNDS):
        people = make_family(settlement)
        found = find_explanations(reference, frequencies, settlement.plan, people)
        if found <= wanted:
            break
        settlement = replace(settlement, banned=settlement.banned | (found - wanted))
    verify_explanations(settlement.plan.family, found, wanted)
    return people


def verify_explanations(family: str, found: frozenset[Allele], wanted: set[Allele]) -> None:
    """Check that what explains a family's condition is its planted diagnosis and nothing else.

    The pedigree is believed: what looks like a diagnosis because a stated parent is not the parent counts as one.

    Args:
        family: The family's id.
        found: Alleles that explain the condition.
        wanted: Alleles of the planted diagnosis.

    Raises:
        ContractError: They differ.
    """
    if found != wanted:
        more = ", ".join(allele.key for allele in sorted(found - wanted)) or "none"
        less = ", ".join(allele.key for allele in sorted(wanted - found)) or "none"
        raise ContractError(
            f"simulate: family {family}: unplanned explanations {more}; diagnoses that do not fit {less}"
        )


def verify_order(order: Order) -> None:
    """Check what was asked for against the demonstration families.

    Raises:
        InputError: A family or person is unknown, or a number out of range.
    """
    known = [plan.family for plan in FAMILIES]
    people = {plan.person(member.name) for plan in chosen_families(order) for member in plan.sequenced}
    faults = [
        fault("SIM-FAMILY", "--families", f"{name!r} is not a family", f"choose from {', '.join(known)}")
        for name in order.families
        if name not in known
    ]
    faults += [
        fault("SIM-PERSON", "--contamination", f"{name!r} has no reads in this world", "name a person of the families")
        for name in order.contamination
        if name not in people and not faults
    ]
    faults += [
        fault("SIM-FRACTION", "--contamination", f"{name}={fraction} is not a fraction", "give 0 or more, below 1")
        for name, fraction in order.contamination.items()
        if not 0 <= fraction < 1
    ]
    if not 0 < order.depth <= 1000:
        faults.append(fault("SIM-DEPTH", "--depth", f"{order.depth} is out of range", "give more than 0, at most 1000"))
    if faults:
        raise InputError(faults)


def chosen_families(order: Order) -> list[FamilyPlan]:
    """Return the families that were asked for, in the order of the demonstration."""
    return [plan for plan in FAMILIES if not order.families or plan.family in order.families]


def simulate_world(folder: Path, order: Order) -> None:
    """Make a world and write it as a project that is ready to run.

    Args:
        folder: A folder that does not exist yet, or is empty.
        order: What is asked for.

    Raises:
        InputError: The order or the folder is wrong.
        ContractError: The world did not come out as planned.
    """
    verify_order(order)
    target = Folder(folder)
    world = make_world(order.seed)
    _put_resources(target, world)
    families = chosen_families(order)
    for name, text in project_texts(world.reference, families, world.placed).items():
        target.put_text(name, text)
    _put_truth(target, world, families)
    jobs = [(plan, member.name) for plan in families for member in plan.sequenced]
    work = partial(_put_reads, target, world, order)
    if order.processes == 1:
        for job in jobs:
            work(job)
        return
    with ProcessPoolExecutor(order.processes) as pool:
        list(pool.map(work, jobs))


def _put_resources(target: Folder, world: World) -> None:
    target.put_fasta("resources/genome.fa", world.reference.fasta())
    target.put_indexed("resources/genes.gff3.gz", make_gff3(SYNTHETIC.lengths, world.reference.genes), "gff")
    target.put_indexed("resources/population.vcf.gz", make_population_vcf(world.frequencies), "vcf")
    target.put_indexed("resources/clinvar.vcf.gz", make_clinvar_vcf(world.reference, world.classifications), "vcf")
    target.put_text("resources/covered.bed", make_covered_bed(world.covered))
    for name, text in source_texts(world.reference, world.sources).items():
        target.put_text(name, text)


def _put_truth(target: Folder, world: World, families: Sequence[FamilyPlan]) -> None:
    target.put_text("truth/truth.tsv", make_truth(world.reference, families, world.placed))
    target.put_text("truth/people.tsv", make_people_truth(families, world.placed, world.people))
    target.put_text("truth/sources.tsv", make_source_truth(families, world.placed, world.sources))
    people = {
        plan.person(member.name): world.people[plan.family][member.name]
        for plan in families
        for member in plan.sequenced
    }
    target.put_indexed("truth/genotypes.vcf.gz", make_genotypes_vcf(people), "vcf")


def molecules_of(world: World, order: Order, plan: FamilyPlan, name: str) -> list[Molecule]:
    """Return what is in a person's tube: the person's chromosomes, and those of a contaminant where asked for.

    The contaminant is the proband of the next family of the demonstration.
    """
    genome = world.people[plan.family][name]
    fraction = order.contamination.get(plan.person(name), 0.0)
    own = make_molecules(world.reference.sequences, genome, order.depth * (1 - fraction))
    if not fraction:
        return own
    other = FAMILIES[(FAMILIES.index(plan) + 1) % len(FAMILIES)]
    stranger = world.people[other.family][other.proband]
    return own + make_molecules(world.reference.sequences, stranger, order.depth * fraction)


def _put_reads(target: Folder, world: World, order: Order, job: tuple[FamilyPlan, str]) -> None:
    plan, name = job
    person = plan.person(name)
    lanes = next(member.lanes for member in plan.members if member.name == name)
    random = stream(world.seed, "reads", person)
    for lane, mates in make_fastq(random, molecules_of(world, order, plan, name), lanes, FLOW_CELL).items():
        for mate, content in enumerate(mates, start=1):
            target.put_gzip(reads_name(person, lane, mate), content)
