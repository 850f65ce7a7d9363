"""Rows of candidates as the stages before the filter leave them."""

import polars as pl

from genopipe.tables import CANDIDATES
from genopipe.tables.filtering import MADE_BY_FILTER
from genopipe.tables.filtering import PANEL_COLUMNS

CLASSES = [name for name in CANDIDATES.schema() if name[:5] == "class" or name == "criteria"]


def candidate(name, gene="ENSG1", **columns):
    """Return a row: a stop that is new in the proband, unless said otherwise."""
    row = dict.fromkeys(CANDIDATES.schema())
    own = {
        "allele": name,
        "gene": gene,
        "gene_symbol": gene.replace("ENSG", "S"),
        "transcript": gene.replace("ENSG", "ENST"),
        "consequence": "stop_gained",
        "impact": "HIGH",
        "severity": 4,
        "modes": ["de_novo", "dominant"],
        "modes_not_assessable": [],
        "partners": [],
        "partners_in_all": 0,
        "inherited_from": "neither",
        "evidence": [],
        "missing": [],
        "copies_inferred": False,
        "class_state": "classified",
        "rank_state": "ranked",
        "criteria": [],
    }
    return {**row, **own, **columns}


def candidates(*rows, classified=False):
    """Return the table, with the columns of classify or without."""
    later = [*MADE_BY_FILTER, *PANEL_COLUMNS, *([] if classified else CLASSES)]
    return pl.DataFrame(list(rows), schema=CANDIDATES.schema()).drop(later)
