"""Put every candidate, and every allele that is none, into its bucket."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.evidence import usable
from genopipe.filter.consent import withhold
from genopipe.filter.expected import WITH_PARTNER
from genopipe.filter.expected import panel_genes
from genopipe.filter.rules import CANDIDATE
from genopipe.filter.rules import FINDING
from genopipe.filter.rules import SET_ASIDE
from genopipe.filter.rules import make_rules
from genopipe.filter.rules import modes_counted
from genopipe.filter.rules import modes_left
from genopipe.filter.rules import weighty
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.panels import Panel
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from genopipe.tables import MODE_NAMES
from genopipe.withheld import NOTHING
from genopipe.withheld import Withheld

_ALLELE_FACTS = [
    "allele",
    "contig",
    "variant_class",
    "quality",
    "filters",
    "frequency_max",
    "frequency_population",
    "clinvar_pathogenic",
]
_NO_GENE = {
    "spanning_deletion": "the * allele: the deletion itself stands at another position",
    "symbolic": "symbolic alleles are not interpreted",
}


def _proband_facts(genotypes: pl.DataFrame, proband: str, inherit: InheritSettings) -> pl.DataFrame:
    own = genotypes.filter(pl.col("person") == proband)
    return own.with_columns(proband_usable=usable(inherit)).drop("person")


def _mitochondrial(build: Build) -> pl.Expr:
    names = [contig for contig, role in build.roles.items() if role is Role.MITOCHONDRION]
    return pl.col("contig").is_in(names)


def _worst(consequences: pl.DataFrame) -> pl.DataFrame:
    ordered = consequences.sort("allele", "gene", pl.col("severity").fill_null(127), "transcript")
    texts = ordered.with_columns(worst=pl.format("{} on {}", "consequence", "transcript"))
    return texts.group_by("allele", "gene", maintain_order=True).agg(pl.col("worst").first())


def _with_panels(rows: pl.DataFrame, panels: Sequence[Panel]) -> pl.DataFrame:
    """Add the panel of each gene, by gene id; by symbol where the panel's id is unknown to the gene models."""
    ids, symbols = panel_genes(panels, "gene_id"), panel_genes(panels, "gene_symbol")
    by_id = rows.select("gene").join(ids, on="gene", how="left", maintain_order="left").drop("gene")
    by_symbol = rows.select(gene="gene_symbol").join(symbols, on="gene", how="left", maintain_order="left").drop("gene")
    found = by_id["panel"].is_not_null()
    return rows.hstack([by_id[name].zip_with(found, by_symbol[name]) for name in by_id.columns])


def _with_modes(rows: pl.DataFrame, settings: FilterSettings) -> pl.DataFrame:
    limit = settings.dominant_frequency
    exempt = pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar
    counted = rows.with_columns(
        clinvar_exempt=exempt,
        modes_counted=modes_counted("modes"),
        open_counted=modes_counted("modes_not_assessable"),
    ).with_columns(modes_left=modes_left("modes_counted", limit), open_left=modes_left("open_counted", limit))
    wanted = pl.col("expected").fill_null([])
    in_panel = pl.concat_list(
        [
            pl.when(pl.col("modes_left").list.contains(name) & wanted.list.contains(name)).then(pl.lit(name))
            for name in MODE_NAMES
        ]
    ).list.drop_nulls()
    return counted.with_columns(modes_in_panel=in_panel)


