"""What predictors say: PP3, BP4 and BP7.

One predictor of missense changes, chosen in the settings before anything is looked at, with its calibrated intervals;
SpliceAI for splicing.

Sources:
    REVEL and CADD: Pejaver et al. 2022, doi:10.1016/j.ajhg.2022.10.013, Table 2.
    AlphaMissense: Bergquist et al. 2025, doi:10.1016/j.gim.2025.101402.
    SpliceAI: Walker et al. 2023, doi:10.1016/j.ajhg.2023.06.002, Figure 4.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.deciding import ALWAYS
from genopipe.classify.deciding import Branch
from genopipe.classify.deciding import decide
from genopipe.classify.deciding import holds
from genopipe.classify.deciding import limit_text
from genopipe.classify.deciding import met
from genopipe.classify.deciding import not_met
from genopipe.classify.deciding import number
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.facts import Context
from genopipe.classify.kinds import at_splice_region
from genopipe.classify.kinds import intron_offset
from genopipe.classify.kinds import is_in_frame
from genopipe.classify.kinds import is_intronic
from genopipe.classify.kinds import is_missense
from genopipe.classify.kinds import is_null
from genopipe.classify.kinds import is_stop_lost
from genopipe.classify.kinds import is_synonymous
from genopipe.classify.kinds import is_untranslated
from genopipe.classify.kinds import on_mitochondrion

SCORES: Mapping[str, str] = MappingProxyType(
    {"revel": "revel_score", "alphamissense": "alphamissense_score", "cadd": "cadd_phred"}
)
"""Column of each predictor that may be chosen."""

_STRONGEST_FIRST = (Strength.VERY_STRONG, Strength.STRONG, Strength.MODERATE, Strength.SUPPORTING)


def _intervals(criterion: str, context: Context) -> list[tuple[str, Strength]]:
    """Return the thresholds of the chosen predictor, the strongest first."""
    named = [(f"{criterion}_{context.settings.predictor}_{strength}", strength) for strength in _STRONGEST_FIRST]
    return [(name, strength) for name, strength in named if name in context.acmg.thresholds]


def _by_score(criterion: str, place: pl.Expr, context: Context) -> list[Branch]:
    """Return a branch for each calibrated interval of the chosen predictor."""
    score = pl.col(SCORES[context.settings.predictor])
    title = context.data.get("predictor", context.settings.predictor)
    return [
        met(
            place & holds(context.acmg, name, score),
            strength,
            say(f"{title}: {{}} is {limit_text(context.acmg, name)}", number(score)),
            score,
            name,
        )
        for name, strength in _intervals(criterion, context)
    ]


def pp3(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A calibrated predictor calls it damaging, or SpliceAI predicts an effect on splicing."""
    score, splice = pl.col(SCORES[context.settings.predictor]), pl.col("spliceai")
    title = context.data.get("predictor", context.settings.predictor)
    weakest = _intervals("pp3", context)[-1][0]
    by_splice = holds(context.acmg, "pp3_spliceai", splice)
    limit, splice_limit = (limit_text(context.acmg, name) for name in (weakest, "pp3_spliceai"))
    branches = [
        not_met(on_mitochondrion(), say("no predictor is calibrated for mitochondrial alleles")),
        not_met(is_null(), say("not asked: PVS1 holds what is predicted of a null allele")),
        *_by_score("pp3", is_missense(), context),
        met(
            by_splice,
            Strength.SUPPORTING,
            say(f"SpliceAI {{}} is {splice_limit}", number(splice)),
            splice,
            "pp3_spliceai",
        ),
        unknown(is_missense() & score.is_null(), say(f"{title} has no score for the allele")),
        not_met(is_missense(), say(f"{title}: {{}} is not {limit}", number(score)), score, weakest),
        unknown(splice.is_null(), say("SpliceAI has no score for the allele")),
        not_met(ALWAYS, say(f"SpliceAI {{}} is not {splice_limit}", number(splice)), splice, "pp3_spliceai"),
    ]
    return decide(facts, Criterion.PP3, branches, context.acmg, context.named("predictor", "spliceai"))


