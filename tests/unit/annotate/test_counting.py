"""Counts of terms against the rows: what is counted without a row is what the rows say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.counting import count_terms
from genopipe.annotate.engine.counting import new_counts
from genopipe.annotate.engine.models import build_models
from genopipe.annotate.engine.run import annotate_contig
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.io.allele_batch import from_texts
from genopipe.io.sequence import view_of

from . import oracle
from .driver import frame_of
from .driver import row_of
from .genomes import Case
from .genomes import cases
from .genomes import changes
from .genomes import edits
from .genomes import written
from .oracle import Model
from .test_quick import edits_at_every_base
from .test_quick import gene

FAR = "ACGTTGCA" * 700
"""Bases that put a gene farther away than upstream and downstream reach."""


def of_rows(models, view, alleles):
    """Count the terms of the rows: of all by rank, and of each allele the most severe one."""
    counts, lowest = new_counts(), {}
    for piece in annotate_contig(models, view, alleles):
        for allele, bits in zip(piece.allele.tolist(), (piece.bits & TERM_BITS).tolist(), strict=True):
            ranks = [rank for rank in range(64) if bits >> rank & 1]
            for rank in ranks:
                counts.pairs[rank] += 1
            lowest[allele] = min([*ranks, lowest.get(allele) or 64])
    for rank in lowest.values():
        counts.worst[rank % 64] += 1
    return counts


def same(genome, frame, alleles, resolved=None):
    """Check that alleles count as their rows do, in the order of the positions and in any other."""
    view = view_of(genome)
    models = build_models(frame, "one", view)
    known = np.ones(len(alleles), dtype=bool) if resolved is None else np.array(resolved)
    places = np.array([allele.position + 1 for allele in alleles], dtype=np.int64)
    texts = from_texts([allele.ref for allele in alleles]), from_texts([allele.alt for allele in alleles])
    made = make_alleles(places, *texts, known, np.zeros(len(alleles), dtype=bool))
    counts, wanted = new_counts(), of_rows(models, view, made)
    count_terms(models, made, counts)
    assert counts.pairs.tolist() == wanted.pairs.tolist()
    assert counts.worst.tolist() == wanted.worst.tolist()
    assert counts.worst.sum() == len(alleles)
    return counts


def two_genes(case):
    """Return a genome with a gene twice, far enough apart that an allele may meet neither, and its models."""
    shift = len(FAR) + len(case.genome)
    moved = tuple((start + shift, end + shift) for start, end in case.model.exons)
    coding = case.model.coding and (case.model.coding[0] + shift, case.model.coding[1] + shift)
    again = Model(moved, case.model.forward, coding)
    rows = [row_of(case.model), row_of(case.model, "TX2.1", biotype="lncRNA", cds_start=None, cds_end=None)]
    decayed = row_of(again, "TX3.1", biotype="nonsense_mediated_decay")
    return case.genome + FAR + case.genome + FAR, frame_of([*rows, decayed])


@settings(deadline=None)
@given(st.data(), cases())
def test_terms_count_as_the_rows_have_them(data: st.DataObject, case: Case):
    drawn = [edit for edit in (data.draw(edits(case)) for _ in range(8)) if changes(case, edit)]
    genome, frame = two_genes(case)
    shift = len(FAR) + len(case.genome)
    before, behind = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    alleles = [written(genome, edit, before, behind) for edit in drawn]
    alleles += [written(genome, (start + shift, end + shift, new), before, behind) for start, end, new in drawn]
    places = data.draw(st.lists(st.integers(0, len(genome) - 2), max_size=8))
    alleles += [oracle.Allele(at, genome[at], "CGTA"["ACGT".index(genome[at])]) for at in places]
    alleles += [oracle.Allele(at, genome[at], genome[at]) for at in places[:2]]
    alleles.sort(key=lambda allele: allele.position)
    same(genome, frame, alleles, data.draw(st.lists(st.booleans(), min_size=len(alleles), max_size=len(alleles))))
    data.draw(st.randoms(use_true_random=False)).shuffle(alleles)
    same(genome, frame, alleles)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("coding", [True, False])
def test_every_kind_of_edit_at_every_base_counts(forward, coding):
    case = gene(forward=forward, coding=coding)
    genome, frame = two_genes(case)
    alleles = sorted((written(genome, edit) for edit in edits_at_every_base(case)), key=lambda one: one.position)
    counts = same(genome, frame, alleles)
    assert np.count_nonzero(counts.pairs) > (8 if coding else 4)


def test_the_edges_of_upstream_and_downstream_count():
    """Substitutions, insertions and deletions around the last base at which a gene is near."""
    case = gene(forward=True, coding=True)
    genome = FAR + case.genome + FAR
    exons = tuple((start + len(FAR), end + len(FAR)) for start, end in case.model.exons)
    model = Model(exons, True, None)
    edges = (model.start - 5_000, model.end + 5_000, model.start, model.end)
    found = [
        written(genome, edit)
        for edge in edges
        for at in range(edge - 4, edge + 5)
        for edit in ((at, at + 1, "CGTA"["ACGT".index(genome[at])]), (at, at, "GT"), (at, at + 2, ""))
    ]
    counts = same(genome, frame_of([row_of(model)]), sorted(found, key=lambda one: one.position))
    assert np.count_nonzero(counts.worst) > 3


def test_nothing_is_counted_of_nothing():
    same(FAR, frame_of([row_of(gene(forward=True, coding=False).model)]), [])
