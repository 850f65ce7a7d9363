"""The tables of how well a case's terms fit genes and diseases."""

from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.shared import GENE
from genopipe.tables.shared import SYMBOL

_NO_TERM = "the case has no observed term that can be compared"
_HPO = "phenotype.hpoa of HPO"

_SCORE = Column(
    "phenotype_score",
    REAL,
    "How well the terms of the case fit the disease; of a gene, its best disease.",
    "fraction",
    _NO_TERM,
    "phenotype (doi:10.1016/j.ajhg.2009.09.003)",
)
_DISEASE = Column("disease", TEXT, "Id of the disease: OMIM, ORPHA or DECIPHER.", "id", source=_HPO)
_FACTS = (
    Column("disease_name", TEXT, "Name of the disease.", "name", source=_HPO),
    Column(
        "disease_modes",
        TEXTS,
        "Modes of inheritance that HPO tells of the disease: dominant, recessive, x_linked, x_linked_recessive, "
        "x_linked_dominant, y_linked, mitochondrial, other; none where it tells none.",
        "words",
        source=_HPO,
    ),
    Column(
        "matches",
        TEXTS,
        "Observed terms that the disease explains, the most telling first: observed=annotated=information content of "
        "what the two share, in nats.",
        "coded texts",
        source="phenotype",
    ),
    Column(
        "conflicts",
        TEXTS,
        "Terms that were looked for and are absent, but that the disease has: excluded=annotated=frequency there.",
        "coded texts",
        source="phenotype",
    ),
)

GENE_PHENOTYPES = Table(
    "gene_phenotypes",
    "one gene of the gene models that HPO knows a disease of",
    ("gene",),
    (GENE, SYMBOL, _SCORE, _DISEASE, *_FACTS),
)

GENE_DISEASES = Table(
    "gene_diseases",
    "one disease of one gene of the gene models",
    ("gene", "gene_symbol", "disease"),
    (
        GENE,
        SYMBOL,
        _DISEASE,
        _SCORE,
        Column(
            "person_part",
            REAL,
            "Part of the information of the person's terms that the disease explains.",
            "fraction",
            _NO_TERM,
            "phenotype",
        ),
        Column(
            "disease_part",
            REAL,
            "Part of the information of the disease's terms that the person shows.",
            "fraction",
            _NO_TERM,
            "phenotype",
        ),
        Column(
            "excluded_part",
            REAL,
            "What absent terms tell against the disease, of the information of all terms.",
            "fraction",
            _NO_TERM,
            "phenotype",
        ),
        *_FACTS,
    ),
)
