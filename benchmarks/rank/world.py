"""Cases planted into their backgrounds: one frame of candidates and one of diseases, of all cases together."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.rank.background import Genes
from benchmarks.rank.background import draw_background
from benchmarks.rank.background import read_genes
from benchmarks.rank.background import seed_of
from benchmarks.rank.background import with_frequency
from benchmarks.rank.background import with_pairs
from benchmarks.rank.published import Published
from genopipe.io.hpo import packaged_files
from genopipe.io.phenotype_index import PhenotypeIndex
from genopipe.io.phenotype_index import read_index
from genopipe.phenotype.compiling import compile_release
from genopipe.phenotype.genes import JoinedGenes
from genopipe.phenotype.genes import join_genes
from genopipe.phenotype.stage import make_gene_diseases
from genopipe.phenotype.terms import resolve_terms
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.rank.modes import add_diseases
from genopipe.rank.modes import make_options
from genopipe.rank.parts import add_own_parts
from genopipe.rank.scoring import score_options
from genopipe.rank_settings import RankSettings

NOT_LOOKED_AT = ("intron_variant", "non_coding_transcript_variant", "synonymous_variant")
"""Consequences that are no candidates: a case whose causal alleles have no other is lost before it is ranked."""

NOWHERE = 1_000_000
"""Place of a causal gene that is not among the candidates."""

TYPES = {
    "modes": pl.List(pl.String),
    "modes_not_assessable": pl.List(pl.String),
    "partners": pl.List(pl.String),
    "partner_phase": pl.String,
    "flags": pl.String,
    "frequency_max": pl.Float64,
    "class_points": pl.Int64,
}


@dataclass(frozen=True)
class Ground:
    """What every case stands on.

    Attributes:
        index: The HPO release.
        genes: Genes that alleles are drawn from.
        joined: Those that HPO knows a disease of.
        known: Their symbols.
    """

    index: PhenotypeIndex
    genes: Genes
    joined: JoinedGenes
    known: frozenset[str]


@dataclass(frozen=True)
class World:
    """Cases in their backgrounds.

    Attributes:
        cases: The cases, in order.
        candidates: All candidates; `gene` is the number of the case and the symbol.
        diseases: Rows of `gene_diseases`, with the same genes.
    """

    cases: tuple[Published, ...]
    candidates: pl.DataFrame
    diseases: pl.DataFrame


def make_ground(mane: Path, folder: Path) -> Ground:
    """Compile the packaged HPO release and read the genes.

    Args:
        mane: MANE's table.
        folder: Where the compiled release is kept.
    """
    compile_release(packaged_files(), folder / "phenotypes")
    index, genes = read_index(folder / "phenotypes"), read_genes(mane)
    models = pl.DataFrame({"gene": genes.symbols, "gene_symbol": genes.symbols})
    joined = join_genes(models, index.genes, None)
    return Ground(index, genes, joined, frozenset(joined.frame["gene_symbol"]))


def make_world(ground: Ground, cases: Sequence[Published], run: int, missense: float) -> World:
    """Plant cases into backgrounds of their own.

    Args:
        ground: HPO and genes.
        cases: Published cases.
        run: Number of the run: another one draws other backgrounds.
        missense: Mean number of rare missense alleles of a person.
    """
    candidates, diseases = [], []
    for number, one in enumerate(cases):
        random = np.random.default_rng(seed_of(one.name, run))
        background = draw_background(ground.genes, random, one.sex == "MALE", missense)
        recessive = one.mode in ("homozygous", "compound")
        planted = [with_frequency(row, random, recessive) for row in one.alleles]
        rows = with_pairs([*(row for row in planted if row["consequence"] not in NOT_LOOKED_AT), *background])
        candidates += [row | {"gene": f"{number}|{row['symbol']}", "case": number} for row in rows]
        diseases.append(_diseases(ground, one, number, {row["symbol"] for row in rows}))
    frame = pl.DataFrame(candidates, schema_overrides={k: v for k, v in TYPES.items() if k in candidates[0]})
    whole = frame.with_columns(
        gene_symbol="symbol",
        modes_not_assessable=pl.lit([], dtype=TYPES["modes_not_assessable"]),
        flags=pl.lit(None, pl.String),
        class_points=pl.lit(None, pl.Int64),
        frequency_state=pl.when(pl.col("frequency_max").is_null()).then(pl.lit("absent")).otherwise(pl.lit("found")),
    )
    return World(tuple(cases), whole.with_row_index("row"), pl.concat(diseases))


def _diseases(ground: Ground, one: Published, number: int, symbols: set[str]) -> pl.DataFrame:
    """Return the diseases of the genes of a case, scored."""
    frame = ground.joined.frame.filter(pl.col("gene_symbol").is_in(list(symbols)))
    terms = resolve_terms(ground.index, one.case)
    scored = make_gene_diseases(ground.index, terms, replace_frame(ground.joined, frame), PhenotypeSettings())
    kept = scored.drop("matches", "conflicts")
    return kept.with_columns(gene=pl.format("{}|{}", pl.lit(number), "gene_symbol"))


def replace_frame(joined: JoinedGenes, frame: pl.DataFrame) -> JoinedGenes:
    """Return joined genes with other rows."""
    return joined._replace(frame=frame)


def with_weights(world: World, disease_weight: float, excluded_weight: float) -> World:
    """Return the world with the scores of diseases by other weights."""
    score = (
        (1 - disease_weight) * pl.col("person_part")
        + disease_weight * pl.col("disease_part")
        - excluded_weight * pl.col("excluded_part")
    )
    return replace(world, diseases=world.diseases.with_columns(phenotype_score=score.clip(0, 1)))


def options_of(world: World) -> pl.DataFrame:
    """Return one row a candidate and mode, with its diseases: what no setting of the rank changes."""
    return add_diseases(make_options(world.candidates), world.diseases)


def places_of(world: World, options: pl.DataFrame, settings: RankSettings) -> np.ndarray:
    """Return the place of each case's causal gene; of equals, the last place; `NOWHERE` where it is no candidate.

    Args:
        world: Cases in their backgrounds.
        options: What `options_of` made.
        settings: Weights and values.
    """
    own = add_own_parts(world.candidates, settings)
    scored = score_options(options, own, settings, assessable=True)
    partner = pl.col("partner").fill_null(pl.col("row"))
    entry = {"first": pl.min_horizontal("row", partner), "second": pl.max_horizontal("row", partner)}
    named = scored.select("row", "score", **entry).join(world.candidates.select("row", "case", "causal"), on="row")
    best = named.filter("causal").group_by("case").agg(best=pl.col("score").max())
    entries = named.unique(["first", "second"]).join(best, on="case")
    places = entries.filter(pl.col("score") >= pl.col("best")).group_by("case").len()
    found = np.full(len(world.cases), NOWHERE, dtype=np.int64)
    found[places["case"].to_numpy()] = places["len"].to_numpy()
    return found
