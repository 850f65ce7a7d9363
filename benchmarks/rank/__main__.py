"""Measure the rank on published cases, or calibrate it; write the results into docs/ranking.md.

Cases that share a gene or a disease are in one set; half of the sets are for calibration, the others are held out.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from textwrap import TextWrapper

from benchmarks.rank.calibrate import calibrate
from benchmarks.rank.calibrate import calibrate_similarity
from benchmarks.rank.calibrate import quality
from benchmarks.rank.measure import by_formula
from benchmarks.rank.measure import by_group
from benchmarks.rank.measure import figure
from benchmarks.rank.page import picture
from benchmarks.rank.page import table
from benchmarks.rank.published import Published
from benchmarks.rank.published import families_of
from benchmarks.rank.published import read_published
from benchmarks.rank.world import make_ground
from benchmarks.rank.world import make_world
from benchmarks.rank.world import options_of
from benchmarks.rank.world import places_of
from benchmarks.rank.world import with_weights
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.rank_settings import RankSettings

ROOT = Path(__file__).parents[2]
SEED = 23
A_GENE = 3
"""Cases of a gene at most: some genes have hundreds (count)."""

MISSENSE = 400.0
OTHER_BACKGROUNDS = (200.0, 800.0)
WRAP = TextWrapper(width=118).fill
BEGIN, END = "<!-- made by make bench-rank -->", "<!-- end -->"


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rank", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with phenopackets/ and mane/")
    parser.add_argument("--calibrate", action="store_true", help="search for weights first, and say what they are")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".tools" / "bench" / "rank", help="where made files are kept"
    )
    parser.add_argument("--page", type=Path, help="page of which the part between the marks is written anew")
    parser.add_argument("--picture", type=Path, help="SVG to write")
    return parser.parse_args(words)


def split(cases: Sequence[Published], a_gene: int) -> tuple[list[Published], list[Published]]:
    """Return the calibration cases and those held out; no gene and no disease is in both."""
    chance, sets = random.Random(SEED), families_of(cases)
    names = sorted(set(sets.values()))
    chance.shuffle(names)
    chosen = set(names[: len(names) // 2])
    by_gene: dict[str, list[Published]] = {}
    for one in sorted(cases, key=lambda one: one.name):
        by_gene.setdefault(one.gene, []).append(one)
    few = [one for gene in sorted(by_gene) for one in chance.sample(by_gene[gene], min(a_gene, len(by_gene[gene])))]
    return [one for one in few if sets[one.name] in chosen], [one for one in few if sets[one.name] not in chosen]


def tell(line: str) -> None:
    """Print a line of progress."""
    print(line, file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> None:
    """Read, plant, calibrate where asked, measure and write."""
    asked = parse(words)
    ground = make_ground(asked.data / "mane" / "mane.grch38.tsv.gz", asked.folder)
    cases = list(read_published(asked.data / "phenopackets"))
    chosen, held = split(cases, A_GENE)
    tell(f"{len(cases)} cases; {len(chosen)} to calibrate, {len(held)} held out")
    similarity, settings = PhenotypeSettings(), RankSettings()
    own = make_world(ground, chosen, 1, MISSENSE)
    if asked.calibrate:
        weight = calibrate_similarity(own, similarity.excluded_weight, tell)
        own = with_weights(own, weight, similarity.excluded_weight)
        settings = calibrate(own, tell)
        tell(settings.model_dump_json(indent=1))
    worlds = {missense: make_world(ground, held, 1, missense) for missense in (MISSENSE, *OTHER_BACKGROUNDS)}
    worlds = {m: with_weights(w, similarity.disease_weight, similarity.excluded_weight) for m, w in worlds.items()}
    places = by_formula(worlds[MISSENSE], settings)
    rows = [figure(name, found) for name, found in places.items()]
    rows += [
        figure(f"whole formula, {missense:.0f} missense alleles", places_of(world, options_of(world), settings))
        for missense, world in worlds.items()
        if missense != MISSENSE
    ]
    without = with_weights(worlds[MISSENSE], similarity.disease_weight, 0.0)
    rows.append(figure("whole formula, absent terms left out", places_of(without, options_of(without), settings)))
    rows.append(figure("whole formula, calibration cases", places_of(own, options_of(own), settings)))
    lost = Counter(bool(place > 10_000) for place in places["whole formula"])[True]
    genes = len({one.gene for one in held})
    text = "\n\n".join(
        [
            WRAP(
                f"{len(held):,} held-out cases of {genes} genes (at most {A_GENE} a gene), "
                f"{worlds[MISSENSE].candidates.height / len(held):,.0f} candidates a case. {lost} of them are lost "
                "before they are ranked: every causal allele is intronic, synonymous or in a gene without coding "
                "sequence."
            ),
            table(rows, "held-out cases"),
            table(by_group(held, places["whole formula"], ground.known), "held-out cases by kind, whole formula"),
            f"Mean of 1 / place: {quality(places['whole formula']):.3f} held out, "
            f"{quality(places_of(own, options_of(own), settings)):.3f} on the calibration cases.",
        ]
    )
    print(text)
    if asked.picture:
        asked.picture.write_text(picture(places), encoding="utf-8")
    if asked.page:
        page = asked.page.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        asked.page.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
