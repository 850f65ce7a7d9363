"""What the family says: PS2, PM6, PM3, PP1, BS4, BP2 and BP5.

Sources:
    De novo: ClinGen SVI, recommendation for PS2 and PM6, version 1.1. In trans: ClinGen SVI, recommendation for PM3,
    version 1.0. Segregation: Jarvik and Browning 2016, doi:10.1016/j.ajhg.2016.04.003.
"""

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.deciding import ALWAYS
from genopipe.classify.deciding import Branch
from genopipe.classify.deciding import decide
from genopipe.classify.deciding import holds
from genopipe.classify.deciding import met
from genopipe.classify.deciding import not_met
from genopipe.classify.deciding import number
from genopipe.classify.deciding import say
from genopipe.classify.deciding import unknown
from genopipe.classify.facts import Context
from genopipe.classify.frequency import BIALLELIC
from genopipe.classify.frequency import BOTH
from genopipe.classify.frequency import INCOMPLETE
from genopipe.classify.frequency import MONOALLELIC
from genopipe.classify.frequency import X_DOMINANT
from genopipe.classify.kinds import on_mitochondrion

GREEN = "green"
PATHOGENIC, LIKELY = "pathogenic", "likely_pathogenic"
UNKNOWN_PHASE = "unknown"
PHASE_WORDS = {
    "in_trans_by_parents": "in trans: each parent carries one of the two",
    "in_trans_by_reads": "in trans: shown by phased reads",
    "in_trans_by_relative": "in trans, as a relative carries only one of the two (if each entered the family once)",
    "in_trans_by_deletion": "in trans: a deletion takes the other copy away there",
    UNKNOWN_PHASE: "phase not known: the two may lie on the same copy of the gene",
}
"""How a pair is known, as the report words it."""
_BY_POINTS = (Strength.VERY_STRONG, Strength.STRONG, Strength.MODERATE, Strength.SUPPORTING)


def _by_points(name: str, points: pl.Expr, reason: pl.Expr, context: Context) -> list[Branch]:
    """Return the branches of a sum of points, the strongest first."""
    acmg = context.acmg
    branches = [
        met(holds(acmg, f"{name}_{strength}", points), strength, reason, points, f"{name}_{strength}")
        for strength in _BY_POINTS
        if f"{name}_{strength}" in acmg.thresholds
    ]
    return [*branches, not_met(points.is_not_null(), reason, points, f"{name}_supporting")]


def _de_novo_points(context: Context) -> pl.Expr:
    """Return the points of one de novo occurrence, by how well the phenotype fits; null where that is not known."""
    acmg = context.acmg
    kind = "proven" if context.parents_proven else "assumed"
    fits = holds(acmg, "de_novo_fit", "phenotype_score")
    in_panel = (pl.col("gene_confidence") == GREEN).fill_null(value=False)
    return (
        pl.when(fits)
        .then(acmg.threshold(f"de_novo_points_consistent_{kind}").value)
        .when(in_panel)
        .then(acmg.threshold(f"de_novo_points_panel_{kind}").value)
        .when(fits.is_not_null())
        .then(0.0)
    )


def _de_novo(facts: pl.DataFrame, criterion: Criterion, other: str, context: Context) -> pl.DataFrame:
    counted_here = (criterion is Criterion.PS2) == context.parents_proven
    points = _de_novo_points(context)
    reason = say(
        "in neither parent; {} points for how the phenotype fits the gene (fit {}, panel {})",
        number(points),
        number("phenotype_score"),
        "gene_panel",
    )
    branches = [
        not_met(on_mitochondrion(), say("not asked of mitochondrial alleles")),
        not_met(~pl.col("de_novo"), say("a parent carries it, or it could come from one")),
        unknown(pl.col("de_novo").is_null(), say("whether a parent carries it is not known")),
        not_met(pl.lit(not counted_here), say(f"de novo: counted as {other}")),
        not_met(pl.lit(context.parents_affected), say("a parent has the condition")),
        not_met(pl.col("gene_mode") == BIALLELIC, say("the disease of the gene is recessive")),
        unknown(
            pl.col("parent_mosaic").is_not_null(),
            say("a parent shows it in a few reads ({}): perhaps a mosaic, and then it is inherited", "parent_mosaic"),
        ),
        unknown(points.is_null(), say("how well the phenotype fits is not known, and the gene is in no green panel")),
        *_by_points("de_novo", points, reason, context),
    ]
    return decide(facts, criterion, branches, context.acmg, context.named("phenotype", "panels"))


