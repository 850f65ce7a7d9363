"""The tables of what is told by consent alone: additional findings, carrier status, couples at risk."""

from genopipe.tables.alleles import ALLELES
from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import CODING_NAME
from genopipe.tables.shared import PROTEIN_NAME

_GENE_ROW = "the row is of the gene as a whole"
_LIST = "the list"


def _of_allele(name: str, doc: str, unit: str, more: str = "", source: str = "annotate") -> Column:
    return Column(name, TEXT, doc, unit, f"{_GENE_ROW}{more}", source)


_PERSON = Column("person", TEXT, "Id of the person who agreed.", "id", source="case.json")
_WHICH = (
    Column("list", TEXT, "Name of the list.", "name", source=_LIST),
    Column("version", TEXT, "Version of the list.", "text", source=_LIST),
    Column("gene", TEXT, "Gene id of the list, without version.", "id", source=_LIST),
    Column("gene_symbol", TEXT, "Gene symbol of the list.", "name", source=_LIST),
    Column("condition", TEXT, "The condition in question.", "text", source=_LIST),
)
_ALLELE = Column(
    "allele",
    TEXT,
    "Name of an allele that is told, or empty: the row of the gene as a whole, of which each gene has one.",
    "name",
    source="normalise",
)
_SEEN = (
    _of_allele("zygosity", "heterozygous, homozygous or hemizygous.", "word", source="GT"),
    _of_allele("genotype", "GT as called.", "VCF GT", source="GT"),
    Column(
        "partners", TEXTS, "Other alleles of the gene that the person carries and that count.", "names", source="GT"
    ),
    _of_allele(
        "phase",
        "How the two copies are hit: homozygous, in_trans_by_reads, in_trans_by_parents or unknown.",
        "word",
        ", or one allele is enough, or there is no partner",
        "GT, PS",
    ),
    _of_allele("consequence", "Terms on the reported transcript.", "SO terms"),
    Column("hgvs_c", TEXT, CODING_NAME.doc, "HGVS", f"{_GENE_ROW}, or as in consequences", CODING_NAME.source),
    Column("hgvs_p", TEXT, PROTEIN_NAME.doc, "HGVS", f"{_GENE_ROW}, or as in consequences", PROTEIN_NAME.source),
    _of_allele("class", "Class that the stage classify gave it.", "word", ", or it was not classified", "classify"),
    _of_allele("clinvar_significance", "CLNSIG as written.", "ClinVar words", ", or not in ClinVar", "ClinVar CLNSIG"),
    Column(
        "clinvar_stars",
        ALLELES.column("clinvar_stars").dtype,
        "Stars of the review status.",
        "0-4",
        f"{_GENE_ROW}, or not in ClinVar",
        "ClinVar documentation, review status",
    ),
    _of_allele("decided_by", "Who calls the allele pathogenic: class, clinvar or both.", "word"),
    Column(
        "covered",
        REAL,
        "Part of the gene's coding bases that is covered in this person at the depth of the report's settings.",
        "fraction",
        "not measured",
        "mosdepth",
    ),
)
_REASON = Column(
    "reason", TEXT, "Why, with the numbers; it tells of no allele that is not told.", "words", source="rule"
)
_SOURCE = Column("source", TEXT, "Source of the list's row.", "DOI", source=_LIST)

ADDITIONAL = Table(
    "additional",
    "one gene of one list in one person who agreed to additional findings, and one row more for each allele told",
    ("person", "list", "gene", "allele"),
    (
        _PERSON,
        *_WHICH,
        _ALLELE,
        Column(
            "outcome",
            TEXT,
            "reported, nothing_to_report, not_assessable, or not_asked (asked of adults, or of children, alone).",
            "word",
            source="additional",
        ),
        *_SEEN,
        Column(
            "in_panel",
            YES_NO,
            "The gene is in a panel of the case: part of the main question.",
            "yes/no",
            source="panels",
        ),
        Column("by_hand", TEXT, "What of the list's guidance a person must decide.", "text", "nothing", _LIST),
        _REASON,
        _SOURCE,
    ),
)

_TIER = Column("tier", INT, "Tier of the list, 1 the first.", "number", source=_LIST)
_INHERITANCE = Column("inheritance", TEXT, "autosomal_recessive or x_linked.", "word", source=_LIST)

CARRIERS = Table(
    "carriers",
    "one gene of one list in one person who agreed to carrier status, and one row more for each allele told",
    ("person", "list", "gene", "allele"),
    (
        _PERSON,
        *_WHICH,
        _TIER,
        _INHERITANCE,
        Column(
            "carrier_frequency",
            REAL,
            "Carriers in the list's population; of X-linked genes among women.",
            "fraction",
            "the list does not say",
            _LIST,
        ),
        _ALLELE,
        Column(
            "outcome",
            TEXT,
            "carrier, two_alleles (both copies are hit), none_found (never: not a carrier), not_assessable, or "
            "not_asked (X-linked, in a male).",
            "word",
            source="carriers",
        ),
        *_SEEN,
        _REASON,
        _SOURCE,
    ),
)

COUPLES = Table(
    "couples",
    "one recessive gene of one list in one couple of whom both agreed, or one X-linked gene in one woman who agreed",
    ("person", "partner", "list", "gene"),
    (
        Column("person", TEXT, "Id of one partner; X-linked: of the woman.", "id", source="case.json"),
        Column("partner", TEXT, "Id of the other, or empty where the gene is X-linked.", "id", source="case.json"),
        Column("relation", TEXT, "parents, stated, or woman (X-linked).", "word", source="case.json"),
        *_WHICH,
        _TIER,
        _INHERITANCE,
        Column("outcome", TEXT, "at_risk, none_found or not_assessable.", "word", source="carriers"),
        Column("alleles", TEXTS, "Alleles of the person.", "names", source="carriers"),
        Column("partner_alleles", TEXTS, "Alleles of the partner.", "names", source="carriers"),
        _REASON,
        _SOURCE,
    ),
)
