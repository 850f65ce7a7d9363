"""Further annotation sources of the world, with records of their own: a predictor, facts of genes, and repeats.

What they say of the planted alleles is known and stands in `truth/sources.tsv`.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.consequences import effects
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.randomness import stream
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele
from genopipe.sources import Source

PREDICTOR, CONSTRAINT, REPEATS = "simulated_predictor", "simulated_constraint", "simulated_repeats"
DOSAGE = "simulated_dosage"
MANIFEST = "config/sources.yaml"
FILES = {
    PREDICTOR: "resources/predictor.tsv",
    CONSTRAINT: "resources/constraint.tsv",
    DOSAGE: "resources/dosage.tsv",
    REPEATS: "resources/repeats.bed",
}
"""The file of each source, within the project."""

TRUTH_COLUMNS = ("case", "allele", "gene_symbol", "source", "column", "value")

_HARMFUL = "missense_variant"
_SCORES = {"diagnosis": (0.94, 1.0), "look_alike": (0.0, 0.003)}  # by role of a planted allele
_OTHERS = (0.0, 0.9)
_ONE_COPY, _TWO_COPIES = "3", "30"  # ClinGen's words: one copy is not enough; recessive
_AROUND = 25  # bases that a region holds on each side of a planted allele
_EVERY = 2  # each second planted allele of the first group lies in a region
_UNTOLD = 7  # each seventh gene has no constraint


@dataclass(frozen=True)
class FurtherSources:
    """What the sources say.

    Attributes:
        scores: Score of each missense substitution (0-1).
        constraint: LOEUF of genes by symbol (ratio).
        repeats: Regions with the word that each is labelled by, sorted.
    """

    scores: Mapping[Allele, float]
    constraint: Mapping[str, float]
    repeats: Sequence[tuple[Interval, str]]

    def touches(self, allele: Allele) -> bool:
        """Say whether a base that an allele changes lies in a region; for an insertion one of the bases beside it."""
        anchored = len(allele.ref) != len(allele.alt)
        first = allele.position + (anchored and len(allele.ref) > len(allele.alt))
        last = allele.end + (anchored and len(allele.ref) < len(allele.alt))
        return any(
            region.contig == allele.contig and region.start <= last and first <= region.end
            for region, _ in self.repeats
        )


def make_sources(
    seed: int, reference: Reference, alleles: Iterable[Allele], planted: Sequence[Mapping[Allele, Planted]]
) -> FurtherSources:
    """Draw what the sources say.

    Args:
        seed: Seed of the world.
        reference: The genome.
        alleles: Alleles of the population, in the order of the FASTA.
        planted: Planted alleles in groups; a later group changes nothing of what is said of those before it.
    """
    random = stream(seed, "sources")
    first, *later = planted
    scores = _draw_scores(random, reference, dict.fromkeys([*alleles, *sorted(first)]), first)
    told = [gene for number, gene in enumerate(reference.genes) if gene.coding and number % _UNTOLD]
    constraint = {gene.symbol: round(float(random.uniform(0.1, 1.8)), 3) for gene in told}
    for group in later:
        scores |= _draw_scores(random, reference, sorted(group), group)
    return FurtherSources(scores, constraint, _make_repeats(reference, sorted(first)[::_EVERY]))


def _draw_scores(
    random: np.random.Generator, reference: Reference, alleles: Iterable[Allele], planted: Mapping[Allele, Planted]
) -> dict[Allele, float]:
    """Return the score of each missense substitution: high for a planted diagnosis, low for what looks like one.

    They are on the scale of REVEL, as far as its thresholds of PP3 and BP4 go (doi:10.1016/j.ajhg.2022.10.013): strong
    from 0.932 on, very strong evidence of a benign change up to 0.003.
    """
    scores = {}
    for allele in alleles:
        single = len(allele.ref) == len(allele.alt) == 1
        if single and _HARMFUL in {effect.term for effect in effects(reference, allele)}:
            role = planted[allele].role if allele in planted else ""
            scores[allele] = round(float(random.uniform(*_SCORES.get(role, _OTHERS))), 3)
    return scores


def _make_repeats(reference: Reference, planted: Sequence[Allele]) -> list[tuple[Interval, str]]:
    """Return the short tandem repeats, and a made-up duplication around each planted allele that is given."""
    found = [(place, "tandem") for place in reference.microsatellites]
    for allele in planted:
        end = min(allele.end + _AROUND, SYNTHETIC.lengths[allele.contig])
        found.append((Interval(allele.contig, max(allele.position - _AROUND, 1), end), "duplication"))
    order = {contig: index for index, contig in enumerate(SYNTHETIC.lengths)}
    return sorted(found, key=lambda item: (order[item[0].contig], item[0].start, item[0].end, item[1]))


def dosage_of(symbol: str) -> str:
    """Return what the source of dosage says of a gene: `3` where one copy is not enough, `30` for a recessive gene.

    Empty for a gene that is in no panel, or on the mitochondrial genome.
    """
    modes = {row.mode for rows in PANELS.values() for row in rows if row.symbol == symbol} - {"mitochondrial"}
    return "" if not modes else _TWO_COPIES if modes == {"biallelic"} else _ONE_COPY


def source_texts(reference: Reference, sources: FurtherSources) -> dict[str, str]:
    """Return the files of the sources by their path in the project."""
    order = {contig: index for index, contig in enumerate(SYNTHETIC.lengths)}
    scored = sorted(sources.scores, key=lambda allele: (order[allele.contig], allele))
    scores = [f"{a.contig}\t{a.position}\t{a.ref}\t{a.alt}\t{sources.scores[a]}" for a in scored]
    genes = [f"{symbol}\t{reference.gene(symbol).identifier}\t{loeuf}" for symbol, loeuf in sources.constraint.items()]
    dosage = [f"{g.symbol}\t{g.identifier}\t{dosage_of(g.symbol)}" for g in reference.genes if dosage_of(g.symbol)]
    regions = [f"{place.contig}\t{place.start - 1}\t{place.end}\t{word}" for place, word in sources.repeats]
    texts = {
        PREDICTOR: ["contig\tposition\tref\talt\tscore", *scores],
        CONSTRAINT: ["gene\tgene_id\tloeuf", *genes],
        DOSAGE: ["gene\tgene_id\thaploinsufficiency", *dosage],
        REPEATS: regions,
    }
    return {FILES[name]: "\n".join(lines) + "\n" for name, lines in texts.items()}


def _record(name: str, title: str, kind: str, form: str, **more: object) -> dict[str, Any]:
    """Return a record, checked against its schema."""
    facts = {"name": name, "title": title, "kind": kind, "version": "1", "build": SYNTHETIC.name}
    terms = {"licence": {"words": "made up", "link": "", "commercial": True}, "citation": "genopipe simulate"}
    record = {**facts, **terms, "format": form, **more}
    Source.model_validate(record)
    return record


def _column(column: str, origin: str, kind: str, doc: str, unit: str, **more: str) -> dict[str, str]:
    missing = "it is not in the source"
    return {"column": column, "from": origin, "type": kind, "doc": doc, "unit": unit, "missing": missing, **more}


def source_records() -> list[dict[str, Any]]:
    """Return the records of the sources."""
    layout = {"contig": "contig", "position": "position", "ref": "ref", "alt": "alt"}
    score = _column("score", "score", "real", "How likely it is that the change harms.", "0-1")
    loeuf = _column("loeuf", "loeuf", "real", "Upper bound of observed by expected loss-of-function.", "ratio")
    score_of_dosage = "Evidence that one copy is not enough: 3 sufficient; 30 recessive."
    dosage = _column("haploinsufficiency", "haploinsufficiency", "text", score_of_dosage, "ClinGen score")
    touched = _column("touched", "region", "flag", "A base that the allele changes lies in a region.", "yes/no")
    label = _column("label", "name", "text", "What the regions are.", "words joined by |", reduce="join")
    return [
        _record(PREDICTOR, "Synthetic predictor", "predictor", "tsv", grain="allele", layout=layout, columns=[score]),
        _record(CONSTRAINT, "Synthetic constraint", "gene", "tsv", grain="gene", columns=[loeuf]),
        _record(DOSAGE, "Synthetic dosage sensitivity", "gene", "tsv", grain="gene", columns=[dosage]),
        _record(REPEATS, "Synthetic repeats", "region", "bed", grain="region", columns=[touched, label]),
    ]


def make_source_truth(
    families: Sequence[FamilyPlan], placed: Mapping[str, Mapping[Allele, Planted]], sources: FurtherSources
) -> str:
    """Return `sources.tsv`: one row a planted allele and column of a source; an empty value is null.

    Args:
        families: The families that are in the world.
        placed: Planted alleles by family.
        sources: What the sources say.
    """
    lines = ["\t".join(TRUTH_COLUMNS)]
    for plan in families:
        for allele, planted in placed[plan.family].items():
            said = (
                (PREDICTOR, "score", sources.scores.get(allele, "")),
                (REPEATS, "touched", str(sources.touches(allele)).lower()),
                (CONSTRAINT, "loeuf", sources.constraint.get(planted.symbol, "")),
                (DOSAGE, "haploinsufficiency", dosage_of(planted.symbol)),
            )
            lines += ["\t".join((plan.case, allele.key, planted.symbol, *map(str, row))) for row in said]
    return "\n".join(lines) + "\n"
