"""The further sources of a simulated world: what they say of planted alleles is known, and their records read them."""

import csv

import yaml

from genopipe.annotate.region_facts import footprint
from genopipe.config import Settings
from genopipe.genome import Interval
from genopipe.io.evidence_files import read_evidence
from genopipe.io.evidence_files import read_regions
from genopipe.io.gene_sources import read_gene_facts
from genopipe.io.region_sources import RegionSource
from genopipe.io.sources_file import read_sources
from genopipe.simulate.consequences import effects
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sources import CONSTRAINT
from genopipe.simulate.sources import DOSAGE
from genopipe.simulate.sources import FILES
from genopipe.simulate.sources import PREDICTOR
from genopipe.simulate.sources import REPEATS
from genopipe.simulate.sources import FurtherSources
from genopipe.simulate.sources import dosage_of
from genopipe.source_settings import used_sources


def truth(project):
    with (project / "truth/sources.tsv").open() as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def test_the_settings_name_sources_that_are_there(project):
    settings = Settings(**yaml.safe_load((project / "config/config.yaml").read_text()))
    used = used_sources(settings.annotate, read_sources(project / settings.annotate.manifest))
    assert {name: one.files for name, one in used.items() if name in FILES} == {n: (p,) for n, p in FILES.items()}
    assert [used[name].source.grain for name in FILES] == ["allele", "gene", "gene", "region"]
    facts = read_gene_facts(project / FILES[CONSTRAINT], used[CONSTRAINT].source).frame
    regions = RegionSource.open(project / FILES[REPEATS], used[REPEATS].source)
    assert "chr1" in regions.contigs
    loeuf = dict(facts.select("symbol", f"{CONSTRAINT}_loeuf").iter_rows())
    told = {row["gene_symbol"]: row["value"] for row in truth(project) if row["source"] == CONSTRAINT}
    assert told == {symbol: str(loeuf.get(symbol, "")) for symbol in told}


def test_planted_diagnoses_that_change_the_protein_are_scored_as_harmful(world):
    planted = {allele: told for placed in world.placed.values() for allele, told in placed.items()}
    scored = {told.role: world.sources.scores[a] for a, told in planted.items() if a in world.sources.scores}
    assert scored["diagnosis"] >= 0.932, "strong evidence for PP3"
    assert scored["look_alike"] <= 0.003, "very strong evidence for BP4"
    assert all(0 <= score <= 1 for score in world.sources.scores.values())
    assert len(world.sources.scores) > 50


def test_some_planted_alleles_lie_in_regions_and_some_do_not(project):
    said = [row["value"] for row in truth(project) if row["source"] == REPEATS]
    assert said.count("true") + said.count("false") == len(said) > 0
    assert {row["source"] for row in truth(project)} == {PREDICTOR, CONSTRAINT, DOSAGE, REPEATS}


def test_what_touches_a_region_is_what_annotation_takes_for_touched(world):
    region = Interval("chr1", 100, 110)
    sources = FurtherSources({}, {}, [(region, "x")])
    for position in range(90, 120):
        for ref, alt in (("A", "C"), ("A", "AT"), ("ACG", "A"), ("AC", "GT"), ("ACGT", "A")):
            first, last = footprint(position, ref, alt)
            expected = first <= region.end and region.start <= last
            assert sources.touches(Allele("chr1", position, ref, alt)) == expected, (position, ref, alt)
    assert sum(world.sources.touches(a) for placed in world.placed.values() for a in placed) > 3


def test_what_curators_wrote_can_be_read(project, world):
    settings = Settings(**yaml.safe_load((project / "config/config.yaml").read_text()))
    evidence = read_evidence(project / settings.classify.evidence)
    regions = read_regions(project / settings.classify.regions)
    told = [(row["criterion"], row["strength"]) for row in evidence.iter_rows(named=True)]
    assert told == [("PS3", "strong"), ("PS4", "moderate")]
    assert regions.height == sum(gene.coding for gene in world.reference.genes)
    assert regions["last"].min() > 1


def test_dosage_goes_by_the_panels():
    assert [dosage_of(symbol) for symbol in ("SIMA02", "SIMA03", "SIMA04", "SIMX07", "SIMM01", "SIMA17")] == [
        "3",
        "30",
        "3",
        "3",
        "",
        "",
    ]


def test_clinvar_knows_another_change_of_the_residue(world):
    ((allele, planted),) = [
        (a, told) for placed in world.placed.values() for a, told in placed.items() if told.neighbour
    ]
    transcript = world.reference.gene(planted.symbol).transcripts[0]
    codon = transcript.coding_positions.index(allele.position) // 3
    beside = [
        other
        for other, told in world.classifications.items()
        if other not in (allele, *world.frequencies)
        and told.significance == "Pathogenic"
        and other.position in transcript.coding_positions
        and transcript.coding_positions.index(other.position) // 3 == codon
    ]
    (other,) = beside
    assert "missense_variant" in {effect.term for effect in effects(world.reference, other)}
    assert world.reference.sequences[other.contig][other.position - 1] == other.ref
