"""Read a panel of PanelApp (JSON of its API, version 1) into the panel that genopipe works with.

Genes stand under `genes`, short tandem repeats and regions under `strs` and `regions`, or all of them under `entities`.

Source: Genomics England PanelApp, API version 1, `/api/v1/panels/ID/`; confidence 3 is green, 2 amber, 1 red, 0 no
list. PanelApp Australia gives the same form.
"""

import json
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.curated import read_curated
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.panels import ENTITY
from genopipe.io.panels import GENE_ID
from genopipe.io.panels import HGNC_ID
from genopipe.io.panels import check_symbol
from genopipe.io.text import read_text
from genopipe.panels import Confidence
from genopipe.panels import EntityKind
from genopipe.panels import Panel
from genopipe.panels import PanelEntity
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Pathogenicity
from genopipe.panels import Penetrance

_CONFIDENCE = {
    "4": Confidence.GREEN,
    "3": Confidence.GREEN,
    "2": Confidence.AMBER,
    "1": Confidence.RED,
    "0": Confidence.RED,
}
_PENETRANCE = {"complete": Penetrance.COMPLETE, "incomplete": Penetrance.INCOMPLETE}
_MODE_FIX = "give its mode: genopipe panel --json FILE --mode SYMBOL=MODE --out NAME.tsv, and keep the TSV alone"
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
        The panel, and the faults. A gene without a mode is an error where it is green, else its mode is `not_told` and
        a note names it. STRs and regions of the panel are carried as what is not assessable here: a note counts them.
    """
    name = path.name.removesuffix(".json")
    empty = Panel(name=name, title=name, version="", genes=())
    text, faults = read_text(path)
    if errors_among(faults):
        return empty, faults
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return empty, [*faults, fault("PANELAPP-FORM", str(path), f"no JSON: {error}", "fetch the panel again")]
    listed = _listed_entities(content)
    if listed is None:
        cause = "no panel of PanelApp: a JSON object with `genes` or `entities`"
        return empty, [*faults, fault("PANELAPP-FORM", str(path), cause, "fetch /api/v1/panels/ID/")]
    reader = _Reader(str(path), modes or {}, penetrance, build)
    return _panel(path, content, listed, reader, faults)


def is_panelapp(path: Path) -> bool:
    """Say whether a JSON file is a panel of PanelApp, by what a phenopacket never holds."""
    text, _ = read_text(path)
    return '"confidence_level"' in text or ('"genes"' in text and '"gene_data"' in text)


def _listed_entities(content: object) -> dict[EntityKind, list[object]] | None:
    """Return what a panel lists, by kind; None: it is no panel."""
    if not isinstance(content, dict):
        return None
    keys = {"genes": EntityKind.GENE, "strs": EntityKind.STR, "regions": EntityKind.REGION}
    found: dict[EntityKind, list[object]] = {kind: [] for kind in keys.values()}
    if not isinstance(content.get("genes", content.get("entities")), list):
        return None
    for key, kind in keys.items():
        items = content.get(key) or []
        if not isinstance(items, list):
            return None
        found[kind] += items
    for item in content.get("entities") or []:
        told = item.get("entity_type") if isinstance(item, dict) else None
        found[next((kind for kind in EntityKind if kind == told), EntityKind.GENE)].append(item)
    return found


def _panel(
    path: Path,
    content: dict[str, Any],
    listed: dict[EntityKind, list[object]],
    reader: "_Reader",
    faults: list[Fault],
) -> tuple[Panel, list[Fault]]:
    name = path.name.removesuffix(".json")
    if problem := id_problem(name):
        faults.append(fault("PANEL-NAME", str(path), f"the file's name is the panel's: {problem}", "rename it"))
    genes = [
        made for number, item in enumerate(listed[EntityKind.GENE], start=1) if (made := reader.gene(number, item))
    ]
    others = [
        entity
        for kind in (EntityKind.REGION, EntityKind.STR)
        for number, item in enumerate(listed[kind], start=1)
        if (entity := reader.entity(kind, number, item))
    ]
    title, version, number = (_text(content.get(key)) for key in ("name", "version", "id"))
    faults += reader.faults + reader.notes(others)
    source = f"PanelApp {number}" if number else "PanelApp"
    return Panel(name, title or name, "_".join(version.split()), tuple(genes), tuple(others), source, str(path)), faults


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
        self._untold: list[str] = []
        self._imprinted: list[str] = []
        self._without_id: list[str] = []
        self._seen: dict[str, int] = {}

    def gene(self, number: int, item: object) -> PanelGene | None:
        """Return a gene; None when it is wrong."""
        where = f"{self._where}:genes[{number}]"
        data = item.get("gene_data") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(data, dict):
            self.faults.append(fault("PANELAPP-FORM", where, "no gene: there is no gene_data", "fetch it again"))
            return None
        symbol = _text(data.get("gene_symbol") or item.get("entity_name"))
        if found := check_symbol(where, symbol):
            self.faults += found
            return None
        confidence = self._confidence(where, symbol, item)
        if confidence is None or self._is_twice(where, "genes", symbol, number):
            return None
        mode = self._mode(where, symbol, confidence, _text(item.get("mode_of_inheritance")))
        if mode is None:
            return None
        hgnc = _text(data.get("hgnc_id"))
        hgnc = hgnc if HGNC_ID.match(hgnc) else ""
        if hgnc and self._is_twice(where, "genes", hgnc, number):
            return None
        told = (symbol, self._gene_id(symbol, hgnc, data), confidence, mode, self._told_penetrance(item))
        return PanelGene(*told, hgnc, self._pathogenicity(item), where=where)

    def entity(self, kind: EntityKind, number: int, item: object) -> PanelEntity | None:
        """Return a region or a short tandem repeat; None when it is wrong."""
        where = f"{self._where}:{kind.value}s[{number}]"
        name = _text(item.get("entity_name")) if isinstance(item, dict) else ""
        if not isinstance(item, dict) or not ENTITY.match(name):
            cause = f"entity_name {show(name)} is no name of a {kind.value}"
            self.faults.append(fault("PANEL-GENE", where, cause, "mend it in a panel of your own (TSV)"))
            return None
        confidence = self._confidence(where, name, item)
        if confidence is None or self._is_twice(where, f"{kind.value}s", name, number):
            return None
        return PanelEntity(kind, name, confidence, where)

    def _confidence(self, where: str, name: str, item: dict[str, Any]) -> Confidence | None:
        level = _text(item.get("confidence_level"))
        if level not in _CONFIDENCE:
            cause = f"confidence_level of {name} is {show(level)}"
            self.faults.append(fault("PANEL-WORD", where, cause, "it is 0, 1, 2, 3 or 4"))
        return _CONFIDENCE.get(level)

    def _is_twice(self, where: str, place: str, name: str, number: int) -> bool:
        first = self._seen.setdefault(f"{place} {name.upper()}", number)
        if first != number:
            cause = f"{name} already stands at {place}[{first}]"
            self.faults.append(fault("PANEL-DUP", where, cause, "keep one of them"))
        return first != number

    def _pathogenicity(self, item: dict[str, Any]) -> Pathogenicity:
        words = _text(item.get("mode_of_pathogenicity"))
        table = read_curated("panelapp_pathogenicity")
        known = dict(zip((text.lower() for text in table["panelapp_words"]), table["word"], strict=True))
        return Pathogenicity(known.get(words.lower(), "other")) if words else Pathogenicity.ANY

    def _mode(self, where: str, symbol: str, confidence: Confidence, words: str) -> PanelMode | None:
        if symbol in self._modes:
            return self._modes[symbol]
        mode, remark = self._words.get(words.lower(), ("?" if words else "-", None))
        if mode == "?":
            cause = f"mode_of_inheritance of {symbol} is {show(words)}, which PanelApp's list does not hold"
            self.faults.append(fault("PANEL-WORD", where, cause, _MODE_FIX))
            return None
        if mode == "-" and confidence is Confidence.GREEN:
            cause = f"{symbol} is green and has no mode of inheritance ({show(words)})"
            self.faults.append(fault("PANELAPP-MODE", where, cause, _MODE_FIX))
        elif mode == "-":
            self._untold.append(symbol)
        self._imprinted += [symbol] if remark else []
        if mode == "-":
            return None if confidence is Confidence.GREEN else PanelMode.NOT_TOLD
        return PanelMode(mode)

    def _gene_id(self, symbol: str, hgnc: str, data: dict[str, Any]) -> str:
        """Return the Ensembl id of the newest release of the build, else the HGNC id."""
        builds = data.get("ensembl_genes")
        builds = builds if isinstance(builds, dict) else {}
        releases = next((value for name, value in builds.items() if str(name).lower() == self._build), None)
        releases = releases if isinstance(releases, dict) else {}
        newest = sorted(releases.items(), key=lambda pair: int(pair[0]) if str(pair[0]).isdecimal() else -1)
        found = [_text(entry.get("ensembl_id")) for _, entry in newest if isinstance(entry, dict)]
        if found and GENE_ID.match(found[-1]):
            return found[-1]
        self._without_id.append(symbol)
        return hgnc or symbol

    def _told_penetrance(self, item: dict[str, Any]) -> Penetrance:
        word = _text(item.get("penetrance")).lower()
        self._unstated += word not in _PENETRANCE
        return _PENETRANCE.get(word, self._penetrance)

    def notes(self, others: Sequence[PanelEntity]) -> list[Fault]:
        """Return what is worth knowing of the panel."""
        notes = []
        if self._untold:
            cause = _listed(self._untold, "genes, not green, have no mode of inheritance: no finding can be in them")
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
        if others:
            counts = {kind: sum(item.kind is kind for item in others) for kind in EntityKind}
            told = f"{counts[EntityKind.STR]} STRs and {counts[EntityKind.REGION]} regions"
            cause = f"{told} are no genes: the report names them as not assessable here"
            notes.append(note("PANELAPP-OTHER", self._where, cause, "nothing"))
        return notes


def _listed(names: list[str], words: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} {words}: {', '.join(names[:_SHOWN])}{more}"
