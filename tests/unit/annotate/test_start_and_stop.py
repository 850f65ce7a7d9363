"""Start and stop codons: one in the old place by chance is not retained, nor is one that is not there."""

import pytest

from .driver import annotate
from .driver import frame_of
from .driver import row_of
from .genomes import FLANK
from .oracle import Allele
from .oracle import Model
from .oracle import turned

BEFORE, BEHIND = "C" * FLANK, "G" * FLANK


def terms_of(five, coding, three, first, gone, come, *, forward, **more):
    """Return the terms of a change of a transcript of one exon; `first` counts from the start codon, 0-based."""
    spliced = five + coding + three
    genome = BEFORE + spliced + BEHIND
    start, end = FLANK, FLANK + len(spliced)
    low, high = start + len(five), end - len(three)
    place = low + first
    ref, alt = genome[place - 1 : place + gone], genome[place - 1] + come
    at = place - 1
    if not forward:
        genome = turned(genome)
        size = len(genome)
        start, end, low, high = size - end, size - start, size - high, size - low
        at = size - (place + gone) - 1
        ref, alt = genome[at] + turned(ref[1:]), genome[at] + turned(come)
    model = Model(((start, end),), forward, (low, high))
    (row,) = annotate(genome, frame_of([row_of(model, **more)]), [Allele(at, ref, alt)])
    return row["terms"], row["hgvs_p"]


@pytest.mark.parametrize("forward", [True, False])
def test_an_atg_that_comes_into_the_old_place_out_of_frame_is_no_start_codon(forward):
    """The change takes three bases before the start codon and seven of the coding sequence; ATG follows there."""
    coding = "ATGCATTGCGATGGCGGGCTTGACAAATAA"
    terms, protein = terms_of("CTCTCGATA", coding, "GTCC", -3, 10, "", forward=forward)
    assert "start_lost" in terms
    assert "start_retained_variant" not in terms
    assert protein == "P1.1:p.?"


@pytest.mark.parametrize("forward", [True, False])
def test_a_start_codon_that_stays_is_retained(forward):
    """Three bases go of which the last is the first of ATG; those that come into their place are the same."""
    terms, _ = terms_of("CTCTCAATA", "ATGCATTGCGATGGCTAA", "GTCC", -1, 1, "", forward=forward)
    assert "start_lost" not in terms
    terms, _ = terms_of("CTCTCGATG", "ATGCATTGCGATGGCTAA", "GTCC", -3, 3, "", forward=forward)
    assert "start_lost" not in terms


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize(("last", "retained"), [("TAA", True), ("GCT", False)])
def test_a_stop_codon_is_retained_only_where_there_is_one(forward, last, retained):
    """Of a codon more right before the last one VEP says stop_retained_variant, where the last one is a stop codon."""
    coding = "ATGCATTGCGATGAA" + last
    terms, _ = terms_of("CTCTC", coding, "" if not retained else "GTCC", 13, 0, "AAA", forward=forward)
    assert "inframe_insertion" in terms
    assert ("stop_retained_variant" in terms) is retained
