"""Read a panel of PanelApp (JSON of its API, version 1) into the panel that genopipe works with.

Source: Genomics England PanelApp, API version 1, `/api/v1/panels/ID/`; confidence 3 is green, 2 amber, 1 red, 0 no
list. PanelApp Australia gives the same form.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.curated import read_curated
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.panels import COLUMNS
from genopipe.io.panels import GENE_ID
from genopipe.io.panels import SYMBOL
from genopipe.io.text import read_text
from genopipe.io.whole import written_whole
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

_CONFIDENCE = {
    "4": Confidence.GREEN,
    "3": Confidence.GREEN,
    "2": Confidence.AMBER,
    "1": Confidence.RED,
    "0": Confidence.RED,
}
_PENETRANCE = {"complete": Penetrance.COMPLETE, "incomplete": Penetrance.INCOMPLETE}
_SHOWN = 8


def read_panelapp(
    path: Path,
    modes: Mapping[str, PanelMode] | None = None,
    penetrance: Penetrance = Penetrance.COMPLETE,
    build: str = "GRCh38",
) -> tuple[Panel, list[Fault]]:
    """Read a panel of PanelApp.

    Args:
        path: JSON as the API gives it.
        modes: Mode by symbol, for genes for which PanelApp tells none; wins over PanelApp's.
        penetrance: What is taken where PanelApp does not tell; a note counts the genes.
        build: Genome build whose Ensembl ids are taken.

    Returns:
        The panel, and the faults. A gene without a mode is an error where it is green, else it is left out and named
        in a note. STRs and regions of the panel are no genes: a note counts them.
    """
    text, faults = read_text(path)
    if any(item.severity == "error" for item in faults):
        return _empty(path), faults
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        cause = f"no JSON: {error}"
        return _empty(path), [*faults, fault("PANELAPP-FORM", str(path), cause, "fetch the panel again")]
    if not isinstance(content, dict) or not isinstance(content.get("genes"), list):
        cause = "no panel of PanelApp: a JSON object with `genes`"
        return _empty(path), [*faults, fault("PANELAPP-FORM", str(path), cause, "fetch /api/v1/panels/ID/")]
    return _panel(path, content, _Reader(str(path), modes or {}, penetrance, build), faults)


def _panel(path: Path, content: dict[str, Any], reader: "_Reader", faults: list[Fault]) -> tuple[Panel, list[Fault]]:
    name = path.name.removesuffix(".json")
    if problem := id_problem(name):
        faults.append(fault("PANEL-NAME", str(path), f"the file's name is the panel's: {problem}", "rename it"))
    genes = [made for number, item in enumerate(content["genes"], start=1) if (made := reader.gene(number, item))]
    faults += reader.faults + reader.notes(content)
    title, version = (_text(content.get(key)) for key in ("name", "version"))
    return Panel(name=name, title=title or name, version=version, genes=tuple(genes)), faults


def _empty(path: Path) -> Panel:
    name = path.name.removesuffix(".json")
    return Panel(name=name, title=name, version="", genes=())


def _text(value: object) -> str:
    """Return a value as one line of text; nothing as empty."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


