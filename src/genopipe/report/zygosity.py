"""A genotype in words: what a person carries, what was another allele, and what was not called."""

from collections.abc import Mapping
from typing import Any

from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.report.words import percent

NOT_CALLED = "not called"
_TWO_COPIES = {
    (2, 0, 0, 0): "homozygous",
    (1, 1, 0, 0): "heterozygous",
    (1, 0, 1, 0): "heterozygous, with another allele on the other copy",
    (1, 0, 0, 1): "carries one copy; the other was not called",
    (0, 2, 0, 0): "does not carry it",
    (0, 1, 1, 0): "does not carry it; has another allele",
    (0, 0, 2, 0): "does not carry it; other alleles on both copies",
    (0, 1, 0, 1): "one reference copy; the other was not called",
    (0, 0, 1, 1): "one copy of another allele; the other was not called",
}
_ONE_COPY = {
    (1, 0, 0, 0): "hemizygous",
    (0, 1, 0, 0): "does not carry it (one copy)",
    (0, 0, 1, 0): "does not carry it; has another allele (one copy)",
}

Row = Mapping[str, Any]


def zygosity(genotype: Row | None, allele: Row, sex: Sex, build: Build) -> str:
    """Return a genotype in words.

    Args:
        genotype: Row of the table of genotypes; None: the person has no row.
        allele: Row of the table of alleles: its contig and position decide how many copies are expected.
        sex: The person's sex.
        build: The genome build.
    """
    contig, position = allele["contig"], allele["position"]
    if genotype is None:
        return NOT_CALLED
    if build.role(contig) is Role.MITOCHONDRION:
        return _mitochondrial(genotype)
    expected = build.ploidy(contig, position, sex)
    if expected == 0 and not genotype["alt_copies"]:
        return "has no copy of this contig"
    if not genotype["ploidy"] or genotype["alt_copies"] is None:
        return NOT_CALLED
    return _nuclear(genotype, expected)


def _nuclear(genotype: Row, expected: int) -> str:
    alt, ref, other, missing = (genotype[f"{name}_copies"] or 0 for name in ("alt", "ref", "other", "missing"))
    copies = (alt, ref, other, missing)
    if genotype["ploidy"] == 1:
        one = _ONE_COPY.get(copies, NOT_CALLED)
        return one if expected == 1 or alt == 0 else f"one copy called where {expected} are expected"
    words = _TWO_COPIES.get(copies)
    if words is None:
        return f"{alt} of {genotype['ploidy']} copies ({ref} reference, {other} other, {missing} not called)"
    if expected == 1 and copies == (2, 0, 0, 0):
        return f"hemizygous (called as {genotype['genotype_text']})"
    if expected == 1 and alt == 1:
        return f"{words} (one copy is expected here)"
    return words


def _mitochondrial(genotype: Row) -> str:
    fraction = genotype["alt_fraction"]
    if fraction is None:
        carries = {None: NOT_CALLED, 0: "mitochondrial, does not carry it"}
        return carries.get(genotype["alt_copies"], "mitochondrial, carries it; fraction not measured")
    if fraction == 0:
        return "mitochondrial, in no read"
    return f"mitochondrial, in {percent(fraction)} of reads"
