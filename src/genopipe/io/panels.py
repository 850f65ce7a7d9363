"""Gene panels: TSV files, and the JSON of PanelApp.

The first line of a TSV may be a comment with the panel's title and version: `# name: Epilepsy version: 2.1`; a line
`# source: words` says where it comes from.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.date_genes import damage
from genopipe.io.naming import ID_FIX
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.text import Line
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table
from genopipe.io.whole import written_whole
from genopipe.panels import Confidence
from genopipe.panels import EntityKind
from genopipe.panels import Panel
from genopipe.panels import PanelEntity
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Pathogenicity
from genopipe.panels import Penetrance

REQUIRED = ("gene_symbol", "gene_id", "confidence", "mode_of_inheritance", "penetrance")
"""Columns that every panel has."""
COLUMNS = (*REQUIRED, "hgnc_id", "mode_of_pathogenicity", "entity", "written_as", "in_models")
"""Every column that a panel may have."""
SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}\Z")
"""A gene symbol."""
GENE_ID = re.compile(r"(?:[A-Za-z][A-Za-z0-9_:-]{0,63}|\d{1,9})\Z")
"""A gene id; figures alone are one of NCBI Gene, as RefSeq's gene models have it."""
HGNC_ID = re.compile(r"HGNC:\d{1,7}\Z")
"""An id of HGNC."""
ENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+() -]{0,99}\Z")
"""A name of a region or of a short tandem repeat."""
ENDINGS = (".tsv", ".json")
"""How names of panel files end."""

_TITLE = re.compile(r"#\s*name:\s*(?P<title>.*?)\s*(?:version:\s*(?P<version>\S+)\s*)?$")
_SOURCE = re.compile(r"#\s*source:\s*(?P<source>.*?)\s*$")
_VERSIONED = re.compile(r"(ENSG\d{11})\.\d+\Z")
_YES_NO = ("", "yes", "no")

Word = TypeVar("Word", bound=StrEnum)


def panel_name(path: Path) -> str:
    """Return the name of the panel that a file holds: the file's name without its ending."""
    ending = next((ending for ending in ENDINGS if path.name.endswith(ending)), "")
    return path.name.removesuffix(ending)


def find_panel(folder: Path, name: str) -> Path | None:
    """Return the file of a panel, TSV before JSON; None: there is none."""
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)


def panel_file(folder: Path, name: str) -> str:
    """Return the path of a panel's file; where there is none, the one of its TSV."""
    return str(find_panel(folder, name) or folder / f"{name}.tsv")


def panel_files(folder: Path) -> tuple[list[Path], list[Fault]]:
    """Return the panel files of a folder by name, and a fault for each name that two files bear."""
    found: dict[str, Path] = {}
    faults = []
    for path in sorted(path for ending in ENDINGS for path in folder.glob(f"*{ending}")):
        first = found.setdefault(panel_name(path).lower(), path)
        if first != path:
            cause = f"panel '{panel_name(path)}' stands in {first.name} too"
            faults.append(fault("PANEL-TWICE", str(path), cause, "keep one of the files"))
    return list(found.values()), faults


def panel_build(build: str) -> str:
    """Return whose gene ids are taken of PanelApp's JSON for a genome build."""
    return build if build in ("GRCh37", "GRCh38") else "GRCh38"


def read_any_panel(path: Path, build: str = "GRCh38") -> tuple[Panel, list[Fault]]:
    """Read a gene panel, TSV or JSON of PanelApp, by the file's ending.

    Args:
        path: The file.
        build: Genome build whose gene ids are taken of PanelApp's JSON.
    """
    from genopipe.io.panelapp import read_panelapp  # noqa: PLC0415 - it takes words of this module

    return read_panelapp(path, build=panel_build(build)) if path.suffix == ".json" else read_panel(path)


def read_panel(path: Path) -> tuple[Panel, list[Fault]]:
    """Read a gene panel.

    Args:
        path: TSV file with the columns gene_symbol, gene_id, confidence, mode_of_inheritance and penetrance, and any of
            hgnc_id, mode_of_pathogenicity, entity, written_as and in_models.

    Returns:
        The panel with the genes that are right, and the faults.
    """
    table, faults = read_table(path, COLUMNS, REQUIRED)
    name = panel_name(path)
    if problem := id_problem(name):
        faults.append(fault("PANEL-NAME", str(path), f"the file's name is the panel's: {problem}", ID_FIX))
    genes: list[PanelGene] = []
    others: list[PanelEntity] = []
    for row in table.rows:
        kind, found = _read_kind(f"{path}:{row.line}", row)
        if kind is EntityKind.GENE:
            gene, more = _read_gene(f"{path}:{row.line}", row)
            genes += [gene] if gene else []
        elif kind is not None:
            entity, more = _read_entity(f"{path}:{row.line}", row, kind)
            others += [entity] if entity else []
        else:
            more = []
        faults += found + more
    faults += _check_twice(str(path), table.rows)
    title, version, source = _read_head(name, table.comments)
    panel = Panel(name, title, version, tuple(genes), tuple(others), source, str(path))
    return panel, faults


def _read_head(name: str, comments: tuple[Line, ...]) -> tuple[str, str, str]:
    match = _TITLE.match(comments[0].text) if comments else None
    told = next((found["source"] for line in comments if (found := _SOURCE.match(line.text))), "")
    return ((match["title"] or name) if match else name, (match["version"] or "") if match else "", told)


