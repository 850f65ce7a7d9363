"""Gene panels, one TSV file each.

The first line may be a comment with the panel's title and version: `# name: Epilepsy version: 2.1`.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.naming import ID_FIX
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.text import Line
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

COLUMNS = ("gene_symbol", "gene_id", "confidence", "mode_of_inheritance", "penetrance")
SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}\Z")
"""A gene symbol."""
GENE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_:-]{0,63}\Z")
"""A gene id."""

_TITLE = re.compile(r"#\s*name:\s*(?P<title>.*?)\s*(?:version:\s*(?P<version>\S+)\s*)?$")
_VERSIONED = re.compile(r"(ENSG\d{11})\.\d+\Z")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(rf"(?:\d{{1,4}}[-/ ]({_MONTHS})[a-z]*(?:[-/ ]\d+)?|({_MONTHS})[-/ ]\d{{1,4}})\Z", re.IGNORECASE)
_DATE_GENES = {"mar": "MARCHF", "sep": "SEPTIN", "dec": "DELEC"}

Word = TypeVar("Word", bound=StrEnum)


def read_panel(path: Path) -> tuple[Panel, list[Fault]]:
    """Read a gene panel.

    Args:
        path: TSV file with the columns gene_symbol, gene_id, confidence, mode_of_inheritance and penetrance.

    Returns:
        The panel with the genes that are right, and the faults.
    """
    table, faults = read_table(path, COLUMNS, COLUMNS)
    name = path.name.removesuffix(".tsv")
    if problem := id_problem(name):
        faults.append(fault("PANEL-NAME", str(path), f"the file's name is the panel's: {problem}", ID_FIX))
    genes = []
    for row in table.rows:
        gene, found = _read_gene(f"{path}:{row.line}", row)
        genes += [gene] if gene else []
        faults += found
    faults += _check_twice(str(path), table.rows)
    title, version = _read_title(name, table.comments)
    return Panel(name=name, title=title, version=version, genes=tuple(genes)), faults


def _read_title(name: str, comments: tuple[Line, ...]) -> tuple[str, str]:
    match = _TITLE.match(comments[0].text) if comments else None
    return (match["title"] or name, match["version"] or "") if match else (name, "")


def _read_gene(where: str, row: Row) -> tuple[PanelGene | None, list[Fault]]:
    symbol, (gene_id, faults) = row.cells["gene_symbol"], _read_gene_id(where, row.cells["gene_id"])
    faults += _check_symbol(where, symbol)
    confidence = _word(where, row, "confidence", Confidence, faults)
    mode = _word(where, row, "mode_of_inheritance", PanelMode, faults)
    penetrance = _word(where, row, "penetrance", Penetrance, faults)
    if confidence is None or mode is None or penetrance is None or any(f.severity == "error" for f in faults):
        return None, faults
    return PanelGene(symbol, gene_id, confidence, mode, penetrance), faults


def _read_gene_id(where: str, text: str) -> tuple[str, list[Fault]]:
    if match := _VERSIONED.match(text):
        return match[1], [note("PANEL-VERSION", where, f"version of {text} left out", "nothing")]
    if GENE_ID.match(text):
        return text, []
    cause = f"gene_id {show(text)} is not an identifier"
    return text, [fault("PANEL-GENE", where, cause, "give the id of the gene models, such as ENSG00000012048")]


def _check_symbol(where: str, symbol: str) -> list[Fault]:
    if match := _DATE.match(symbol):
        stem = _DATE_GENES.get((match[1] or match[2]).lower(), "")
        number = "".join(re.findall(r"\d+", symbol)[:1])
        fix = f"write {stem}{number}" if stem else "write the gene's symbol"
        cause = f"{show(symbol)} looks like a date that Excel made of a gene symbol"
        return [fault("PANEL-DATE", where, cause, f"{fix}; format the column as text before typing")]
    if SYMBOL.match(symbol):
        return []
    return [fault("PANEL-GENE", where, f"gene_symbol {show(symbol)} is not a symbol", "write the HGNC symbol")]


def _word(where: str, row: Row, column: str, words: type[Word], faults: list[Fault]) -> Word | None:
    text = row.cells[column]
    known = [word.value for word in words]
    if text in known:
        return words(text)
    faults.append(fault("PANEL-WORD", where, f"{column} is {show(text)}", did_you_mean(text, known)))
    return None


def _check_twice(path: str, rows: tuple[Row, ...]) -> list[Fault]:
    faults = []
    for column in ("gene_symbol", "gene_id"):
        first: dict[str, int] = {}
        for row in rows:
            text = row.cells[column]
            line = first.setdefault(text.upper(), row.line)
            if line != row.line and text:
                cause = f"{column} {show(text)} already stands on line {line}"
                faults.append(fault("PANEL-DUP", f"{path}:{row.line}", cause, "keep one of the lines"))
    return faults
