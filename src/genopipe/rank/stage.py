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


def _stated(candidates: pl.DataFrame, alleles: pl.DataFrame, own: pl.DataFrame, state: pl.Expr) -> pl.DataFrame:
    """Return the candidates of one contig with the facts that ranking goes by, and `rank_state`."""
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
    own = genotypes.filter(pl.col("person") == case.case.proband).drop("person")
    diseases = read_table(tables["diseases"], GENE_DISEASES)
    classified = "class_state" in candidates.columns and (candidates["class_state"] == CLASSIFIED).any()
    state = rank_state(build, filters, inherit, classified=classified)
    stated: list[pl.DataFrame] = []
    worth: list[pl.DataFrame] = []
    for contig in contigs_of(tables["alleles"]):
        alleles = read_table(tables["alleles"], ALLELES, contig)
        rows = _stated(candidates, alleles, own, state)
        stated.append(rows.select(*_KEY, "rank_state"))
        worth.append(rows.filter(pl.col("rank_state") == RANKED))
    chosen = pl.concat(worth) if worth else None
    ranks = rank_candidates(chosen, diseases, settings) if chosen is not None and chosen.height else None
    if (known := sum(rows.height for rows in stated)) != candidates.height:
        raise ContentError(f"{out}: {candidates.height} candidates in, {known} belong to an allele")
    _write(candidates, stated, ranks, out / "candidates.parquet")
    return {"candidates": candidates.height, "ranked": 0 if ranks is None else ranks.height}


def _write(candidates: pl.DataFrame, stated: list[pl.DataFrame], ranks: pl.DataFrame | None, path: Path) -> None:
    """Write the candidates contig by contig with their places."""
    names = [name for name in candidates.columns if name not in RANK_NAMES]
    empty = [pl.lit(None, dtype).alias(name) for name, dtype in CANDIDATES.schema(RANK_NAMES[:-1]).items()]
    with TableWriter(path, CANDIDATES, list(CANDIDATES.schema({*names, *RANK_NAMES}))) as writer:
        for states in stated:
            here = candidates.select(names).join(states, on=_KEY, maintain_order="left")
            placed = here.join(ranks, on=_KEY, how="left", maintain_order="left") if ranks is not None else None
            writer.write(here.with_columns(empty) if placed is None else placed)
