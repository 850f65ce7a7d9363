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

from genopipe.tables.alleles import ALLELES
from genopipe.tables.candidates import CANDIDATES
from genopipe.tables.candidates import CLASS_NAMES
from genopipe.tables.candidates import LEDGER
from genopipe.tables.candidates import MODE_NAMES
from genopipe.tables.candidates import MODES
from genopipe.tables.candidates import RANK_NAMES
from genopipe.tables.checks import check
from genopipe.tables.checks import check_key
from genopipe.tables.checks import stage
from genopipe.tables.consented import ADDITIONAL
from genopipe.tables.consented import CARRIERS
from genopipe.tables.consented import COUPLES
from genopipe.tables.consequences import CONSEQUENCES
from genopipe.tables.criteria import CRITERIA
from genopipe.tables.filtering import FACTS
from genopipe.tables.genotypes import GENOTYPES
from genopipe.tables.inherited import ENGINE_COLUMNS
from genopipe.tables.inherited import INHERITED
from genopipe.tables.kinds import INT
from genopipe.tables.kinds import REAL
from genopipe.tables.kinds import SMALL
from genopipe.tables.kinds import TEXT
from genopipe.tables.kinds import TEXTS
from genopipe.tables.kinds import YES_NO
from genopipe.tables.kinds import Column
from genopipe.tables.kinds import Table
from genopipe.tables.phenotypes import GENE_DISEASES
from genopipe.tables.phenotypes import GENE_PHENOTYPES
from genopipe.tables.recounts import RECOUNTS
from genopipe.tables.segments import SEGMENTS
from genopipe.tables.segments import SegmentKind
from genopipe.tables.stretches import STRETCHES

TABLES = {
    table.name: table
    for table in (
        ALLELES,
        GENOTYPES,
        CONSEQUENCES,
        CANDIDATES,
        CRITERIA,
        LEDGER,
        SEGMENTS,
        STRETCHES,
        RECOUNTS,
        INHERITED,
        GENE_PHENOTYPES,
        GENE_DISEASES,
        ADDITIONAL,
        CARRIERS,
        COUPLES,
    )
}

__all__ = [
    "ADDITIONAL",
    "ALLELES",
    "CANDIDATES",
    "CARRIERS",
    "CLASS_NAMES",
    "CONSEQUENCES",
    "COUPLES",
    "CRITERIA",
    "ENGINE_COLUMNS",
    "FACTS",
    "GENE_DISEASES",
    "GENE_PHENOTYPES",
    "GENOTYPES",
    "INHERITED",
    "INT",
    "LEDGER",
    "MODES",
    "MODE_NAMES",
    "RANK_NAMES",
    "REAL",
    "RECOUNTS",
    "SEGMENTS",
    "SMALL",
    "STRETCHES",
    "TABLES",
    "TEXT",
    "TEXTS",
    "YES_NO",
    "Column",
    "SegmentKind",
    "Table",
    "check",
    "check_key",
    "stage",
]
