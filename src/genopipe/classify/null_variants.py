"""PVS1: a null allele in a gene where loss of function causes the disease.

The decision tree of Abou Tayoun et al. 2018, doi:10.1002/humu.23626, Figure 1: the gene first, then the kind of allele,
nonsense-mediated decay, the transcript, and what part of the protein is lost.
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
from genopipe.classify.frequency import BIALLELIC
from genopipe.classify.genes import share

NONSENSE, FRAMESHIFT, SPLICE, START, EXONS, GENE = "nonsense", "frameshift", "splice", "start", "exons", "gene"
"""Kinds of null alleles: column `null_kind`."""

IN_FRAME, OUT_OF_FRAME = "in_frame", "out_of_frame"
RELEVANT, NOT_RELEVANT = "yes", "no"

HAPLOINSUFFICIENT, RECESSIVE, UNLIKELY = "3", "30", "40"
"""Scores of ClinGen's dosage sensitivity that decide.

Source: doi:10.1111/j.1399-0004.2011.01818.x; clinicalgenome.org, dosage sensitivity.
"""


def _dosage() -> pl.Expr:
    return pl.col("clingen_dosage_haploinsufficiency").str.strip_chars()


def _constrained(context: Context) -> pl.Expr:
    acmg = context.acmg
    intolerant = holds(acmg, "pvs1_loeuf", "constraint_loeuf") | holds(acmg, "pvs1_pli", "constraint_pli")
    return intolerant & pl.col("has_disease") & (pl.col("gene_mode") != BIALLELIC).fill_null(value=True)


def _known_nulls(context: Context) -> pl.Expr:
    acmg = context.acmg
    return (
        holds(acmg, "pvs1_known_null", "known_null")
        & holds(acmg, "pvs1_known_share", share("known_null", "known_pathogenic"))
        & holds(acmg, "pvs1_known_exons", "known_null_exons")
    )


def mechanism(context: Context) -> pl.Expr:
    """Say whether loss of function causes the disease of the gene; null: no source tells.

    Asked in this order: ClinGen's dosage sensitivity; constraint, for a gene of a disease that is not recessive only;
    ClinVar's (likely) pathogenic null alleles. A source that is there and does not say so is a no.
    """
    asked = (
        _dosage().str.contains(r"^\d+$").fill_null(value=False)
        | pl.col("constraint_loeuf").is_not_null()
        | pl.col("constraint_pli").is_not_null()
        | pl.col("known_null").is_not_null()
    )
    recessive = pl.col("gene_mode").is_in([BIALLELIC, "monoallelic_and_biallelic"]).fill_null(value=False)
    return (
        pl.when(_dosage() == HAPLOINSUFFICIENT)
        .then(pl.lit(value=True))
        .when((_dosage() == RECESSIVE) & recessive)
        .then(pl.lit(value=True))
        .when(_dosage() == UNLIKELY)
        .then(pl.lit(value=False))
        .when(_constrained(context))
        .then(pl.lit(value=True))
        .when(_known_nulls(context))
        .then(pl.lit(value=True))
        .when(asked)
        .then(pl.lit(value=False))
    )


def mechanism_text(context: Context) -> pl.Expr:
    """Return in words what says that loss of function causes the disease, or what was asked."""
    asked = say(
        "ClinGen dosage {}, LOEUF {}, pLI {}, {} (likely) pathogenic null alleles in ClinVar",
        "clingen_dosage_haploinsufficiency",
        number("constraint_loeuf"),
        number("constraint_pli"),
        "known_null",
    )
    return (
        pl.when(_dosage().is_in([HAPLOINSUFFICIENT, RECESSIVE, UNLIKELY]))
        .then(say("ClinGen dosage score {}", _dosage()))
        .when(_constrained(context))
        .then(say("constrained: LOEUF {}, pLI {}", number("constraint_loeuf"), number("constraint_pli")))
        .when(_known_nulls(context))
        .then(say("{} of {} (likely) pathogenic alleles in ClinVar are null", "known_null", "known_pathogenic"))
        .otherwise(asked)
    )


def _lost(place: pl.Expr, words: str, context: Context) -> list[Branch]:
    """Return the branches of an allele whose protein is made, but without a part of it."""
    acmg, lost = context.acmg, pl.col("null_lost")
    why = mechanism_text(context)
    critical = pl.col("lost_critical").is_not_null() | holds(acmg, "pvs1_critical", "lost_pathogenic")
    tolerant, examined = pl.col("lost_tolerant").is_not_null(), pl.col("lost_examined").is_not_null()
    more = holds(acmg, "pvs1_protein_lost", lost)
    part = number(lost)
    return [
        not_met(place & tolerant, say(f"{words}; null alleles are frequent there: {{}}", "lost_tolerant")),
        met(
            place & critical,
            Strength.STRONG,
            say(
                f"{words}; what is lost is critical: {{}} (likely) pathogenic changes of residues, listed: {{}}; {{}}",
                "lost_pathogenic",
                pl.col("lost_critical").fill_null("no"),
                why,
            ),
            pl.col("lost_pathogenic"),
            "pvs1_critical",
        ),
        unknown(
            place & ~examined,
            say(
                f"{words}, fraction lost {{}}; whether null alleles are frequent in this part of the gene is not known",
                part,
            ),
        ),
        unknown(place & lost.is_null(), say(f"{words}; how much of the protein is lost is not known")),
        met(
            place & more,
            Strength.STRONG,
            say(f"{words}; fraction lost {{}}; {{}}", part, why),
            lost,
            "pvs1_protein_lost",
        ),
        met(place, Strength.MODERATE, say(f"{words}; fraction lost {{}}; {{}}", part, why), lost, "pvs1_protein_lost"),
    ]


def _decayed(place: pl.Expr, words: str, context: Context) -> Branch:
    return met(
        place, Strength.VERY_STRONG, say(f"{words}, nonsense-mediated decay expected; {{}}", mechanism_text(context))
    )


def _gate(context: Context) -> list[Branch]:
    """Return the branches that come before the kind of allele: gene and transcript."""
    acts = mechanism(context)
    return [
        not_met(pl.col("null_kind").is_null(), say("no null allele: {}", "consequence")),
        unknown(acts.is_null(), say("no source tells whether loss of function causes the disease of the gene")),
        not_met(~acts, say("no source says that loss of function causes the disease: {}", mechanism_text(context))),
        not_met(pl.col("relevant") == NOT_RELEVANT, say("the exon is in no transcript that matters clinically (MANE)")),
        unknown(
            pl.col("relevant").is_null(),
            say("whether the transcript {} matters clinically is not known: neither MANE nor canonical", "transcript"),
        ),
        unknown(pl.col("null_problem").is_not_null(), say("{}", "null_problem")),
    ]


def _start(context: Context) -> list[Branch]:
    """Return the branches of a lost start codon."""
    start = pl.col("null_kind") == START
    known, following = pl.col("start_pathogenic"), pl.col("start_next")
    told = (
        "start codon lost; {} (likely) pathogenic alleles before the next methionine ({})",
        "start_pathogenic",
        following,
    )
    many = holds(context.acmg, "pvs1_start", known)
    return [
        not_met(
            start & pl.col("start_other").is_not_null(),
            say("start codon lost, but transcript {} starts elsewhere", "start_other"),
        ),
        unknown(
            start & known.is_null(),
            say("start codon lost; pathogenic alleles before the next methionine were not asked"),
        ),
        met(start & many, Strength.MODERATE, say(*told), known, "pvs1_start"),
        met(
            start,
            Strength.SUPPORTING,
            say(f"{told[0]}: not {limit_text(context.acmg, 'pvs1_start')}", *told[1:]),
            known,
            "pvs1_start",
        ),
    ]


def pvs1(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A null allele in a gene where loss of function causes the disease."""
    kind, decay, frame = pl.col("null_kind"), pl.col("null_nmd"), pl.col("null_frame")
    stops = kind.is_in([NONSENSE, FRAMESHIFT])
    skips = kind.is_in([SPLICE, EXONS])
    shifted = skips & (frame == OUT_OF_FRAME)
    branches = [
        *_gate(context),
        met(kind == GENE, Strength.VERY_STRONG, say("the whole gene is deleted; {}", mechanism_text(context))),
        _decayed(stops & decay, "premature stop codon", context),
        *_lost(stops, "premature stop codon, nonsense-mediated decay not expected", context),
        unknown(skips & frame.is_null(), say("what the loss of the exon does to the reading frame is not known")),
        _decayed(shifted & decay, "without the exon the reading frame shifts", context),
        *_lost(shifted, "without the exon the reading frame shifts, nonsense-mediated decay not expected", context),
        *_lost(skips, "the exon is lost in frame", context),
        *_start(context),
        unknown(ALWAYS, say("the decision tree has no branch for {}", "consequence")),
    ]
    return decide(facts, Criterion.PVS1, branches, context.acmg, context.named("dosage", "constraint", "clinvar"))
