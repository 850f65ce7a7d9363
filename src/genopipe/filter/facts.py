"""The facts that filters may read beside the tables: see the table `FACTS`."""

from collections.abc import Mapping
from collections.abc import Sequence

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.evidence import usable
from genopipe.filter.expected import INCOMPLETE
from genopipe.filter.expected import ONE_COPY
from genopipe.filter.expected import WITH_PARTNER
from genopipe.filter.expected import panel_genes
from genopipe.filter.limits import add_limits
from genopipe.filter_profile import CompiledFilters
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.impact import is_impactful
from genopipe.io.founder_alleles import founder_alleles
from genopipe.panels import Panel
from genopipe.tables import CANDIDATES
from genopipe.tables import MODE_NAMES
from genopipe.tables.filtering import MADE_BY_FILTER
from genopipe.tables.filtering import OF_ALLELE
from genopipe.tables.filtering import PANEL_COLUMNS

CLASSES = ("pathogenic", "likely_pathogenic", "uncertain_significance", "likely_benign", "benign")
_IN_ORDER = pl.Enum(MODE_NAMES)
"""Modes sort as they are declared."""
_NEVER_THERE = {*MADE_BY_FILTER, *PANEL_COLUMNS}


def add_tables(
    candidates: pl.DataFrame,
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    case: CaseFile,
    inherit: InheritSettings,
) -> pl.DataFrame:
    """Put what the other tables say of each candidate beside it; columns that no stage made are null."""
    kept = candidates.drop([name for name in candidates.columns if name in _NEVER_THERE])
    absent = {name: dtype for name, dtype in CANDIDATES.schema().items() if name not in {*kept.columns, *_NEVER_THERE}}
    facts = ["allele", *(column.name for column in OF_ALLELE)]
    own = genotypes.filter(pl.col("person") == case.case.proband).with_columns(proband_usable=usable(inherit))
    return (
        kept.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in absent.items())
        .join(alleles.select(facts), on="allele", how="left", maintain_order="left")
        .join(own.drop("person"), on="allele", how="left", maintain_order="left")
        .join(_worst(consequences), on=["allele", "gene"], how="left", maintain_order="left")
        .with_columns(pl.col("proband_usable") | pl.col("genotype_counts").fill_null(value=False))
    )


def _worst(consequences: pl.DataFrame) -> pl.DataFrame:
    ordered = consequences.sort("allele", "gene", pl.col("severity").fill_null(127), "transcript")
    texts = ordered.with_columns(worst=pl.format("{} on {}", "consequence", "transcript"))
    return texts.group_by("allele", "gene", maintain_order=True).agg(pl.col("worst").first())


def add_facts(
    rows: pl.DataFrame,
    panels: Sequence[Panel],
    build: Build,
    filters: FilterSettings,
    compiled: CompiledFilters,
    finding_by: str,
) -> pl.DataFrame:
    """Add every fact, in the order in which one is made from another.

    Args:
        rows: Candidates with the columns of the other tables.
        panels: The case's panels, the foremost first.
        build: The genome build.
        filters: Limits.
        compiled: The filters; two of their expressions are asked.
        finding_by: What makes a finding here.
    """
    names = [contig for contig, role in build.roles.items() if role is Role.MITOCHONDRION]
    known = add_limits(_with_panels(rows, panels), filters, compiled.populations).with_columns(
        finding_by=pl.lit(finding_by), mitochondrial_place=pl.col("contig").is_in(names), impactful=is_impactful()
    )
    founders = founder_alleles(build)
    listed = known.join(founders, on="allele", how="left", maintain_order="left").with_columns(
        founder=pl.col("founder_text").is_not_null()
    )
    return _with_partners(_with_modes(listed, compiled.expressions), compiled.expressions)


def _with_panels(rows: pl.DataFrame, panels: Sequence[Panel]) -> pl.DataFrame:
    """Add the panel of each gene, by gene id; by symbol where the panel's id is unknown to the gene models."""
    ids, symbols = panel_genes(panels, "gene_id"), panel_genes(panels, "gene_symbol")
    by_id = rows.select("gene").join(ids, on="gene", how="left", maintain_order="left").drop("gene")
    by_symbol = rows.select(gene="gene_symbol").join(symbols, on="gene", how="left", maintain_order="left").drop("gene")
    found = by_id["panel"].is_not_null()
    told = rows.hstack([by_id[name].zip_with(found, by_symbol[name]) for name in by_id.columns])
    return told.with_columns(pl.col("expected").fill_null([]))


def _with_modes(rows: pl.DataFrame, expressions: Mapping[str, pl.Expr]) -> pl.DataFrame:
    counted = rows.with_columns(
        modes_counted=modes_counted("modes"), open_counted=modes_counted("modes_not_assessable")
    ).with_columns(_exempt=expressions["frequency_exempt"].fill_null(value=False))
    left = counted.with_columns(modes_left=_modes_left("modes_counted"), open_left=_modes_left("open_counted"))
    both = pl.col("modes_left").list.set_intersection("expected")
    in_panel = both.cast(pl.List(_IN_ORDER)).list.sort().cast(pl.List(pl.String))
    alone = pl.col("modes_in_panel").list.filter(pl.element() != "compound_heterozygous").list.len() > 0
    return left.with_columns(modes_in_panel=in_panel).with_columns(alone=alone)


def modes_counted(modes: str) -> pl.Expr:
    """Return the modes of a list column that count for this gene: incomplete penetrance only where the panel says so.

    Args:
        modes: Name of the list column.
    """
    incomplete = pl.col("expected").list.contains(INCOMPLETE).fill_null(value=False)
    return pl.when(incomplete).then(pl.col(modes)).otherwise(_without(pl.col(modes), (INCOMPLETE,)))


def _modes_left(modes: str) -> pl.Expr:
    """Return the modes for which the allele is rare enough: above the limit for one copy, those of two copies."""
    common = pl.col("above_one_copy").fill_null(value=False)
    return pl.when(common & ~pl.col("_exempt")).then(_without(pl.col(modes), ONE_COPY)).otherwise(pl.col(modes))


def _without(modes: pl.Expr, names: Sequence[str]) -> pl.Expr:
    return modes.list.filter(~pl.element().is_in(list(names)))


def _with_partners(rows: pl.DataFrame, expressions: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Say what is known of the alleles that are known to lie in trans: whether one weighs enough, and their class."""
    rank = pl.col("class").replace_strict(
        {name: n for n, name in enumerate(CLASSES)}, default=None, return_dtype=pl.Int8
    )
    own = rows.with_columns(_weighty=expressions["weighty"].fill_null(value=False), _rank=rank)
    told = own.select("gene", partners="allele", weighty_partner="_weighty", partner_rank="_rank")
    paired = pl.any_horizontal(pl.col("modes_in_panel").list.contains(mode) for mode in WITH_PARTNER)
    in_trans = (paired & (pl.col("partner_phase") != "unknown")).fill_null(value=False)
    pairs = own.filter(in_trans).select("allele", "gene", "partners").explode("partners")
    found = (
        pairs.join(told, on=["gene", "partners"])
        .group_by("allele", "gene")
        .agg(pl.col("weighty_partner").any(), pl.col("partner_rank").min())
    )
    joined = own.join(found, on=["allele", "gene"], how="left", maintain_order="left")
    names = {number: name for number, name in enumerate(CLASSES)}
    return joined.with_columns(
        pl.col("weighty_partner").fill_null(value=False),
        partner_class=pl.col("partner_rank").replace_strict(names, default=None, return_dtype=pl.String),
    )
