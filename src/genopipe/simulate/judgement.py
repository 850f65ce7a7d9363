"""What a laboratory writes for the classification of the demonstration: curated evidence, and regions of proteins."""

from collections.abc import Mapping

from genopipe.simulate.plans import Planted
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele

EVIDENCE = "config/evidence.tsv"
REGIONS = "config/regions.tsv"
_SOURCE = "genopipe simulate"


def make_evidence(reference: Reference, placed: Mapping[str, Mapping[Allele, Planted]]) -> str:
    """Return `evidence.tsv`: what a curator wrote of planted alleles that no automatic criterion can judge.

    It is that of all families, whoever is in the project: a file without a row would be a fault.
    """
    lines = ["allele\tgene\tcriterion\toutcome\tstrength\treason\tsource"]
    for family in sorted(placed):
        for allele, planted in placed[family].items():
            gene = reference.gene(planted.symbol).identifier
            lines += [
                f"{allele.key}\t{gene}\t{criterion}\tmet\t{strength}\tmade up for the demonstration\t{_SOURCE}"
                for criterion, strength in planted.evidence.items()
            ]
    return "\n".join(lines) + "\n"


def make_regions(reference: Reference) -> str:
    """Return `regions.tsv`: in which part of each protein it was looked for null alleles in people, with none found."""
    lines = ["gene\tfirst\tlast\tkind\tsource"]
    for gene in reference.genes:
        if gene.coding:
            residues = len(gene.transcripts[0].coding_positions) // 3
            lines.append(f"{gene.identifier}\t1\t{residues}\tlof_examined\t{_SOURCE}")
    return "\n".join(lines) + "\n"
