"""A curator adds, removes or re-weighs criteria: on the table of criteria, beside what the engine said.

`engine_outcome` and `engine_strength` stay as they are, so that a report can show both.
"""

from collections.abc import Iterable
from collections.abc import Iterator

import polars as pl

from genopipe.classify.outcome import Outcome
from genopipe.curation import Action
from genopipe.curation import Change
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault

CURATOR = "curator"
KEY = ["allele", "gene", "criterion"]
_CHANGED = ("outcome", "strength", "decided_by", "curator_reason", "source")


def apply_curation(criteria: pl.DataFrame, changes: Iterable[Change], where: str) -> pl.DataFrame:
    """Apply a curator's changes to the table of criteria.

    Args:
        criteria: Rows of CRITERIA, before double counting; every criterion has its row for every allele and gene.
        changes: The changes.
        where: The file of the changes, for messages.

    Returns:
        The table, same rows in the same order, with outcome, strength, decided_by, curator_reason and, where the
        curator names one, source changed.

    Raises:
        InputError: A criterion is to be added that is met, or removed or re-weighed that is not met; or has no row.
    """
    wanted = _as_rows(changes)
    faults = list(_faults(criteria, wanted, where))
    if faults:
        raise InputError(faults)
    joined = criteria.join(wanted.drop("action"), on=KEY, how="left", maintain_order="left", suffix="_new")
    changed = pl.col("decided_by_new").is_not_null()
    columns = [_taken(name, changed) for name in _CHANGED]
    return joined.with_columns(columns).select(criteria.columns)


def _taken(name: str, changed: pl.Expr) -> pl.Expr:
    """Return a column with what the curator says of it; of source, only where something is said."""
    new = pl.col(f"{name}_new")
    return (
        pl.when(changed & new.is_not_null() if name == "source" else changed)
        .then(new)
        .otherwise(pl.col(name))
        .alias(name)
    )


def _as_rows(changes: Iterable[Change]) -> pl.DataFrame:
    rows = [
        {
            "allele": change.allele,
            "gene": change.gene,
            "criterion": change.criterion.value,
            "action": change.action.value,
            "outcome": (Outcome.NOT_MET if change.action is Action.REMOVE else Outcome.MET).value,
            "strength": change.strength.value if change.strength else None,
            "decided_by": CURATOR,
            "curator_reason": change.told,
            "source": change.source or None,
        }
        for change in changes
    ]
    names = [*KEY, "action", *_CHANGED]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def _faults(criteria: pl.DataFrame, wanted: pl.DataFrame, where: str) -> Iterator[Fault]:
    """Say which changes do not fit what the engine says."""
    there = criteria.select(*KEY, pl.col("outcome").alias("before"))
    for row in wanted.join(there, on=KEY, how="left", maintain_order="left").iter_rows(named=True):
        name = f"{row['criterion']} of {row['allele']} in {row['gene']}"
        if row["before"] is None:
            yield fault("CURATION-ALLELE", where, f"{name} is not classified in this case", "mend allele or gene")
        elif row["action"] == Action.ADD and row["before"] == Outcome.MET:
            yield fault("CURATION-ACTION", where, f"{name} is met already", "use reweigh, or leave it out")
        elif row["action"] != Action.ADD and row["before"] != Outcome.MET:
            word = row["before"].replace("_", " ")
            yield fault(
                "CURATION-ACTION", where, f"{name} is {word}: nothing to {row['action']}", "use add, or leave it out"
            )
