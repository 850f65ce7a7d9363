"""What sources say of the alleles of a batch: the columns beside consequences when a VCF is annotated as it is.

What sources tell of genes is looked up once for every gene of the gene models, and taken by each row's gene.
"""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from genopipe.annotate.case_genes import NAMES
from genopipe.annotate.case_genes import CaseGenes
from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import judge
from genopipe.annotate.gene_facts import add_gene_facts
from genopipe.annotate.region_facts import region_columns
from genopipe.annotate.region_facts import region_values
from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import look_up
from genopipe.annotate.sources import source_columns
from genopipe.annotate.sources import source_values
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import to_texts
from genopipe.tables import Column


class Further:
    """The columns of every source of a run.

    Args:
        sources: The sources; their hits grow.
        models: The gene models: rows with `gene` and `gene_symbol`.

    Attributes:
        columns: The columns by name, each with the source's name before it.
    """

    def __init__(self, sources: CaseSources, models: pl.DataFrame) -> None:
        self._sources = sources
        genes = models.select(NAMES).unique(maintain_order=True)
        self._touched = CaseGenes(sources.genes, genes["gene"].n_unique())
        self._told = add_gene_facts(genes, list(sources.genes.values())).frame
        made = [column for one in sources.opened.values() for column in source_columns(one.source)]
        made += [column for one in sources.regions.values() for column in region_columns(one.source)]
        self._of_alleles = [column.name for column in made]
        made += [column for column in self._touched.table.columns if column.name not in NAMES]
        self.columns: Mapping[str, Column] = {column.name: column for column in made}

    def of(self, batch: AlleleBatch) -> dict[str, pa.Array]:
        """Return the columns for the alleles of a batch, asked by their left-aligned form."""
        alleles = pl.DataFrame(
            {
                "contig": pl.repeat(batch.contig, len(batch.position), dtype=pl.String, eager=True),
                "position": batch.normal_position,
                "ref": pl.Series(to_texts(batch.normal_ref_data, batch.normal_ref_offsets)),
                "alt": pl.Series(to_texts(batch.normal_alt_data, batch.normal_alt_offsets)),
            }
        )
        found: dict[str, pa.Array] = {}
        for name, one in self._sources.opened.items():
            looked = look_up(alleles, one, self._sources.hits.setdefault(name, Hits()))
            covered, date = self._sources.covered.get(name), self._sources.dates.get(name, "")
            values = source_values(alleles, looked, one.source, self._sources.build, covered, date)
            found |= {column: values[column].to_arrow() for column in values.columns}
        for name, regions in self._sources.regions.items():
            values = region_values(alleles, regions, self._sources.hits.setdefault(name, Hits()))
            found |= {column: values[column].to_arrow() for column in values.columns}
        return {name: _plain(found[name]) for name in self._of_alleles}

    def of_genes(self, described: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """Return what sources tell of the gene of each row.

        Args:
            described: Columns of rows, with `gene` and `gene_symbol`.
        """
        if not self._sources.genes:
            return {}
        rows = pl.DataFrame({name: pl.Series(described[name]) for name in NAMES}).cast(pl.String)
        self._touched.add(rows)
        told = rows.join(self._told, on=NAMES, how="left", nulls_equal=True, maintain_order="left").drop(NAMES)
        return {name: _plain(told[name].to_arrow()) for name in told.columns}

    @property
    def touched(self) -> pl.DataFrame:
        """The genes of the rows so far."""
        return self._touched.genes

    def add(self, hits: Mapping[str, Hits], genes: pl.DataFrame | None) -> None:
        """Add what another process was told of other alleles.

        Args:
            hits: What was asked and found, by name of source.
            genes: Genes of their rows.
        """
        for name, counted in hits.items():
            self._sources.hits.setdefault(name, Hits()).add(counted)
        if genes is not None:
            self._touched.add(genes)

    def judge(self, lengths: Mapping[str, int]) -> None:
        """Stop where a source answered nearly nothing.

        Args:
            lengths: Contigs of the reference (bases).

        Raises:
            InputError: A source is below the floor of its record.
        """
        self._sources.notes.extend(self._touched.values(self._sources.hits).notes)
        judge(self._sources, lengths)


def _plain(values: pa.Array) -> pa.Array:
    """Return texts with 32-bit offsets, other values as they are."""
    kind = values.type
    wide = pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return values.cast(pa.string()) if wide else values