def ps2(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """New in the person, both parents proven by the data."""
    return _de_novo(facts, Criterion.PS2, Criterion.PM6.value, context)


def pm6(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """New in the person, without proof that both parents are the parents."""
    return _de_novo(facts, Criterion.PM6, Criterion.PS2.value, context)


def _points_text(points: pl.Expr) -> pl.Expr:
    """Return points in words: `1 point`, `0.5 points`."""
    return say("{} {}", number(points), pl.when(points == 1).then(pl.lit("point")).otherwise(pl.lit("points")))


def _trans_points(context: Context) -> pl.Expr:
    acmg = context.acmg
    sure, likely = pl.col("partner_pathogenic") == PATHOGENIC, pl.col("partner_pathogenic") == LIKELY
    trans = pl.col("partner_phase").str.starts_with("in_trans")
    open_phase = pl.col("partner_phase") == UNKNOWN_PHASE
    return (
        pl.when(trans & (sure | likely))
        .then(acmg.threshold("pm3_points_trans").value)
        .when(open_phase & sure)
        .then(acmg.threshold("pm3_points_open_pathogenic").value)
        .when(open_phase & likely)
        .then(acmg.threshold("pm3_points_open_likely").value)
        .when(pl.col("recessive_homozygous"))
        .then(acmg.threshold("pm3_points_homozygous").value)
    )


def pm3(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """For a recessive disease: in trans with a (likely) pathogenic allele, or homozygous."""
    recessive = pl.col("gene_mode").is_in([BIALLELIC, BOTH])
    points = _trans_points(context)
    reason = (
        pl.when(pl.col("partner_pathogenic").is_not_null())
        .then(
            say(
                "{}: with {} ({}), {}",
                _points_text(points),
                "partner_allele",
                pl.col("partner_pathogenic").str.replace_all("_", " "),
                pl.col("partner_phase").replace(PHASE_WORDS),
            )
        )
        .otherwise(say("{} points: homozygous", number(points)))
    )
    fits = pl.col("compound_heterozygous") | pl.col("recessive_homozygous") | pl.col("partner_pathogenic").is_not_null()
    branches = [
        unknown(
            pl.col("gene_mode").is_null(), say("the gene is in no panel: whether its disease is recessive is not known")
        ),
        not_met(~recessive, say("the disease of the gene is not recessive")),
        not_met(pl.col("too_common"), say("too common for the disease (BA1 or BS1)")),
        *_by_points("pm3", points, reason, context),
        unknown(
            fits.is_null(), say("whether the other copy has an allele of the gene is not known, or it was not called")
        ),
        not_met(
            ALWAYS,
            say("no (likely) pathogenic allele on the other copy, and not homozygous"),
            pl.lit(0.0),
            "pm3_supporting",
        ),
    ]
    return decide(facts, Criterion.PM3, branches, context.acmg, context.named("clinvar", "panels"))


def pp1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Goes with the disease in the family more often than chance would have it."""
    bits = pl.col("segregation_bits")
    branches = [
        unknown(bits.is_null(), say("segregation is not assessable: {}", "segregation_text")),
        *_by_points("pp1", bits, say("{} informative meioses: {}", number(bits), "segregation_text"), context),
    ]
    return decide(facts, Criterion.PP1, branches, context.acmg, context.named("panels"))


def bs4(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Affected relatives do not carry it."""
    lacking, asked = pl.col("lacking_affected"), pl.col("asked_affected")
    told = (
        "{} of {} other affected members whose genotype is sure do not carry it",
        "lacking_affected",
        "asked_affected",
    )
    branches = [
        unknown(lacking.is_null(), say("segregation is not assessable: {}", "segregation_text")),
        unknown(asked == 0, say("no other affected member has a sure genotype")),
        met(holds(context.acmg, "bs4_strong", lacking), Strength.STRONG, say(*told), lacking, "bs4_strong"),
        met(holds(context.acmg, "bs4_supporting", lacking), Strength.SUPPORTING, say(*told), lacking, "bs4_supporting"),
        not_met(ALWAYS, say(*told), lacking, "bs4_supporting"),
    ]
    return decide(facts, Criterion.BS4, branches, context.acmg, context.named("panels"))


def bp2(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """In cis with a (likely) pathogenic allele, or in trans with one in a gene of a penetrant dominant disease."""
    dominant = pl.col("gene_mode").is_in([MONOALLELIC, X_DOMINANT]) & (pl.col("gene_penetrance") != INCOMPLETE)
    trans = pl.col("partner_phase").str.starts_with("in_trans")
    known = pl.col("partner_pathogenic").is_not_null()
    branches = [
        not_met(on_mitochondrion(), say("not asked of mitochondrial alleles")),
        met(pl.col("cis_allele").is_not_null(), Strength.SUPPORTING, say("on the same copy as {}", "cis_allele")),
        met(
            dominant & trans & known,
            Strength.SUPPORTING,
            say("on the other copy than {} ({}), for a dominant disease", "partner_allele", "partner_pathogenic"),
        ),
        unknown(
            known & (pl.col("partner_phase") == UNKNOWN_PHASE),
            say("whether it lies on the same copy as {} is not known", "partner_allele"),
        ),
        not_met(ALWAYS, say("no (likely) pathogenic allele on the same copy, nor beside it for a dominant disease")),
    ]
    return decide(facts, Criterion.BP2, branches, context.acmg, context.named("clinvar", "panels"))


def bp5(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Another gene's pathogenic allele explains the case; never asked of what is itself (likely) pathogenic."""
    branches = [
        not_met(pl.col("explained_by").is_null(), say("no pathogenic allele of another gene explains the case")),
        met(ALWAYS, Strength.SUPPORTING, say("the case is explained by {}", "explained_by")),
    ]
    return decide(facts, Criterion.BP5, branches, context.acmg, context.named("panels"))
