"""The contract of a stage: what `stage` and `check` catch."""

import polars as pl
import pytest

from genopipe.errors import ContractError
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import GENOTYPES
from genopipe.tables import MODE_NAMES
from genopipe.tables import check
from genopipe.tables import check_key
from genopipe.tables import stage
from unit.made import allele
from unit.made import alleles

READ = ["allele", "contig", "position", "ref"]
FRAME = alleles(allele("1-1-A-C"), allele("1-2-A-C", position=2)).select(READ)
NEW = pl.lit("absent").alias("frequency_state")


def run(function, frame=FRAME, adds=("frequency_state",)):
    return stage(table=ALLELES, reads=["contig"], adds=list(adds))(function)(frame)


def test_a_good_stage_returns_columns_in_declared_order():
    assert run(lambda f: f.select(NEW, *READ)).columns == [*READ, "frequency_state"]


@pytest.mark.parametrize(
    "breaks",
    [
        lambda f: f.with_columns(NEW).head(1),
        lambda f: f.with_columns(NEW).reverse(),
        lambda f: f.with_columns(NEW, position=pl.col("position") + 1),
        lambda f: f.with_columns(NEW).drop("ref"),
        lambda f: f.with_columns(NEW, colour=pl.lit("red")),
        lambda f: f.with_columns(NEW, clinvar_id=pl.lit("1")),
        lambda f: f.with_columns(frequency_state=pl.lit(1)),
        lambda f: f.with_columns(frequency_state=pl.lit(None, dtype=pl.String)),
        lambda f: f,
        lambda f: pl.concat([f, f]).with_columns(NEW),
    ],
    ids=["dropped", "reordered", "changed", "lost", "undeclared", "not in adds", "type", "null", "nothing", "more"],
)
def test_a_broken_stage_is_caught(breaks):
    with pytest.raises(ContractError):
        run(breaks)


def test_what_a_stage_reads_must_be_there():
    with pytest.raises(ContractError, match="contig"):
        run(lambda f: f.with_columns(NEW), FRAME.drop("contig"))


def test_check_names_the_fault():
    with pytest.raises(ContractError, match="colour"):
        check(FRAME.with_columns(colour=1), ALLELES)
    with pytest.raises(ContractError, match="alt"):
        check(FRAME, ALLELES, [*READ, "alt"])
    with pytest.raises(ContractError, match="type"):
        check(FRAME.with_columns(pl.col("position").cast(pl.Int32)), ALLELES)


def test_a_key_that_stands_twice_is_caught():
    with pytest.raises(ContractError, match="1-1-A-C"):
        check_key(pl.concat([FRAME, FRAME.head(1)]), ALLELES)


def test_every_null_that_may_be_has_a_meaning():
    for table in (ALLELES, GENOTYPES, CANDIDATES):
        assert all(column.doc and column.unit for column in table.columns)
    assert all(CANDIDATES.column(mode).missing for mode in MODE_NAMES)
