"""Contigs, builds, pseudo-autosomal regions and ploidy: the only place that names a sex chromosome.

Positions are 1-based and inclusive.
"""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType


class Sex(StrEnum):
    """Sex as a pedigree file states it."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Karyotype(StrEnum):
    """Sex chromosomes, as the International System for Human Cytogenomic Nomenclature names them without the number."""

    X0 = "X0"
    XX = "XX"
    XXX = "XXX"
    XY = "XY"
    XXY = "XXY"
    XYY = "XYY"

    @property
    def x_copies(self) -> int:
        """Copies of X."""
        return self.value.count("X")

    @property
    def y_copies(self) -> int:
        """Copies of Y."""
        return self.value.count("Y")

    @property
    def sex(self) -> Sex:
        """Sex by the presence of Y: what a pedigree file would state."""
        return Sex.MALE if self.y_copies else Sex.FEMALE


USUAL_KARYOTYPES: Mapping[Sex, Karyotype] = MappingProxyType({Sex.MALE: Karyotype.XY, Sex.FEMALE: Karyotype.XX})
"""Karyotype that goes with a stated sex; unknown sex has none."""


class Role(StrEnum):
    """What a contig is to inheritance."""

    AUTOSOME = "autosome"
    X = "X"
    Y = "Y"
    MITOCHONDRION = "mitochondrion"


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of one contig, 1-based, both ends included."""

    contig: str
    start: int
    end: int

    def text(self) -> str:
        """Return the interval as samtools and bcftools write it: `chrX:10001-2781479`."""
        return f"{self.contig}:{self.start}-{self.end}"

    def holds(self, contig: str, position: int) -> bool:
        """Say whether a 1-based position lies inside."""
        return contig == self.contig and self.start <= position <= self.end


@dataclass(frozen=True)
class Build:
    """A genome build: which contigs are special, and where X and Y pair.

    Attributes:
        name: Word used in the configuration.
        roles: Special contigs by name; every other contig of the FASTA is an autosome.
        pseudoautosomal: The pseudo-autosomal regions, on X and on Y.
        primary: Contigs that are called by default, in order; empty means every contig of the FASTA.
        lengths: Known contig lengths, to recognise a build; may be partial.
        source: Where these figures come from.
    """

    name: str
    roles: Mapping[str, Role]
    pseudoautosomal: tuple[Interval, ...]
    primary: tuple[str, ...] = ()
    lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""

    def named_as(self, contigs: Collection[str]) -> "Build":
        """Return the build with its contigs named as a file names them: X or chrX, MT or chrM.

        Args:
            contigs: Contigs of the file; a contig that is not among them keeps its name.
        """

        def new(contig: str) -> str:
            plain = contig.removeprefix("chr")
            ways = [contig, plain, f"chr{plain}"]
            if self.roles.get(contig) is Role.MITOCHONDRION:
                ways += ["MT", "chrM", "chrMT", "M"]
            return next((way for way in ways if way in contigs), contig)

        return replace(
            self,
            roles=MappingProxyType({new(contig): role for contig, role in self.roles.items()}),
            pseudoautosomal=tuple(replace(region, contig=new(region.contig)) for region in self.pseudoautosomal),
            primary=tuple(map(new, self.primary)),
            lengths=MappingProxyType({new(contig): length for contig, length in self.lengths.items()}),
        )

    def role(self, contig: str) -> Role:
        """Return what a contig is; unlisted contigs are autosomes."""
        return self.roles.get(contig, Role.AUTOSOME)

    def in_par(self, contig: str, position: int) -> bool:
        """Say whether a 1-based position lies in a pseudo-autosomal region."""
        return any(region.holds(contig, position) for region in self.pseudoautosomal)

    def ploidy(self, contig: str, position: int, sex: Sex) -> int:
        """Return how many copies of a position a person of this sex has.

        Unknown sex is counted as two copies of X and one of Y, so that nothing is left uncalled.
        The mitochondrial genome is called as one copy; heteroplasmy is a fraction, not a genotype.

        Args:
            contig: Contig name of this build.
            position: 1-based position.
            sex: Sex as stated, or as inferred where that is known.

        Returns:
            0, 1 or 2.
        """
        role = self.role(contig)
        if role is Role.AUTOSOME:
            return 2
        if role is Role.MITOCHONDRION:
            return 1
        if self.in_par(contig, position):
            return 2
        if role is Role.X:
            return 1 if sex is Sex.MALE else 2
        return 0 if sex is Sex.FEMALE else 1

    def copies(self, contig: str, position: int, karyotype: Karyotype) -> int:
        """Return how many copies of a position a person with these sex chromosomes has.

        Args:
            contig: Contig name of this build.
            position: 1-based position.
            karyotype: Sex chromosomes, inferred or stated.

        Returns:
            0 to 3; in a pseudo-autosomal region the copies of X and Y together; 1 for the mitochondrial genome.
        """
        role = self.role(contig)
        if role in (Role.AUTOSOME, Role.MITOCHONDRION):
            return 2 if role is Role.AUTOSOME else 1
        if self.in_par(contig, position):
            return karyotype.x_copies + karyotype.y_copies
        return karyotype.x_copies if role is Role.X else karyotype.y_copies


