"""Where in the protein an allele lies, and what it does to its length: PM1, PM4 and BP3.

Sources:
    Richards et al. 2015, doi:10.1038/gim.2015.30, Tables 3 and 4. Hot spots by ClinVar's alleles around the residue:
    the rule of Exomiser (https://exomiser.readthedocs.io/en/latest/acmg_assignment.html).
"""

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.deciding import ALWAYS
from genopipe.classify.deciding import decide
from genopipe.classify.deciding import holds
from genopipe.classify.deciding import limit_text
from genopipe.classify.deciding import met
from genopipe.classify.deciding import not_met
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.facts import Context
from genopipe.classify.kinds import is_in_frame
from genopipe.classify.kinds import is_missense
from genopipe.classify.kinds import is_stop_lost


def residues() -> pl.Expr:
    """Return how many residues an in-frame allele takes or adds (count)."""
    return (pl.col("ref").str.len_bytes().cast(pl.Int64) - pl.col("alt").str.len_bytes().cast(pl.Int64)).abs() // 3


def pm1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """In a hot spot of mutations, or a critical domain, without benign variation."""
    acmg = context.acmg
    many = holds(acmg, "pm1_pathogenic", "hot_pathogenic")
    clean = holds(acmg, "pm1_benign", "hot_benign")
    window = acmg.threshold("pm1_window").value
    counted = (
        f"{{}} other (likely) pathogenic and {{}} (likely) benign missense alleles within {window:g} residues",
        "hot_pathogenic",
        "hot_benign",
    )
    value = pl.col("hot_pathogenic")
    branches = [
        not_met(~(is_missense() | is_in_frame()), say("asked of missense and in-frame alleles only")),
        met(
            pl.col("hot_region").is_not_null(),
            Strength.MODERATE,
            say("in a region that the laboratory lists: {}", "hot_region"),
            source=acmg.source_text("richards_2015", "Table 3"),
        ),
        unknown(
            value.is_null(), say("ClinVar's alleles around the residue were not asked, or the residue is not known")
        ),
        met(many & clean, Strength.MODERATE, say(*counted), value, "pm1_pathogenic"),
        not_met(
            many,
            say(f"{counted[0]}: benign ones are not {limit_text(acmg, 'pm1_benign')}", *counted[1:]),
            pl.col("hot_benign"),
            "pm1_benign",
        ),
        not_met(
            ALWAYS,
            say(f"{counted[0]}: not {limit_text(acmg, 'pm1_pathogenic')} pathogenic", *counted[1:]),
            value,
            "pm1_pathogenic",
        ),
    ]
    return decide(facts, Criterion.PM1, branches, acmg, context.named("clinvar"))


def pm4(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The length of the protein changes: in frame outside repeats, or the stop codon is lost."""
    touched, changed = pl.col("simple_repeats_touched"), residues()
    more = holds(context.acmg, "pm4_residues", changed)
    branches = [
        not_met(~(is_in_frame() | is_stop_lost()), say("the length of the protein does not change, or not in frame")),
        met(is_stop_lost(), Strength.MODERATE, say("the stop codon is lost")),
        unknown(touched.is_null(), say("whether it lies in a repeat is not known")),
        not_met(touched, say("in frame, but in a repeat")),
        met(more, Strength.MODERATE, say("{} residues in frame outside repeats", changed), changed, "pm4_residues"),
        met(ALWAYS, Strength.SUPPORTING, say("{} residues in frame outside repeats", changed), changed, "pm4_residues"),
    ]
    return decide(facts, Criterion.PM4, branches, context.acmg, context.named("repeats"))


def bp3(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """In frame within a repeat without a known function."""
    touched = pl.col("simple_repeats_touched")
    branches = [
        not_met(~is_in_frame(), say("asked of in-frame alleles only")),
        unknown(touched.is_null(), say("whether it lies in a repeat is not known")),
        not_met(~touched, say("not in a repeat")),
        not_met(pl.col("hot_region").is_not_null(), say("in a repeat with a known function: {}", "hot_region")),
        unknown(pl.col("hot_pathogenic").is_null(), say("whether pathogenic alleles lie in the repeat was not asked")),
        not_met(
            pl.col("hot_pathogenic") > 0,
            say("in a repeat, but {} (likely) pathogenic missense alleles lie there", "hot_pathogenic"),
            pl.col("hot_pathogenic"),
        ),
        met(ALWAYS, Strength.SUPPORTING, say("in frame in a repeat where no pathogenic allele is known")),
    ]
    return decide(facts, Criterion.BP3, branches, context.acmg, context.named("repeats", "clinvar"))
