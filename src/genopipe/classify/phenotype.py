"""How well the phenotype fits the disease of the gene: PP4, supporting only.

Source:
    Richards et al. 2015, doi:10.1038/gim.2015.30, Table 3; the fit is that of `genopipe phenotype`.
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


def pp4(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The phenotype fits the disease of the gene."""
    score = pl.col("phenotype_score")
    limit = limit_text(context.acmg, "pp4_fit")
    told = ("phenotype fits {}: {} is", "phenotype_disease", number(score))
    branches = [
        unknown(~context.has("phenotype"), say("the phenotype was not compared with diseases")),
        unknown(score.is_null(), say("no disease of the gene is known, or the case has no term that can be compared")),
        met(
            holds(context.acmg, "pp4_fit", score),
            Strength.SUPPORTING,
            say(f"{told[0]} {limit}", *told[1:]),
            score,
            "pp4_fit",
        ),
        not_met(ALWAYS, say(f"{told[0]} not {limit}", *told[1:]), score, "pp4_fit"),
    ]
    return decide(facts, Criterion.PP4, branches, context.acmg, context.named("phenotype"))
