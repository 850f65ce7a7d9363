"""Alleles that ClinVar knows at the same residue or splice site: PS1 and PM5.

Sources:
    Richards et al. 2015, doi:10.1038/gim.2015.30, Table 3. Splice sites: Walker et al. 2023,
    doi:10.1016/j.ajhg.2023.06.002, Table 2.
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
from genopipe.classify.kinds import at_splice_site
from genopipe.classify.kinds import is_missense

_STARS = "known_stars"
_PATHOGENIC = r":[^:]*\bPathogenic\b"
_LIKELY = "Likely_pathogenic"


def _counted(listed: pl.Expr, context: Context) -> pl.Expr:
    """Return the entries `id:significance:stars` of a list that have enough stars."""
    least = int(context.acmg.threshold(_STARS).value)
    enough = pl.element().str.extract(r":(\d)$", 1).cast(pl.Int64, strict=False) >= least
    return listed.str.split(";").list.eval(pl.element().filter(enough.fill_null(value=False)))


def entries(column: str, context: Context) -> tuple[pl.Expr, pl.Expr]:
    """Return how many alleles of a list ClinVar calls pathogenic, and how many likely pathogenic only.

    `Pathogenic/Likely_pathogenic` counts as likely pathogenic: its submitters are not of one mind.
    """
    counted = _counted(pl.col(column), context)
    likely = pl.element().str.contains(_LIKELY, literal=True)
    sure = pl.element().str.contains(_PATHOGENIC) & ~likely
    return (
        counted.list.eval(sure).list.sum().fill_null(0).cast(pl.Int64),
        counted.list.eval(likely).list.sum().fill_null(0).cast(pl.Int64),
    )


def _listed(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 200)


def ps1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The same change of the protein, or the same place of a splice site, as an allele known to be pathogenic."""
    sure, likely = entries("clinvar_same_change", context)
    splice_sure, splice_likely = entries("clinvar_same_splice", context)
    splices = holds(context.acmg, "pp3_spliceai", "spliceai")
    shown = say(
        f"SpliceAI {{}} is {limit_text(context.acmg, 'pp3_spliceai')}: it may act by splicing", number("spliceai")
    )
    full = pl.col("pvs1_strength") == Strength.VERY_STRONG.value
    weaker = pl.col("pvs1_strength").is_not_null() & ~full
    same = say("ClinVar knows the same change of the protein: {}", _listed("clinvar_same_change"))
    place = say("ClinVar knows an allele at the same place of the splice site: {}", _listed("clinvar_same_splice"))
    known = splice_sure + splice_likely
    walker = context.acmg.source_text("walker_2023", "Table 2")
    asked = is_missense() | pl.col("consequence").str.contains("splice", literal=True).fill_null(value=False)
    branches = [
        not_met(~asked, say("asked of missense alleles and of splice sites only")),
        unknown(
            ~context.has("neighbours"), say("ClinVar's alleles of the same residue and splice site were not asked")
        ),
        met(at_splice_site() & full & (splice_sure > 0), Strength.SUPPORTING, place, splice_sure, source=walker),
        met(at_splice_site() & weaker & (splice_sure > 0), Strength.STRONG, place, splice_sure, source=walker),
        not_met(at_splice_site(), say("no pathogenic allele is known at the same place"), known, source=walker),
        not_met(is_missense() & splices & (sure + likely > 0), shown, pl.col("spliceai"), "pp3_spliceai"),
        met(is_missense() & (sure > 0), Strength.STRONG, same, sure, _STARS),
        met(is_missense() & (likely > 0), Strength.MODERATE, same, likely, _STARS),
        met(splices & (splice_sure > 0), Strength.STRONG, place, splice_sure, source=walker),
        met(splices & (splice_likely > 0), Strength.MODERATE, place, splice_likely, source=walker),
        unknown((known > 0) & splices.is_null(), say("SpliceAI has no score for the allele"), source=walker),
        not_met(ALWAYS, say("ClinVar knows no (likely) pathogenic allele with the same change"), pl.lit(0.0)),
    ]
    return decide(facts, Criterion.PS1, branches, context.acmg, context.named("clinvar", "spliceai"))


def pm5(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Another change of a residue of which a pathogenic change is known."""
    sure, likely = entries("clinvar_same_codon", context)
    splices = holds(context.acmg, "pp3_spliceai", "spliceai")
    shown = say(
        f"SpliceAI {{}} is {limit_text(context.acmg, 'pp3_spliceai')}: it may act by splicing", number("spliceai")
    )
    other = say("ClinVar knows another change of the same residue: {}", _listed("clinvar_same_codon"))
    branches = [
        not_met(~is_missense(), say("asked of missense alleles only")),
        unknown(~context.has("neighbours"), say("ClinVar's alleles of the same residue were not asked")),
        not_met(splices & (sure + likely > 0), shown, pl.col("spliceai"), "pp3_spliceai"),
        met(sure > 0, Strength.MODERATE, other, sure, _STARS),
        met(likely > 0, Strength.SUPPORTING, other, likely, _STARS),
        not_met(ALWAYS, say("ClinVar knows no other (likely) pathogenic change of the residue"), pl.lit(0.0)),
    ]
    return decide(facts, Criterion.PM5, branches, context.acmg, context.named("clinvar", "spliceai"))
