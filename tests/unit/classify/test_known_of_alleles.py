"""What is gathered of the alleles of one contig: which are worth it, and what is known of those."""

from typing import Any

import polars as pl
import pytest

from genopipe.classify.facts import FACTS
from genopipe.classify.gather import Frames
from genopipe.classify.gather import Known
from genopipe.classify.gather import make_facts
from genopipe.classify.gather import rows_of
from genopipe.classify.nulls import NullFacts
from genopipe.classify.worth import NOT_AGREED
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import BUILDS
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.withheld import Withheld
from unit.filter.tables import candidate
from unit.filter.tables import candidates
from unit.made import allele
from unit.made import alleles
from unit.made import consequence
from unit.made import consequences
from unit.made import genotype
from unit.made import genotypes
from unit.made import make_case

ONE, TWO = "1-100-A-C", "1-200-A-C"
GJB2 = "13-20189473-C-T"
"""GJB2 c.109G>A on GRCh38: one of the nine exceptions of BA1. On GRCh37 it has another name."""

GREEN = Panel("p", "P", "1", (PanelGene("S1", "ENSG1", Confidence.GREEN, PanelMode.MONOALLELIC, Penetrance.COMPLETE),))
TRIO = (("kid", "0/1"), ("dad", "0/0"), ("mum", "0/1"))


def known(**changes: Any) -> Known:
    """Return what is known beside the tables: a trio, no panels, no files."""
    plain: dict[str, Any] = {
        "case": make_case("kid:m:a:dad:mum dad:m:n mum:f:n"),
        "panels": (),
        "build": BUILDS["GRCh38"],
        "filters": FilterSettings(),
        "inherit": InheritSettings(),
        "acmg": shipped_acmg(),
        "settings": ClassifySettings(),
        "nulls": NullFacts(None, None),
    }
    return Known(**{**plain, **changes})


def frames_of(*names: str, contig: str = "chr1", genes: tuple[str, ...] = ("ENSG1",), **columns: Any) -> Frames:
    """Return the tables of alleles that the child has from the mother, each in the same genes."""
    calls = [genotype(name, person, text) for name in names for person, text in TRIO]
    position = columns.pop("position", 100)
    told = {key: columns.pop(key) for key in ("protein_start", "protein_end", "nmd") if key in columns}
    return {
        "alleles": alleles(*(allele(name, contig, position) for name in names)),
        "candidates": candidates(*(candidate(name, gene, **columns) for name in names for gene in genes)),
        "genotypes": genotypes(*calls),
        "consequences": consequences(*(consequence(name, gene, **told) for name in names for gene in genes)),
        "values": pl.DataFrame({"allele": list(names)}, schema={"allele": pl.String}),
    }


def facts_of(frames: Frames, **changes: Any) -> pl.DataFrame:
    """Return the facts that are gathered."""
    return make_facts(frames, rows_of(frames, known(**changes)), known(**changes))


