"""The table of segments: what stretches of a person's chromosomes show as a whole."""

from enum import StrEnum

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table


class SegmentKind(StrEnum):
    """What a stretch of a chromosome shows."""

    RUN_OF_HOMOZYGOSITY = "run_of_homozygosity"
    ISODISOMY = "uniparental_isodisomy"
    HETERODISOMY = "uniparental_heterodisomy"
    MOSAIC = "mosaic_allelic_imbalance"


SEGMENTS = Table(
    "segments",
    "one stretch of a contig in one person",
    ("person", "contig", "start", "kind"),
    (
        Column("person", TEXT, "Id of the person.", "id", source="sample sheet"),
        Column("contig", TEXT, "Contig as the reference names it.", "name", source="chromosomes"),
        Column("start", INT, "First site that shows it.", "1-based", source="chromosomes"),
        Column("end", INT, "Last site that shows it.", "1-based", source="chromosomes"),
        Column(
            "kind",
            TEXT,
            "run_of_homozygosity, uniparental_isodisomy (both copies are one copy of the parent), "
            "uniparental_heterodisomy (both copies of the parent) or mosaic_allelic_imbalance (some cells have "
            "another number of copies, or two copies of one parent).",
            "word",
            source="chromosomes",
        ),
        Column(
            "parent",
            TEXT,
            "Parent from whom both copies come; of an imbalance the parent whose copy is in excess: mother or father.",
            "word",
            "a run of homozygosity, or the parents do not tell",
            "chromosomes",
        ),
        Column(
            "copies",
            TEXT,
            "Of an imbalance, what it changes: gain (a third copy), loss (one copy is gone) or neutral (two copies of "
            "one "
            "parent).",
            "word",
            "not a mosaic, or the depth does not tell",
            "chromosomes",
        ),
        Column(
            "fraction",
            REAL,
            "Cells that show it; 1: every cell.",
            "fraction",
            "not a mosaic, or the depth does not tell what it changes",
            "chromosomes",
        ),
        Column("sites", INT, "Sites that were asked.", "count", source="chromosomes"),
        Column(
            "supporting",
            INT,
            "Sites that only this explains: of a run homozygous ones, of a disomy those with nothing of the other "
            "parent, "
            "of an imbalance those that lean its way.",
            "count",
            source="chromosomes",
        ),
        Column(
            "against",
            INT,
            "Sites that speak against it: of a run heterozygous ones, of a disomy those with an allele that the "
            "parent has "
            "not, of an imbalance those that lean the other way.",
            "count",
            source="chromosomes",
        ),
        Column(
            "quality",
            REAL,
            "Of a run its mean quality by bcftools roh; of the others the likelihood ratio against two copies, one of "
            "each parent.",
            "Phred",
            "the method has none",
            "chromosomes",
        ),
    ),
)
