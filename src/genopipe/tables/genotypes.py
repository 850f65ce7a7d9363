"""The table of genotypes."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import SMALL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import NOT_CALLED
from genopipe.tables.shared import NOT_WRITTEN
from genopipe.tables.shared import RECORD

GENOTYPES = Table(
    "genotypes",
    "one allele in one person",
    ("allele", "person"),
    (
        ALLELE,
        Column("person", TEXT, "Id of the person.", "id", source="sample sheet"),
        Column("ploidy", SMALL, "Alleles that the genotype names, called or not.", "copies", "no genotype", RECORD),
        Column("alt_copies", SMALL, "Copies of this ALT allele.", "copies", NOT_CALLED, "GT"),
        Column("ref_copies", SMALL, "Copies of the REF allele.", "copies", NOT_CALLED, "GT"),
        Column(
            "other_copies",
            SMALL,
            "Copies of another ALT allele of the same record: neither REF nor this ALT.",
            "copies",
            NOT_CALLED,
            "GT",
        ),
        Column("missing_copies", SMALL, "Copies that were not called.", "copies", "no genotype", "GT"),
        Column("phased", YES_NO, "The genotype is phased.", "yes/no", NOT_CALLED, "GT"),
        Column("haplotype", SMALL, "Which haplotype carries ALT: 0 or 1.", "index", "unphased, or not het", "GT"),
        Column("phase_set", INT, "Phase set.", "PS", "none written", "PS"),
        Column("genotype_text", TEXT, "GT as called, before the split.", "VCF GT", source="GT"),
        Column("depth", INT, "Reads at the position; the lowest of a block.", "reads", NOT_WRITTEN, "DP, MIN_DP"),
        Column("ref_reads", INT, "Reads that show REF.", "reads", NOT_WRITTEN, "AD"),
        Column("alt_reads", INT, "Reads that show this ALT.", "reads", NOT_WRITTEN, "AD"),
        Column(
            "alt_fraction",
            REAL,
            "alt_reads / sum of AD; where the record had more than one ALT, / DP (at least the sum of AD).",
            "fraction",
            "no reads, or not written",
            "AD, DP",
        ),
        Column("genotype_quality", INT, "Genotype quality.", "Phred", NOT_WRITTEN, "GQ"),
    ),
)
