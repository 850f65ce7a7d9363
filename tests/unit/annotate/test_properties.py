"""The engine against the oracle, and what must hold for every allele."""

from typing import Any

import polars as pl
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.annotate.hgvs_reader import to_allele

from . import oracle
from .driver import annotate
from .driver import frame_of
from .driver import row_of
from .genomes import Case
from .genomes import cases
from .genomes import changes
from .genomes import edits
from .genomes import written

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TOLD = ("hgvs_g", "hgvs_c", "hgvs_p")


class Memory:
    """A reference in memory."""

    def __init__(self, genome: str, contig: str = "one") -> None:
        self._genome = genome
        self.lengths = {contig: len(genome)}

    def bases(self, contig: str, start: int, end: int) -> str:
        assert contig in self.lengths
        return self._genome[start - 1 : end]


def drawn(data: st.DataObject, case: Case, number: int = 8) -> list[oracle.Edit]:
    found = [data.draw(edits(case)) for _ in range(number)]
    return sorted(edit for edit in found if changes(case, edit))


def run(case: Case, alleles: list[oracle.Allele], **more: Any) -> dict[int, dict[str, Any]]:
    """Return the engine's row of each allele, by its index."""
    order = sorted(range(len(alleles)), key=lambda index: alleles[index].position)
    rows = annotate(case.genome, models(case, **more), [alleles[index] for index in order], more.get("contig", "one"))
    return {order[row["allele"]]: row for row in rows}


def models(case: Case, **more: Any) -> pl.DataFrame:
    return frame_of([row_of(case.model, **more)])


def change(text: str | None) -> str | None:
    """Return a description without its accession."""
    return text and text.rpartition(":")[2]


@MANY
@given(st.data(), cases())
def test_the_engine_is_the_oracle(data: st.DataObject, case: Case):
    alleles = [written(case.genome, edit) for edit in drawn(data, case)]
    rows = run(case, alleles)
    for index, allele in enumerate(alleles):
        row = rows[index]
        assert change(row["hgvs_g"]) == oracle.genomic(case.genome, allele), allele
        if oracle.inside(case.genome, case.model, allele):
            assert change(row["hgvs_c"]) == oracle.coding_description(case.genome, case.model, allele), allele
        if (wanted := oracle.protein_change(case.genome, case.model, allele)) is not None:
            assert change(row["hgvs_p"]) == f"p.{wanted}", allele


@MANY
@given(st.data(), cases())
def test_the_terms_of_substitutions_are_the_oracles(data: st.DataObject, case: Case):
    places = data.draw(
        st.lists(st.integers(case.model.start, case.model.end - 1), min_size=1, max_size=20, unique=True)
    )
    alleles = [
        oracle.Allele(place, case.genome[place], alt)
        for place in sorted(places)
        for alt in "ACGT"
        if alt != case.genome[place]
    ]
    rows = run(case, alleles)
    for index, allele in enumerate(alleles):
        if (wanted := oracle.substitution_terms(case.genome, case.model, allele)) is not None:
            assert rows[index]["terms"] == wanted, allele


@MANY
@given(st.data(), cases())
def test_shifting_and_padding_change_no_description(data: st.DataObject, case: Case):
    for edit in drawn(data, case, 2):
        equal = oracle.places_of(case.genome, edit)
        alleles = [written(case.genome, item, before, behind) for item in equal for before, behind in ((1, 0), (4, 3))]
        rows = run(case, alleles)
        told = {tuple(rows[index][name] for name in TOLD) for index in rows if rows[index]["hgvs_c"]}
        assert len(told) <= 1, (edit, told)
        assert len({row["hgvs_g"] for row in rows.values()}) == 1


@MANY
@given(st.data(), cases())
def test_a_description_leads_back_to_its_allele(data: st.DataObject, case: Case):
    alleles = [written(case.genome, edit) for edit in drawn(data, case)]
    rows = run(case, alleles)
    transcripts, reference = models(case), Memory(case.genome)
    for index, row in rows.items():
        wanted = oracle.applied(case.genome, oracle.edit_of(alleles[index]))
        for text in (f"one:g.{row['hgvs_g']}" if ":" not in row["hgvs_g"] else row["hgvs_g"], row["hgvs_c"]):
            if text is None:
                continue
            _, position, ref, alt = to_allele(text, transcripts, reference)
            assert case.genome[position - 1 : position - 1 + len(ref)] == ref
            made = oracle.Allele(position - 1, ref, alt)
            assert oracle.applied(case.genome, oracle.edit_of(made)) == wanted, text


@MANY
@given(st.data(), cases(), st.integers(1, 2))
def test_incomplete_coding_sequences_lead_back_too(data: st.DataObject, case: Case, phase: int):
    """The first codon is not whole: what is written for it is read in the same way."""
    late = {"first_phase": phase if case.model.coding else None, "start_incomplete": True, "end_incomplete": True}
    alleles = [written(case.genome, edit) for edit in drawn(data, case)]
    transcripts, reference = models(case, **late), Memory(case.genome)
    for index, row in run(case, alleles, **late).items():
        if row["hgvs_c"] is not None:
            _, position, ref, alt = to_allele(row["hgvs_c"], transcripts, reference)
            made = oracle.edit_of(oracle.Allele(position - 1, ref, alt))
            wanted = oracle.applied(case.genome, oracle.edit_of(alleles[index]))
            assert oracle.applied(case.genome, made) == wanted, row["hgvs_c"]


@MANY
@given(st.data(), cases(), st.integers(-3, 3).filter(bool))
def test_gaps_of_the_alignment_lead_back_too(data: st.DataObject, case: Case, length: int):
    """The transcript has bases that the genome lacks, or lacks some that it has."""
    start, end = max(case.model.exons, key=lambda exon: exon[1] - exon[0])
    if end - start < 12:
        return
    gap = {"gap_positions": [(start + end) // 2], "gap_lengths": [length]}
    alleles = [written(case.genome, edit) for edit in drawn(data, case)]
    transcripts, reference = models(case, **gap), Memory(case.genome)
    for index, row in run(case, alleles, **gap).items():
        if row["hgvs_c"] is not None:
            _, position, ref, alt = to_allele(row["hgvs_c"], transcripts, reference)
            made = oracle.edit_of(oracle.Allele(position - 1, ref, alt))
            wanted = oracle.applied(case.genome, oracle.edit_of(alleles[index]))
            assert oracle.applied(case.genome, made) == wanted, (gap, row["hgvs_c"])


@MANY
@given(st.data(), cases())
def test_neither_neighbours_nor_contig_names_matter(data: st.DataObject, case: Case):
    alleles = [written(case.genome, edit) for edit in drawn(data, case)]
    rows = run(case, alleles)
    other = run(case, alleles, contig="chrOther")
    for index, allele in enumerate(alleles):
        alone = run(case, [allele])
        same = {name: value for name, value in rows[index].items() if name != "allele"}
        assert same == {name: value for name, value in alone[0].items() if name != "allele"}
        assert same == {name: value for name, value in other[index].items() if name != "allele"}
