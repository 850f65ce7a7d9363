"""The short way through introns, UTRs and non-coding exons against the oracle, at every base of long genes."""

import random

import pytest

from . import oracle
from .driver import annotate
from .driver import frame_of
from .driver import row_of
from .genomes import SENSE
from .genomes import Case
from .genomes import changes
from .genomes import written
from .oracle import Model
from .oracle import turned

UTR, INTRON, FLANK = 90, 130, 40


def gene(*, forward: bool, coding: bool) -> Case:
    """Return a gene of three exons whose UTRs and introns are longer than any splice term reaches."""
    draw = random.Random(7)

    def bases(count: int) -> str:
        return "".join(draw.choices(("A", "C", "G", "T", "AA", "CAG"), k=count))[:count]

    spliced = bases(UTR) + "ATG" + "".join(draw.choices(SENSE, k=60)) + "TAA" + bases(UTR)
    genome, exons, at = bases(FLANK), [], 0
    for number, behind in enumerate((70, 220, len(spliced))):
        genome += bases(INTRON) if number else ""
        exons.append((len(genome), len(genome) + behind - at))
        genome += spliced[at:behind]
        at = behind
    genome += bases(FLANK)
    places = [place for start, end in exons for place in range(start, end)]
    low, high = places[UTR], places[len(spliced) - UTR - 1] + 1
    if forward:
        return Case(genome, Model(tuple(exons), True, (low, high) if coding else None))
    size = len(genome)
    turned_exons = tuple((size - end, size - start) for start, end in reversed(exons))
    return Case(turned(genome), Model(turned_exons, False, (size - high, size - low) if coding else None))


@pytest.fixture(params=[(True, True), (True, False), (False, True), (False, False)], ids=str)
def case(request):
    forward, coding = request.param
    return gene(forward=forward, coding=coding)


def edits_at_every_base(case):
    """Return edits of each kind at every base."""
    kinds = (
        lambda at: (at, at + 1, "ACGT"["ACGT".index(case.genome[at]) - 1]),
        lambda at: (at, at, "GT"),
        lambda at: (at, at, case.genome[at]),
        lambda at: (at, at + 2, ""),
        lambda at: (at, at + 3, "TGA"),
        lambda at: (at, at + 2, "CATG"),
    )
    edits = [kind(at) for at in range(case.model.start, case.model.end - 3) for kind in kinds]
    return [edit for edit in edits if changes(case, edit)]


def test_descriptions_are_the_oracles_at_every_base(case):
    alleles = sorted((written(case.genome, edit) for edit in edits_at_every_base(case)), key=lambda one: one.position)
    rows = annotate(case.genome, frame_of([row_of(case.model)]), alleles)
    assert [row["allele"] for row in rows] == list(range(len(alleles)))
    for row, allele in zip(rows, alleles, strict=True):
        if oracle.inside(case.genome, case.model, allele):
            told = row["hgvs_c"].rpartition(":")[2]
            assert told == oracle.coding_description(case.genome, case.model, allele), allele


def test_terms_and_numbers_of_substitutions_at_every_base(case):
    model = case.model
    places = range(model.start, model.end)
    alleles = [oracle.Allele(at, case.genome[at], "CGTA"["ACGT".index(case.genome[at])]) for at in places]
    count = len(model.exons)
    cdna = [at for start, end in model.exons for at in range(start, end)]
    cdna = cdna if model.forward else cdna[::-1]
    for row, allele in zip(annotate(case.genome, frame_of([row_of(model)]), alleles), alleles, strict=True):
        wanted = oracle.substitution_terms(case.genome, model, allele)
        assert wanted is None or row["terms"] == wanted, allele
        before = sum(start <= allele.position for start, _ in model.exons)
        inside = allele.position < model.exons[before - 1][1]
        number = before if model.forward else count + 1 - before
        exon, intron = (number, 0) if inside else (0, number if model.forward else number - 1)
        assert (row["exon_first"], row["exon_last"], row["intron_first"], row["intron_last"]) == (
            exon,
            exon,
            intron,
            intron,
        )
        place = cdna.index(allele.position) + 1 if inside else 0
        assert (row["cdna_start"], row["cdna_end"]) == (place, place)


def test_a_transcript_for_decay_says_so_in_introns_and_utrs():
    case = gene(forward=True, coding=True)
    frame = frame_of([row_of(case.model, biotype="nonsense_mediated_decay")])
    middle = case.model.exons[0][1] + INTRON // 2
    alleles = [oracle.Allele(at, case.genome[at], "CGTA"["ACGT".index(case.genome[at])]) for at in (70, middle)]
    utr, intron = annotate(case.genome, frame, alleles)
    assert utr["terms"] == {"5_prime_UTR_variant", "NMD_transcript_variant"}
    assert intron["terms"] == {"intron_variant", "NMD_transcript_variant"}