def bp4(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A calibrated predictor calls it harmless, and no effect on splicing is predicted."""
    score, splice = pl.col(SCORES[context.settings.predictor]), pl.col("spliceai")
    title = context.data.get("predictor", context.settings.predictor)
    weakest = _intervals("bp4", context)[-1][0]
    quiet = holds(context.acmg, "bp4_spliceai", splice)
    limit, splice_limit = (limit_text(context.acmg, name) for name in (weakest, "bp4_spliceai"))
    silent = is_synonymous() | is_intronic() | is_untranslated()
    branches = [
        not_met(on_mitochondrion(), say("no predictor is calibrated for mitochondrial alleles")),
        not_met(is_null(), say("not asked of null alleles")),
        not_met(~quiet, say(f"SpliceAI {{}} is not {splice_limit}", number(splice)), splice, "bp4_spliceai"),
        unknown(is_missense() & score.is_null(), say(f"{title} has no score for the allele")),
        unknown(
            is_missense() & at_splice_region() & splice.is_null() & holds(context.acmg, weakest, score),
            say("in a splice region, and SpliceAI has no score for the allele"),
        ),
        *_by_score("bp4", is_missense(), context),
        not_met(is_missense(), say(f"{title}: {{}} is not {limit}", number(score)), score, weakest),
        not_met(
            is_in_frame() | is_stop_lost(),
            say("no predictor is calibrated for alleles that change the length of the protein"),
        ),
        unknown(splice.is_null(), say("SpliceAI has no score for the allele")),
        met(
            silent | at_splice_region(),
            Strength.SUPPORTING,
            say(f"SpliceAI {{}} is {splice_limit}", number(splice)),
            splice,
            "bp4_spliceai",
        ),
        not_met(ALWAYS, say("not asked of this kind of change")),
    ]
    return decide(facts, Criterion.BP4, branches, context.acmg, context.named("predictor", "spliceai"))


def bp7(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Synonymous or deep in an intron, with no effect on splicing predicted."""
    splice, offset = pl.col("spliceai"), intron_offset()
    quiet = holds(context.acmg, "bp4_spliceai", splice)
    limit = limit_text(context.acmg, "bp4_spliceai")
    behind = holds(context.acmg, "bp7_donor", pl.when(offset > 0).then(offset))
    before = holds(context.acmg, "bp7_acceptor", pl.when(offset < 0).then(-offset))
    deep = is_intronic() & (behind.fill_null(value=False) | before.fill_null(value=False))
    silent = is_synonymous() & ~at_splice_region()
    branches = [
        not_met(is_synonymous() & ~silent, say("synonymous, but in a splice region")),
        unknown(is_intronic() & offset.is_null(), say("how far into the intron it lies is not known")),
        not_met(
            is_intronic() & (offset > 0) & ~deep,
            say(f"{{}} bases behind the exon: not {limit_text(context.acmg, 'bp7_donor')}", offset),
            offset,
            "bp7_donor",
        ),
        not_met(
            is_intronic() & (offset < 0) & ~deep,
            say(f"{{}} bases before the exon: not {limit_text(context.acmg, 'bp7_acceptor')}", -offset),
            -offset,
            "bp7_acceptor",
        ),
        not_met(~silent & ~deep, say("neither synonymous nor deep in an intron")),
        unknown(splice.is_null(), say("SpliceAI has no score for the allele")),
        met(
            quiet,
            Strength.SUPPORTING,
            say(f"no effect on splicing predicted: SpliceAI {{}} is {limit}", number(splice)),
            splice,
            "bp4_spliceai",
        ),
        not_met(ALWAYS, say(f"SpliceAI {{}} is not {limit}", number(splice)), splice, "bp4_spliceai"),
    ]
    return decide(facts, Criterion.BP7, branches, context.acmg, context.named("spliceai"))
