"""Rank the candidates of a case, and write why each stands where it does."""

from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.genome import Build
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.rank.modes import COMPOUND
from genopipe.rank.modes import add_diseases
from genopipe.rank.modes import make_options
from genopipe.rank.parts import add_own_parts
from genopipe.rank.scoring import OWN_PARTS
from genopipe.rank.scoring import add_places
from genopipe.rank.scoring import part_texts
from genopipe.rank.scoring import score_options
from genopipe.rank.worth import CLASSIFIED
from genopipe.rank.worth import RANKED
from genopipe.rank.worth import rank_state
from genopipe.rank_settings import RankSettings
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import GENE_DISEASES
from genopipe.tables import GENOTYPES
from genopipe.tables import RANK_NAMES

_ALLELE_FACTS = (
    "allele",
    "contig",
    "variant_class",
    "quality",
    "filters",
    "frequency_state",
    "frequency_max",
    "clinvar_pathogenic",
)
_KEY = ("allele", "gene")


def is_assessable(diseases: pl.DataFrame) -> bool:
    """Say whether the case has terms that were compared with a disease of a gene."""
    return diseases["phenotype_score"].count() > 0


def rank_candidates(rows: pl.DataFrame, diseases: pl.DataFrame, settings: RankSettings) -> pl.DataFrame:
    """Rank the candidates of a case that are worth it.

    Args:
        rows: Candidates with `allele`, `gene`, `gene_symbol`, `impact`, `consequence`, `flags`, `modes`,
            `modes_not_assessable`, `partners`, `partner_phase`, `frequency_state`, `frequency_max`, and, where they
            were classified, `class_points`.
        diseases: The table `gene_diseases` of the case.
        settings: Weights and values.

    Returns:
        One row a candidate, in the order given: `allele`, `gene` and the columns of ranking but for `rank_state`.
    """
    points = [] if "class_points" in rows.columns else [pl.lit(None, pl.Int64).alias("class_points")]
    numbered = add_own_parts(rows.with_columns(*points).with_row_index("row"), settings)
    options = add_diseases(make_options(numbered), diseases)
    scored = add_places(score_options(options, numbered, settings, is_assessable(diseases)), numbered)
    values = [f"{part}_value" for part in OWN_PARTS]
    others = numbered.select(pl.col(values).name.prefix("partner_"), partner="row", partner_allele="allele")
    told = diseases.with_row_index("phenotype_disease_row").select(
        "phenotype_disease_row",
        phenotype_score="phenotype_score",
        phenotype_disease=pl.format("{} {}", "disease", "disease_name"),
        phenotype_matches="matches",
    )
    joined = (
        numbered.select("row", *_KEY, *values, *(f"{part}_word" for part in OWN_PARTS))
        .join(scored.drop("gene", "gene_symbol", "own"), on="row", how="left", maintain_order="left")
        .join(others, on="partner", how="left", maintain_order="left")
        .join(told, on="phenotype_disease_row", how="left", maintain_order="left")
    )
    pair = pl.col("mode") == COMPOUND
    means = [
        pl.when(pair).then((pl.col(name) + pl.col(f"partner_{name}").fill_null(0.0)) / 2).otherwise(name).alias(name)
        for name in values
    ]
    parted = joined.with_columns(means).with_columns(rank_score="score", rank_parts=part_texts(settings))
    return parted.select(*_KEY, *(name for name in RANK_NAMES if name != "rank_state"))


def _stated(
    candidates: pl.DataFrame, alleles: pl.DataFrame, genotypes: pl.DataFrame, proband: str, state: pl.Expr
) -> pl.DataFrame:
    """Return the candidates of one contig with the facts that ranking goes by, and `rank_state`."""
    own = genotypes.filter(pl.col("person") == proband).drop("person")
    joined = candidates.join(alleles.select(_ALLELE_FACTS), on="allele", how="inner", maintain_order="left")
    rows = joined.join(own, on="allele", how="left", maintain_order="left")
    return rows.with_columns(rank_state=state).select(*candidates.columns, *_ALLELE_FACTS[1:], "rank_state")


def rank_tables(
    tables: dict[str, Path],
    case: CaseFile,
    build: Build,
    settings: RankSettings,
    filters: FilterSettings,
    inherit: InheritSettings,
    out: Path,
) -> dict[str, int]:
    """Write `candidates.parquet` with the columns of ranking.

    Args:
        tables: Paths of `candidates`, `alleles`, `genotypes` and `diseases` (of genopipe phenotype).
        case: The case.
        build: The genome build.
        settings: Weights and values.
        filters: Thresholds of frequency and quality.
        inherit: What makes a genotype good enough.
        out: Folder for the table.

    Returns:
        Number of `candidates` and of `ranked` ones.

    Raises:
        ContentError: A candidate belongs to no allele.
    """
    candidates = read_table(tables["candidates"], CANDIDATES)
    genotypes = read_table(tables["genotypes"], GENOTYPES)
    diseases = read_table(tables["diseases"], GENE_DISEASES)
    classified = "class_state" in candidates.columns and (candidates["class_state"] == CLASSIFIED).any()
    state = rank_state(build, filters, inherit, classified=classified)
    parts = [
        _stated(candidates, read_table(tables["alleles"], ALLELES, contig), genotypes, case.case.proband, state)
        for contig in contigs_of(tables["alleles"])
    ]
    stated = pl.concat(parts) if parts else candidates.clear().with_columns(rank_state=pl.lit(""))
    if stated.height != candidates.height:
        raise ContentError(f"{out}: {candidates.height} candidates in, {stated.height} belong to an allele")
    worth = stated.filter(pl.col("rank_state") == RANKED)
    ranks = rank_candidates(worth, diseases, settings) if worth.height else None
    names = [name for name in candidates.columns if name not in RANK_NAMES]
    columns = list(CANDIDATES.schema({*names, *RANK_NAMES}))
    kept = stated.select(*names, "rank_state")
    empty = [pl.lit(None, dtype).alias(name) for name, dtype in CANDIDATES.schema(RANK_NAMES[:-1]).items()]
    joined = kept.with_columns(empty) if ranks is None else kept.join(ranks, on=_KEY, how="left", maintain_order="left")
    with TableWriter(out / "candidates.parquet", CANDIDATES, columns) as writer:
        writer.write(joined)
    return {"candidates": stated.height, "ranked": worth.height}
