"""Alleles in mature microRNAs: their term takes the place of that of the exon, and nothing else of a row changes."""

import pytest

from genopipe.annotate.engine.words import MATURE_MIRNA

from . import oracle
from .driver import annotate
from .driver import frame_of
from .driver import row_of
from .genomes import Case
from .genomes import changes
from .genomes import written
from .test_counting import same
from .test_quick import edits_at_every_base
from .test_quick import gene

MATURE = "mature_miRNA_variant"
REPLACED = {"non_coding_transcript_exon_variant", "non_coding_transcript_variant"}


@pytest.fixture(params=[True, False], ids=["forward", "reverse"])
def case(request: pytest.FixtureRequest) -> Case:
    return gene(forward=request.param, coding=False)


def stretches(case: Case) -> list[tuple[int, int]]:
    """Return two stretches that touch in the middle exon, one of one base, and one at the end of the last exon."""
    middle, last = case.model.exons[1][0], case.model.exons[2]
    return [
        (middle + 40, middle + 62),
        (middle + 62, middle + 84),
        (middle + 100, middle + 101),
        (last[1] - 9, last[1]),
    ]


def model_with(case: Case, found: list[tuple[int, int]]):
    """Return a model with mature stretches."""
    starts, ends = [start + 1 for start, _ in found], [end for _, end in found]
    return frame_of([row_of(case.model, biotype="miRNA", mature_starts=starts, mature_ends=ends)])


def is_mature(edit: oracle.Edit, found: list[tuple[int, int]]) -> bool:
    """Say whether one of the bases that an edit replaces is in a stretch; of an insertion, both neighbours are."""
    start, end, _ = edit
    if start == end:
        return any({start - 1, start} <= set(range(*stretch)) for stretch in found)
    return any(set(range(start, end)) & set(range(*stretch)) for stretch in found)


def long_deletions(case: Case) -> list[oracle.Edit]:
    """Return deletions over a stretch and its edges, from an intron into it, and of all there is."""
    (low, high), model = stretches(case)[0], case.model
    ends = [(low - 5, low), (low - 5, low + 1), (high - 1, high + 60), (low - 1, high + 1), (high + 22, high + 30)]
    ends += [(model.exons[1][0] - 9, low + 2), (model.exons[0][0] + 3, model.exons[2][0] + 3)]
    return [(start, end, "") for start, end in ends]


def test_the_term_at_every_base_and_for_every_kind_of_edit(case: Case):
    found = stretches(case)
    edits = [edit for edit in edits_at_every_base(case) + long_deletions(case) if changes(case, edit)]
    alleles = sorted({written(case.genome, edit) for edit in edits}, key=lambda one: one.position)
    rows = annotate(case.genome, model_with(case, found), alleles)
    plain = annotate(case.genome, model_with(case, []), alleles)
    told = set()
    for row, other in zip(rows, plain, strict=True):
        allele = alleles[row["allele"]]
        mature = is_mature(oracle.edit_of(allele), found)
        wanted = (other["terms"] - REPLACED) | {MATURE} if mature else other["terms"]
        assert row == other | {"terms": wanted}, allele
        told |= row["terms"]
    assert {MATURE, *REPLACED} <= told


@pytest.mark.parametrize(
    ("step", "mature"), [(-1, False), (0, True), (21, True), (22, False)], ids=["before", "first", "last", "behind"]
)
def test_the_edges_of_a_mature_microrna(case: Case, step: int, mature: bool):
    low = case.model.exons[1][0] + 40
    base = case.genome[low + step]
    allele = oracle.Allele(low + step, base, "CGTA"["ACGT".index(base)])
    (row,) = annotate(case.genome, model_with(case, [(low, low + 22)]), [allele])
    assert row["terms"] == {MATURE if mature else "non_coding_transcript_exon_variant"}


@pytest.mark.parametrize(("step", "mature"), [(0, False), (1, True), (21, True), (22, False)])
def test_an_insertion_is_in_it_between_two_of_its_bases(case: Case, step: int, mature: bool):
    low = case.model.exons[1][0] + 40
    before = case.genome[low + step - 1]
    allele = oracle.Allele(low + step - 1, before, before + "ACGTTGCA")
    (row,) = annotate(case.genome, model_with(case, [(low, low + 22)]), [allele])
    assert (MATURE in row["terms"]) is mature


def test_the_parts_of_a_deletion_from_an_intron_into_it_keep_their_terms(case: Case):
    low = case.model.exons[1][0]
    edit = (low - 2, low + 2, "")
    (row,) = annotate(case.genome, model_with(case, [(low, low + 22)]), [written(case.genome, edit)])
    splice = "splice_acceptor_variant" if case.model.forward else "splice_donor_variant"
    assert row["terms"] >= {MATURE, splice}
    assert not row["terms"] & REPLACED


def test_a_transcript_that_codes_has_no_such_term():
    coding = gene(forward=True, coding=True)
    low = coding.model.exons[0][0]
    base = coding.genome[low + 30]
    frame = frame_of([row_of(coding.model, mature_starts=[low + 21], mature_ends=[low + 42])])
    (row,) = annotate(coding.genome, frame, [oracle.Allele(low + 30, base, "CGTA"["ACGT".index(base)])])
    assert row["terms"] == {"5_prime_UTR_variant"}


def test_they_count_as_the_rows_have_them(case: Case):
    edits = [edit for edit in edits_at_every_base(case) + long_deletions(case) if changes(case, edit)]
    alleles = sorted((written(case.genome, edit) for edit in edits), key=lambda one: one.position)
    counts = same(case.genome, model_with(case, stretches(case)), alleles)
    assert counts.pairs[MATURE_MIRNA] > counts.worst[MATURE_MIRNA] > 300
