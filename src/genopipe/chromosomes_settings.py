"""Settings of the search for what whole stretches of chromosomes show."""

from typing import Self

from pydantic import Field
from pydantic import model_validator

from genopipe.cases import Closed

ROH_SOURCE = "bcftools roh, doi:10.1093/bioinformatics/btw044"
ACMG_RUNS = "ACMG technical standard on regions of homozygosity, 2021 revision, doi:10.1016/j.gim.2021.10.004"
ACMG_DISOMY = "ACMG, diagnostic testing for uniparental disomy, doi:10.1038/s41436-020-0782-9"
INBREEDING = "McQuillan 2008, doi:10.1016/j.ajhg.2008.08.007"
PLINK = "PLINK --homozyg, doi:10.1086/519795"
LINKAGE = "a lod score of 3.3 is significant in a whole genome, doi:10.1038/ng1195-241"


class GenotypeSettings(Closed):
    """Which genotypes count; what is not written in the VCF is not asked."""

    minimum_depth: int = Field(default=8, ge=0, description="Genotypes of lower depth count as missing (reads).")
    minimum_quality: int = Field(default=20, ge=0, description="Genotypes of lower GQ count as missing (Phred).")
    minimum_balance: float = Field(
        default=0.2,
        ge=0,
        le=0.5,
        description="A heterozygote with an ALT part outside this and 1 - this counts as missing, but not in the "
        "search "
        "for mosaics (fraction).",
    )


class RunSettings(Closed):
    """Runs of homozygosity."""

    default_frequency: float = Field(
        default=0.4,
        gt=0,
        lt=1,
        description="Allele frequency where no source is given: --AF-dflt (fraction). Manual of bcftools roh.",
    )
    frequency_field: str = Field(
        default="",
        pattern=r"^([A-Za-z_][0-9A-Za-z_.]*)?$",
        description="INFO field of the VCF with the allele frequency in the population, not in the family. Sites "
        "without "
        "it are left out. Empty: none.",
    )
    frequency_file: str = Field(
        default="",
        description="Allele frequencies, bgzipped and indexed by tabix: contig, position, `REF,ALT`, frequency; "
        "--AF-file. Sites that are not in it are left out. Empty: none.",
    )
    genetic_map: str = Field(
        default="",
        description="Genetic map in IMPUTE2 format; `{CHROM}` in the name stands for the contig; --genetic-map. "
        "Empty: none.",
    )
    genotype_quality: int = Field(
        default=30,
        ge=1,
        description=f"Trust in a genotype: --GTs-only (Phred). The value that the manual calls safe; {ROH_SOURCE}.",
    )
    begin: float = Field(
        default=6.7e-8, gt=0, lt=1, description=f"Chance a base that a run begins: --hw-to-az (fraction). {ROH_SOURCE}."
    )
    end: float = Field(
        default=5e-9, gt=0, lt=1, description=f"Chance a base that a run ends: --az-to-hw (fraction). {ROH_SOURCE}."
    )
    minimum_length: int = Field(
        default=1_500_000,
        ge=1,
        description=f"Shorter runs are left out: most are old haplotypes (bases). {INBREEDING}.",
    )
    minimum_sites: int = Field(
        default=100, ge=1, description=f"Runs of fewer are left out (count). {PLINK} asks for 100 too."
    )
    maximum_gap: int = Field(
        default=1_000_000,
        ge=1,
        description=f"A run ends at a longer stretch without a site, such as a centromere (bases). {PLINK}.",
    )
    merge_gap: int = Field(
        default=500_000,
        ge=0,
        description="Runs that are no further apart are one, where its heterozygotes are few enough (bases). Own "
        "choice.",
    )
    maximum_heterozygous: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Largest part of heterozygotes in a run (fraction). Own choice: above what wrong genotypes make.",
    )
    long_length: int = Field(
        default=5_000_000,
        ge=1,
        description=f"Runs from this length are counted as long: they tell of recent relatives (bases). {ACMG_RUNS}.",
    )
    interior_disomy: int = Field(
        default=20_000_000,
        ge=1,
        description=f"A run inside a single chromosome hints at isodisomy from this length (bases). {ACMG_DISOMY}.",
    )
    terminal_disomy: int = Field(
        default=10_000_000,
        ge=1,
        description=f"A run to the end of a single chromosome hints at isodisomy from this length (bases). "
        f"{ACMG_DISOMY}.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.frequency_field and self.frequency_file:
            raise ValueError("give frequency_field or frequency_file, not both")
        return self


class DisomySettings(Closed):
    """Uniparental disomy, by the genotypes of the parents."""

    genotype_error: float = Field(
        default=0.01,
        gt=0,
        lt=0.5,
        description="Chance that a genotype is wrong (fraction). Own choice, above what callers show.",
    )
    minimum_length: int = Field(
        default=3_000_000,
        ge=1,
        description="Shorter stretches are left out (bases). Own choice: shorter ones are deletions and faults of the "
        "reference by far more often.",
    )
    minimum_sites: int = Field(
        default=20,
        ge=1,
        description="Sites at which the child has nothing of one parent, at the least (count). Own choice.",
    )
    minimum_part: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="The least part of sites at which the child has nothing of one parent (fraction). Own choice: "
        "wrong "
        "genotypes make 0.02 where two in a hundred are wrong; of a heterodisomy it is near 0.1, else higher.",
    )
    minimum_evidence: float = Field(
        default=100.0,
        ge=0,
        description="Disomy against one copy of each parent, as the likelihood ratio (Phred). Own choice, as wrong "
        f"genotypes come in clumps; {LINKAGE}.",
    )
    maximum_against: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Largest part of sites with an allele that the parent has not (fraction). Own choice.",
    )
    deletion_depth: float = Field(
        default=0.75,
        gt=0,
        lt=1,
        description="Depth, as a part of that of the person's autosomes, up to which one copy is there, not two "
        "(fraction). Halfway between one copy and two.",
    )
    maximum_chromosomes: int = Field(
        default=3,
        ge=0,
        description="With disomy on more chromosomes the parent is in question, not the chromosomes (count). Own "
        "choice: "
        f"disomy is of one chromosome, seldom of two; {ACMG_DISOMY}.",
    )
    maximum_unexplained: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="Largest part of the sites in stretches that one of the parents cannot have given; above it the "
        "parent is in question (fraction). Own choice: of a stated parent who is none it is near 1, of an uncle near "
        "0.5.",
    )
    maximum_alike: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Largest part of the sites in stretches in which the child has the genotypes of one parent; above "
        "it the parent is in question (fraction). Own choice: of one sample under two names it is near 1, where the "
        "parents are first-degree relatives near 0.25.",
    )
    whole: float = Field(
        default=0.9,
        gt=0,
        le=1,
        description="From this part of a chromosome's sites the disomy is of the whole chromosome (fraction). Own "
        "choice.",
    )


