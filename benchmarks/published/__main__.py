"""Write published cases as files on disk: a compact genome, its genes, a frequency source, and a folder for each case.

The genome agrees with what was published: every allele has its REF, and every substitution in a coding sequence its
codon and its amino acids. Positions are new; c. and p. descriptions, on MANE's RefSeq transcripts, are the published
ones. The case's other alleles are drawn as `benchmarks.rank.background` has it, over a pool of genes.

    truth.tsv    case, gene, disease, mode, allele in the compact genome, published c. and p., consequence
    genes.tsv    symbol, contig, stretches of GRCh38 that were kept and where each begins
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.published.bases import Painted
from benchmarks.published.bases import paint
from benchmarks.published.carried import Carried
from benchmarks.published.carried import World
from benchmarks.published.carried import draw_carried
from benchmarks.published.layout import Gene
from benchmarks.published.layout import Placed
from benchmarks.published.layout import lay
from benchmarks.published.layout import read_genes
from benchmarks.published.writing import write_case
from benchmarks.published.writing import write_fasta
from benchmarks.published.writing import write_frequencies
from benchmarks.published.writing import write_models
from benchmarks.rank.background import seed_of
from benchmarks.rank.published import Published
from benchmarks.rank.published import read_published

SEED = 29
FIRST = 1_000
BEYOND_PAR = 3_000_000
"""Where genes begin on X: behind the pseudo-autosomal region of GRCh38, which ends at 2,781,479."""

Row = dict[str, Any]


class Made(NamedTuple):
    """What was written.

    Attributes:
        cases: How many cases.
        genes: How many genes.
        agreed: Published substitutions that the genome agrees with (count).
        refused: Those that it does not.
    """

    cases: int
    genes: int
    agreed: int
    refused: list[str]


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with phenopackets/ and mane/")
    parser.add_argument("--cases", type=int, default=200, help="cases, one a gene first, then more of each")
    parser.add_argument("--pool", type=int, default=2_000, help="genes from which other alleles are drawn")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    return parser.parse_args(words)


def choose(cases: Sequence[Published], number: int, known: set[str]) -> list[Published]:
    """Return cases of known genes: one of each gene, then a second of each, until there are enough."""
    chance = random.Random(SEED)
    by_gene: dict[str, list[Published]] = {}
    for one in sorted(cases, key=lambda one: one.name):
        if one.gene in known:
            by_gene.setdefault(one.gene, []).append(one)
    for group in by_gene.values():
        chance.shuffle(group)
    genes = sorted(by_gene)
    chance.shuffle(genes)
    deepest = max(map(len, by_gene.values()))
    ordered = [by_gene[gene][depth] for depth in range(deepest) for gene in genes if depth < len(by_gene[gene])]
    return ordered[:number]


def read_alleles(data: Path, names: set[str], genes: dict[str, Gene]) -> dict[str, list[Row]]:
    """Return the published alleles of the chosen cases that lie on the gene's contig, by case."""
    table = pl.read_csv(data / "phenopackets" / "hgvs.tsv.gz", separator="\t", infer_schema=False, quote_char=None)
    found: dict[str, list[Row]] = {}
    for row in table.iter_rows(named=True):
        gene = genes.get(row["gene"] or "")
        if row["case_id"] in names and row["pos"] and gene is not None and row["chrom"] == gene.contig:
            found.setdefault(row["case_id"], []).append(row)
    return found


def read_packets(data: Path, names: set[str]) -> dict[str, Row]:
    """Return the phenopackets of the chosen cases."""
    with gzip.open(data / "phenopackets" / "phenopackets.ndjson.gz", "rt", encoding="utf-8") as lines:
        packets = map(json.loads, lines)
        return {one["case_id"]: one["phenopacket"] for one in packets if one["case_id"] in names}


def build(genes: Sequence[Gene], alleles: dict[str, list[Row]]) -> World:
    """Lay the genes and draw their bases."""
    by_gene: dict[str, dict[tuple[str, ...], Row]] = {}
    for row in (row for rows in alleles.values() for row in rows):
        by_gene.setdefault(row["gene"], {})[row["pos"], row["ref"], row["alt"]] = row
    places = {gene: [int(row["pos"]) for row in rows.values()] for gene, rows in by_gene.items()}
    placed: list[Placed] = []
    painted: list[Painted] = []
    for contig in sorted({gene.contig for gene in genes}, key=lambda name: (len(name), name)):
        here = [gene for gene in genes if gene.contig == contig]
        placed += lay(here, places, BEYOND_PAR if contig == "chrX" else FIRST)
    for one in placed:
        rows = list(by_gene.get(one.gene.symbol, {}).values())
        painted.append(paint(one, rows, np.random.default_rng(seed_of(one.gene.symbol, SEED))))
    lengths = np.array([len(one.gene.coding_positions) for one in placed], dtype=float)
    return World(placed, painted, lengths / lengths.sum())


