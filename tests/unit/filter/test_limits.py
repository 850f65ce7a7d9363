"""Population limits: each population has its own; founder alleles stay, and their reason says so."""

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.filter.limits import add_limits
from genopipe.filter.stage import Asked
from genopipe.filter.stage import filter_candidates
from genopipe.filter_profile import PopulationLimit
from genopipe.genome import GRCH38
from genopipe.preflight.filters import read_filters
from unit import made
from unit.filter.tables import candidate
from unit.filter.tables import candidates
from unit.filter.test_rules import PAIR

EAS = PopulationLimit(population="eas", one_copy=0.002, two_copies=0.01, source="test")
AMI = PopulationLimit(population="ami", one_copy=0.1, two_copies=0.1, source="test")


def limits_of(frequencies, populations=(EAS, AMI)):
    """Return what is told of one allele, of which the frequencies are given as text."""
    pairs = [pair.split("=") for pair in (frequencies or "").split(";") if pair]
    best = max(pairs, key=lambda pair: float(pair[1])) if pairs else (None, None)
    highest = None if best[1] is None else float(best[1])
    row = {"allele": "a", "frequencies": frequencies, "frequency_max": highest, "frequency_population": best[0]}
    schema = {"allele": pl.String, "frequencies": pl.String, "frequency_max": pl.Float64}
    frame = pl.DataFrame([row], schema={**schema, "frequency_population": pl.String})
    return add_limits(frame, FilterSettings(), populations).row(0, named=True)


@pytest.mark.parametrize(
    ("frequencies", "one", "two", "population"),
    [
        ("eas=0.002", False, False, "eas"),
        ("eas=0.0020001", True, False, "eas"),
        ("eas=0.0101", True, True, "eas"),
        ("nfe=0.0011;eas=0.0019", True, False, "nfe"),
        ("ami=0.09;nfe=0.0001", False, False, "ami"),
        ("ami=0.09;nfe=0.02", True, True, "nfe"),
        ("ami=0.5;nfe=0.02", True, True, "nfe"),
        (None, None, None, None),
    ],
)
def test_each_population_has_its_limits(frequencies, one, two, population):
    told = limits_of(frequencies)
    assert (told["above_one_copy"], told["above_two_copies"]) == (one, two)
    assert told["limiting_population"] == population


def test_without_own_limits_the_highest_frequency_decides():
    told = limits_of("ami=0.09;nfe=0.02", ())
    assert (told["limiting_population"], told["limiting_frequency"], told["limit_one_copy"]) == ("ami", 0.09, 0.001)


V37I = "13-20189473-C-T"


def filtered(settings, name=V37I, build=GRCH38, **columns):
    """Return a homozygous missense allele of a recessive gene, after the filter."""
    facts = {"frequency_max": 0.083, "frequency_population": "eas", "frequencies": "eas=0.083;nfe=0.0002", **columns}
    alleles = made.alleles(made.allele(name, contig="chr13", position=20189473, **facts))
    genotypes = made.genotypes(made.genotype(name, "kid", "1/1"))
    rows = candidates(candidate(name, impact="MODERATE", modes=["recessive_homozygous"]))
    asked = Asked(
        made.make_case("kid:f:a"), PAIR, build, settings, InheritSettings(), read_filters(settings, InheritSettings())
    )
    return filter_candidates(rows, alleles, genotypes, made.consequences(made.consequence(name)), asked).row(
        0, named=True
    )


def test_val37ile_survives_with_its_reason():
    row = filtered(FilterSettings())
    assert (row["bucket"], row["by"]) == ("candidate", "moderate_impact")
    assert "kept in spite of its frequency, 0.083 in eas (limits: one copy 0.001, two copies 0.01)" in row["reason"]
    assert "GJB2 NM_004004.6:c.109G>A p.(Val37Ile) (East Asian; doi:10.1038/s41436-019-0535-9)" in row["reason"]


def test_founders_can_be_left_out_and_others_go():
    assert filtered(FilterSettings(keep_founders=False))["by"] == "frequency"
    assert filtered(FilterSettings(), "13-20189473-C-A")["by"] == "frequency"


def test_what_clinvar_keeps_says_so():
    row = filtered(FilterSettings(), "1-5-A-C", clinvar_pathogenic=True, clinvar_significance="Pathogenic")
    assert row["bucket"] == "finding"
    assert row["reason"].endswith("as ClinVar calls it Pathogenic")


def test_a_rare_founder_needs_no_remark():
    assert "in spite" not in filtered(FilterSettings(), frequency_max=0.0001, frequencies="eas=0.0001")["reason"]


def test_the_profile_of_hong_kong(root):
    settings = FilterSettings(profile=str(root / "config" / "filters_hkgp.yaml"))
    plain = {"name": "1-5-A-C", "frequency_population": "eas"}
    shipped = filtered(FilterSettings(), **plain, frequency_max=0.009, frequencies="global=0.006;eas=0.009")
    assert shipped["by"] != "frequency"
    row = filtered(settings, **plain, frequency_max=0.009, frequencies="global=0.006;eas=0.009")
    assert (row["by"], row["reason"]) == (
        "frequency",
        "highest population frequency 0.006 in global is above the limit (one copy 0.001, two copies 0.005)",
    )