class _Reader:
    """Reads the genes of one panel and remembers what is wrong or worth knowing."""

    def __init__(self, where: str, modes: Mapping[str, PanelMode], penetrance: Penetrance, build: str) -> None:
        self._where = where
        self._modes = modes
        self._penetrance = penetrance
        self._build = build.lower()
        table = read_curated("panelapp_modes")
        self._words = {
            words.lower(): (mode, remark)
            for words, mode, remark in zip(table["panelapp_words"], table["mode"], table["note"], strict=True)
        }
        self.faults: list[Fault] = []
        self._unstated = 0
        self._left_out: list[str] = []
        self._imprinted: list[str] = []
        self._without_id: list[str] = []
        self._seen: dict[str, int] = {}

    def gene(self, number: int, item: object) -> PanelGene | None:
        """Return a gene; None when it is wrong or no mode is known."""
        where = f"{self._where}:genes[{number}]"
        data = item.get("gene_data") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(data, dict):
            self.faults.append(fault("PANELAPP-FORM", where, "no gene: there is no gene_data", "fetch it again"))
            return None
        symbol = _text(data.get("gene_symbol") or item.get("entity_name"))
        confidence = _CONFIDENCE.get(_text(item.get("confidence_level")))
        if not SYMBOL.match(symbol):
            cause = f"gene_symbol {show(symbol)} is not a symbol"
            self.faults.append(fault("PANEL-GENE", where, cause, "mend it in a panel of your own (TSV)"))
            return None
        if confidence is None:
            cause = f"confidence_level of {symbol} is {show(_text(item.get('confidence_level')))}"
            self.faults.append(fault("PANEL-WORD", where, cause, "it is 0, 1, 2, 3 or 4"))
            return None
        if (first := self._seen.setdefault(symbol.upper(), number)) != number:
            cause = f"{symbol} already stands at genes[{first}]"
            self.faults.append(fault("PANEL-DUP", where, cause, "keep one of them"))
            return None
        mode = self._mode(where, symbol, confidence, _text(item.get("mode_of_inheritance")))
        if mode is None:
            return None
        return PanelGene(symbol, self._gene_id(symbol, data), confidence, mode, self._told_penetrance(item))

    def _mode(self, where: str, symbol: str, confidence: Confidence, words: str) -> PanelMode | None:
        if symbol in self._modes:
            return self._modes[symbol]
        mode, remark = self._words.get(words.lower(), ("?" if words else "-", None))
        if mode == "?":
            cause = f"mode_of_inheritance of {symbol} is {show(words)}, which PanelApp's list does not hold"
            self.faults.append(fault("PANEL-WORD", where, cause, "give the mode of this gene yourself"))
            return None
        if mode == "-" and confidence is Confidence.GREEN:
            cause = f"{symbol} is green and has no mode of inheritance ({show(words)})"
            self.faults.append(fault("PANELAPP-MODE", where, cause, "give the mode of this gene yourself"))
        elif mode == "-":
            self._left_out.append(symbol)
        self._imprinted += [symbol] if remark else []
        return None if mode == "-" else PanelMode(mode)

    def _gene_id(self, symbol: str, data: dict[str, Any]) -> str:
        """Return the Ensembl id of the newest release of the build, else the HGNC id."""
        builds = data.get("ensembl_genes")
        builds = builds if isinstance(builds, dict) else {}
        releases = next((value for name, value in builds.items() if str(name).lower() == self._build), None)
        newest = sorted((releases or {}).items(), key=lambda pair: int(pair[0]) if str(pair[0]).isdecimal() else -1)
        found = [_text(entry.get("ensembl_id")) for _, entry in newest if isinstance(entry, dict)]
        if found and GENE_ID.match(found[-1]):
            return found[-1]
        self._without_id.append(symbol)
        hgnc = _text(data.get("hgnc_id"))
        return hgnc if GENE_ID.match(hgnc) else symbol

    def _told_penetrance(self, item: dict[str, Any]) -> Penetrance:
        word = _text(item.get("penetrance")).lower()
        self._unstated += word not in _PENETRANCE
        return _PENETRANCE.get(word, self._penetrance)

    def notes(self, content: dict[str, Any]) -> list[Fault]:
        """Return what is worth knowing of the panel."""
        others = {kind: len(content.get(kind) or []) for kind in ("strs", "regions")}
        notes = []
        if self._left_out:
            cause = _listed(self._left_out, "genes without a mode of inheritance, not green, are left out")
            notes.append(note("PANELAPP-LEFT", self._where, cause, "nothing"))
        if self._imprinted:
            cause = _listed(self._imprinted, "genes are imprinted, which the modes do not look at")
            notes.append(note("PANELAPP-IMPRINT", self._where, cause, "nothing"))
        if self._without_id:
            cause = _listed(self._without_id, f"genes have no Ensembl id of {self._build}; another id stands for it")
            notes.append(note("PANELAPP-ID", self._where, cause, "nothing"))
        if self._unstated:
            cause = f"penetrance of {self._unstated} genes is not told; read as {self._penetrance.value}"
            notes.append(note("PANELAPP-PENETRANCE", self._where, cause, "give it in a panel of your own (TSV)"))
        if any(others.values()):
            cause = f"{others['strs']} STRs and {others['regions']} regions are no genes and are not looked at"
            notes.append(note("PANELAPP-OTHER", self._where, cause, "nothing"))
        return notes


def write_panel(panel: Panel, path: Path) -> None:
    """Write a panel as the TSV that cases name: the form that `read_panel` reads.

    Args:
        panel: The panel.
        path: Where it goes; its name without `.tsv` is the panel's.
    """
    version = f" version: {panel.version}" if panel.version else ""
    lines = [f"# name: {panel.title}{version}", "\t".join(COLUMNS)]
    lines += ["\t".join(str(getattr(gene, column)) for column in COLUMNS) for gene in panel.genes]
    with written_whole(path) as partial:
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(names: list[str], words: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} {words}: {', '.join(names[:_SHOWN])}{more}"
