"""Every column of every table, declared once: meaning, unit, what a null means, and where it comes from.

The checks of each stage, the Parquet field metadata, the columns page of the documentation and the titles
in the report all come from here. Fractions are 0-1; positions are 1-based.

A stage is a pure function on tables:

```python
@stage(table=ALLELES, reads=["contig", "position"], adds=["frequency_max"])
def add_frequency(alleles: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame: ...
```

`stage` checks what goes in and what comes out, and that no row, order or existing column changed.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from typing import ParamSpec

import polars as pl

from genopipe.errors import ContractError

P = ParamSpec("P")


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: The column's name, in whole words.
        dtype: Its polars type.
        doc: What it means.
        unit: Unit of a number, or what a text is.
        missing: What a null means; empty: a null is an error.
        source: What fills it: a stage, a field of a file, a document.
    """

    name: str
    dtype: pl.DataType
    doc: str
    unit: str
    missing: str = ""
    source: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its grain, its key and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return a column by name.

        Raises:
            ContractError: No such column is declared.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.name} declares no column {name}")

    def schema(self, names: Iterable[str] | None = None) -> dict[str, pl.DataType]:
        """Return name and type of the named columns (all without names), in declared order."""
        wanted = None if names is None else set(names)
        return {c.name: c.dtype for c in self.columns if wanted is None or c.name in wanted}


TEXT = pl.String()
INT = pl.Int64()
SMALL = pl.Int8()
REAL = pl.Float64()
YES_NO = pl.Boolean()
TEXTS = pl.List(pl.String())

_RECORD = "the caller's VCF record"
_NOT_CALLED = "the genotype was not called"
_NOT_WRITTEN = "the caller did not write it"
_NO_FREQUENCY = "not in the source, or no source configured: see frequency_state"
_NO_CLINVAR = "the allele is not in ClinVar, or no ClinVar configured"
_ALLELE = Column("allele", TEXT, "Name of the allele: contig-position-ref-alt, chr left out.", "name", source=_RECORD)
_GENE = Column("gene", TEXT, "Gene id of the gene models, without version.", "id", source="gene models")
_SYMBOL = Column("gene_symbol", TEXT, "Gene symbol of the gene models.", "name", source="gene models")
_CONSEQUENCE = Column("consequence", TEXT, "Sequence Ontology terms joined by &.", "SO terms", source="bcftools csq")
_SEVERITY = Column(
    "severity",
    SMALL,
    "Rank of the most severe term, 1 the most severe.",
    "Ensembl rank",
    "a term without a rank",
    "Ensembl Variation, calculated consequences",
)
_IMPACT = Column("impact", TEXT, "HIGH, MODERATE, LOW or MODIFIER.", "Ensembl word", "a term without a rank", "Ensembl")
_TRANSCRIPT = Column("transcript", TEXT, "Transcript id with version where given.", "id", source="gene models")
_PROTEIN = Column(
    "protein_change",
    TEXT,
    "Amino-acid change as bcftools csq writes it: 23R>23Q.",
    "csq notation",
    "no change of the protein can be told, or none",
    "bcftools csq",
)

ALLELES = Table(
    "alleles",
    "one ALT allele in one family",
    ("allele",),
    (
        _ALLELE,
        Column("contig", TEXT, "Contig as the reference names it.", "name", source=_RECORD),
        Column("position", INT, "Position of the first REF base.", "1-based", source=_RECORD),
        Column("ref", TEXT, "REF bases.", "bases", source=_RECORD),
        Column("alt", TEXT, "ALT bases, or * for a deletion that spans the position.", "bases", source=_RECORD),
        Column(
            "variant_class",
            TEXT,
            "snv, insertion, deletion, delins, symbolic or spanning_deletion.",
            "word",
            source="normalise",
        ),
        Column("called_as", TEXT, "The record before normalisation: contig:position:ref>alts.", "text", source=_RECORD),
        Column("multiallelic", YES_NO, "The record had more than one ALT allele.", "yes/no", source=_RECORD),
        Column("quality", REAL, "QUAL of the record.", "Phred", _NOT_WRITTEN, _RECORD),
        Column("filters", TEXT, "FILTER of the record, joined by ;.", "words", "no filter was applied", _RECORD),
        Column(
            "frequency_state",
            TEXT,
            "found, absent (the site is covered) or not_assessable (no source, or the site is not covered).",
            "word",
            source="annotate",
        ),
        Column("frequency_global", REAL, "Allele frequency over all populations.", "fraction", _NO_FREQUENCY, "INFO"),
        Column("frequency_max", REAL, "Highest allele frequency in any population.", "fraction", _NO_FREQUENCY, "INFO"),
        Column("frequency_population", TEXT, "The population with that frequency.", "name", _NO_FREQUENCY, "INFO"),
        Column("frequencies", TEXT, "All populations: name=fraction, joined by ;.", "text", _NO_FREQUENCY, "INFO"),
        Column("allele_number", INT, "Alleles looked at in the source.", "count", _NO_FREQUENCY, "INFO"),
        Column("homozygotes", INT, "Homozygotes in the source.", "count", _NO_FREQUENCY, "INFO"),
        Column("clinvar_id", TEXT, "ClinVar variation id.", "id", _NO_CLINVAR, "ClinVar ID"),
        Column("clinvar_significance", TEXT, "CLNSIG as written.", "ClinVar words", _NO_CLINVAR, "ClinVar CLNSIG"),
        Column("clinvar_review", TEXT, "CLNREVSTAT as written.", "ClinVar words", _NO_CLINVAR, "ClinVar CLNREVSTAT"),
        Column(
            "clinvar_stars",
            SMALL,
            "Stars of the review status.",
            "0-4",
            _NO_CLINVAR,
            "ClinVar documentation, review status",
        ),
        Column("clinvar_conditions", TEXT, "CLNDN as written.", "ClinVar words", _NO_CLINVAR, "ClinVar CLNDN"),
        Column(
            "clinvar_pathogenic",
            YES_NO,
            "ClinVar calls the allele pathogenic or likely pathogenic, with no conflict.",
            "yes/no",
            _NO_CLINVAR,
            "annotate",
        ),
    ),
)

