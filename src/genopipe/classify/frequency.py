"""How common an allele is: BA1, BS1, BS2 and PM2.

Sources:
    BA1: Ghosh et al. 2018, doi:10.1002/humu.23642. BS1: Whiffin et al. 2017, doi:10.1038/gim.2017.26.
    PM2: ClinGen SVI 2020, supporting only.
"""

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
from genopipe.classify.kinds import X
from genopipe.classify.kinds import Y
from genopipe.classify.kinds import on_mitochondrion

FOUND, ABSENT = "found", "absent"
BIALLELIC, MONOALLELIC, BOTH = "biallelic", "monoallelic", "monoallelic_and_biallelic"
X_RECESSIVE, X_DOMINANT = "x_linked_recessive", "x_linked_dominant"
INCOMPLETE = "incomplete"

_LISTED = "common, and on the list of alleles that no frequency makes benign (doi:10.1002/humu.23642)"


def is_common_number(name: str) -> str:
    """Return the name of the mitochondrial threshold of a nuclear one."""
    return f"{name}_mitochondrial"


def _not_covered() -> Branch:
    known = pl.col("frequency_state").is_in([FOUND, ABSENT]).fill_null(value=False)
    return unknown(~known, say("how common it is in the population is not known: no source covers the site"))


def _at_place(name: str, context: Context) -> list[tuple[pl.Expr, str]]:
    """Return the threshold off and on the mitochondrial genome, each with its condition."""
    nuclear = ~on_mitochondrion().fill_null(value=False)
    return [(nuclear, name), (~nuclear, is_common_number(name))]


def _rare_name(context: Context) -> list[tuple[pl.Expr, str]]:
    mito = on_mitochondrion().fill_null(value=False)
    recessive = (pl.col("gene_mode") == BIALLELIC).fill_null(value=False)
    return [
        (mito, "pm2_mitochondrial"),
        (~mito & recessive, "pm2_biallelic"),
        (~mito & ~recessive, "pm2_monoallelic"),
    ]


