"""The tables of candidates and of where each allele ended."""

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
    _mode("de_novo", "The proband carries it; both parents were well called and do not."),
    _mode("dominant", "Every affected member carries it, no unaffected member does."),
    _mode("dominant_incomplete", "Every affected member carries it; unaffected carriers are allowed."),
    _mode("recessive_homozygous", "Every affected member is homozygous, no unaffected member is."),
    _mode("compound_heterozygous", "A second allele of the gene lies in trans, or the phase is not known."),
    _mode("x_linked_recessive", "On X outside the PARs: affected males hemizygous, females as carriers allowed."),
    _mode("x_linked_dominant", "On X outside the PARs: every affected member carries it, no unaffected one."),
    _mode("mitochondrial", "On the mitochondrial genome, above the heteroplasmy threshold in the affected."),
)
MODE_NAMES = tuple(column.name for column in MODES)

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
            "partner_phase",
            TEXT,
            "How the pair is known: in_trans_by_parents, in_trans_by_reads, unknown.",
            "word",
            "no partner",
            "inherit",
        ),
        Column("inherited_from", TEXT, "mother, father, both, neither or unknown.", "word", source="inherit"),
        Column("panel", TEXT, "First panel of the case that holds the gene.", "name", "in no panel", "panels"),
        Column("panel_confidence", TEXT, "green, amber or red.", "word", "in no panel", "panels"),
        Column("panel_mode", TEXT, "Mode of inheritance of the panel.", "word", "in no panel", "panels"),
        Column("modes_in_panel", TEXTS, "The modes that fit and that the panel expects.", "words", source="filter"),
        Column("bucket", TEXT, "finding, candidate or set_aside.", "word", source="filter"),
        Column("by", TEXT, "The rule that decided the bucket.", "name", source="filter"),
        Column("reason", TEXT, "The numbers that decided, against their thresholds.", "words", source="filter"),
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