def _causal(rows: Sequence[Row], placed: Placed, male: bool) -> list[Carried]:
    words = {"heterozygous": "0/1", "homozygous": "1/1", "hemizygous": "1"}
    made = []
    for row in rows:
        position = placed.place(int(row["pos"]))
        if position is None:
            return []
        genotype = words[row["zygosity"]]
        if genotype == "1/1" and male and placed.gene.contig == "chrX":
            genotype = "1"
        made.append(Carried(placed.gene.contig, position, row["ref"], row["alt"], genotype, None))
    return made


def write_world(data: Path, number: int, pool: int, out: Path) -> Made:
    """Write cases, genome, genes and frequency source.

    Args:
        data: Folder with phenopackets/ and mane/.
        number: Cases.
        pool: Genes from which other alleles are drawn.
        out: Folder to write.
    """
    every = {gene.symbol: gene for gene in read_genes(data / "mane" / "mane.grch38.tsv.gz")}
    cases = choose(list(read_published(data / "phenopackets")), number, set(every))
    names = {one.name for one in cases}
    alleles, packets = read_alleles(data, names, every), read_packets(data, names)
    more = random.Random(SEED).sample(sorted(every), min(pool, len(every)))
    wanted = {one.gene for one in cases} | set(more)
    world = build([gene for symbol, gene in every.items() if symbol in wanted], alleles)
    by_symbol = {one.gene.symbol: one for one in world.placed}
    contigs = write_fasta(world, _folder(out) / "genome.fa")
    write_models(world.placed, out / "genes.gff3")
    everyone: list[Carried] = []
    truth = ["case\tsource\tgene\tdisease\tmode\tallele\thgvs_c\thgvs_p\tconsequence"]
    for one in cases:
        male = one.sex == "MALE"
        causal = _causal(alleles.get(one.name, []), by_symbol[one.gene], male)
        if not causal:
            continue
        others = draw_carried(world, np.random.default_rng(seed_of(one.name, SEED)), male)
        taken = {(c.contig, c.position) for c in causal}
        carried = [*causal, *(c for c in others if (c.contig, c.position) not in taken)]
        everyone += carried
        write_case(out / "cases" / one.case.case, one.case, one.sex, carried, contigs, packets[one.name])
        for row, allele, facts in zip(alleles[one.name], causal, one.alleles, strict=True):
            name = f"{allele.contig.removeprefix('chr')}-{allele.position}-{allele.ref}-{allele.alt}"
            told = [row["hgvs_c"] or "", (row["hgvs_p"] or "").rpartition(":")[2], facts["consequence"]]
            truth.append("\t".join([one.case.case, one.name, one.gene, one.disease, one.mode, name, *told]))
    (out / "truth.tsv").write_text("\n".join(truth) + "\n", encoding="utf-8")
    write_frequencies(everyone, contigs, out)
    _write_genes(world, out / "genes.tsv")
    refused = [text for painted in world.painted for text in painted.refused]
    written = len({line.partition("\t")[0] for line in truth[1:]})
    return Made(written, len(world.placed), sum(painted.agreed for painted in world.painted), refused)


def _folder(out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    return out


def _write_genes(world: World, path: Path) -> None:
    lines = ["symbol\tcontig\tkept\tstarts"]
    for one in world.placed:
        kept = ",".join(f"{start}-{end}" for start, end in one.kept)
        lines.append(f"{one.gene.symbol}\t{one.gene.contig}\t{kept}\t{','.join(map(str, one.starts))}")
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def main(words: Sequence[str]) -> None:
    """Write the world and say what it holds."""
    asked = parse(words)
    made = write_world(asked.data, asked.cases, asked.pool, asked.out)
    print(f"{asked.out}: {made.cases} cases, {made.genes} genes; {made.agreed} published substitutions agree")
    for text in made.refused:
        print(f"no codon fits: {text}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