GENOTYPES = Table(
    "genotypes",
    "one allele in one person",
    ("allele", "person"),
    (
        _ALLELE,
        Column("person", TEXT, "Id of the person.", "id", source="sample sheet"),
        Column("ploidy", SMALL, "Alleles that the genotype names, called or not.", "copies", "no genotype", _RECORD),
        Column("alt_copies", SMALL, "Copies of this ALT allele.", "copies", _NOT_CALLED, "GT"),
        Column("ref_copies", SMALL, "Copies of the REF allele.", "copies", _NOT_CALLED, "GT"),
        Column(
            "other_copies",
            SMALL,
            "Copies of another ALT allele of the same record: neither REF nor this ALT.",
            "copies",
            _NOT_CALLED,
            "GT",
        ),
        Column("missing_copies", SMALL, "Copies that were not called.", "copies", "no genotype", "GT"),
        Column("phased", YES_NO, "The genotype is phased.", "yes/no", _NOT_CALLED, "GT"),
        Column("haplotype", SMALL, "Which haplotype carries ALT: 0 or 1.", "index", "unphased, or not het", "GT"),
        Column("phase_set", INT, "Phase set.", "PS", "none written", "PS"),
        Column("genotype_text", TEXT, "GT as called, before the split.", "VCF GT", source="GT"),
        Column("depth", INT, "Reads at the position; the lowest of a block.", "reads", _NOT_WRITTEN, "DP, MIN_DP"),
        Column("ref_reads", INT, "Reads that show REF.", "reads", _NOT_WRITTEN, "AD"),
        Column("alt_reads", INT, "Reads that show this ALT.", "reads", _NOT_WRITTEN, "AD"),
        Column(
            "alt_fraction",
            REAL,
            "alt_reads / sum of AD; where the record had more than one ALT, / DP (at least the sum of AD).",
            "fraction",
            "no reads, or not written",
            "AD, DP",
        ),
        Column("genotype_quality", INT, "Genotype quality.", "Phred", _NOT_WRITTEN, "GQ"),
    ),
)

CONSEQUENCES = Table(
    "consequences",
    "one allele on one transcript",
    ("allele", "transcript"),
    (
        _ALLELE,
        _GENE,
        _SYMBOL,
        _TRANSCRIPT,
        Column("biotype", TEXT, "Biotype of the transcript.", "Ensembl word", source="gene models"),
        Column("strand", TEXT, "+ or -.", "strand", "csq gives none for this term", "gene models"),
        Column("mane", TEXT, "MANE_Select or MANE_Plus_Clinical.", "tag", "the transcript is neither", "gene models"),
        _CONSEQUENCE,
        _IMPACT,
        _SEVERITY,
        _PROTEIN,
        Column(
            "reported", YES_NO, "The transcript that stands for its gene in the report.", "yes/no", source="annotate"
        ),
        Column("reported_reason", TEXT, "Why this transcript stands for its gene, or not.", "words", source="annotate"),
    ),
)

_THREE = "not assessable: a genotype that decides is missing or of low quality"


def _mode(name: str, doc: str) -> Column:
    return Column(name, YES_NO, doc, "yes/no", _THREE, "inherit")


MODES = (
    _mode("de_novo", "The proband carries it; both parents were well called and do not."),
    _mode("dominant", "Every affected member carries it, no unaffected member does."),
    _mode("dominant_incomplete", "Every affected member carries it; unaffected carriers are allowed."),
    _mode("recessive_homozygous", "Every affected member is homozygous, no unaffected member is."),
    _mode("compound_heterozygous", "A second allele of the gene lies in trans, or the phase is not known."),
    _mode("x_linked_recessive", "On X outside the PARs: affected males hemizygous, females as carriers allowed."),
    _mode("x_linked_dominant", "On X outside the PARs: every affected member carries it, no unaffected one."),
    _mode("mitochondrial", "On the mitochondrial genome, above the heteroplasmy threshold in the affected."),
)
MODE_NAMES = tuple(column.name for column in MODES)

