"""Population frequency of each allele by the main source; absent only where the source covers the site."""

import polars as pl

from genopipe.annotate.populations import ALLELE_NAMES
from genopipe.annotate.populations import NOT_ASSESSABLE
from genopipe.annotate.populations import is_covered
from genopipe.annotate.populations import summarise
from genopipe.annotate.sources import Looked
from genopipe.genome import Build
from genopipe.sources import Source
from genopipe.tables import ALLELES
from genopipe.tables import stage

FREQUENCY_COLUMNS = list(ALLELE_NAMES.values())


@stage(table=ALLELES, reads=["contig", "position"], adds=FREQUENCY_COLUMNS)
def add_frequency(
    alleles: pl.DataFrame, looked: Looked, source: Source, covered: pl.DataFrame | None, build: Build
) -> pl.DataFrame:
    """Add population frequencies.

    Args:
        alleles: The table of alleles.
        looked: What the source says of the same alleles, in their order.
        source: The record; its `frequency` tells the columns' roles.
        covered: Stretches that the source covers; None: not known, so no allele counts as absent.
        build: The genome build, for hemizygotes.

    Returns:
        The table with the frequency columns. `frequency_max` is the highest over populations and all together.
    """
    made = summarise(alleles, looked.found, looked.values, source, is_covered(alleles, covered), build)
    return alleles.hstack(made.rename(ALLELE_NAMES))


@stage(table=ALLELES, reads=["allele"], adds=FREQUENCY_COLUMNS)
def without_frequency(alleles: pl.DataFrame) -> pl.DataFrame:
    """Add the frequency columns where no source is configured: nothing is assessable."""
    empty = {name: pl.lit(None, dtype=ALLELES.column(name).dtype).alias(name) for name in FREQUENCY_COLUMNS}
    empty["frequency_state"] = pl.lit(NOT_ASSESSABLE).alias("frequency_state")
    return alleles.with_columns(empty.values())