def fact_of(columns: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return the facts of the one allele."""
    made = facts_of(frames_of(ONE, **(columns or {})), **changes)
    assert made.height == 1
    return made.row(0, named=True)


def states(frames: Frames, **changes: Any) -> list[str]:
    """Return what becomes of each candidate."""
    return rows_of(frames, known(**changes))["class_state"].to_list()


def test_a_contig_without_alleles_has_no_rows():
    nothing = frames_of()
    rows = rows_of(nothing, known())
    assert rows.height == 0
    assert make_facts(nothing, rows, known()).schema == pl.Schema(FACTS)


@pytest.mark.parametrize(
    ("contig", "position", "place"), [("chrX", 50_000_000, "X"), ("chrX", 20_000, "autosome"), ("chr1", 9, "autosome")]
)
def test_the_place_is_that_of_the_contig(contig: str, position: int, place: str):
    rows = rows_of(frames_of(ONE, contig=contig, position=position), known())
    assert rows["place"].to_list() == [place]


def test_copies_are_those_of_the_proband():
    frames = frames_of(ONE, TWO)
    calls = [genotype(ONE, "kid", "1/1"), genotype(ONE, "mum", "0/1"), genotype(TWO, "kid", "0/0")]
    calls.append(genotype(TWO, "mum", "1/1"))
    rows = rows_of({**frames, "genotypes": genotypes(*calls)}, known())
    assert rows.select("allele", "alt_copies").rows() == [(ONE, 2), (TWO, 0)]
    assert rows["class_state"].to_list() == ["classified", "not classified: the proband is not called to carry it"]


def test_an_allele_without_a_genotype_is_not_called_to_be_carried():
    frames = frames_of(ONE)
    assert states({**frames, "genotypes": genotypes()}) == ["not classified: the proband is not called to carry it"]


@pytest.mark.parametrize(
    ("withheld", "modes", "expected"),
    [
        (Withheld(), ["dominant"], ["classified", "classified"]),
        (Withheld(genes=frozenset({"ENSG1"})), ["dominant"], [NOT_AGREED, "classified"]),
        (Withheld(genes=frozenset({"S2"})), ["dominant"], ["classified", NOT_AGREED]),
        (Withheld(single=frozenset({"ENSG2"})), ["dominant"], ["classified", NOT_AGREED]),
        (Withheld(single=frozenset({"ENSG2"})), ["recessive_homozygous"], ["classified", "classified"]),
        (Withheld(frozenset({"ENSG1"}), frozenset({"ENSG2"})), ["dominant"], [NOT_AGREED, NOT_AGREED]),
    ],
)
def test_what_was_not_agreed_to_is_not_judged(withheld: Withheld, modes: list[str], expected: list[str]):
    frames = frames_of(ONE, genes=("ENSG1", "ENSG2"), modes=modes)
    assert states(frames, withheld=withheld) == expected
    assert facts_of(frames, withheld=withheld).height == expected.count("classified")


def test_only_what_is_worth_it_has_facts():
    frames = frames_of(ONE, TWO)
    silent = candidate(TWO, consequence="synonymous_variant", impact="LOW")
    made = facts_of({**frames, "candidates": candidates(candidate(ONE), silent)})
    assert made["allele"].to_list() == [ONE]


def test_the_facts_of_an_allele_are_its_own():
    frames = frames_of(ONE, TWO, genes=("ENSG1", "ENSG2"))
    told = consequences(
        consequence(ONE, "ENSG1", exon="1/5"),
        consequence(ONE, "ENSG1", exon="9/9", transcript="ENST9"),
        consequence(ONE, "ENSG2", exon="2/5"),
        consequence(TWO, "ENSG1", exon="3/5"),
    )
    values = pl.DataFrame({"allele": [TWO, ONE], "revel_score": [0.2, 0.1], "simple_repeats_touched": [True, None]})
    made = facts_of({**frames, "consequences": told, "values": values})
    assert made.select("allele", "gene", "exon", "revel_score", "simple_repeats_touched").rows() == [
        (ONE, "ENSG1", "1/5", 0.1, None),
        (ONE, "ENSG2", "2/5", 0.1, None),
        (TWO, "ENSG1", "3/5", 0.2, True),
        (TWO, "ENSG2", None, 0.2, True),
    ]
    assert made.schema == pl.Schema(FACTS)


def test_without_sources_nothing_is_known_and_nothing_is_no():
    row = fact_of()
    unknown = ("gene_mode", "gene_panel", "phenotype_score", "constraint_loeuf", "maximum_credible", "hot_region")
    unknown += ("known_null", "known_missense", "hot_pathogenic", "lost_pathogenic", "revel_score", "spliceai")
    assert {name: row[name] for name in unknown} == dict.fromkeys(unknown)
    assert (row["has_disease"], row["listed"], row["proband_copies"]) == (False, False, 1)


def clinvar(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """Return ClinVar's pathogenic alleles of the gene: name, kind, residue."""
    made = [
        {
            "allele": name, "gene": "ENSG1", "transcript": "ENST1", "kind": kind, "exon": "1/5", "stars": 2,
            "protein_start": residue, "protein_end": residue, "clinvar_id": "1", "pathogenic": True,
        }
        for name, kind, residue in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema=KNOWN_SCHEMA)


def test_clinvar_is_counted_where_it_was_asked():
    there = clinvar(("1-7-A-C", "null", 3), ("1-8-A-C", "missense", 20), ("1-9-A-C", "missense", 40))
    row = fact_of({"protein_start": 18, "protein_end": 18}, clinvar=there)
    assert (row["known_pathogenic"], row["known_null"], row["known_missense"]) == (3, 1, 2)
    assert row["hot_pathogenic"] == 1, "residue 20 lies within 8 of residue 18, residue 40 does not"
    empty = fact_of({"protein_start": 18, "protein_end": 18}, clinvar=clinvar())
    assert (empty["known_pathogenic"], empty["hot_pathogenic"]) == (0, 0)


def test_the_limit_of_a_gene_is_that_of_the_laboratory():
    columns = {"maximum_credible": [0.001], "maximum_credible_text": ["1 in 1,000"], "maximum_credible_source": ["x"]}
    row = fact_of(limits=pl.DataFrame({"gene": ["ENSG1"], **columns}))
    assert (row["maximum_credible"], row["maximum_credible_source"]) == (0.001, "x")
    other = fact_of(limits=pl.DataFrame({"gene": ["ENSG2"], **columns}))
    assert other["maximum_credible"] is None


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        (18, 21, True),  # residues 18 to 21 meet 15 to 19
        (19, 19, True),
        (20, 21, False),
        (10, 14, False),
        (10, 15, True),
        (None, 16, True),  # a deletion that begins before the protein has an end alone
        (None, 21, False),
        (16, None, True),  # one that goes beyond it a start alone
        (21, None, False),
        (None, None, False),
    ],
)
def test_a_hot_spot_is_met_by_any_residue(start: int | None, end: int | None, met: bool):
    columns = {"first": [15], "last": [19], "kind": ["hot_spot"], "source": ["doi:10.1000/x"]}
    regions = pl.DataFrame({"gene": ["ENSG1"], **columns})
    row = fact_of({"protein_start": start, "protein_end": end}, regions=regions)
    assert row["hot_region"] == ("residues 15 to 19 (doi:10.1000/x)" if met else None)