CANDIDATES = Table(
    "candidates",
    "one allele in one gene that the proband may carry",
    ("allele", "gene"),
    (
        _ALLELE,
        _GENE,
        _SYMBOL,
        _TRANSCRIPT,
        _CONSEQUENCE,
        _IMPACT,
        _SEVERITY,
        _PROTEIN,
        *MODES,
        Column("modes", TEXTS, "The modes that fit.", "words", source="inherit"),
        Column("modes_not_assessable", TEXTS, "The modes that could not be decided.", "words", source="inherit"),
        Column(
            "partners",
            TEXTS,
            "Alleles of the same gene in trans; where none is known to be, those of unknown phase.",
            "names",
            source="inherit",
        ),
        Column(
            "partner_phase",
            TEXT,
            "How the pair is known: in_trans_by_parents, in_trans_by_reads, unknown.",
            "word",
            "no partner",
            "inherit",
        ),
        Column("inherited_from", TEXT, "mother, father, both, neither or unknown.", "word", source="inherit"),
        Column("panel", TEXT, "First panel of the case that holds the gene.", "name", "in no panel", "panels"),
        Column("panel_confidence", TEXT, "green, amber or red.", "word", "in no panel", "panels"),
        Column("panel_mode", TEXT, "Mode of inheritance of the panel.", "word", "in no panel", "panels"),
        Column("modes_in_panel", TEXTS, "The modes that fit and that the panel expects.", "words", source="filter"),
        Column("bucket", TEXT, "finding, candidate or set_aside.", "word", source="filter"),
        Column("by", TEXT, "The rule that decided the bucket.", "name", source="filter"),
        Column("reason", TEXT, "The numbers that decided, against their thresholds.", "words", source="filter"),
    ),
)

LEDGER = Table(
    "ledger",
    "one allele in one gene, or one allele that touches no gene: where it ended",
    ("allele", "gene"),
    (
        _ALLELE,
        Column("gene", TEXT, "Gene id, or empty for an allele that touches no gene.", "id", source="gene models"),
        *(CANDIDATES.column(name) for name in ("gene_symbol", "bucket", "by", "reason")),
    ),
)

TABLES = {table.name: table for table in (ALLELES, GENOTYPES, CONSEQUENCES, CANDIDATES, LEDGER)}


def check(frame: pl.DataFrame, table: Table, names: Sequence[str] | None = None) -> pl.DataFrame:
    """Check a frame against its table and return it with the named columns in declared order.

    Args:
        frame: The frame; may have only some of the table's columns, but no others.
        table: The declaration.
        names: Columns that must be there; None: exactly those that the frame has.

    Raises:
        ContractError: A column is missing, undeclared, of another type, or null where null means nothing.
    """
    expected = table.schema(names if names is not None else frame.columns)
    undeclared = [name for name in frame.columns if name not in table.schema()]
    absent = [name for name in expected if name not in frame.columns]
    if undeclared or absent:
        raise ContractError(f"table {table.name}: undeclared {undeclared}, absent {absent}")
    wrong = {n: (str(frame.schema[n]), str(t)) for n, t in expected.items() if frame.schema[n] != t}
    if wrong:
        raise ContractError(f"table {table.name}: type is, should be: {wrong}")
    empty = [n for n in expected if not table.column(n).missing and frame[n].null_count()]
    if empty:
        raise ContractError(f"table {table.name}: null in {empty}, where null has no meaning")
    return frame.select(list(expected))


def check_key(frame: pl.DataFrame, table: Table) -> None:
    """Check that the table's key is unique.

    Raises:
        ContractError: A key occurs twice; the first one is named.
    """
    twice = frame.group_by(table.key).len().filter(pl.col("len") > 1).sort(table.key)
    if twice.height:
        raise ContractError(f"table {table.name}: {twice.height} keys occur twice, first {twice.row(0)}")


Stage = Callable[Concatenate[pl.DataFrame, P], pl.DataFrame]


def stage(*, table: Table, reads: Sequence[str], adds: Sequence[str]) -> Callable[[Stage[P]], Stage[P]]:
    """Declare a stage that adds columns to a table and changes nothing else.

    Args:
        table: The table that the stage works on.
        reads: Columns that the stage needs.
        adds: Columns that the stage adds.

    Raises:
        ContractError: When the stage is called: a column is missing, or a row, the order or a column changed.
    """

    def declare(function: Stage[P]) -> Stage[P]:
        @wraps(function)
        def run(frame: pl.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> pl.DataFrame:
            check(frame, table)
            lacking = sorted(set(reads) - set(frame.columns))
            if lacking:
                raise ContractError(f"{function.__name__} needs {lacking}")
            result = function(frame, *args, **kwargs)
            check(result, table, [*frame.columns, *adds])
            more = [name for name in result.columns if name not in {*frame.columns, *adds}]
            if more:
                raise ContractError(f"{function.__name__} added {more}, which it does not declare")
            if not result.select(frame.columns).equals(frame):
                raise ContractError(f"{function.__name__} changed rows, order or columns that it only reads")
            return result.select(list(table.schema(result.columns)))

        return run

    return declare
