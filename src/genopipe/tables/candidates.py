"""The tables of candidates and of where each allele ended."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import CODING_NAME
from genopipe.tables.shared import CONSEQUENCE
from genopipe.tables.shared import FLAGS
from genopipe.tables.shared import GENE
from genopipe.tables.shared import IMPACT
from genopipe.tables.shared import PROTEIN_NAME
from genopipe.tables.shared import SEVERITY
from genopipe.tables.shared import SYMBOL
from genopipe.tables.shared import TRANSCRIPT

_THREE = "not assessable: a genotype that decides is missing or of low quality"


def _mode(name: str, doc: str) -> Column:
    return Column(name, YES_NO, doc, "yes/no", _THREE, "inherit")


MODES = (
    _mode("de_novo", "The proband carries it; the parents who could have passed it on were well called and do not."),
    _mode("dominant", "Every affected member carries it, no unaffected member does."),
    _mode("dominant_incomplete", "Every affected member carries it; unaffected carriers are allowed."),
    _mode(
        "recessive_homozygous", "Every affected member is homozygous, no unaffected member is; the parents carry it."
    ),
    _mode("compound_heterozygous", "A second allele of the gene lies in trans, or the phase is not known."),
    _mode("recessive_with_deletion", "The other copy is deleted there: what looks homozygous is the one copy left."),
    _mode("uniparental_isodisomy", "Homozygous where both copies are one copy of a parent, who carries it."),
    _mode(
        "imprinted",
        "In an imprinted gene: on the expressed copy in every affected member, in no unaffected one that is known.",
    ),
    _mode("x_linked_recessive", "On X outside the PARs: on every X of affected members, on not every X of others."),
    _mode("x_linked_dominant", "On X outside the PARs: every affected member carries it, no unaffected one."),
    _mode("pseudo_dominant", "On X outside the PARs: as X-linked recessive, but affected women may carry it once."),
    _mode("y_linked", "On Y outside the PARs: every affected member carries it, no unaffected one with a Y."),
    _mode("mitochondrial", "On the mitochondrial genome, above the heteroplasmy threshold in the affected."),
)
MODE_NAMES = tuple(column.name for column in MODES)

_NO_CLASS = "not classified: class_state says why"

CLASSES = (
    Column(
        "class",
        TEXT,
        "pathogenic, likely_pathogenic, uncertain_significance, likely_benign or benign, after ACMG/AMP.",
        "word",
        _NO_CLASS,
        "classify",
    ),
    Column("class_points", INT, "Sum of the points of the criteria that count.", "points", _NO_CLASS, "classify"),
    Column("class_by_points", TEXT, "The class by points.", "word", _NO_CLASS, "doi:10.1002/humu.24088"),
    Column("class_by_table", TEXT, "The class by the table of 2015.", "word", _NO_CLASS, "doi:10.1038/gim.2015.30"),
    Column("class_agrees", YES_NO, "Both give the same class.", "yes/no", _NO_CLASS, "classify"),
    Column(
        "criteria",
        TEXTS,
        "The criteria that count, as ClinGen writes them: PVS1, PM2_Supporting.",
        "codes",
        _NO_CLASS,
        "classify",
    ),
    Column("class_state", TEXT, "classified, or why not.", "words", source="classify"),
)
"""The columns that classification adds to candidates."""

CLASS_NAMES = tuple(column.name for column in CLASSES)

_NOT_RANKED = "not ranked: rank_state says why"

RANKS = (
    Column(
        "phenotype_score",
        REAL,
        "How well the terms of the case fit the gene's best disease of a mode that the allele fits.",
        "fraction",
        "not ranked, HPO knows no disease of the gene, or the case has no term that can be compared",
        "phenotype",
    ),
    Column(
        "phenotype_disease",
        TEXT,
        "Id and name of that disease.",
        "text",
        "as with phenotype_score",
        "phenotype.hpoa of HPO",
    ),
    Column(
        "phenotype_matches",
        TEXTS,
        "Observed terms that it explains: observed=annotated=information content of what they share, in nats.",
        "coded texts",
        "as with phenotype_score",
        "phenotype",
    ),
    Column("rank_score", REAL, "The combined score: docs/ranking.md has the formula.", "fraction", _NOT_RANKED, "rank"),
    Column(
        "rank",
        INT,
        "Place by that score, 1 the first; both alleles of a compound heterozygote have one place.",
        "count",
        _NOT_RANKED,
        "rank",
    ),
    Column(
        "rank_parts",
        TEXTS,
        "What the score is made of: part=value*weight:what it was taken from.",
        "coded texts",
        _NOT_RANKED,
        "rank",
    ),
    Column("rank_state", TEXT, "ranked, or why not.", "words", source="rank"),
)
"""The columns that ranking adds to candidates."""

RANK_NAMES = tuple(column.name for column in RANKS)

CANDIDATES = Table(
    "candidates",
    "one allele in one gene that the proband may carry",
    ("allele", "gene"),
    (
        ALLELE,
        GENE,
        SYMBOL,
        TRANSCRIPT,
        CONSEQUENCE,
        IMPACT,
        SEVERITY,
        CODING_NAME,
        PROTEIN_NAME,
        FLAGS,
        *MODES,
        Column("modes", TEXTS, "The modes that fit.", "words", source="inherit"),
        Column("modes_not_assessable", TEXTS, "The modes that could not be decided.", "words", source="inherit"),
        Column(
            "partners",
            TEXTS,
            "Alleles of the same gene in trans; where none is known to be, those of unknown phase.",
            "names",
            source="inherit",
        ),
        Column(
            "partners_in_all",
            INT,
            "Partners that were found; `partners` names at most as many as the settings say, the weightiest first.",
            "count",
            source="inherit",
        ),
        Column(
            "partner_phase",
            TEXT,
            "How the pair is known: in_trans_by_parents, in_trans_by_reads, in_trans_by_relative (one who carries one "
            "of the two only), in_trans_by_deletion (the other copy is deleted there), unknown.",
            "word",
            "no partner",
            "inherit",
        ),
        Column(
            "inherited_from",
            TEXT,
            "The parents who carry it and could have passed it on: mother, father, both, neither or unknown.",
            "word",
            source="inherit",
        ),
        Column(
            "evidence",
            TEXTS,
            "For each mode that fits what was asked of whom: mode:asked=person,person;asked=person. Also "
            "parent_mosaic:person=ALT reads/depth, counted_again:person=ALT reads/depth, heteroplasmy:person=fraction; "
            "of monozygotic twins differs_from_twin:person (the proband carries it, the twin does not) and "
            "same_in_twin:person (a new allele of both: one event).",
            "coded texts",
            source="inherit",
        ),
        Column(
            "missing",
            TEXTS,
            "For each mode that is not assessable what could not be told, and of whom: mode:asked=person,person.",
            "coded texts",
            source="inherit",
        ),
        Column(
            "copies_inferred",
            YES_NO,
            "On X or Y: somebody's copies were counted as the data show them, which is not as the stated sex has it.",
            "yes/no",
            source="identity.json of genopipe identity",
        ),
        Column(
            "genotype_counts",
            YES_NO,
            "The proband's genotype is good enough to be evidence: depth, GQ, and the balance of a heterozygote, which "
            "may be uneven where the chromosome is.",
            "yes/no",
            "not judged by the inheritance engine",
            "inherit",
        ),
        *CLASSES,
        *RANKS,
        Column(
            "panel",
            TEXT,
            "The panel that speaks for the gene: the surest of the case's panels; of equals, the foremost.",
            "name",
            "in no panel",
            "panels",
        ),
        Column("panel_confidence", TEXT, "green, amber or red.", "word", "in no panel", "panels"),
        Column("panel_mode", TEXT, "Mode of inheritance of the panel.", "word", "in no panel", "panels"),
        Column("modes_in_panel", TEXTS, "The modes that fit and that the panel expects.", "words", source="filter"),
        Column("bucket", TEXT, "finding, candidate, set_aside or not_interpretable.", "word", source="filter"),
        Column("by", TEXT, "The rule that decided the bucket.", "name", source="filter"),
        Column("reason", TEXT, "The numbers that decided, against their thresholds.", "words", source="filter"),
        Column("tier", TEXT, "1, 2, 3 or untiered, as in the 100,000 Genomes Project.", "word", source="filter"),
        Column("tier_reason", TEXT, "Why this tier.", "words", source="filter"),
    ),
)

LEDGER = Table(
    "ledger",
    "one allele in one gene, or one allele that touches no gene: where it ended",
    ("allele", "gene"),
    (
        ALLELE,
        Column("gene", TEXT, "Gene id, or empty for an allele that touches no gene.", "id", source="gene models"),
        *(CANDIDATES.column(name) for name in ("gene_symbol", "bucket", "by", "reason")),
    ),
)
