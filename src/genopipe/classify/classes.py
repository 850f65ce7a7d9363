"""From evidence to the table of criteria and the classes of candidates."""

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import write_code
from genopipe.classify.columns import RANKS
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.deciding import ENGINE
from genopipe.classify.outcome import signed_points
from genopipe.classify.worth import CLASSIFIED
from genopipe.tables import CRITERIA

KEYS = ["allele", "gene"]
_TAKEN = ("class", "class_points", "class_by_points", "class_by_table", "class_agrees")


def _points(acmg: Acmg) -> pl.DataFrame:
    rows = [
        (criterion.value, strength.value, signed_points(criterion, strength, acmg))
        for criterion in Criterion
        for strength in Strength
    ]
    return pl.DataFrame(rows, schema={"criterion": pl.String, "strength": pl.String, "points": pl.Int64}, orient="row")


def make_table(evidence: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Return the table of criteria: the engine's evidence with points, and whether it counts.

    Args:
        evidence: Columns of `EVIDENCE_SCHEMA`.
        acmg: The figures, with the rules of double counting.
    """
    counts = _counted_ranks(evidence, acmg).unpivot(index=KEYS, variable_name="criterion", value_name="_rank")
    rows = evidence.join(counts, on=[*KEYS, "criterion"], how="left", maintain_order="left")
    rows = rows.join(_points(acmg), on=["criterion", "strength"], how="left", maintain_order="left")
    made = rows.with_columns(
        counted=pl.col("_rank").fill_null(0) > 0,
        decided_by=pl.lit(ENGINE),
        engine_outcome="outcome",
        engine_strength="strength",
        curator_reason=pl.lit(None, dtype=pl.String),
    )
    return made.select(list(CRITERIA.schema()))


def _counted_ranks(evidence: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    ranked = count_columns(rank_columns(evidence.select(*KEYS, "criterion", "strength"), KEYS), acmg)
    return ranked.select(*KEYS, *(criterion.value for criterion in Criterion))


def _codes() -> pl.Expr:
    """Return the criteria that count, as ClinGen writes them, in the order of the guideline."""
    codes = [
        pl.col(criterion.value).replace_strict(
            {0: None, **{rank: write_code(criterion, strength) for strength, rank in RANKS.items()}},
            return_dtype=pl.String,
        )
        for criterion in Criterion
    ]
    return pl.concat_list(codes).list.drop_nulls()


def add_classes(candidates: pl.DataFrame, states: pl.DataFrame, criteria: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Add the class of each candidate.

    Args:
        candidates: The table of candidates.
        states: allele, gene, class_state of each.
        criteria: The table of criteria.
        acmg: The figures.

    Returns:
        The candidates in their order with the columns of `CLASSES`.
    """
    ranks = count_columns(rank_columns(criteria.select(*KEYS, "criterion", "strength"), KEYS), acmg)
    classes = class_columns(ranks, acmg).select(*KEYS, *_TAKEN, criteria=_codes())
    plain = candidates.drop(name for name in (*_TAKEN, "criteria", "class_state") if name in candidates.columns)
    joined = plain.join(states, on=KEYS, how="left", maintain_order="left").join(
        classes, on=KEYS, how="left", maintain_order="left"
    )
    known = pl.col("class_state") == CLASSIFIED
    return joined.with_columns(pl.col("class_points").cast(pl.Int64), criteria=pl.when(known).then(pl.col("criteria")))
