"""Held-out published cases in a background of rare alleles: is the causal gene among the first?

One case a gene, of the half of the sets on which nothing was calibrated. docs/ranking.md has the whole measure.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))


def test_published_cases_in_a_background(record: Any, data: Path, tmp_path: Path) -> None:
    from benchmarks.rank.__main__ import MISSENSE
    from benchmarks.rank.__main__ import split
    from benchmarks.rank.measure import by_formula
    from benchmarks.rank.published import read_published
    from benchmarks.rank.world import make_ground
    from benchmarks.rank.world import make_world

    from genopipe.rank_settings import RankSettings

    ground = make_ground(data / "mane" / "mane.grch38.tsv.gz", tmp_path)
    held = split(list(read_published(data / "phenopackets")), 1)[1]
    world = make_world(ground, held, 1, MISSENSE)
    places = by_formula(world, RankSettings())
    for first in (1, 5, 10):
        found = int((places["whole formula"] <= first).sum())
        record(f"rank.first_{first}", len(held), found, f"held-out cases whose causal gene is among the first {first}")
    for name in ("phenotype alone", "alleles alone"):
        found = int((places[name] <= 10).sum())
        record(f"rank.first_10_{name.replace(' ', '_')}", len(held), found, f"the same, first 10, by {name}")
