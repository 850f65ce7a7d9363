"""The file of rules that ships gives what the same rules gave when they were code: same bucket, name and sentence."""

import re

import numpy as np
import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.filter.stage import Asked
from genopipe.filter.stage import filter_candidates
from genopipe.genome import SYNTHETIC
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.preflight.filters import read_filters
from genopipe.tables import CANDIDATES
from genopipe.tables import MODE_NAMES
from genopipe.tables.filtering import MADE_BY_FILTER
from genopipe.tables.filtering import PANEL_COLUMNS
from unit import made
from unit.filter import oracle

ROWS = 4000
GENES = [f"ENSG{number}" for number in range(40)]
NAMES = [f"a{number}" for number in range(ROWS)]
LATER = [*MADE_BY_FILTER, *PANEL_COLUMNS, "criteria", *(name for name in CANDIDATES.schema() if name[:5] == "class")]
GENOTYPE_TEXTS = ["0/1", "1/1", "0/0", "./.", "0/2", "1", "0", ".", "./0", "1/2"]


def pick(random, values, weights=None):
    parts = None if weights is None else np.array(weights) / sum(weights)
    return [values[number] for number in random.choice(len(values), ROWS, p=parts)]


def some_modes(random):
    count = random.choice([0, 1, 2, 3], ROWS, p=[0.2, 0.5, 0.2, 0.1])
    return [list(random.choice(MODE_NAMES, number, replace=False)) for number in count]


def random_alleles(random):
    columns = {
        "contig": pick(random, ["chr1", "chrX", "chrM"], [8, 1, 1]),
        "variant_class": pick(random, ["snv", "deletion", "symbolic", "spanning_deletion"], [20, 5, 1, 1]),
        "quality": pick(random, [None, 5.0, 19.99, 20.0, 20.01, 431.123456789], [1, 1, 1, 4, 4, 9]),
        "filters": pick(random, ["PASS", None, "LOW", "a;b"], [20, 5, 1, 1]),
        "frequency_max": pick(random, [None, 0.0, 1e-7, 0.001, 0.0010001, 0.01, 0.0101, 0.5], [5, 5, 3, 3, 3, 3, 2, 1]),
        "frequency_population": pick(random, [None, "eas", "nfe"]),
        "clinvar_pathogenic": pick(random, [None, True, False], [6, 2, 2]),
    }
    rows = [made.allele(name, **{key: values[n] for key, values in columns.items()}) for n, name in enumerate(NAMES)]
    return made.alleles(*rows)


def random_genotypes(random):
    figures = {
        "depth": pick(random, [None, 0, 7, 8, 30], [1, 1, 2, 4, 20]),
        "genotype_quality": pick(random, [None, 19, 20, 99], [1, 2, 4, 20]),
        "alt_fraction": pick(random, [None, 0.0, 0.049, 0.05, 0.19, 0.2, 0.5, 0.8, 0.81], [1, 1, 1, 2, 2, 3, 20, 3, 2]),
    }
    texts = pick(random, GENOTYPE_TEXTS, [40, 12, 4, 2, 2, 4, 1, 1, 2, 4])
    rows = [
        made.genotype(name, "kid", texts[n], **{key: values[n] for key, values in figures.items()})
        for n, name in enumerate(NAMES)
        if n % 97
    ]
    return made.genotypes(*rows)


def random_candidates(random, genes):
    empty = dict.fromkeys(CANDIDATES.schema())
    partners = [list(random.choice(NAMES, number)) for number in random.choice([0, 1, 2], ROWS)]
    columns = {
        "consequence": pick(random, ["stop_gained", "missense_variant", "splice_region_variant&intron_variant", "x"]),
        "impact": pick(random, ["HIGH", "MODERATE", "LOW", "MODIFIER", None], [6, 6, 3, 1, 1]),
        "flags": pick(random, [None, "splice_region_unsaid", "selenoprotein"], [10, 1, 1]),
        "modes": some_modes(random),
        "modes_not_assessable": some_modes(random),
        "partner_phase": pick(random, [None, "unknown", "in_trans_by_parents", "in_trans_by_reads"]),
        "inherited_from": pick(random, ["mother", "father", "both", "neither", "unknown"]),
    }
    rows = []
    for number, name in enumerate(NAMES):
        gene = genes[number]
        own = {"allele": name, "gene": gene, "gene_symbol": gene.replace("ENSG", "S"), "transcript": "ENST1"}
        own |= {"evidence": [], "missing": [], "copies_inferred": False, "partners_in_all": 0}
        own |= {"partners": partners[number]}
        rows.append({**empty, **own, **{key: values[number] for key, values in columns.items()}})
    return pl.DataFrame(rows, schema=CANDIDATES.schema()).drop(LATER)


def random_panels(random):
    def gene(number):
        mode, sure = random.choice(list(PanelMode)), random.choice(list(Confidence), p=[0.8, 0.1, 0.1])
        penetrance = random.choice(list(Penetrance))
        return PanelGene(f"S{number}", f"ENSG{number}", Confidence(sure), PanelMode(mode), Penetrance(penetrance))

    return [
        Panel("one", "one", "1", tuple(gene(number) for number in range(25))),
        Panel("two", "two", "1", tuple(gene(number) for number in range(15, 35))),
    ]


def plain(text):
    """Return a sentence without what was added since, and with whole numbers written in one way."""
    return re.sub(r"(?<=\d)\.0\b", "", text.partition("; kept in spite of its frequency")[0])


@pytest.mark.parametrize("seed", range(6))
def test_same_as_the_code(seed):
    random = np.random.default_rng(seed)
    genes = pick(random, GENES)
    alleles, genotypes = random_alleles(random), random_genotypes(random)
    candidates, panels = random_candidates(random, genes), random_panels(random)
    worst = [made.consequence(name, gene) for name, gene in zip(NAMES, genes, strict=True)]
    settings = FilterSettings(
        keep_clinvar=bool(seed % 2), dominant_frequency=[0.001, 0.01][seed // 3], recessive_frequency=0.01
    )
    inherit, case = InheritSettings(), made.make_case("kid:f:a")
    tables = (alleles, genotypes, made.consequences(*worst))
    old = oracle.filter_candidates(candidates, *tables, case, panels, SYNTHETIC, settings, inherit)
    asked = Asked(case, panels, SYNTHETIC, settings, inherit, read_filters(settings, inherit))
    new = filter_candidates(candidates, *tables, asked)
    assert new["bucket"].replace("not_interpretable", "set_aside").to_list() == old["bucket"].to_list()
    for name in ("allele", "gene", "by", "modes_in_panel"):
        assert new[name].to_list() == old[name].to_list(), name
    assert [plain(text) for text in new["reason"]] == [plain(text) for text in old["reason"]]
    assert set(old["by"]) >= {"frequency", "panel_gene", "moderate_impact", "phase_unknown", "quality", "not_called"}
    tier_one = new.filter(pl.col("by") == "panel_gene")["tier"]
    assert set(tier_one) == {"1"}, "what is a finding by tier is of tier 1"
