"""Columns and words that several tables share."""

from genopipe.tables.kinds import SMALL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import Column

RECORD = "the caller's VCF record"
NOT_CALLED = "the genotype was not called"
NOT_WRITTEN = "the caller did not write it"
NO_FREQUENCY = "not in the source, or no source configured: see frequency_state"
NO_CLINVAR = "the allele is not in ClinVar, or no ClinVar configured"
ALLELE = Column("allele", TEXT, "Name of the allele: contig-position-ref-alt, chr left out.", "name", source=RECORD)
GENE = Column("gene", TEXT, "Gene id of the gene models, without version.", "id", source="gene models")
SYMBOL = Column("gene_symbol", TEXT, "Gene symbol of the gene models.", "name", source="gene models")
CONSEQUENCE = Column(
    "consequence", TEXT, "Sequence Ontology terms joined by &, the most severe first.", "SO terms", source="annotate"
)
SEVERITY = Column(
    "severity",
    SMALL,
    "Rank of the most severe term, 1 the most severe.",
    "Ensembl rank",
    "a term without a rank",
    "Ensembl Variation, calculated consequences",
)
IMPACT = Column("impact", TEXT, "HIGH, MODERATE, LOW or MODIFIER.", "Ensembl word", "a term without a rank", "Ensembl")
TRANSCRIPT = Column("transcript", TEXT, "Transcript id with version where given.", "id", source="gene models")
MODELS = "gene models"
NO_CODING = "the allele does not lie in a coding sequence"
HGVS = "HGVS Nomenclature 21"
CODING_NAME = Column(
    "hgvs_c",
    TEXT,
    "HGVS description on the transcript, accession.version first: c. on coding transcripts, n. on others.",
    "HGVS",
    "the allele lies outside the transcript or reaches beyond it, has an ALT with letters other than A, C, G and T, or "
    "was not described",
    HGVS,
)
PROTEIN_NAME = Column(
    "hgvs_p",
    TEXT,
    "HGVS description of the predicted protein, in parentheses; p.? where the effect cannot be told.",
    "HGVS",
    "the allele does not reach the coding sequence, or was not described",
    HGVS,
)
FLAGS = Column(
    "flags",
    TEXT,
    "What to know of the row, joined by &: cds_start_NF and cds_end_NF (incomplete coding sequence), "
    "splice_region_unsaid (bases in the splice region that the term leaves out), selenoprotein, non_aug_start.",
    "words",
    "nothing",
    "annotate",
)
