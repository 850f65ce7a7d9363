"""The table of alleles."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import SMALL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import HGVS
from genopipe.tables.shared import NO_CLINVAR
from genopipe.tables.shared import NO_FREQUENCY
from genopipe.tables.shared import NOT_WRITTEN
from genopipe.tables.shared import RECORD

ALLELES = Table(
    "alleles",
    "one ALT allele in one family",
    ("allele",),
    (
        ALLELE,
        Column("contig", TEXT, "Contig as the reference names it.", "name", source=RECORD),
        Column("position", INT, "Position of the first REF base.", "1-based", source=RECORD),
        Column("ref", TEXT, "REF bases.", "bases", source=RECORD),
        Column("alt", TEXT, "ALT bases, or * for a deletion that spans the position.", "bases", source=RECORD),
        Column(
            "end",
            INT,
            "Last REF base; of a symbolic allele END, else POS and SVLEN.",
            "1-based",
            "a breakend, or a symbolic allele with neither",
            f"{RECORD}; VCFv4.5, 1.6.1",
        ),
        Column(
            "variant_class",
            TEXT,
            "snv, insertion, deletion, delins, symbolic or spanning_deletion.",
            "word",
            source="normalise",
        ),
        Column(
            "hgvs_g",
            TEXT,
            "HGVS description on the genome, accession.version first where the contig has one: g., on the "
            "mitochondrial genome m.",
            "HGVS",
            "a symbolic allele, a breakend, *, letters other than A, C, G and T in ALT, or a REF unlike the reference",
            HGVS,
        ),
        Column("called_as", TEXT, "The record before normalisation: contig:position:ref>alts.", "text", source=RECORD),
        Column("multiallelic", YES_NO, "The record had more than one ALT allele.", "yes/no", source=RECORD),
        Column("quality", REAL, "QUAL of the record.", "Phred", NOT_WRITTEN, RECORD),
        Column("filters", TEXT, "FILTER of the record, joined by ;.", "words", "no filter was applied", RECORD),
        Column(
            "frequency_state",
            TEXT,
            "found, absent (the site is covered) or not_assessable (no source, or the site is not covered).",
            "word",
            source="annotate",
        ),
        Column("frequency_global", REAL, "Allele frequency over all populations.", "fraction", NO_FREQUENCY, "INFO"),
        Column("frequency_max", REAL, "Highest allele frequency in any population.", "fraction", NO_FREQUENCY, "INFO"),
        Column("frequency_population", TEXT, "The population with that frequency.", "name", NO_FREQUENCY, "INFO"),
        Column("frequencies", TEXT, "All populations: name=fraction, joined by ;.", "text", NO_FREQUENCY, "INFO"),
        Column("allele_number", INT, "Alleles looked at in the source.", "count", NO_FREQUENCY, "INFO"),
        Column("homozygotes", INT, "Homozygotes in the source.", "count", NO_FREQUENCY, "INFO"),
        Column(
            "hemizygotes",
            INT,
            "Males with the allele in the source, on X and Y off the pseudo-autosomal regions.",
            "count",
            f"{NO_FREQUENCY}; or the source does not give it, or it is another place",
            "INFO",
        ),
        Column(
            "faf95",
            REAL,
            "GrpMax FAF95: the highest filtering allele frequency (lower 95 % bound) of the groups that may be GrpMax.",
            "fraction",
            f"{NO_FREQUENCY}; or the source gives neither bounds nor counts",
            "INFO, else its counts (doi:10.1038/gim.2017.26)",
        ),
        Column(
            "faf95_population",
            TEXT,
            "The group with that FAF95; not always the one with the highest frequency.",
            "name",
            f"{NO_FREQUENCY}; or no group has a FAF95 above 0",
            "annotate",
        ),
        Column("clinvar_id", TEXT, "ClinVar variation id.", "id", NO_CLINVAR, "ClinVar ID"),
        Column("clinvar_significance", TEXT, "CLNSIG as written.", "ClinVar words", NO_CLINVAR, "ClinVar CLNSIG"),
        Column("clinvar_review", TEXT, "CLNREVSTAT as written.", "ClinVar words", NO_CLINVAR, "ClinVar CLNREVSTAT"),
        Column(
            "clinvar_stars",
            SMALL,
            "Stars of the review status.",
            "0-4",
            NO_CLINVAR,
            "ClinVar documentation, review status",
        ),
        Column("clinvar_conditions", TEXT, "CLNDN as written.", "ClinVar words", NO_CLINVAR, "ClinVar CLNDN"),
        Column(
            "clinvar_conflicts",
            TEXT,
            "CLNSIGCONF as written: the classifications that conflict, each with its number.",
            "ClinVar words",
            f"{NO_CLINVAR}; or nothing conflicts",
            "ClinVar CLNSIGCONF",
        ),
        Column("clinvar_date", TEXT, "Date of the ClinVar file.", "date", NO_CLINVAR, "ClinVar fileDate"),
        Column(
            "clinvar_pathogenic",
            YES_NO,
            "ClinVar calls the allele pathogenic or likely pathogenic, with no conflict.",
            "yes/no",
            NO_CLINVAR,
            "annotate",
        ),
    ),
)