def _with_partner_weight(rows: pl.DataFrame) -> pl.DataFrame:
    """Say whether an allele is known to lie in trans with one that weighs enough by itself."""
    own = rows.with_columns(weighty=weighty())
    heavy = own.filter("weighty").select("gene", partners="allele", weighty_partner=pl.lit(value=True))
    paired = pl.any_horizontal(pl.col("modes_in_panel").list.contains(mode) for mode in WITH_PARTNER)
    in_trans = paired & (pl.col("partner_phase") != "unknown")
    pairs = own.filter(in_trans).select("allele", "gene", "partners")
    found = pairs.explode("partners").join(heavy, on=["gene", "partners"]).select("allele", "gene", "weighty_partner")
    joined = own.join(found.unique(), on=["allele", "gene"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("weighty_partner").fill_null(value=False))


def _figures_as_text() -> dict[str, pl.Expr]:
    return {
        "quality_text": pl.col("quality").round_sig_figs(6),
        "fraction_text": pl.col("alt_fraction").round_sig_figs(6),
        "frequency_text": pl.col("frequency_max").round_sig_figs(6),
    }


def filter_candidates(
    candidates: pl.DataFrame,
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    case: CaseFile,
    panels: Sequence[Panel],
    build: Build,
    filters: FilterSettings,
    inherit: InheritSettings,
) -> pl.DataFrame:
    """Give every candidate of one contig its bucket, the rule that decided and the reason.

    Args:
        candidates: The candidates that inherit made.
        alleles: Annotated alleles of the contig.
        genotypes: Genotypes of the contig.
        consequences: Consequences of the contig.
        case: The family.
        panels: The case's panels, the foremost first.
        build: The genome build.
        filters: Thresholds.
        inherit: What makes a genotype good enough.

    Returns:
        All candidates, in their order, with every column of the table.
    """
    rows = (
        candidates.join(alleles.select(_ALLELE_FACTS), on="allele", how="left", maintain_order="left")
        .join(_proband_facts(genotypes, case.case.proband, inherit), on="allele", how="left", maintain_order="left")
        .join(_worst(consequences), on=["allele", "gene"], how="left", maintain_order="left")
        .with_columns(pl.col("proband_usable") | pl.col("genotype_counts").fill_null(value=False))
    )
    rows = _with_partner_weight(_with_modes(_with_panels(rows, panels), filters))
    rows = rows.with_columns(mitochondrial_place=_mitochondrial(build), **_figures_as_text())
    rules = make_rules(filters, inherit)
    asked = rows.with_columns(
        _rule=pl.coalesce(*(pl.when(rule.holds).then(pl.lit(number)) for number, rule in enumerate(rules)))
    )
    chosen = {number: rule for number, rule in enumerate(rules)}
    decided = asked.with_columns(
        bucket=pl.col("_rule").replace_strict({n: r.bucket for n, r in chosen.items()}, return_dtype=pl.String),
        by=pl.col("_rule").replace_strict({n: r.name for n, r in chosen.items()}, return_dtype=pl.String),
        reason=pl.coalesce(*(pl.when(pl.col("_rule") == n).then(r.reason) for n, r in chosen.items())),
    )
    return decided.select(list(CANDIDATES.schema()))


def make_ledger(candidates: pl.DataFrame, alleles: pl.DataFrame) -> pl.DataFrame:
    """Say where every allele of one contig ended: as candidates, or set aside without a gene.

    Args:
        candidates: Candidates with their bucket.
        alleles: All alleles.

    Returns:
        The table `ledger`: at least one row for every allele.
    """
    columns = list(LEDGER.schema())
    without = alleles.join(candidates.select("allele").unique(), on="allele", how="anti", maintain_order="left")
    special = pl.col("variant_class").is_in(list(_NO_GENE))
    alone = without.select(
        "allele",
        gene=pl.lit(""),
        gene_symbol=pl.lit(""),
        bucket=pl.lit(SET_ASIDE),
        by=pl.when(special).then("variant_class").otherwise(pl.lit("no_gene")),
        reason=pl.col("variant_class").replace_strict(_NO_GENE, default="touches no gene of the gene models"),
    )
    return pl.concat([candidates.select(columns), alone.select(columns)])


def filter_tables(
    tables: dict[str, Path],
    case: CaseFile,
    panels: Sequence[Panel],
    build: Build,
    filters: FilterSettings,
    inherit: InheritSettings,
    out: Path,
    withheld: Withheld = NOTHING,
) -> dict[str, int]:
    """Write `candidates.parquet` with the buckets and `ledger.parquet` of one family.

    Args:
        tables: Paths of `alleles`, `genotypes`, `consequences` and `candidates`.
        case: The family.
        panels: The case's panels.
        build: The genome build.
        filters: Thresholds.
        inherit: What makes a genotype good enough.
        out: Folder for the tables.
        withheld: Genes that may not be told.

    Returns:
        Candidates by bucket, and `alleles`.

    Raises:
        ContentError: An allele is in no bucket.
    """
    frames = {
        "genotypes": read_table(tables["genotypes"], GENOTYPES),
        "consequences": read_table(tables["consequences"], CONSEQUENCES),
        "candidates": read_table(tables["candidates"], CANDIDATES),
    }
    counts = Counter({"alleles": 0, FINDING: 0, CANDIDATE: 0, SET_ASIDE: 0})
    with (
        TableWriter(out / "candidates.parquet", CANDIDATES) as kept,
        TableWriter(out / "ledger.parquet", LEDGER) as ledger,
    ):
        for contig in contigs_of(tables["alleles"]):
            alleles = read_table(tables["alleles"], ALLELES, contig)
            here = _of_contig(frames, alleles)
            rows = filter_candidates(
                here["candidates"],
                alleles,
                here["genotypes"],
                here["consequences"],
                case,
                panels,
                build,
                filters,
                inherit,
            )
            rows = withhold(rows, withheld)
            book = make_ledger(rows, alleles)
            _everyone_booked(book, alleles)
            kept.write(rows)
            ledger.write(book)
            counts.update(alleles=alleles.height, **dict(rows.group_by("bucket").len().iter_rows()))
        if kept.rows != frames["candidates"].height:
            raise ContentError(f"{out}: {frames['candidates'].height} candidates in, {kept.rows} out")
    return dict(counts)


def _of_contig(frames: dict[str, pl.DataFrame], alleles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of each table that belong to these alleles, in their order."""
    keys = alleles.select("allele")
    return {n: frame.join(keys, on="allele", how="semi", maintain_order="left") for n, frame in frames.items()}


def _everyone_booked(ledger: pl.DataFrame, alleles: pl.DataFrame) -> None:
    booked = ledger["allele"].n_unique()
    if booked != alleles.height:
        raise ContentError(f"{alleles.height} alleles, but {booked} in the ledger")
