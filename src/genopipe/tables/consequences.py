"""The table of consequences."""

from genopipe.tables.kinds import INT
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import ALLELE
from genopipe.tables.shared import CODING_NAME
from genopipe.tables.shared import CONSEQUENCE
from genopipe.tables.shared import FLAGS
from genopipe.tables.shared import GENE
from genopipe.tables.shared import HGVS
from genopipe.tables.shared import IMPACT
from genopipe.tables.shared import MODELS
from genopipe.tables.shared import NO_CODING
from genopipe.tables.shared import PROTEIN_NAME
from genopipe.tables.shared import SEVERITY
from genopipe.tables.shared import SYMBOL
from genopipe.tables.shared import TRANSCRIPT

_OFF_TRANSCRIPT = "that end of the allele lies in no exon"
_OFF_CODING = "that end of the allele lies outside the coding sequence"


def _place(name: str, doc: str, missing: str) -> Column:
    return Column(name, INT, doc, "1-based", missing, MODELS)


_FORM = "id:significance:stars, joined by ;, the most stars first"
_NO_NEIGHBOUR = (
    "ClinVar has no such (likely) pathogenic allele, the consequence is of another kind, no ClinVar, or with "
    "--keep-below no --neighbours"
)


def _neighbour(name: str, doc: str) -> Column:
    return Column(name, TEXT, doc, _FORM, _NO_NEIGHBOUR, "ClinVar, described on the same transcript")


CONSEQUENCES = Table(
    "consequences",
    "one allele on one transcript",
    ("allele", "transcript"),
    (
        ALLELE,
        GENE,
        SYMBOL,
        TRANSCRIPT,
        Column("biotype", TEXT, "Biotype of the transcript.", "Ensembl word", source=MODELS),
        Column("strand", TEXT, "+ or -.", "strand", source=MODELS),
        Column("mane", TEXT, "MANE_Select or MANE_Plus_Clinical.", "tag", "the transcript is neither", MODELS),
        Column("canonical", YES_NO, "The gene models call the transcript canonical.", "yes/no", source=MODELS),
        Column("protein", TEXT, "Protein id, with version where given.", "id", "non-coding, or not given", MODELS),
        CONSEQUENCE,
        IMPACT,
        SEVERITY,
        Column("exon", TEXT, "Number of the exon, or first-last, of how many: 3/12.", "n/of", "in no exon", MODELS),
        Column("intron", TEXT, "Number of the intron, or first-last, of how many.", "n/of", "in no intron", MODELS),
        _place("cdna_start", "First changed base on the transcript; of an insertion the base before.", _OFF_TRANSCRIPT),
        _place("cdna_end", "Last changed base on the transcript; of an insertion the base behind.", _OFF_TRANSCRIPT),
        _place("cds_start", "First changed base of the coding sequence.", _OFF_CODING),
        _place("cds_end", "Last changed base of the coding sequence.", _OFF_CODING),
        _place("protein_start", "First residue whose codon is changed.", _OFF_CODING),
        _place("protein_end", "Last residue whose codon is changed.", _OFF_CODING),
        Column("amino_acids", TEXT, "Residues of the codons touched: before/after.", "letters", NO_CODING, MODELS),
        Column("codons", TEXT, "Codons touched: before/after, changed bases in capitals.", "bases", NO_CODING, MODELS),
        Column(
            "distance", INT, "Bases between the allele and the transcript.", "bases", "inside the transcript", MODELS
        ),
        CODING_NAME,
        PROTEIN_NAME,
        Column(
            "nmd",
            TEXT,
            "What a premature stop codon means: expected (nonsense-mediated decay), or escapes and why.",
            "words",
            "no premature stop codon",
            "ClinGen SVI, PVS1, doi:10.1002/humu.23626",
        ),
        Column(
            "consequence_shifted",
            TEXT,
            "The terms where the HGVS description puts the allele (the 3' rule), joined by &.",
            "SO terms",
            "the same as consequence, or not described",
            HGVS,
        ),
        FLAGS,
        Column("reported", YES_NO, "The transcript stands for its gene in the report.", "yes/no", source="annotate"),
        Column("reported_reason", TEXT, "Why this transcript stands for its gene, or not.", "words", source="annotate"),
        _neighbour(
            "clinvar_same_change",
            "Other (likely) pathogenic alleles with the same change of the same amino acid.",
        ),
        _neighbour("clinvar_same_codon", "(Likely) pathogenic alleles with another change of the same amino acid."),
        _neighbour(
            "clinvar_same_splice", "Other (likely) pathogenic alleles at the same position of the same splice site."
        ),
        Column(
            "csq_agreement",
            TEXT,
            "What bcftools csq says: agrees, differs: <its terms>, or not_given.",
            "words",
            "the cross-check is switched off",
            "bcftools csq",
        ),
    ),
)
