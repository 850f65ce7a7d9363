"""Settings of the proof of who is who; the section `identity` of the configuration."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed

KING = "Manichaikul 2010, table 1 (doi:10.1093/bioinformatics/btq559)"
GOOD_GENOTYPES = ("minimum_depth", "minimum_genotype_quality")
"""Settings of `identity` that say which genotypes are good."""

BETWEEN_SITES = ("frequency_population", "common_frequency", "maximum_common_sites")
"""Settings of `between` that choose the sites at which families are compared."""

KaryotypeWord = Literal["XX", "XY", "X0", "XXY", "XYY", "XXX"]


class IdentitySettings(Closed):
    """When sexes, relations and the purity of the samples are as stated."""

    minimum_depth: int = Field(default=10, ge=1, description="Genotypes of lower depth are not used (reads).")
    minimum_genotype_quality: int = Field(
        default=20, ge=0, description="Genotypes of lower GQ are not used (Phred); without GQ by depth alone."
    )
    minimum_called: float = Field(
        default=0.9,
        gt=0,
        le=1,
        description="Sites at which fewer of the people have a good genotype (fraction) are not used.",
    )
    spacing: int = Field(
        default=1_000, ge=1, description="At most one site is used in a stretch of this length (bases)."
    )
    maximum_sites: int = Field(
        default=200_000, ge=1_000, description="Above this many sites (count) the spacing is doubled until they fit."
    )
    minimum_sites: int = Field(
        default=100, ge=1, description="Below this many sites (count) a relation is not assessable."
    )
    certainty: float = Field(
        default=3.0,
        ge=0,
        description="A finding stops only when it is beyond its threshold by this many standard errors (count).",
    )
    identical: float = Field(
        default=0.354, ge=0, le=0.5, description=f"Kinship from which two samples are of one genome (fraction). {KING}."
    )
    first_degree: float = Field(
        default=0.177, ge=0, le=0.5, description=f"Lowest kinship of the first degree (fraction). {KING}."
    )
    second_degree: float = Field(
        default=0.0884, ge=0, le=0.5, description=f"Lowest kinship of the second degree (fraction). {KING}."
    )
    third_degree: float = Field(
        default=0.0442, ge=0, le=0.5, description=f"Lowest kinship of the third degree (fraction). {KING}."
    )
    parent_child_opposite: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="Parent and child share an allele everywhere: highest number of sites of opposite homozygotes "
        "(IBS0) for each site at which both are heterozygous (fraction). Parent and child have errors only (0.0005 to "
        "0.004 in two real trios), siblings 0.04 to 0.1 at alleles of 5 % and more, unrelated people 0.5.",
    )
    disomic_contigs: int = Field(
        default=2,
        ge=0,
        description="Opposite homozygotes of parent and child that lie on so many contigs at most (count), the others "
        "being free of them, are a uniparental disomy or a large deletion: a flag, not a wrong parent.",
    )
    disomic_share: float = Field(
        default=0.5, ge=0, le=1, description="These contigs have this part of the sites at most (fraction)."
    )
    disomic_opposite: float = Field(
        default=0.8, ge=0, le=1, description="They hold this part of the opposite homozygotes at least (fraction)."
    )
    disomic_foreign: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Sites on them at which the child has an allele that the other parent, homozygous there, lacks: at "
        "most this part of those that tell (fraction). A third or more where both parents gave a copy.",
    )
    disomic_others: int = Field(
        default=12,
        ge=1,
        description="Where the other parent has no data, so many other contigs at least must be free of opposite "
        "homozygotes (count): on few, siblings can be, too.",
    )
    maximum_mendelian_errors: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="More Mendelian errors among the sites of a trio or duo (fraction) are flagged.",
    )
    minimum_x_sites: int = Field(
        default=50, ge=1, description="Below this many sites on X (count) the copies of X are not assessable."
    )
    minimum_y_sites: int = Field(
        default=20, ge=1, description="Below this many sites on Y (count) the copies of Y are not assessable."
    )
    minimum_y_share: float = Field(
        default=0.005,
        ge=0,
        le=1,
        description="Sites on Y for each site on X (fraction): with fewer, those that are there may be of reads placed "
        "wrongly, and the copies of Y are not assessable.",
    )
    x_tolerance: float = Field(
        default=0.15,
        gt=0,
        lt=0.25,
        description="Copies of X are counted when the depth of X, as a part of the autosomes' depth, is this near to "
        "0.5, 1 or 1.5 (fraction); what lies between is mosaic or unclear.",
    )
    y_absent: float = Field(
        default=0.1,
        ge=0,
        lt=0.5,
        description="Depth of Y, as a part of the autosomes' depth, below which there is no Y (fraction).",
    )
    y_present: float = Field(
        default=0.25,
        ge=0,
        lt=0.5,
        description="Depth of Y, as a part of the autosomes' depth, from which there is a Y (fraction).",
    )
    y_second: float = Field(
        default=0.8,
        ge=0.5,
        le=1,
        description="Depth of Y, as a part of the autosomes' depth, from which there are two (fraction).",
    )
    y_known: float = Field(
        default=0.46,
        gt=0,
        le=1,
        description="Part of Y that the reference knows (fraction); mean depths of mosdepth count the unknown bases, "
        "too. Of GRCh38 and GRCh37 only. GRCh38: more than half of 57.2 Mb is unknown "
        "(doi:10.1038/s41586-023-06457-y).",
    )
    x_heterozygous: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Heterozygous part of the alleles carried on X that speaks for two copies (fraction).",
    )
    accepted_karyotypes: dict[str, KaryotypeWord] = Field(
        default_factory=dict,
        description="Person to sex chromosomes that the laboratory has confirmed: they no longer stop the family.",
    )
    contamination_flag: float = Field(
        default=0.01, ge=0, le=1, description="Contamination from which a person is flagged (fraction)."
    )
    contamination_stop: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="Highest contamination (fraction). Hong Kong Genome Project: 2 % "
        "(doi:10.20517/jtgg.2023.22, table 1).",
    )
    assumed_reference_frequency: float = Field(
        default=0.26,
        gt=0,
        le=1,
        description="Frequency of REF at sites at which a person is homozygous for ALT (fraction), where no "
        "frequencies are given. 1000 Genomes phase 3, chromosome 21: 0.23 in Europeans to 0.28 in East Asians.",
    )
    assumed_error: float = Field(
        default=0.001,
        ge=0,
        le=0.1,
        description="Reads that show the other allele at a homozygous site in a pure sample (fraction). 0.0006 to "
        "0.0012 in two real trios.",
    )
    minimum_homozygous_sites: int = Field(
        default=30,
        ge=10,
        description="Below this many homozygous sites (count) contamination is not assessable; nor is it where the "
        "standard error is above half of the highest contamination.",
    )
    maximum_skewed: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Heterozygotes whose ALT part lies outside 0.3 to 0.7: more of them (fraction) are flagged.",
    )
    inbreeding: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="Inbreeding (fraction) above which, beyond the standard errors, parents count as related. Children "
        "of first cousins have 0.0625, of second cousins 0.0156. Frequencies of another population raise it.",
    )
    frequency_field: str = Field(
        default="AF",
        pattern=r"^[A-Za-z_][0-9A-Za-z_.]*$",
        description="INFO field of `--frequencies` with the frequency.",
    )
    minimum_ancestry_sites: int = Field(
        default=1_000, ge=1, description="Below this many sites (count) ancestry is not assessable."
    )


class BetweenSettings(Closed):
    """How the families of a run are compared with each other."""

    frequency_population: str = Field(
        default="",
        pattern=r"^([A-Za-z_][0-9A-Za-z_.]*)?$",
        description="Group of `annotate.frequency` of which the families mostly are: its frequencies are used for "
        "contamination and inbreeding. Empty: the group `global`, else the first; then inbreeding is not told: mixed "
        "frequencies raise it.",
    )
    common_frequency: float = Field(
        default=0.05,
        gt=0,
        lt=0.5,
        description="Frequency of the rarer allele from which a site counts as common (fraction).",
    )
    maximum_common_sites: int = Field(
        default=20_000,
        ge=100,
        description="Families are compared at so many common sites at most (count), spread evenly over the autosomes.",
    )
    stop: float = Field(
        default=0.354,
        ge=0,
        le=0.5,
        description="Kinship of people of two families from which both families stop (fraction): by default that of "
        f"one genome. {KING}.",
    )
    flag: float = Field(
        default=0.177,
        ge=0,
        le=0.5,
        description="Kinship of people of two families from which both are flagged (fraction): by default that of the "
        f"first degree. {KING}.",
    )
    accepted_pairs: tuple[tuple[str, str], ...] = Field(
        default=(),
        description="Pairs of people of two families whose relation the laboratory has confirmed, such as twins with "
        "families of their own: they neither stop nor flag.",
    )
    wait_for_other_families: bool = Field(
        default=True,
        description="No family is interpreted before all families of the run were compared. No: a family that passes "
        "by itself is interpreted at once, and put on hold afterwards where the comparison says so.",
    )
