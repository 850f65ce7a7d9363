"""The table of criteria: what each ACMG/AMP criterion came to, for one allele in one gene."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import GENE

_NOT_MET = "the criterion is not met"
_NO_NUMBER = "the criterion goes by no number, or the number is not known"

CRITERIA = Table(
    "criteria",
    "one ACMG/AMP criterion for one allele in one gene",
    ("allele", "gene", "criterion"),
    (
        ALLELE,
        GENE,
        Column("criterion", TEXT, "The criterion: PVS1, PM2.", "code", source="doi:10.1038/gim.2015.30"),
        Column("outcome", TEXT, "met, not_met or not_assessable.", "word", source="classify"),
        Column(
            "strength",
            TEXT,
            "supporting, moderate, strong, very_strong or stand_alone.",
            "word",
            _NOT_MET,
            "classify",
        ),
        Column(
            "points",
            INT,
            "Points of the strength: benign ones are negative, stand_alone has 0.",
            "points",
            _NOT_MET,
            "doi:10.1002/humu.24088",
        ),
        Column(
            "counted",
            YES_NO,
            "The criterion counts for the class: it is met, and no rule of double counting drops it.",
            "yes/no",
            source="classify",
        ),
        Column("value", REAL, "The number that was used, in the unit.", "see unit", _NO_NUMBER, "classify"),
        Column("threshold", REAL, "What it was held against, in the unit.", "see unit", _NO_NUMBER, "docs/criteria.md"),
        Column("unit", TEXT, "Unit of value and threshold.", "word", _NO_NUMBER, "docs/criteria.md"),
        Column("reason", TEXT, "A plain sentence with the numbers.", "words", source="classify"),
        Column("source", TEXT, "What the criterion is decided by: DOI and place.", "DOI", source="docs/criteria.md"),
        Column("data", TEXT, "Name and version of the data used.", "text", "no data are used, or none are given"),
        Column("decided_by", TEXT, "engine, panel:NAME or curator.", "word", source="classify"),
        Column(
            "engine_outcome",
            TEXT,
            "What the engine said, before rules of expert panels and curators.",
            "word",
            source="classify",
        ),
        Column("engine_strength", TEXT, "The strength that the engine gave.", "word", _NOT_MET, "classify"),
        Column("curator_reason", TEXT, "Why a curator changed it.", "words", "no curator changed it", "curator"),
    ),
)