class ImbalanceSettings(Closed):
    """Mosaic aneuploidy, by the reads of heterozygotes."""

    minimum_depth: int = Field(
        default=12, ge=2, description="Heterozygotes of fewer reads are not asked (reads). Own choice."
    )
    minimum_shift: float = Field(
        default=0.02,
        gt=0,
        lt=0.5,
        description="Smallest distance from one half where the parents tell whose allele is whose (fraction). Own "
        "choice: "
        "a gain in a tenth of the cells shifts by 0.024.",
    )
    minimum_shift_alone: float = Field(
        default=0.05,
        gt=0,
        lt=0.5,
        description="Smallest distance from one half without parents (fraction). Own choice: a smaller one drowns in "
        "the "
        "spread of the reads.",
    )
    minimum_length: int = Field(
        default=5_000_000, ge=1, description="Shorter stretches are left out (bases). Own choice."
    )
    minimum_sites: int = Field(default=100, ge=10, description="Heterozygotes of a stretch, at the least (count).")
    minimum_deviations: float = Field(
        default=6.0,
        gt=0,
        description="Distance from the rest of the person's genome, in standard deviations of its blocks (count). Own "
        "choice: by chance less than once in a hundred million.",
    )
    block: int = Field(default=50, ge=10, description="Heterozygotes of a block (count). Own choice.")
    maximum_part: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="With more of the genome out of balance the sample is in question: contamination (fraction). Own "
        "choice.",
    )
    maximum_width: float = Field(
        default=2.0,
        ge=1,
        description="Widest spread of the reads of all heterozygotes, as a multiple of the binomial one; above it the "
        "sample is in question: contamination (count). Own choice: 1.0 to 1.4 was seen in real genomes.",
    )
    depth_spread: float = Field(
        default=0.01,
        gt=0,
        description="Least standard deviation of a chromosome's relative depth (fraction). Own choice.",
    )
    depth_certainty: float = Field(
        default=3.0,
        ge=0,
        description="Gain, loss or neither is told by depth when the best explains it better than the next by this "
        "much, "
        "as the logarithm of the likelihood ratio (count). Own choice: 20 to 1.",
    )


class ChromosomesSettings(Closed):
    """What stretches of chromosomes show as a whole: runs of homozygosity, uniparental disomy, mosaics."""

    genotypes: GenotypeSettings = Field(default_factory=GenotypeSettings, description="Which genotypes count.")
    runs: RunSettings = Field(default_factory=RunSettings, description="Runs of homozygosity (bcftools roh).")
    disomy: DisomySettings = Field(default_factory=DisomySettings, description="Uniparental disomy.")
    imbalance: ImbalanceSettings = Field(default_factory=ImbalanceSettings, description="Mosaic aneuploidy.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.imbalance.minimum_shift_alone < self.imbalance.minimum_shift:
            raise ValueError("imbalance: minimum_shift_alone is no smaller than minimum_shift")
        return self
