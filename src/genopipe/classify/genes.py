"""Which kind of change causes the disease of a gene: PP2 and BP1.

Sources:
    Richards et al. 2015, doi:10.1038/gim.2015.30, Tables 3 and 4. Missense Z: doi:10.1038/nature19057. Shares of
    ClinVar's alleles: the rule of Exomiser (https://exomiser.readthedocs.io/en/latest/acmg_assignment.html).
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
from genopipe.classify.deciding import number
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.facts import Context
from genopipe.classify.kinds import is_missense


def share(part: str, of: str) -> pl.Expr:
    """Return a count as a part of another; null where the other is 0 or not known (fraction)."""
    return pl.when(pl.col(of) > 0).then(pl.col(part) / pl.col(of))


def pp2(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Missense in a gene with little benign missense variation, where missense alleles cause the disease."""
    acmg = context.acmg
    constrained = holds(acmg, "pp2_missense_z", "constraint_mis_z")
    common = share("known_missense", "known_pathogenic")
    enough = holds(acmg, "pp2_known", "known_pathogenic")
    often = holds(acmg, "pp2_missense", common)
    text = ("missense Z {}; {} of {} (likely) pathogenic alleles in ClinVar are missense", number("constraint_mis_z"))
    told = (*text, "known_missense", "known_pathogenic")
    value = pl.col("constraint_mis_z")
    branches = [
        not_met(~is_missense(), say("asked of missense alleles only")),
        not_met(
            ~constrained,
            say(f"missense Z {{}} is not {limit_text(acmg, 'pp2_missense_z')}", number(value)),
            value,
            "pp2_missense_z",
        ),
        unknown(value.is_null(), say("how constrained the gene is to missense is not known")),
        unknown(pl.col("known_pathogenic").is_null(), say("ClinVar's alleles of the gene were not asked")),
        not_met(~enough, say(f"{told[0]}: too few to say", *told[1:]), pl.col("known_pathogenic"), "pp2_known"),
        met(often, Strength.SUPPORTING, say(*told), value, "pp2_missense_z"),
        not_met(ALWAYS, say(*told), common, "pp2_missense"),
    ]
    return decide(facts, Criterion.PP2, branches, acmg, context.named("constraint", "clinvar"))


def bp1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Missense in a gene in which nearly only null alleles cause the disease."""
    acmg = context.acmg
    null = share("known_null", "known_pathogenic")
    told = ("{} of {} (likely) pathogenic alleles in ClinVar are null alleles", "known_null", "known_pathogenic")
    branches = [
        not_met(~is_missense(), say("asked of missense alleles only")),
        unknown(pl.col("known_pathogenic").is_null(), say("ClinVar's alleles of the gene were not asked")),
        not_met(
            ~holds(acmg, "bp1_known", "known_pathogenic"),
            say(f"{told[0]}: too few to say", *told[1:]),
            pl.col("known_pathogenic"),
            "bp1_known",
        ),
        met(holds(acmg, "bp1_null", null), Strength.SUPPORTING, say(*told), null, "bp1_null"),
        not_met(ALWAYS, say(f"{told[0]}: not {limit_text(acmg, 'bp1_null')}", *told[1:]), null, "bp1_null"),
    ]
    return decide(facts, Criterion.BP1, branches, acmg, context.named("clinvar"))
