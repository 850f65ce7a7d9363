"""The table that `genopipe inherit --vcf` writes: any VCF, any number of families."""

from genopipe.tables.alleles import ALLELES
from genopipe.tables.candidates import CANDIDATES
from genopipe.tables.candidates import MODE_NAMES
from genopipe.tables.kinds import INT
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import RECORD

ENGINE_COLUMNS = (
    *MODE_NAMES,
    "modes",
    "modes_not_assessable",
    "partners",
    "partners_in_all",
    "partner_phase",
    "inherited_from",
    "evidence",
    "missing",
    "copies_inferred",
    "genotype_counts",
)
"""The columns that the inheritance engine fills, here and in the table of candidates."""

INHERITED = Table(
    "inherited",
    "one allele of one record in one gene of one family, that its proband may carry",
    ("family", "proband", "record", "allele", "gene"),
    (
        Column("family", TEXT, "Id of the family.", "id", source="pedigree"),
        Column("proband", TEXT, "Id of the affected member for whom the modes were asked.", "id", source="pedigree"),
        ALLELE,
        *(ALLELES.column(name) for name in ("contig", "position", "ref", "alt")),
        Column("record", INT, "Number of the record in the file.", "1-based", source=RECORD),
        Column(
            "gene",
            TEXT,
            "Gene, as its source names it; empty: in no gene, or the genes are not known.",
            "name",
            source="gene models, or INFO",
        ),
        Column(
            "genotypes",
            TEXT,
            "Everyone with data: person=genotype, joined by ;. 0 is REF, 1 this ALT, 2 another ALT, . not called.",
            "text",
            source="GT",
        ),
        *(CANDIDATES.column(name) for name in ENGINE_COLUMNS),
    ),
)