def _read_kind(where: str, row: Row) -> tuple[EntityKind | None, list[Fault]]:
    faults: list[Fault] = []
    if not row.cells.get("entity"):
        return EntityKind.GENE, []
    return _word(where, row, "entity", EntityKind, faults), faults


def _read_entity(where: str, row: Row, kind: EntityKind) -> tuple[PanelEntity | None, list[Fault]]:
    name, faults = row.cells["gene_symbol"], list[Fault]()
    if not ENTITY.match(name):
        cause = f"{show(name)} is no name of a {kind.value}"
        faults.append(fault("PANEL-GENE", where, cause, "write it with letters, digits and _.:/+()-"))
    confidence = _word(where, row, "confidence", Confidence, faults)
    if confidence is None or faults:
        return None, faults
    return PanelEntity(kind, name, confidence, where), faults


def _read_gene(where: str, row: Row) -> tuple[PanelGene | None, list[Fault]]:
    symbol, hgnc = row.cells["gene_symbol"], row.cells.get("hgnc_id", "")
    gene_id, faults = _read_gene_id(where, row.cells["gene_id"], hgnc)
    faults += check_symbol(where, symbol)
    if hgnc and not HGNC_ID.match(hgnc):
        faults.append(fault("PANEL-GENE", where, f"hgnc_id {show(hgnc)} is none", "write it as HGNC:1100"))
    confidence = _word(where, row, "confidence", Confidence, faults)
    mode = _word(where, row, "mode_of_inheritance", PanelMode, faults)
    penetrance = _word(where, row, "penetrance", Penetrance, faults)
    pathogenicity = _word(where, row, "mode_of_pathogenicity", Pathogenicity, faults)
    written, known = row.cells.get("written_as", ""), row.cells.get("in_models", "")
    faults += check_symbol(where, written) if written else []
    if known not in _YES_NO:
        faults.append(fault("PANEL-WORD", where, f"in_models is {show(known)}", "write yes, no or nothing"))
    if confidence is None or mode is None or penetrance is None or pathogenicity is None or errors_among(faults):
        return None, faults
    told = (symbol, gene_id, confidence, mode, penetrance, hgnc, pathogenicity, written, known)
    return PanelGene(*told, where), faults


def _read_gene_id(where: str, text: str, hgnc: str) -> tuple[str, list[Fault]]:
    if match := _VERSIONED.match(text):
        return match[1], [note("PANEL-VERSION", where, f"version of {text} left out", "nothing")]
    if GENE_ID.match(text) or (not text and hgnc):
        return text, []
    cause = f"gene_id {show(text)} is not an identifier"
    return text, [fault("PANEL-GENE", where, cause, "give the id of the gene models, such as ENSG00000012048")]


def check_symbol(where: str, symbol: str) -> list[Fault]:
    """Check that a text is a gene symbol, and no date that a spreadsheet made of one.

    Args:
        where: File and line, for messages.
        symbol: The text.
    """
    if found := damage(symbol):
        return [fault("PANEL-DATE", where, *found)]
    if SYMBOL.match(symbol):
        return []
    return [fault("PANEL-GENE", where, f"gene_symbol {show(symbol)} is not a symbol", "write the HGNC symbol")]


def _word(where: str, row: Row, column: str, words: type[Word], faults: list[Fault]) -> Word | None:
    text = row.cells.get(column, "")
    known = [word.value for word in words]
    if text in known:
        return words(text)
    faults.append(fault("PANEL-WORD", where, f"{column} is {show(text)}", did_you_mean(text, known)))
    return None


def _check_twice(path: str, rows: tuple[Row, ...]) -> list[Fault]:
    faults = []
    for column in ("gene_symbol", "gene_id", "hgnc_id"):
        first: dict[str, int] = {}
        for row in rows:
            text, kind = row.cells.get(column, ""), row.cells.get("entity", "")
            line = first.setdefault(f"{kind} {text.upper()}", row.line)
            if line != row.line and text:
                cause = f"{column} {show(text)} already stands on line {line}"
                faults.append(fault("PANEL-DUP", f"{path}:{row.line}", cause, "keep one of the lines"))
    return faults


def write_panel(panel: Panel, path: Path) -> None:
    """Write a panel as the TSV that cases name: the form that `read_panel` reads.

    Args:
        panel: The panel.
        path: Where it goes; its name without `.tsv` is the panel's.
    """
    version = f" version: {panel.version}" if panel.version else ""
    lines = [f"# name: {panel.title}{version}"]
    lines += [f"# source: {panel.source}"] if panel.source else []
    rows = [[_cell(gene, column) for column in COLUMNS] for gene in panel.genes]
    rows += [_entity_row(entity) for entity in panel.others]
    columns = _used(rows)
    lines += ["\t".join(row[place] for place in columns) for row in [list(COLUMNS), *rows]]
    with written_whole(path) as partial:
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(gene: PanelGene, column: str) -> str:
    return str(getattr(gene, column, ""))


def _entity_row(entity: PanelEntity) -> list[str]:
    told = {"gene_symbol": entity.name, "confidence": str(entity.confidence), "entity": str(entity.kind)}
    return [told.get(column, "") for column in COLUMNS]


def _used(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the columns that every panel has, and of those in which something stands."""
    return [place for place, name in enumerate(COLUMNS) if name in REQUIRED or any(row[place] for row in rows)]
