"""How large the synthetic world is, how its parts are named, and where its files lie."""

from collections.abc import Iterator
from dataclasses import asdict
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path

import numpy as np

VERSION = 2
"""Of the generator: a folder made by another version is made again."""

# Lengths of GRCh38 in 10 kb (GCA_000001405.15 assembly report, Genome Reference Consortium), for the proportions.
PROPORTIONS = {
    **{"chr1": 24_896, "chr2": 24_219, "chr3": 19_830, "chr4": 19_021, "chr5": 18_154, "chr6": 17_081},
    **{"chr7": 15_935, "chr8": 14_514, "chr9": 13_839, "chr10": 13_380, "chr11": 13_509, "chr12": 13_328},
    **{"chr13": 11_436, "chr14": 10_704, "chr15": 10_199, "chr16": 9_034, "chr17": 8_326, "chr18": 8_037},
    **{"chr19": 5_862, "chr20": 6_444, "chr21": 4_671, "chr22": 5_082, "chrX": 15_604, "chrY": 5_723},
}
X, Y = "chrX", "chrY"
EDGE = 10_000
"""Bases of N at either end of a contig, as GRCh38 has them."""
PAIRED = 2_781_479
"""Last base of the first pseudo-autosomal region of GRCh38: X and Y have variants only after it."""
Y_DENSITY = 0.1
"""Callable share of Y: most of it is heterochromatin."""


@dataclass(frozen=True)
class Shape:
    """The size of the world.

    Attributes:
        records: Records of the trio's VCF.
        source: Alleles of the frequency source.
        clinvar: Alleles of the ClinVar-like source.
        exome: Records of the exome-like VCF.
        bases: Bases of the genome.
        genes: Genes; each has one transcript in the sparse gene models.
        transcripts: Transcripts of the dense gene models.
        seed: The same seed makes the same bytes.
    """

    records: int = 500_000
    source: int = 3_000_000
    clinvar: int = 30_000
    exome: int = 100_000
    bases: int = 206_000_000
    genes: int = 1_200
    transcripts: int = 9_900
    seed: int = 1

    def name(self) -> str:
        """Return a folder's name that differs when anything differs."""
        digest = sha256(dumps([VERSION, asdict(self)], sort_keys=True).encode()).hexdigest()
        return f"{self.records}-{digest[:8]}"

    def lengths(self) -> dict[str, int]:
        """Return the length of every contig (bases), in proportion to GRCh38."""
        total = sum(PROPORTIONS.values())
        return {name: self.bases * part // total for name, part in PROPORTIONS.items()}

    def first_base(self, contig: str) -> int:
        """Return the first 0-based place of a contig that may hold a variant."""
        shortest = min(self.lengths()[name] for name in (X, Y))
        return PAIRED if contig in (X, Y) and shortest > 1.2 * PAIRED else EDGE

    def shares(self, count: int) -> dict[str, int]:
        """Part a number over the contigs, by the bases that may hold a variant; the parts sum to the number."""
        weights = {
            name: (length - EDGE - self.first_base(name)) * (Y_DENSITY if name == Y else 1)
            for name, length in self.lengths().items()
        }
        edges = np.round(np.cumsum([0, *weights.values()]) / sum(weights.values()) * count).astype(int)
        return dict(zip(weights, np.diff(edges).tolist(), strict=True))

    def random(self, purpose: str, contig: str = "") -> np.random.Generator:
        """Return a source of random numbers that belongs to one purpose and contig."""
        return np.random.default_rng([self.seed, *f"{purpose}/{contig}".encode()])


def shape_of(records: int) -> Shape:
    """Return the shape of a whole genome of that many records.

    The source has six times as many rows, and 12 M from 5 M records on.
    """
    return Shape(records=records, source=12_000_000 if records >= 5_000_000 else max(6 * records, 1_000))


@dataclass(frozen=True)
class Files:
    """Where the files of one world lie.

    Attributes:
        folder: The world's own folder.
    """

    folder: Path

    def __getattr__(self, name: str) -> Path:
        """Return the path of a file by its word: `files.trio` is `trio.vcf.gz`."""
        if name not in NAMES:
            raise AttributeError(name)
        return self.folder / NAMES[name]

    def all(self) -> Iterator[Path]:
        """Give every file of a whole world."""
        return (self.folder / name for name in NAMES.values())


NAMES = {
    "fasta": "genome.fa",
    "sparse": "genes.gff3",
    "dense": "genes_dense.gff3",
    "trio": "trio.vcf.gz",
    "tenth": "tenth.vcf.gz",
    "exome": "exome.vcf.gz",
    "single": "single.vcf.gz",
    "pedigree": "trio.ped",
    "frequency": "frequency.vcf.gz",
    "frequency_bcf": "frequency.bcf",
    "frequency_parquet": "frequency.parquet",
    "clinvar": "clinvar.vcf.gz",
    "truth": "truth.parquet",
    "planted": "planted.parquet",
}
