"""The arrays that the tokeniser fills: a row an ALT allele, and a row and person for what genotypes say.

Fields of one type share an array, field by field, so that the kernels carry few arrays along.
"""

from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import Real

Table8: TypeAlias = npt.NDArray[np.int8]
Table32: TypeAlias = npt.NDArray[np.int32]
Table64: TypeAlias = npt.NDArray[np.int64]

# Fields of `Columns.sites`; of a text the first byte and, one field on, the byte behind it.
RECORD, ALT_NUMBER, ALTERNATIVES, POS, HARD = 0, 1, 2, 3, 4
NAME, REF, ALTS, SCORE, FILTERS, INFO, ALT = 5, 7, 9, 11, 13, 15, 17
SITE_FIELDS = 19
# Fields of `Columns.copies`.
PLOIDY, ALT_COPIES, REF_COPIES, OTHER_COPIES, MISSING_COPIES, PHASED, HAPLOTYPE = 0, 1, 2, 3, 4, 5, 6
COPY_FIELDS = 7
# Fields of `Columns.figures`.
DEPTH, REF_READS, ALT_READS, ALL_READS, GENOTYPE_QUALITY, PHASE_SET = 0, 1, 2, 3, 4, 5
FIGURE_FIELDS = 6
# Fields of `Columns.texts`: the first byte of GT and the byte behind it; 0 and 0: none is written.
TEXT_START, TEXT_END = 0, 1
TEXT_FIELDS = 2


class Columns(NamedTuple):
    """One row an ALT allele, one column a person.

    Attributes:
        sites: [field, row]: numbers of the record, and places of its texts in the chunk.
        quality: [row]: QUAL; NaN: missing.
        copies: [field, row, person]: what GT says, as in `GenotypeBatch`.
        figures: [field, row, person]: depth, reads, quality and phase set.
        texts: [field, row, person]: places of GT.
    """

    sites: Table64
    quality: Real
    copies: Table8
    figures: Table32
    texts: Table64


def make_columns(rows: int, people: int) -> Columns:
    """Return arrays for as many rows and people, in which nothing is called."""
    copies = np.full((COPY_FIELDS, rows, people), MISSING, np.int8)
    copies[MISSING_COPIES] = 1
    return Columns(
        sites=np.empty((SITE_FIELDS, rows), np.int64),
        quality=np.empty(rows, np.float64),
        copies=copies,
        figures=np.full((FIGURE_FIELDS, rows, people), MISSING, np.int32),
        texts=np.zeros((TEXT_FIELDS, rows, people), np.int64),
    )