@pytest.mark.parametrize(
    ("name", "build", "listed"),
    [(GJB2, "GRCh38", True), (GJB2, "GRCh37", False), ("13-20763612-C-T", "GRCh37", True), (ONE, "GRCh38", False)],
)
def test_exceptions_are_those_of_the_build(name: str, build: str, listed: bool):
    made = facts_of(frames_of(name, contig="chr13"), build=BUILDS[build])
    assert made["listed"].to_list() == [listed]


FITS = ("ENSG1", 0.7, "OMIM:1")


def phenotype_table(row: tuple[object, ...] | None) -> pl.DataFrame | None:
    """Return how well the phenotype fits one gene; none: not compared."""
    schema = {"gene": pl.String, "phenotype_score": pl.Float64, "disease": pl.String}
    return None if row is None else pl.DataFrame([row], schema=schema, orient="row")


@pytest.mark.parametrize(
    ("panels", "phenotypes", "has_disease"),
    [
        ((), None, False),
        ((GREEN,), None, True),
        ((), FITS, True),
        ((GREEN,), ("ENSG2", 0.7, "OMIM:1"), True),
        ((), ("ENSG2", 0.7, "OMIM:1"), False),
        ((), ("ENSG1", 0.7, None), False),
        ((GREEN,), FITS, True),
    ],
)
def test_a_gene_has_a_disease_by_panel_or_phenotype(
    panels: tuple[Panel, ...], phenotypes: tuple[object, ...] | None, has_disease: bool
):
    assert fact_of(panels=panels, phenotypes=phenotype_table(phenotypes))["has_disease"] is has_disease


def test_the_family_is_asked_by_its_genotypes():
    row = fact_of(case=make_case("kid:m:a:dad:mum dad:m:n mum:f:a"), panels=(GREEN,))
    assert (row["segregation_bits"], row["asked_affected"], row["lacking_affected"]) == (1.0, 1, 0)


def test_what_an_earlier_run_wrote_is_no_fact():
    ranked = frames_of(
        ONE, phenotype_score=0.99, phenotype_disease="OMIM:9 of an earlier run", class_state="classified"
    )
    assert facts_of(ranked).select("phenotype_score", "phenotype_disease", "has_disease").row(0) == (
        None,
        None,
        False,
    )
    again = facts_of(ranked, phenotypes=phenotype_table(FITS))
    assert again.select("phenotype_score", "phenotype_disease").row(0) == (0.7, "OMIM:1")


def test_a_parent_who_may_be_a_mosaic_is_known():
    assert fact_of({"evidence": ["parent_mosaic:mum=3/31"]})["parent_mosaic"] == "mum=3/31"
    assert fact_of()["parent_mosaic"] is None
