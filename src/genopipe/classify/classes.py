"""From evidence to the table of criteria and the classes of candidates."""

from collections.abc import Callable
from collections.abc import Mapping

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import write_code
from genopipe.classify.columns import RANKS
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.outcome import signed_points
from genopipe.classify.worth import CLASSIFIED
from genopipe.tables import CRITERIA

KEYS = ["allele", "gene"]
_TAKEN = ("class", "class_points", "class_by_points", "class_by_table", "class_agrees")
_PP4 = Criterion.PP4.value
Figures = Mapping[str, Acmg]
"""Figures of genes that have their own, by gene id."""


def _points(acmg: Acmg) -> pl.DataFrame:
    rows = [
        (criterion.value, strength.value, signed_points(criterion, strength, acmg))
        for criterion in Criterion
        for strength in Strength
    ]
    return pl.DataFrame(rows, schema={"criterion": pl.String, "strength": pl.String, "points": pl.Int64}, orient="row")


def _of_groups(
    criteria: pl.DataFrame, acmg: Acmg, own: Figures, make: Callable[[pl.DataFrame, Acmg], pl.DataFrame]
) -> pl.DataFrame:
    """Return what is made of the ranks that count: each gene by its own figures, the others by the general ones."""
    rows = criteria.select(*KEYS, "criterion", "strength")
    groups = [(acmg, ~pl.col("gene").is_in(list(own)))]
    groups += [(figures, pl.col("gene") == gene) for gene, figures in own.items()]
    return pl.concat(
        make(count_columns(rank_columns(rows.filter(here), KEYS), figures), figures) for figures, here in groups
    )


def make_table(evidence: pl.DataFrame, acmg: Acmg, own: Figures) -> pl.DataFrame:
    """Return the table of criteria: evidence with points, and whether it counts.

    Args:
        evidence: Columns of `EVIDENCE_SCHEMA`, decided_by, engine_outcome, engine_strength and curator_reason.
        acmg: The general figures, with the rules of double counting.
        own: Figures of genes that have their own.
    """
    names = [criterion.value for criterion in Criterion]
    ranks = _of_groups(evidence, acmg, own, lambda counted, _: counted.select(*KEYS, *names))
    counts = ranks.unpivot(index=KEYS, variable_name="criterion", value_name="_rank")
    rows = evidence.join(counts, on=[*KEYS, "criterion"], how="left", maintain_order="left")
    rows = rows.join(_points(acmg), on=["criterion", "strength"], how="left", maintain_order="left")
    rows = rows.with_columns(counted=pl.col("_rank").fill_null(0) > 0)
    return _tell_what_rests_on_phenotype(rows, _of_groups(evidence, acmg, own, _with_and_without_pp4)).select(
        list(CRITERIA.schema())
    )


def _with_and_without_pp4(counted: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Return the class by all that counts, and the class without the fit of the phenotype."""
    less = counted.with_columns(pl.lit(0).cast(counted.schema[_PP4]).alias(_PP4))
    without = class_columns(less, acmg).select(*KEYS, _without="class")
    return class_columns(counted, acmg).select(*KEYS, _with="class").join(without, on=KEYS, maintain_order="left")


def _tell_what_rests_on_phenotype(rows: pl.DataFrame, classes: pl.DataFrame) -> pl.DataFrame:
    """Say in the reason of PP4 where the class would be another one without it."""
    joined = rows.join(classes, on=KEYS, how="left", maintain_order="left")
    rests = (pl.col("criterion") == _PP4) & pl.col("counted") & (pl.col("_with") != pl.col("_without"))
    words = pl.col("_without").str.replace_all("_", " ", literal=True)
    told = pl.format("{}; the class rests on it: without it {}", "reason", words)
    return joined.with_columns(reason=pl.when(rests).then(told).otherwise("reason"))


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


def make_classes(criteria: pl.DataFrame, acmg: Acmg, own: Figures) -> pl.DataFrame:
    """Return the class of each allele in a gene that was classified: its keys, and the columns of `CLASSES`.

    Args:
        criteria: The table of criteria.
        acmg: The general figures.
        own: Figures of genes that have their own.
    """
    return _of_groups(
        criteria,
        acmg,
        own,
        lambda counted, figures: class_columns(counted, figures).select(*KEYS, *_TAKEN, criteria=_codes()),
    )


def add_classes(candidates: pl.DataFrame, states: pl.DataFrame, classes: pl.DataFrame) -> pl.DataFrame:
    """Add the class of each candidate.

    Args:
        candidates: The table of candidates, or some rows of it.
        states: allele, gene, class_state of each.
        classes: What `make_classes` made.

    Returns:
        The candidates in their order with the columns of `CLASSES`.
    """
    plain = candidates.drop(name for name in (*_TAKEN, "criteria", "class_state") if name in candidates.columns)
    joined = plain.join(states, on=KEYS, how="left", maintain_order="left").join(
        classes, on=KEYS, how="left", maintain_order="left"
    )
    known = pl.col("class_state") == CLASSIFIED
    return joined.with_columns(pl.col("class_points").cast(pl.Int64), criteria=pl.when(known).then(pl.col("criteria")))
