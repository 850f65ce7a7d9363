"""The genes of HPO as genes of the gene models: by id where both know one, by HGNC's names, else by symbol."""

from typing import NamedTuple

import polars as pl

NO_SYMBOL = "-"
"""What stands in HPO's file for a gene whose symbol it does not know."""

_PREFIXES = r"^(?:gene:|gene-|GeneID:)"
_VERSION = r"\.\d+$"
_KEYS = ("gene", "gene_symbol")


class JoinedGenes(NamedTuple):
    """Genes of the gene models with their diseases.

    Attributes:
        frame: One row a gene and disease: `gene`, `gene_symbol`, `number` (of the disease).
        known: Genes of HPO that have a disease (count).
        unresolved: Symbols of those that are no gene of the gene models, sorted.
    """

    frame: pl.DataFrame
    known: int
    unresolved: list[str]


def join_genes(models: pl.DataFrame, pairs: pl.DataFrame, names: pl.DataFrame | None) -> JoinedGenes:
    """Join the genes of HPO with those of the gene models.

    Args:
        models: `gene` and `gene_symbol` of the gene models.
        pairs: `ncbi`, `symbol` and `number` of HPO.
        names: HGNC's names (`symbol`, `hgnc`, `ensembl`, `ncbi`); None: not given.

    Returns:
        The pairs on genes of the gene models. A gene of HPO is found by its NCBI id; else, with HGNC's names, by the
        id or the current symbol of the same gene; else by HPO's symbol.
    """
    genes = models.select(_KEYS).unique().sort(_KEYS)
    bare = pl.col("gene").str.replace(_PREFIXES, "").str.replace(_VERSION, "")
    by_id, by_symbol = genes.with_columns(id=bare), genes.with_columns(id="gene_symbol")
    wanted = pairs.select("ncbi", "symbol").unique().sort("ncbi", "symbol")
    ways = [(wanted.with_columns(id="ncbi"), by_id)]
    if names is not None:
        sole = names.filter(pl.col("ncbi").is_not_null() & (pl.len().over("ncbi") == 1))
        named = wanted.join(sole.select("ncbi", "hgnc", "ensembl", current="symbol"), on="ncbi", maintain_order="left")
        ways += [(named.select("ncbi", "symbol", id=kind), by_id) for kind in ("ensembl", "hgnc")]
        ways.append((named.select("ncbi", "symbol", id="current"), by_symbol))
    ways.append((wanted.filter(pl.col("symbol") != NO_SYMBOL).with_columns(id="symbol"), by_symbol))
    found = pl.DataFrame(schema=dict.fromkeys(("ncbi", "symbol", *_KEYS), pl.String()))
    for way, keyed in ways:
        rest = way.filter(pl.col("id").is_not_null()).join(found, on=["ncbi", "symbol"], how="anti")
        found = pl.concat([found, rest.join(keyed, on="id").select(found.columns)])
    lacking = wanted.join(found, on=["ncbi", "symbol"], how="anti")
    joined = found.join(pairs, on=["ncbi", "symbol"]).select(*_KEYS, "number").unique().sort(*_KEYS, "number")
    label = pl.when(pl.col("symbol") == NO_SYMBOL).then(pl.format("NCBI gene {}", "ncbi")).otherwise("symbol")
    return JoinedGenes(joined, wanted.height, lacking.select(label.alias("name"))["name"].unique().sort().to_list())