def pm2(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Absent from, or very rare in, the population: supporting only."""
    value, zero = pl.col("frequency_max"), pl.lit(0.0)
    branches = [_not_covered()]
    for place, name in _rare_name(context):
        limit = limit_text(context.acmg, name)
        absent = say("absent from the population, and the source covers the site")
        rare = say(f"highest population frequency {{}} in {{}} is {limit}", number(value), "frequency_population")
        common = say(f"highest population frequency {{}} in {{}} is not {limit}", number(value), "frequency_population")
        passes = holds(context.acmg, name, value)
        branches += [
            met(place & (pl.col("frequency_state") == ABSENT), Strength.SUPPORTING, absent, zero, name),
            met(place & passes, Strength.SUPPORTING, rare, value, name),
            not_met(place & ~passes, common, value, name),
        ]
    branches.append(unknown(ALWAYS, say("the source gives no frequency")))
    return decide(facts, Criterion.PM2, branches, context.acmg, context.named("frequency"))


def ba1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Too common in a population for any such disease; nine alleles are excepted by coordinate."""
    absent = pl.col("frequency_state") == ABSENT
    branches = [_not_covered(), not_met(pl.col("listed"), say(_LISTED), source="doi:10.1002/humu.23642, Table 3")]
    for place, name in _at_place("ba1", context):
        branches.append(not_met(place & absent, say("absent from the population"), pl.lit(0.0), name))
        branches += _too_common(Criterion.BA1, place, name, None, context)
    return decide(facts, Criterion.BA1, branches, context.acmg, context.named("frequency"))


def _too_common(
    criterion: Criterion, place: pl.Expr, name: str, limit: pl.Expr | None, context: Context
) -> list[Branch]:
    """Return the branches of a frequency that is above a limit.

    The lower bound of the highest group (FAF95) speaks where the source gives it: it allows for the number of people
    looked at. Else the frequency over all, where enough alleles were looked at.
    """
    acmg = context.acmg
    strength = criterion.own_strength
    shown = number(limit) if limit is not None else pl.lit(f"{acmg.threshold(name).value:.10g}")
    faf, everybody, highest = pl.col("faf95"), pl.col("frequency_global"), pl.col("frequency_max")

    def above(value: pl.Expr) -> pl.Expr:
        return value > limit if limit is not None else acmg.threshold(name).expression(value)

    enough = holds(acmg, "ba1_alleles", "allele_number")
    bound = ("filtering frequency (95 % lower bound) {} in {} is {} {}", number(faf), "faf95_population")
    over_all = ("frequency over all {} of {} alleles is {} {}", number(everybody), "allele_number")
    yes, no = pl.lit("above the limit"), pl.lit("not above the limit")
    return [
        met(place & above(faf), strength, say(*bound, yes, shown), faf, name, limit),
        not_met(place & ~above(faf), say(*bound, no, shown), faf, name, limit),
        met(place & above(everybody) & enough, strength, say(*over_all, yes, shown), everybody, name, limit),
        not_met(
            place & ~above(highest),
            say(
                "highest population frequency {} in {} is not above the limit {}",
                number(highest),
                "frequency_population",
                shown,
            ),
            highest,
            name,
            limit,
        ),
        unknown(
            place,
            say(
                "highest population frequency {} is above the limit {}, but the source gives no lower bound of it and "
                "the frequency over all ({} of {} alleles) does not decide",
                number(highest),
                shown,
                number(everybody),
                "allele_number",
            ),
        ),
    ]


def _credible_names() -> list[tuple[pl.Expr, str]]:
    """Return the limit of a gene of which nothing is given, by mode; an unknown mode has the highest."""
    mode = pl.col("gene_mode")
    return [
        ((mode == MONOALLELIC).fill_null(value=False), "bs1_monoallelic"),
        (mode.is_in([X_RECESSIVE, X_DOMINANT]).fill_null(value=False), "bs1_x_linked"),
        (ALWAYS, "bs1_biallelic"),
    ]


def bs1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """More common than the disease allows: above the maximum credible frequency of the gene's disease."""
    absent = pl.col("frequency_state") == ABSENT
    mito = on_mitochondrion().fill_null(value=False)
    given, limit = pl.col("maximum_credible").is_not_null(), pl.col("maximum_credible")
    branches = [
        _not_covered(),
        not_met(pl.col("listed"), say(_LISTED), source="doi:10.1002/humu.23642, Table 3"),
        not_met(mito & absent, say("absent from the population"), pl.lit(0.0), "bs1_mitochondrial"),
        *_too_common(Criterion.BS1, mito, "bs1_mitochondrial", None, context),
        not_met(given & absent, say("absent from the population"), pl.lit(0.0), "bs1_biallelic", limit),
        *_too_common(Criterion.BS1, given, "bs1_biallelic", limit, context),
    ]
    for place, name in _credible_names():
        branches.append(not_met(place & absent, say("absent from the population"), pl.lit(0.0), name))
        branches += _too_common(Criterion.BS1, place, name, None, context)
    made = decide(facts, Criterion.BS1, branches, context.acmg, context.named("frequency"))
    own = facts["maximum_credible"].is_not_null() & facts["maximum_credible_text"].is_not_null()
    longer = made["reason"] + "; limit of the gene: " + facts["maximum_credible_text"].fill_null("")
    source = facts["maximum_credible_source"].fill_null("")
    return made.with_columns(
        reason=longer.zip_with(own, made["reason"]), source=source.zip_with(own & (source != ""), made["source"])
    )


def bs2(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Seen in people of the population with the genotype that would cause the disease, were it always to show."""
    hemizygous = pl.col("place").is_in([X, Y])
    recessive = pl.col("gene_mode") == BIALLELIC
    two, one = pl.col("homozygotes"), pl.col("hemizygotes")
    branches = [
        not_met(on_mitochondrion(), say("not asked of mitochondrial alleles")),
        not_met(pl.col("listed"), say(_LISTED), source="doi:10.1002/humu.23642, Table 3"),
        unknown(pl.col("gene_mode").is_null(), say("the gene is in no panel: mode and penetrance are not known")),
        not_met(
            pl.col("gene_penetrance").fill_null(INCOMPLETE) == INCOMPLETE,
            say("not asked: people with the genotype may stay healthy (incomplete penetrance)"),
        ),
        _not_covered(),
        not_met(pl.col("frequency_state") == ABSENT, say("absent from the population"), pl.lit(0.0)),
        *_people(hemizygous, "bs2_hemizygotes", one, "hemizygotes", context),
        *_people(recessive, "bs2_biallelic", two, "homozygotes", context),
        *_people(ALWAYS, "bs2_monoallelic", two, "homozygotes", context),
    ]
    return decide(facts, Criterion.BS2, branches, context.acmg, context.named("frequency"))


def _people(place: pl.Expr, name: str, value: pl.Expr, word: str, context: Context) -> list[Branch]:
    limit = limit_text(context.acmg, name)
    passes = holds(context.acmg, name, value)
    return [
        unknown(place & value.is_null(), say(f"the source gives no number of {word}")),
        met(place & passes, Strength.STRONG, say(f"{{}} {word} in the population: {limit}", value), value, name),
        not_met(place & ~passes, say(f"{{}} {word} in the population: not {limit}", value), value, name),
    ]
