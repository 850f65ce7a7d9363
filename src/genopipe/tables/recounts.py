"""The table of recounts: the reads of a person, asked again about one allele."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE

_NOT_COUNTED = "not counted: see not_counted"


def _reads(name: str, doc: str) -> Column:
    return Column(name, INT, doc, "reads", _NOT_COUNTED, "recount")


RECOUNTS = Table(
    "recounts",
    "one allele in one person whose reads were asked again",
    ("allele", "person"),
    (
        ALLELE,
        Column("person", TEXT, "Id of the person.", "id", source="sample sheet"),
        Column(
            "depth",
            INT,
            "Reads that can tell REF from ALT; mates that overlap are one read. Zero where none can.",
            "reads",
            "the allele cannot be looked for in reads, or too many lie there: see not_counted",
            "recount",
        ),
        _reads("ref_reads", "Reads that show REF; of a deletion at each of its two ends."),
        _reads("alt_reads", "Reads that show ALT."),
        _reads("other_reads", "Reads that show neither, or whose mates differ."),
        Column(
            "not_counted",
            TEXT,
            "Why nothing was counted: no_reads (none that can tell the two apart), too_deep (more reads than "
            "call.maximum_depth), repeat (REF and ALT look alike over more bases than a read has), symbolic (no bases "
            "to look for) or unknown_bases (letters other than A, C, G and T).",
            "word",
            "the reads were counted",
            "recount",
        ),
    ),
)
