"""What only people can judge: PS3, PS4 and BS3, read from a file of curated evidence and never guessed; PP5 and BP6.

Sources:
    PS3 and BS3: Brnich et al. 2020, doi:10.1186/s13073-019-0690-2. PP5 and BP6 are not used: Biesecker and Harrison
    2018, doi:10.1038/gim.2018.42.
"""

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.classify.deciding import ALWAYS
from genopipe.classify.deciding import decide
from genopipe.classify.deciding import met
from genopipe.classify.deciding import not_met
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.facts import Context
from genopipe.classify.outcome import Outcome

CURATED = (Criterion.PS3, Criterion.PS4, Criterion.BS3)
NOT_USED = (Criterion.PP5, Criterion.BP6)


def curated(facts: pl.DataFrame, criterion: Criterion, context: Context) -> pl.DataFrame:
    """Return what the file of curated evidence says of a criterion."""
    rule = context.acmg.criteria[criterion]
    if context.curated is None:
        branches = [unknown(ALWAYS, say("no file of curated evidence is configured"))]
        return decide(facts, criterion, branches, context.acmg)
    own = context.curated.filter(pl.col("criterion") == criterion.value)
    names = {name: f"curated_{name}" for name in ("outcome", "strength", "reason", "evidence_source")}
    told = own.select("allele", "gene", **{new: pl.col(old) for old, new in names.items()})
    rows = facts.join(told, on=["allele", "gene"], how="left", maintain_order="left")
    reason = say("curated: {}", "curated_reason")
    branches = [
        unknown(pl.col("curated_outcome").is_null(), say("nobody has written evidence of it for this allele")),
        not_met(pl.col("curated_outcome") == Outcome.NOT_MET.value, reason),
        *(
            met(pl.col("curated_strength").fill_null(rule.strength.value) == strength.value, strength, reason)
            for strength in rule.strengths
        ),
        unknown(ALWAYS, say("the strength {} is none that the criterion may have", "curated_strength")),
    ]
    made = decide(rows, criterion, branches, context.acmg, context.named("curated"))
    return made.with_columns(source=pl.coalesce(rows["curated_evidence_source"], made["source"]))


def not_used(facts: pl.DataFrame, criterion: Criterion, context: Context) -> pl.DataFrame:
    """Return a criterion that nobody should use: the evidence behind it is what counts."""
    branches = [unknown(ALWAYS, say("not used: Biesecker and Harrison 2018"))]
    return decide(facts, criterion, branches, context.acmg)


def ps3(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A functional study shows damage."""
    return curated(facts, Criterion.PS3, context)


def ps4(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """More frequent in affected people than in controls."""
    return curated(facts, Criterion.PS4, context)


def bs3(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A functional study shows no damage."""
    return curated(facts, Criterion.BS3, context)


def pp5(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Not used."""
    return not_used(facts, Criterion.PP5, context)


def bp6(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Not used."""
    return not_used(facts, Criterion.BP6, context)
