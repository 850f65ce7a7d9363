"""The table of stretches: what whole stretches of chromosomes say of a candidate. For the laboratory only."""

from genopipe.tables.candidates import CANDIDATES
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.segments import SEGMENTS
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import GENE
from genopipe.tables.shared import SYMBOL

_ALL = "not every affected member with data has a run here"


def _of_segment(name: str) -> Column:
    column = SEGMENTS.column(name)
    missing = "no stretch" if not column.missing else f"no stretch; or {column.missing}"
    return Column(name, column.dtype, column.doc, column.unit, missing, column.source)


STRETCHES = Table(
    "stretches",
    "one candidate in one stretch of one person's chromosomes; or homozygous in an affected person, and in no run",
    ("allele", "gene", "person", "kind", "start"),
    (
        ALLELE,
        GENE,
        SYMBOL,
        Column("person", TEXT, "Id of the person.", "id", source="case"),
        Column("kind", TEXT, "What the stretch shows, as in the table segments; none: no stretch.", "word"),
        *(_of_segment(name) for name in ("start", "end", "parent", "copies", "fraction")),
        Column(
            "genotype",
            TEXT,
            "What the person has: on_every_copy, carried, not_carried or not_assessable.",
            "word",
            source="inherit",
        ),
        Column(
            "readings",
            TEXTS,
            "What follows. supports_recessive_homozygous: an affected person's two copies are one by descent, and the "
            "mode fits. supports_isodisomy: both may be one copy of one parent. parent_without_it: homozygous in a "
            "run or isodisomy, and a parent does not carry it. contradicts_run: carried once, where "
            "both copies are equal. deletion_not_excluded: homozygous in no run, and not both parents are known to "
            "carry it. balance_explained: the reads are as uneven as the imbalance makes them. copy_may_be_lost: two "
            "equal copies as called may be those of a heterozygote.",
            "words",
            source="inherit",
        ),
        Column(
            "shared_start", SEGMENTS.column("start").dtype, "First base of the run that all share.", "1-based", _ALL
        ),
        Column("shared_end", SEGMENTS.column("end").dtype, "Last base of the run that all share.", "1-based", _ALL),
        *(CANDIDATES.column(name) for name in ("modes", "modes_not_assessable", "inherited_from")),
    ),
)