def _numbered(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(1, 23))


_ROLES_CHR = MappingProxyType({"chrX": Role.X, "chrY": Role.Y, "chrM": Role.MITOCHONDRION})
_ROLES_PLAIN = MappingProxyType({"X": Role.X, "Y": Role.Y, "MT": Role.MITOCHONDRION})

# GRCh38 (GCA_000001405.15) and GRCh37 (GCA_000001405.1) assembly reports of the Genome Reference Consortium:
# lengths and pseudo-autosomal regions. They tell one build from another and set ploidy.
GRCH38 = Build(
    name="GRCh38",
    roles=_ROLES_CHR,
    pseudoautosomal=(
        Interval("chrX", 10_001, 2_781_479),
        Interval("chrX", 155_701_383, 156_030_895),
        Interval("chrY", 10_001, 2_781_479),
        Interval("chrY", 56_887_903, 57_217_415),
    ),
    primary=(*_numbered("chr"), "chrX", "chrY", "chrM"),
    lengths=MappingProxyType(
        {
            "chr1": 248_956_422,
            "chr2": 242_193_529,
            "chr21": 46_709_983,
            "chr22": 50_818_468,
            "chrX": 156_040_895,
            "chrY": 57_227_415,
            "chrM": 16_569,
        }
    ),
    source="Genome Reference Consortium, GCA_000001405.15 assembly report",
)
GRCH37 = Build(
    name="GRCh37",
    roles=_ROLES_PLAIN,
    pseudoautosomal=(
        Interval("X", 60_001, 2_699_520),
        Interval("X", 154_931_044, 155_260_560),
        Interval("Y", 10_001, 2_649_520),
        Interval("Y", 59_034_050, 59_363_566),
    ),
    primary=(*_numbered(""), "X", "Y", "MT"),
    lengths=MappingProxyType(
        {
            "1": 249_250_621,
            "2": 243_199_373,
            "21": 48_129_895,
            "22": 51_304_566,
            "X": 155_270_560,
            "Y": 59_373_566,
            "MT": 16_569,
        }
    ),
    source="Genome Reference Consortium, GCA_000001405.1 assembly report",
)
# The small genome that `genopipe simulate` makes: its own figures, no source but this line.
SYNTHETIC = Build(
    name="synthetic",
    roles=_ROLES_CHR,
    pseudoautosomal=(
        Interval("chrX", 1, 6_000),
        Interval("chrX", 43_001, 45_000),
        Interval("chrY", 1, 6_000),
        Interval("chrY", 18_001, 20_000),
    ),
    primary=("chr1", "chr2", "chrX", "chrY", "chrM"),
    lengths=MappingProxyType({"chr1": 90_000, "chr2": 70_000, "chrX": 45_000, "chrY": 20_000, "chrM": 4_000}),
    source="genopipe simulate",
)
# Any other reference: every contig is an autosome.
CUSTOM = Build(name="custom", roles=MappingProxyType({}), pseudoautosomal=(), source="the user's reference")

BUILDS: Mapping[str, Build] = MappingProxyType({build.name: build for build in (GRCH38, GRCH37, SYNTHETIC, CUSTOM)})


def allele_key(contig: str, position: int, ref: str, alt: str) -> str:
    """Return the name of an allele in every table: `1-55051215-G-A`.

    Args:
        contig: Contig name; a leading `chr` is left out.
        position: 1-based position of the first REF base.
        ref: REF bases.
        alt: ALT bases.
    """
    return f"{contig.removeprefix('chr')}-{position}-{ref}-{alt}"
