"""What filters may read beside the tables: facts that the filter stage works out for each candidate."""

from genopipe.tables.alleles import ALLELES
from genopipe.tables.candidates import CANDIDATES
from genopipe.tables.genotypes import GENOTYPES
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table

_NO_FREQUENCY = "no frequency is known"
_NO_PARTNER = "no partner in trans, or none that was classified"

FACTS = Table(
    "filter facts",
    "one candidate, while it is filtered: what expressions of filters may read beside the tables `alleles`, "
    "`candidates` and, of the proband, `genotypes`; no file holds it",
    ("allele", "gene"),
    (
        Column(
            "finding_by",
            TEXT,
            "What makes a finding: `class` or `tier`; `tier` where no class was made.",
            "word",
            source="filter.finding_by",
        ),
        Column(
            "proband_usable",
            YES_NO,
            "The proband's genotype is good enough to be evidence: depth, genotype quality, balance.",
            "yes/no",
            source="inherit.minimum_depth, minimum_genotype_quality, minimum_balance",
        ),
        Column("mitochondrial_place", YES_NO, "On the mitochondrial genome.", "yes/no", source="genome.build"),
        Column(
            "impactful",
            YES_NO,
            "Impact HIGH or MODERATE, a splice region, or a term without an impact.",
            "yes/no",
            source="Genomics England, small variant tiering",
        ),
        Column(
            "worst",
            TEXT,
            "The most severe consequence on any transcript of the gene, and the transcript.",
            "text",
            "no consequence in this gene",
            "consequences",
        ),
        Column(
            "founder",
            YES_NO,
            "A founder or common pathogenic allele of the curated list of this build.",
            "yes/no",
            source="curated/founder_alleles.tsv",
        ),
        Column(
            "founder_text",
            TEXT,
            "Gene, description, population and source of the founder allele.",
            "text",
            "not in the list",
            "curated/founder_alleles.tsv",
        ),
        Column("expected", TEXTS, "The modes that the panel expects.", "words", "in no panel", "panels"),
        Column(
            "modes_counted",
            TEXTS,
            "The modes that fit and count: incomplete penetrance only where the panel says so.",
            "words",
            source="inherit, panels",
        ),
        Column("open_counted", TEXTS, "The same of the modes that are not assessable.", "words", source="inherit"),
        Column(
            "above_one_copy",
            YES_NO,
            "More frequent than the limit for one copy in a population.",
            "yes/no",
            _NO_FREQUENCY,
            "filter.dominant_frequency, populations of the filter profile",
        ),
        Column(
            "above_two_copies",
            YES_NO,
            "More frequent than the limit for two copies in a population.",
            "yes/no",
            _NO_FREQUENCY,
            "filter.recessive_frequency, populations of the filter profile",
        ),
        Column(
            "limiting_population",
            TEXT,
            "The population that comes nearest to, or goes farthest beyond, its limit.",
            "name",
            _NO_FREQUENCY,
            "frequencies",
        ),
        Column("limiting_frequency", REAL, "The frequency there.", "fraction", _NO_FREQUENCY, "frequencies"),
        Column("limit_one_copy", REAL, "Limit for one copy in that population.", "fraction", source="filter profile"),
        Column("limit_two_copies", REAL, "Limit for two copies there.", "fraction", source="filter profile"),
        Column(
            "modes_left",
            TEXTS,
            "The modes that count and for which the allele is rare enough.",
            "words",
            source="filter",
        ),
        Column("open_left", TEXTS, "The same of the modes that are not assessable.", "words", source="filter"),
        Column(
            "alone",
            YES_NO,
            "A mode that the panel expects fits without a second allele: any but compound_heterozygous.",
            "yes/no",
            source="filter",
        ),
        Column(
            "weighty_partner",
            YES_NO,
            "An allele that is known to lie in trans meets the expression `weighty`.",
            "yes/no",
            source="filter",
        ),
        Column(
            "partner_class",
            TEXT,
            "The most pathogenic class of the alleles that are known to lie in trans.",
            "word",
            _NO_PARTNER,
            "classify",
        ),
    ),
)
MADE_BY_FILTER = ("modes_in_panel", "bucket", "by", "reason", "tier", "tier_reason")
"""Columns of `candidates` that the filter stage makes."""
PANEL_COLUMNS = ("panel", "panel_confidence", "panel_mode")
OF_PROBAND = tuple(column for column in GENOTYPES.columns if column.name not in ("allele", "person"))
OF_ALLELE = tuple(column for column in ALLELES.columns if column.name not in CANDIDATES.schema())
OF_CANDIDATE = tuple(column for column in CANDIDATES.columns if column.name not in MADE_BY_FILTER)
