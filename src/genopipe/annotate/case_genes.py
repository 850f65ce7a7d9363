"""The genes that a case's alleles touch, and what every source of genes tells of them."""

from collections.abc import Mapping
from collections.abc import MutableMapping

import polars as pl

from genopipe.annotate.gene_facts import Joined
from genopipe.annotate.gene_facts import add_gene_facts
from genopipe.annotate.gene_facts import gene_table
from genopipe.annotate.gene_facts import matched_name
from genopipe.annotate.sources import Hits
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.gene_sources import IDS
from genopipe.io.gene_sources import GeneFacts
from genopipe.io.naming import show
from genopipe.tables import Table
from genopipe.tables import check
from genopipe.tables import check_key

EXPECTED = 20.0
"""Genes that a source would know if it told of any: where it knows none of so many, it is wrong (count). Source:
genopipe's own; of 20 expected none is met by chance once in e^20."""

NAMES = ("gene", "gene_symbol")
_KEYS = {name: pl.String() for name in NAMES}


def touched_genes(consequences: pl.DataFrame) -> pl.DataFrame:
    """Return the genes of rows of consequences, each once.

    Args:
        consequences: Rows with `gene` and `gene_symbol`, as texts or as numbered texts.
    """
    genes = consequences.select(pl.col(NAMES).cast(pl.String))
    return genes.filter(pl.col("gene").is_not_null()).unique()


class CaseGenes:
    """The genes that were touched so far.

    Args:
        facts: What each source tells of genes, by its name.
        known: Genes of the gene models (count), of which a source tells a part.
    """

    def __init__(self, facts: Mapping[str, GeneFacts], known: int) -> None:
        self.table: Table = gene_table([one.source for one in facts.values()])
        self._facts = facts
        self._known = known
        self._genes = pl.DataFrame(schema=_KEYS)

    @property
    def genes(self) -> pl.DataFrame:
        """The genes, each once, in no order."""
        return self._genes

    def add(self, consequences: pl.DataFrame) -> None:
        """Add the genes of rows of consequences."""
        self._genes = pl.concat([self._genes, touched_genes(consequences)]).unique()

    def values(self, hits: MutableMapping[str, Hits]) -> Joined:
        """Return what the sources tell: one row a gene, and the symbols that could not be matched.

        Args:
            hits: Gets the counts by name of source.
        """
        joined = add_gene_facts(self._genes.sort(NAMES, nulls_last=True), list(self._facts.values()))
        for name, facts in self._facts.items():
            found = joined.frame.filter(pl.col(matched_name(facts.source)).is_not_null())
            share = min(facts.frame.height / self._known, 1.0) if self._known else 0.0
            asked = joined.frame.height
            missed = joined.frame.filter(pl.col(matched_name(facts.source)).is_null())["gene"].head(1).to_list()
            first = show(missed[0]) if missed else ""
            hits.setdefault(name, Hits()).add(Hits(asked, found.height, {}, first, asked * share))
        checked = check(joined.frame, self.table, list(self.table.schema()))
        check_key(checked, self.table)
        return Joined(checked, joined.notes)


def gene_faults(hits: Mapping[str, Hits], facts: Mapping[str, GeneFacts]) -> list[Fault]:
    """Say which sources know too few of the genes that were touched.

    Args:
        hits: Counts of genes by name.
        facts: What the sources tell, by name.

    Returns:
        A fault for each source below the floor of its record; for one without a floor where it knows none though
        `EXPECTED` genes or more would be known if it told of any.
    """
    faults = []
    for name, one in facts.items():
        counted = hits.get(name, Hits())
        if not counted.is_too_few(one.source.floor, EXPECTED):
            continue
        cause = (
            f"{one.source.title} {one.source.version} knows {counted.found:,} of {counted.asked:,} genes, though "
            f"about {counted.expected:,.0f} were to be expected: {_names_of(one)}; not known is for one {counted.first}"
        )
        fix = "give gene models and a source with ids or symbols in common; where that is right, let its record say"
        faults.append(fault("SOURCE-HITS", name, cause, f"{fix} `floor` with share 0"))
    return faults


def _names_of(facts: GeneFacts) -> str:
    """Return how a source names its genes, in words."""
    kinds = ("symbol", *IDS)
    told = {kind: facts.frame[kind].drop_nulls() for kind in kinds}
    words = [f"{kind} {show(values[0])}" for kind, values in told.items() if len(values)]
    return f"it names genes by {', '.join(words)}" if words else "it names no gene"
