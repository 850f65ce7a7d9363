"""What is true: the planted alleles, and everybody's genotypes."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from genopipe.genome import SYNTHETIC
from genopipe.genome import Role
from genopipe.simulate.genomes import Genome
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele

TRUTH_COLUMNS = (
    "case",
    "family",
    "proband",
    "allele",
    "contig",
    "position",
    "ref",
    "alt",
    "gene_symbol",
    "transcript",
    "consequence",
    "mode",
    "role",
    "expected",
    "parent_mosaic",
    "not_assessable",
    "told_to",
    "note",
)
PEOPLE_COLUMNS = (
    "case",
    "family",
    "person",
    "kind",
    "parent",
    "contig",
    "start",
    "end",
    "allele",
    "fraction",
    "expected",
    "laboratory_only",
    "note",
)


def make_truth(
    reference: Reference, families: Sequence[FamilyPlan], placed: Mapping[str, Mapping[Allele, Planted]]
) -> str:
    """Return `truth.tsv`: one row a planted allele.

    Args:
        reference: The genome.
        families: The families that are in the world.
        placed: Planted alleles by family.
    """
    lines = ["\t".join(TRUTH_COLUMNS)]
    for plan in families:
        for allele, planted in placed[plan.family].items():
            fields = (
                *(plan.case, plan.family, plan.person(plan.proband), allele.key),
                *(allele.contig, allele.position, allele.ref, allele.alt),
                *(planted.symbol, reference.gene(planted.symbol).transcripts[0].identifier, planted.term),
                *(planted.mode, planted.role, planted.expected),
                ",".join(f"{plan.person(name)}={part:g}" for name, part in planted.mosaic.items()),
                ",".join(planted.not_assessable),
                ",".join(plan.person(name) for name in planted.told_to),
                planted.note,
            )
            lines.append("\t".join(map(str, fields)))
    return "\n".join(lines) + "\n"


def make_people_truth(
    families: Sequence[FamilyPlan],
    placed: Mapping[str, Mapping[Allele, Planted]],
    people: Mapping[str, Mapping[str, Genome]],
) -> str:
    """Return `people.tsv`: one row a fact about a person that no genotype tells.

    A stretch has contig, start and end; of a mosaic allele, `fraction` is that of the reads (0-1). An empty value does
    not apply. What is `laboratory_only` may stand in no patient-facing file.

    Args:
        families: The families that are in the world.
        placed: Planted alleles by family.
        people: Genomes by family and name of the member.
    """
    lines = ["\t".join(PEOPLE_COLUMNS)]
    for plan in families:
        facts = [*_mosaics(plan, placed[plan.family]), *_disomies(plan, people[plan.family]), *_misattributed(plan)]
        for fact in facts:
            row: dict[str, object] = dict.fromkeys(PEOPLE_COLUMNS, "")
            row |= {"case": plan.case, "family": plan.family, "laboratory_only": "no"} | fact
            lines.append("\t".join(map(str, row.values())))
    return "\n".join(lines) + "\n"


def _mosaics(plan: FamilyPlan, placed: Mapping[Allele, Planted]) -> Iterator[dict[str, object]]:
    for allele, planted in placed.items():
        for name, part in planted.mosaic.items():
            place = {"contig": allele.contig, "start": allele.position, "end": allele.end, "allele": allele.key}
            note = "some of this parent's cells have the child's allele"
            told = {"kind": "parent_mosaic", "fraction": f"{part:g}", "expected": "pass", "note": note}
            yield {"person": plan.person(name), **place, **told}


def _disomies(plan: FamilyPlan, people: Mapping[str, Genome]) -> Iterator[dict[str, object]]:
    for member in plan.sequenced:
        for contig, disomy in people[member.name].disomies.items():
            told = {"person": plan.person(member.name), "parent": disomy.parent, "contig": contig, "expected": "flag"}
            one, both = f"both copies are one copy of the {disomy.parent}", f"both copies of the {disomy.parent}"
            yield {**told, "kind": "uniparental_isodisomy", "start": 1, "end": disomy.last, "note": one}
            rest = {"start": disomy.last + 1, "end": SYNTHETIC.lengths[contig], "note": both}
            yield {**told, "kind": "uniparental_heterodisomy", **rest}


def _misattributed(plan: FamilyPlan) -> Iterator[dict[str, object]]:
    for member in plan.sequenced:
        if member.stated_father:
            note = f"{plan.person(member.stated_father)} is unrelated; the father is not sequenced"
            told = {"kind": "misattributed_father", "parent": "father", "expected": "stop", "note": note}
            yield {"person": plan.person(member.name), "laboratory_only": "yes", **told}


def sort_alleles(alleles: Iterable[Allele]) -> list[Allele]:
    """Return alleles in the order of the FASTA and of position."""
    order = {contig: index for index, contig in enumerate(SYNTHETIC.lengths)}
    return sorted(alleles, key=lambda allele: (order[allele.contig], allele))


def make_genotypes_vcf(people: Mapping[str, Genome]) -> str:
    """Return the true genotypes as VCF text: one ALT a record, `paternal|maternal`, haploid where haploid.

    The fraction of mitochondrial molecules stands in HF. A woman's Y is `.`.

    Args:
        people: Genomes by person's id.
    """
    header = ["##fileformat=VCFv4.2", "##source=genopipe simulate"]
    header += [f"##contig=<ID={contig},length={length}>" for contig, length in SYNTHETIC.lengths.items()]
    header += [
        '##INFO=<ID=DENOVO,Number=.,Type=String,Description="People in whom the allele is new">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="True genotype, paternal|maternal">',
        '##FORMAT=<ID=HF,Number=A,Type=Float,Description="Fraction of mitochondrial molecules with the ALT allele">',
        "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *people]),
    ]
    alleles = sort_alleles({allele for genome in people.values() for allele in genome.alleles})
    return "\n".join([*header, *(_row(allele, people) for allele in alleles)]) + "\n"


def _row(allele: Allele, people: Mapping[str, Genome]) -> str:
    new = [person for person, genome in people.items() if allele in genome.de_novo]
    mitochondrial = SYNTHETIC.role(allele.contig) is Role.MITOCHONDRION
    cells = [_cell(allele, genome, mitochondrial) for genome in people.values()]
    info = f"DENOVO={','.join(new)}" if new else "."
    fields = (allele.contig, allele.position, allele.key, allele.ref, allele.alt, ".", "PASS", info)
    return "\t".join(map(str, (*fields, "GT:HF" if mitochondrial else "GT", *cells)))


def _cell(allele: Allele, genome: Genome, mitochondrial: bool) -> str:
    genotype = "|".join(map(str, genome.genotype(allele))) or "."
    return f"{genotype}:{genome.mitochondrial.get(allele, 0.0):g}" if mitochondrial else genotype
